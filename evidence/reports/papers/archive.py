"""The photos as they were received, in one ZIP that nobody ever holds: what is kept is the list of what goes into it.

While the paper is made each photo is read and its hash compared; when it is fetched the photos stream by from where
they lie. So an archive costs no second copy, and a photo that is erased meanwhile is in none.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evidence.core import clock

CHUNK = 64 * 1024


@dataclass(frozen=True)
class Entry:
    """One file of the archive: the object ``key``, or a ``text`` of ours; ``at`` is its wall clock in WIB."""

    path: str
    size: int
    at: tuple[int, int, int, int, int, int]
    key: str = ""
    text: str = ""


def read(listed: bytes) -> Sequence[Entry]:
    """The list as values again."""
    return [Entry(**{**each, "at": tuple(each["at"])}) for each in json.loads(listed)]


def stream(entries: Sequence[Entry], fetch: Callable[[Entry], Iterator[bytes]]) -> Iterator[bytes]:
    """The archive in parts as small as those that ``fetch`` gives of each object."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as files:
        for each in entries:
            info = zipfile.ZipInfo(each.path, each.at)
            # Whoever opens it may read it, and only its owner change it.
            info.external_attr, info.file_size = 0o644 << 16, each.size
            with files.open(info, "w") as out:
                for part in [each.text.encode()] if not each.key else fetch(each):
                    out.write(part)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


def length(entries: Sequence[Entry]) -> int:
    """How many bytes the archive has, without reading any of it."""
    return sum(map(len, stream(entries, _nothing)))


def _nothing(entry: Entry) -> Iterator[bytes]:
    whole, rest = divmod(entry.size, CHUNK)
    yield from (b"\0" * CHUNK for _ in range(whole))
    yield b"\0" * rest


class _Sink(io.RawIOBase):
    """Takes what is written and gives it on; it cannot go back, so each photo is told after itself."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, part: Any) -> int:
        """Take a part."""
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        """What came since the last time."""
        found, self._parts = b"".join(self._parts), []
        return found


def wall(at: datetime) -> tuple[int, int, int, int, int, int]:
    """A moment as an archive keeps it: the wall clock in WIB."""
    told = at.astimezone(clock.WIB)
    return (told.year, told.month, told.day, told.hour, told.minute, told.second)
