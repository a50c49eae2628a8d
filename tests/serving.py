"""The whole product as one command starts it: every process real, in a folder of its own."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from evidence.embedded import ports
from evidence.embedded.processes import Process, Program, plain_environment, spawn
from tests.waiting import lives, until

PASSWORD = "kata sandi latihan"
READY = "Bukti siap"


@dataclass(frozen=True)
class RunningHouse:
    """A running `evidence serve`: its addresses, the demo people's password, and the key of its practice network."""

    url: str
    practice_url: str
    practice_key: str
    password: str
    folder: Path
    log: Path
    process: Process


@contextmanager
def running_house(tmp: Path, seconds: float = 240.0, **settings: str) -> Iterator[RunningHouse]:
    """`evidence serve` with its data below ``tmp``, ready within ``seconds``, ended by SIGTERM.

    ``settings`` are EVIDENCE_* settings. As root, PostgreSQL must be able to pass through ``tmp``: use
    ``temporary_folder``. AssertionError, with what it said, when it does not start, or does not end
    well with everything that it started.
    """
    folder, log = tmp / "var", tmp / "serve.log"
    env = plain_environment(
        **{
            "EVIDENCE_DATA": str(folder),
            "EVIDENCE_PORT": str(ports.free_port()),
            "EVIDENCE_DEMO_PASSWORD": PASSWORD,
            "EVIDENCE_PRACTICE_KEY": "kunci-latihan-untuk-uji",
            **settings,
        }
    )
    process = spawn(Program("serve", (sys.executable, "-m", "evidence.cli", "serve"), env), log)
    try:
        until(lambda: READY in _said(log) or process.poll() is not None, seconds)
        assert process.poll() is None, _said(log)
        practice_port = json.loads((folder / "ports.json").read_text(encoding="utf-8"))["practice"]
        yield RunningHouse(
            url=f"http://127.0.0.1:{env['EVIDENCE_PORT']}",
            practice_url=f"http://127.0.0.1:{practice_port}",
            practice_key=env["EVIDENCE_PRACTICE_KEY"],
            password=env["EVIDENCE_DEMO_PASSWORD"],
            folder=folder,
            log=log,
            process=process,
        )
        family = [each.pid for each in psutil.Process(process.pid).children(recursive=True)]
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0, _said(log)
        until(lambda: not any(lives(pid) for pid in family))
    finally:
        if process.poll() is None:
            # Its children die with it.
            os.kill(process.pid, signal.SIGKILL)
            process.wait()


def _said(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
