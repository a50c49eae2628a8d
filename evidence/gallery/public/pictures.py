"""The pictures of the public gallery: cut from approved ones when they are asked for, and kept in memory for a while.

Nothing is written into the store, so that what is erased there is erased. Whoever asks has asked before whether it is
still to be seen.
"""

import hashlib
import threading
from collections import OrderedDict

from evidence.adapters import imaging
from evidence.adapters.imaging import ImagingUnavailable, Unreadable
from evidence.adapters.storage import ObjectMissing, Storage
from evidence.core.errors import NotFound, Unavailable
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


class Kept:
    """The last pictures that were cut, by the hash of the approved one. A few are cut at a time, so that a crowd of
    strangers leaves the processors to those who work."""

    def __init__(self, most: int = MOST, at_once: int = 2) -> None:
        self._most = most
        self._pictures: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock, self._turn = threading.Lock(), threading.BoundedSemaphore(at_once)

    def picture(self, item: Item, size: str, storage: Storage) -> bytes:
        """The picture of that size. NotFound when the store no longer has what was approved."""
        key = item.sha256, size
        if found := self._known(key):
            return found
        with self._turn:
            # Somebody may have been first.
            return self._known(key) or self._keep(key, _cut(item, size, storage))

    def _known(self, key: tuple[str, str]) -> bytes | None:
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
            return self._pictures.get(key)

    def _keep(self, key: tuple[str, str], body: bytes) -> bytes:
        with self._lock:
            self._pictures[key] = body
            while sum(map(len, self._pictures.values())) > self._most:
                self._pictures.popitem(last=False)
        return body


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
