"""How parent and child talk: one JSON header and some blobs, in one run of bytes.

4 bytes big-endian length | JSON {"sizes": [...], "body": {...}} | blob | blob | ...
"""

import json
import struct
from collections.abc import Sequence
from typing import Any

# The child says this once its imports are done, so that a broken installation is never blamed on a photo.
GREETING = b"siap\n"

_LENGTH = struct.Struct(">I")


class Garbled(ValueError):
    """The bytes are not a whole message."""


def pack(body: dict[str, Any], blobs: Sequence[bytes] = ()) -> bytes:
    """One message; ``body`` must be plain JSON."""
    header = json.dumps({"sizes": [len(blob) for blob in blobs], "body": body}).encode()
    return b"".join([_LENGTH.pack(len(header)), header, *blobs])


def unpack(message: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The body and the blobs of a message; raises `Garbled` when it is cut short or malformed."""
    try:
        (length,) = _LENGTH.unpack_from(message)
        header = json.loads(message[_LENGTH.size : _LENGTH.size + length])
        sizes, body = list(map(int, header["sizes"])), dict(header["body"])
    except (struct.error, ValueError, KeyError, TypeError) as error:
        raise Garbled("the header cannot be read") from error
    at = _LENGTH.size + length
    if at + sum(sizes) != len(message):
        raise Garbled("the blobs do not add up")
    blobs = []
    for size in sizes:
        blobs.append(message[at : at + size])
        at += size
    return body, blobs
