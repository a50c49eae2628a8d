"""Real `evidence worker` processes, and what can happen to one."""

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evidence.embedded.processes import Process, Program, plain_environment, spawn
from tests.waiting import until


@dataclass(frozen=True)
class Worker:
    """A worker process for the queue *publish*."""

    process: Process
    log: Path

    @property
    def lives(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """End it as a power cut would: it can do nothing more."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def pause(self) -> None:
        """Stop it where it stands; it does not notice."""
        self.process.send_signal(signal.SIGSTOP)
        until(lambda: "T" in _states(self.process.pid))

    def wake(self) -> None:
        """Let it go on, unaware of the time that has passed."""
        self.process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """Ask it to finish what it has begun and end."""
        self.process.send_signal(signal.SIGTERM)

    def status(self, seconds: float = 30.0) -> int:
        """Its exit status, once it has ended."""
        return self.process.wait(seconds)


def _states(pid: int) -> set[str]:
    """The states of a process's threads, one letter each; all of them stop, but not at the same instant."""
    found = {
        (task / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
        for task in Path(f"/proc/{pid}/task").iterdir()
    }
    return found if len(found) == 1 else set()


@contextmanager
def worker(env: Mapping[str, str], folder: Path) -> Iterator[Worker]:
    """A worker with these settings, just started; killed at the end if it still lives."""
    program = Program(
        "worker",
        (sys.executable, "-m", "evidence.cli", "worker", "--queue", "publish"),
        plain_environment(**env),
    )
    log = folder / f"worker-{len(list(folder.iterdir()))}.log"
    process = spawn(program, log)
    try:
        yield Worker(process, log)
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
