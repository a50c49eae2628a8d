"""Waiting for a signal, a child's end or a deadline, whichever comes first, without threads."""

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Stopped(Exception):
    """Somebody asked us to stop."""


class Signals:
    """What was asked so far. Made by ``listening``."""

    def __init__(self, reader: int) -> None:
        self._reader = reader
        self._stop = False

    def ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        """A handler for the signals that stop us."""
        self._stop = True

    def wait(self, seconds: float) -> None:
        """Return after ``seconds``, or sooner when a child ended. Raises Stopped."""
        if not self._stop and select.select((self._reader,), (), (), seconds)[0]:
            os.read(self._reader, 512)
        if self._stop:
            raise Stopped


Handler = Callable[[int, FrameType | None], object] | int | None


@contextmanager
def listening() -> Iterator[Signals]:
    """Listen until exit; from the main thread only. SIGHUP stops us too, unless we were started to ignore it."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    signals = Signals(reader)
    previous: dict[signal.Signals, Handler] = {}
    wakeup = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue
            previous[number] = signal.signal(number, signals.ask_to_stop)
        # A handler that does nothing is enough: it makes the end of a child write to the pipe.
        previous[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        yield signals
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in previous.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)
