"""The pictures of the public gallery: cut from approved ones when they are asked for, and kept in memory for a while.

Nothing is written into the store, so that what is erased there is erased. Whoever asks has asked before whether it is
still to be seen.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from evidence.adapters import imaging
from evidence.adapters.imaging import ImagingUnavailable, Unreadable
from evidence.adapters.storage import ObjectMissing, Storage
from evidence.core.errors import DomainError, NotFound, Unavailable
from evidence.core.words import N_
from evidence.gallery.public.queries import Item

# What pages ask for: the greatest width in pixels, and the shape where others want one.
SIZES: dict[str, tuple[int, tuple[int, int] | None]] = {
    "kartu": (640, None),
    "foto": (1080, None),
    "pratinjau": (1200, (1200, 630)),
}
# Bytes of all that is kept; a card has some 50 KB.
MOST = 32 * 1024 * 1024
BUSY = N_("Gambar belum dapat disiapkan. Coba lagi sebentar lagi.")
# Of the web's eight threads: as many as a browser has connections, so that one which opens a page is served whole, and
# two are left by pictures to those who work, however many strangers come. Archives may take these (`handing_out`).
ROOM = 6
# Seconds that a stranger's request may hold one of these places without being served. A browser never asks again for a
# picture that was refused, so the first visitor of a slow machine waits rather than sees holes.
PATIENCE = 10.0
RETRY_AFTER = 3
Key = tuple[str, str]


class Kept:
    """The last pictures that were cut, by the hash of the approved one.

    A few are cut at a time, each once, and a few wait for it, so that a crowd of strangers leaves processors and
    threads to those who work.
    """

    def __init__(
        self, most: int = MOST, at_once: int = 2, room: int = ROOM, patience: float = PATIENCE
    ) -> None:
        self._most, self._patience = most, patience
        self._pictures: OrderedDict[Key, bytes] = OrderedDict()
        self._coming: dict[Key, Future[bytes]] = {}
        self._lock = threading.RLock()
        self._turn, self._room = threading.Semaphore(at_once), threading.Semaphore(room)

    def picture(self, item: Item, size: str, storage: Storage) -> bytes:
        """The picture of that size. NotFound when the store no longer has what was approved, and Unavailable where too
        many are asked for at once."""
        key = item.sha256, size
        if found := self._known(key):
            return found
        with self._held(self._room, patience=0):
            return self._coming_or_cut(key, item, size, storage)

    def _coming_or_cut(self, key: Key, item: Item, size: str, storage: Storage) -> bytes:
        with self._lock:
            if found := self._known(key):
                return found
            first = key not in self._coming
            coming = self._coming.setdefault(key, Future())
        if not first:
            try:
                return coming.result(self._patience)
            except TimeoutError:
                raise _busy() from None
        try:
            with self._held(self._turn, self._patience):
                body = self._keep(key, _cut(item, size, storage))
            coming.set_result(body)
            return body
        except DomainError as refusal:
            coming.set_exception(refusal)
            raise
        finally:
            if not coming.done():
                coming.set_exception(_busy())
            with self._lock:
                del self._coming[key]

    @contextmanager
    def _held(self, places: threading.Semaphore, patience: float) -> Iterator[None]:
        """One of these places. Raises Unavailable where none is free so many seconds later."""
        if not places.acquire(blocking=patience > 0, timeout=patience or None):
            raise _busy()
        try:
            yield
        finally:
            places.release()

    def _known(self, key: Key) -> bytes | None:
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
            return self._pictures.get(key)

    def _keep(self, key: Key, body: bytes) -> bytes:
        with self._lock:
            self._pictures[key] = body
            while sum(map(len, self._pictures.values())) > self._most:
                self._pictures.popitem(last=False)
        return body


def _busy() -> Unavailable:
    return Unavailable(BUSY, retry_after=RETRY_AFTER)


def _cut(item: Item, size: str, storage: Storage) -> bytes:
    try:
        whole = storage.get(item.picture)
    except ObjectMissing:
        raise NotFound from None
    if hashlib.sha256(whole).hexdigest() != item.sha256:
        # Nobody approved these bytes.
        raise NotFound
    width, frame = SIZES[size]
    try:
        return imaging.cut(whole, item.recipe, width, frame)
    except Unreadable:
        raise NotFound from None
    except ImagingUnavailable as away:
        raise Unavailable(BUSY, cause=str(away)) from away
