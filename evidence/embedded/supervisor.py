"""Starts parts in order, starts again what dies, and stops them in reverse order. One thread, no surprises."""

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence.core.files import write_private
from evidence.embedded.processes import Process, Program, spawn, stop
from evidence.embedded.refusals import NotReady, Refused
from evidence.embedded.signals import Signals, Stopped, listening

# A part that ends this often before it was ever ready will not be cured by another try.
_MOST_FALLS_AT_START = 4
_LONGEST_PAUSE = 30.0
# Whoever stayed up this many seconds is well again, and its next fall is its first.
_WELL_AFTER = 60.0

Say = Callable[[str], None]


def always_ready() -> None:
    """For a part that has nothing to ask."""


@dataclass(frozen=True)
class Part:
    """A program that runs as long as we do. ``label`` is what people read; ``patience`` in seconds.

    ``ready`` raises NotReady until the part really is, and takes no longer than a few seconds.
    """

    label: str
    program: Program
    ready: Callable[[], None] = always_ready
    patience: float = 60.0


@dataclass(frozen=True)
class Step:
    """A program that runs once and must end well before the next one starts."""

    label: str
    program: Program
    patience: float = 300.0
    done: Callable[[], None] = always_ready


def pause_after(falls: int) -> float:
    """Seconds to wait before the next start, after ``falls`` falls in a row: 1, 2, 4 ... 30."""
    return min(2.0 ** (falls - 1), _LONGEST_PAUSE)


class _Running:
    """A part with the process it has now, or the moment of its next start."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.process: Process | None = None
        self.since = 0.0
        self.falls = 0
        self.next_start = 0.0
        self.is_ready = False
        # What was seen when it was last asked and was not.
        self.seen = ""


class Supervisor:
    """Supervises ``plan`` with its files in the data folder ``folder``; ``say`` takes lines for people."""

    def __init__(self, folder: Path, plan: Sequence[Part | Step], say: Say) -> None:
        self._folder = folder
        self._plan = plan
        self._say = say
        self._running: list[_Running] = []

    def run(self, when_ready: Callable[[], None]) -> None:
        """Start everything, call ``when_ready``, and supervise until SIGINT, SIGTERM or SIGHUP.

        Raises Refused when a part does not come up; whatever was started is stopped in any case.
        """
        with listening() as signals:
            try:
                self._rotate_logs()
                for each in self._plan:
                    self._say(f"Menyiapkan {each.label}...")
                    if isinstance(each, Part):
                        self._bring_up(each, signals)
                    else:
                        self._perform(each, signals)
                when_ready()
                while True:
                    self._tend()
                    signals.wait(self._next_look())
            except Stopped:
                self._say("Menghentikan Bukti...")
            finally:
                self._stop_all()

    def log_of(self, name: str) -> Path:
        """Where the output of the program ``name`` goes."""
        return self._folder / "log" / f"{name}.log"

    def _rotate_logs(self) -> None:
        for each in self._plan:
            log = self.log_of(each.program.name)
            if log.exists():
                log.replace(log.with_name(f"{log.name}.1"))

    def _bring_up(self, part: Part, signals: Signals) -> None:
        running = _Running(part)
        self._running.append(running)
        self._launch(running)
        deadline = time.monotonic() + part.patience
        while not self._becomes_ready(running):
            if running.falls >= _MOST_FALLS_AT_START or time.monotonic() > deadline:
                raise self._refusal(part.label, part.program, running.seen)
            signals.wait(0.05)
            self._tend()

    def _perform(self, step: Step, signals: Signals) -> None:
        process = self._spawn(step.label, step.program)
        deadline = time.monotonic() + step.patience
        try:
            while process.poll() is None and time.monotonic() < deadline:
                signals.wait(0.2)
                self._tend()
        finally:
            stop(process, step.program.stop_signal)
        if process.returncode != 0:
            raise self._refusal(step.label, step.program)
        step.done()

    def _becomes_ready(self, running: _Running) -> bool:
        if running.process is None or running.process.poll() is not None:
            return False
        try:
            running.part.ready()
        except NotReady as error:
            running.seen = str(error)
            return False
        running.is_ready = True
        return True

    def _tend(self) -> None:
        """Notice who fell, and start again whose pause is over."""
        now = time.monotonic()
        for running in self._running:
            if running.process is None:
                if now >= running.next_start:
                    self._launch(running)
            elif (code := running.process.poll()) is not None:
                self._fell(running, code, now)
            elif running.falls and running.is_ready and now - running.since > _WELL_AFTER:
                running.falls = 0

    def _fell(self, running: _Running, code: int, now: float) -> None:
        running.process = None
        running.falls += 1
        pause = pause_after(running.falls)
        running.next_start = now + pause
        if running.is_ready:
            label = running.part.label
            self._say(
                f"{label[0].upper()}{label[1:]} berhenti (kode {code}); dinyalakan lagi dalam {pause:.0f} detik."
            )

    def _next_look(self) -> float:
        pauses = [each.next_start - time.monotonic() for each in self._running if each.process is None]
        return max(0.0, min((5.0, *pauses)))

    def _launch(self, running: _Running) -> None:
        running.since = time.monotonic()
        try:
            running.process = self._spawn(running.part.label, running.part.program)
        except Refused:
            if not running.is_ready:
                raise
            # It ran before, so the machine is short of something for a while; the others go on.
            self._fell(running, 127, running.since)
        self._note_processes()

    def _spawn(self, label: str, program: Program) -> Process:
        try:
            return spawn(program, self.log_of(program.name))
        except (OSError, subprocess.SubprocessError) as error:
            raise Refused(f"{label[0].upper()}{label[1:]} tidak dapat dijalankan: {error}") from error

    def _note_processes(self) -> None:
        running = {
            each.part.program.name: each.process.pid for each in self._running if each.process is not None
        }
        write_private(self._folder / "pids.json", json.dumps(running))

    def _stop_all(self) -> None:
        for running in reversed(self._running):
            if running.process is not None:
                stop(running.process, running.part.program.stop_signal)
        self._running.clear()
        self._note_processes()

    def _refusal(self, label: str, program: Program, seen: str = "") -> Refused:
        log = self.log_of(program.name)
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:] if log.exists() else []
        told = "".join(f"\n    {line}" for line in (*lines, seen) if line)
        return Refused(f"{label[0].upper()}{label[1:]} tidak dapat disiapkan. Catatannya ada di {log}:{told}")
