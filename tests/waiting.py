"""Waiting for what another thread or process does, with a deadline instead of a guess."""

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeVar

T = TypeVar("T")


def until(predicate: Callable[[], T], seconds: float = 10.0, every: float = 0.02) -> T:
    """The first true answer of ``predicate``; AssertionError when there is none within ``seconds``."""
    deadline, pause = monotonic() + seconds, Event()
    while not (found := predicate()):
        if monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s")
        pause.wait(every)
    return found
