"""A supervised folder as tests see it: its process, its lines, its children."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Supervised:
    """A supervisor in a process of its own."""

    process: subprocess.Popen[bytes]
    folder: Path
    output: Path

    def said(self) -> str:
        """Everything it said so far, errors included."""
        return self.output.read_text(encoding="utf-8")

    def children(self) -> dict[str, int]:
        """Its parts with their process ids."""
        path = self.folder / "pids.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def until_ready(self, line: str = "all ready", seconds: float = 60.0) -> None:
        """Wait for the line that says so."""
        until(lambda: line in self.said() or self.process.poll() is not None, seconds=seconds)
        assert line in self.said(), self.said()

    def family(self) -> list[int]:
        """The process ids of everything below it."""
        return [each.pid for each in psutil.Process(self.process.pid).children(recursive=True)]


@contextmanager
def supervised(
    command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None
) -> Iterator[Supervised]:
    """Run ``command`` and make sure that it is gone afterwards, whatever the test did."""
    output = folder.with_name(f"{len(list(folder.parent.glob('*.said')))}.said")
    with output.open("wb") as told:
        process = subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=told, env=env)
    try:
        yield Supervised(process, folder, output)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
        process.wait()


def driver(plan: str, folder: Path, *more: str) -> list[str]:
    """The command that supervises ``plan`` in ``folder``."""
    return [sys.executable, "-m", "tests.embedded.driver", plan, str(folder), *more]
