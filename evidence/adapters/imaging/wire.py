"""How parent and child talk: one JSON header and some blobs, in one run of bytes, then how the child ended.

4 bytes big-endian length | JSON {"sizes": [...], "body": {...}} | blob | blob | ...
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from io import BytesIO
from typing import Any, BinaryIO

# The fork server says this once its imports are done, so that a broken installation is never blamed on a photo.
GREETING = b"siap\n"
# With each line the parent says how many seconds of wall clock the child at its other end has.
WALL = struct.Struct(">d")

_LENGTH = struct.Struct(">I")
_ENDING = struct.Struct(">i?dQ")
_PART = 1 << 20


class Garbled(ValueError):
    """The bytes are not a whole message."""


@dataclass(frozen=True)
class Ending:
    """How a child ended: exit code (a signal's number below zero), whether its time was over, processor in seconds, and
    the most memory it had at once in bytes, that of the fork server included."""

    code: int
    late: bool
    processor: float
    memory: int

    def pack(self) -> bytes:
        return _ENDING.pack(*astuple(self))


def pack(body: dict[str, Any], blobs: Sequence[bytes] = ()) -> bytes:
    """One message; ``body`` must be plain JSON."""
    header = json.dumps({"sizes": [len(blob) for blob in blobs], "body": body}).encode()
    return b"".join([_LENGTH.pack(len(header)), header, *blobs])


def unpack_head(stream: BinaryIO) -> tuple[dict[str, Any], list[int]]:
    """The body of a message and the sizes of the blobs that follow; raises `Garbled` when it is malformed."""
    try:
        (length,) = _LENGTH.unpack(stream.read(_LENGTH.size))
        header = json.loads(stream.read(length))
        return dict(header["body"]), list(map(int, header["sizes"]))
    except (struct.error, ValueError, KeyError, TypeError) as error:
        raise Garbled("the header cannot be read") from error


def unpack_blobs(stream: BinaryIO, sizes: Sequence[int]) -> list[bytes]:
    """The blobs, each held in memory once only; raises `Garbled` unless they are all there is."""
    blobs = [_exactly(stream, size) for size in sizes]
    if stream.read(1):
        raise Garbled("the blobs do not add up")
    return blobs


def _exactly(stream: BinaryIO, size: int) -> bytes:
    # Reading it in one go keeps all parts until they are joined, and that is twice the blob.
    blob = BytesIO()
    while part := stream.read(min(_PART, size - blob.tell())):
        blob.write(part)
    if blob.tell() < size:
        raise Garbled("the blobs do not add up")
    return blob.getvalue()


def parted(heard: bytes) -> tuple[bytes, Ending]:
    """What a child answered and how it ended; raises `Garbled` when the end is missing."""
    at = len(heard) - _ENDING.size
    if at < 0:
        raise Garbled("nobody said how the child ended")
    return heard[:at], Ending(*_ENDING.unpack_from(heard, at))
