"""One child process: started so that it cannot outlive us, stopped so that it may first finish."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evidence.embedded.privileges import Identity, in_the_child
from evidence.embedded.refusals import NotReady

# What a program needs to find its own tools and its temporary folder. The rest of our environment holds secrets that
# are none of its business.
_ORDINARY = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")

Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Program:
    """What to run. ``env`` is the whole environment; ``death_signal`` is what it gets when we die (Linux only)."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    identity: Identity | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    cwd: Path | None = None


def plain_environment(**more: str) -> dict[str, str]:
    """The ordinary part of our environment and ``more``."""
    return {name: os.environ[name] for name in _ORDINARY if name in os.environ} | more


def spawn(program: Program, log: Path) -> Process:
    """Start ``program`` in a process group of its own, its output appended to ``log``.

    Call it from the main thread: the death signal follows the thread that started the child.
    Raises OSError or subprocess.SubprocessError when it cannot be started.
    """
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        return subprocess.Popen(
            list(program.command),
            env=dict(program.env),
            cwd=program.cwd,
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            umask=0o077,
            # A terminal's Ctrl-C reaches only our own group, so that we alone decide the order of stopping.
            process_group=0,
            preexec_fn=in_the_child(program.identity, program.death_signal),
        )
    finally:
        os.close(handle)


def stop(process: Process, stop_signal: signal.Signals, seconds: float = 10.0) -> None:
    """Ask ``process`` to end, and after ``seconds`` kill it with everything in its group."""
    if process.poll() is not None:
        return
    process.send_signal(stop_signal)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def running(
    program: Program, ready: Callable[[], None], log: Path, seconds: float = 30.0
) -> Iterator[Process]:
    """``program`` alone, without a supervisor: ready on entry, stopped on exit. Raises NotReady."""
    process = spawn(program, log)
    try:
        deadline = time.monotonic() + seconds
        while True:
            try:
                ready()
                break
            except NotReady:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
            time.sleep(0.02)
        yield process
    finally:
        stop(process, program.stop_signal)
