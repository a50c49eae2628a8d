"""Waiting for what another thread or process does, with a deadline instead of a guess."""

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeVar

import psutil

T = TypeVar("T")


def until(predicate: Callable[[], T], seconds: float = 30.0, every: float = 0.02) -> T:
    """The first true answer of ``predicate``; AssertionError when there is none within ``seconds``.

    Waiting ends with the answer, so that a long deadline costs nothing but where a test fails; a short one fails by
    chance on a machine that is busy.
    """
    deadline, pause = monotonic() + seconds, Event()
    while not (found := predicate()):
        if monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s")
        pause.wait(every)
    return found


def lives(pid: int) -> bool:
    """Whether the process is there and not merely waiting to be forgotten."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
