"""A folder with data and pictures turned into a PDF, by a process of its own: the layout is native code, and what it
took is given back with it."""

import os
import subprocess
import sys
from pathlib import Path

from evidence.adapters import imaging
from evidence.reports.papers.making import Unmade

WALL = 240.0
FONTS = Path(imaging.__file__).parent / "fonts"
FRAME = Path(__file__).with_name("frame.typ")
_ROOT = Path(__file__).resolve().parents[3]
_KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


def press(folder: Path, layout: Path, out: Path, *, wall: float = WALL) -> None:
    """Lay out what lies in ``folder`` as the PDF ``out``. Raises `Unmade`."""
    for name, found in (("main.typ", layout), (FRAME.name, FRAME)):
        (folder / name).write_bytes(found.read_bytes())
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        done = subprocess.run(
            (sys.executable, "-m", "evidence.reports.papers.press", str(folder), str(out), str(FONTS)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=wall,
            cwd=_ROOT,
            env={**environment, "PYTHONPATH": str(_ROOT)},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unmade("layout", cause=type(error).__name__) from None
    if done.returncode or not out.exists():
        raise Unmade("layout", cause=done.stderr[-600:].decode("utf-8", "replace"))
