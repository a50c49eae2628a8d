"""Archives on their way to who asked for them: few at once, since each may hold one of the web's threads for as long as
its reader takes."""

import threading
import weakref
from collections.abc import Iterator

from evidence.core.errors import Unavailable
from evidence.core.words import N_

# Of the eight threads of a web process, so that most are left to everybody else.
AT_ONCE = 3
BUSY = N_("Beberapa arsip sedang diunduh. Coba lagi satu menit lagi.")
RETRY_AFTER = 60


class HandingOut:
    """How many archives one process hands out at once."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._turn = threading.BoundedSemaphore(at_once)

    def begin(self, body: Iterator[bytes]) -> "HandedOut":
        """The same ``body`` once it has its turn, which ends with it. Raises Unavailable where there is none."""
        if not self._turn.acquire(blocking=False):
            raise Unavailable(BUSY, retry_after=RETRY_AFTER)
        return HandedOut(body, self._turn)


class HandedOut:
    """An archive that is read by somebody. Whoever serves it calls ``close``, also where the reader has gone."""

    def __init__(self, body: Iterator[bytes], turn: threading.BoundedSemaphore) -> None:
        self._body = body
        # Once and no more; by itself where a fault keeps the answer from being served.
        self._end = weakref.finalize(self, turn.release)

    def __iter__(self) -> Iterator[bytes]:
        return self._body

    def close(self) -> None:
        """Let the next one begin."""
        self._end()
