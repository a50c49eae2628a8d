"""Slows down whoever guesses the key at the trainer's page."""

from collections import deque
from time import monotonic

TRIES_MOST = 5
TRIES_SECONDS = 60.0


class Tries:
    """Counts failed sign-ins of this process; there is one key, so there is one count."""

    def __init__(self) -> None:
        self._failed: deque[float] = deque(maxlen=TRIES_MOST)

    def too_many(self) -> bool:
        """Whether the last five failures all lie within the last minute."""
        return len(self._failed) == TRIES_MOST and monotonic() - self._failed[0] < TRIES_SECONDS

    def failed(self) -> None:
        """Note one more failure."""
        self._failed.append(monotonic())
