"""A few lines that read a JPEG's manifest store without the library: boxes, and the hash that binds it."""

import hashlib
import struct
from collections.abc import Iterator
from typing import Any

import cbor2


def store_of(jpeg: bytes) -> bytes:
    """The manifest store of a JPEG, put together from its APP11 segments."""
    parts, at = [], 2
    while jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        length = struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        body = jpeg[at + 4 : at + 2 + length]
        if jpeg[at + 1] == 0xEB and body[:2] == b"JP":
            # Each segment repeats the head of the outermost box; the first keeps it.
            parts.append(body[8:] if not parts else body[16:])
        at += 2 + length
    return b"".join(parts)


def boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The content boxes within ``data`` by the label of what holds them."""
    label, at = "", 0
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        inside = data[at + 8 : at + size]
        if kind == b"jumd":
            label = inside[17:].split(b"\0")[0].decode()
        elif kind == b"jumb":
            yield from boxes(inside)
        else:
            yield label, inside
        at += max(size, 8)


def read(jpeg: bytes, label: str) -> list[Any]:
    """What stands in the CBOR boxes of that label; a manifest within another's ingredient comes first."""
    return [cbor2.loads(body) for name, body in boxes(store_of(jpeg)) if name == label]


def bound(jpeg: bytes) -> tuple[bool, bytes]:
    """Whether the newest manifest's hash is that of the file without the manifest itself, and those bytes."""
    told = read(jpeg, "c2pa.hash.data")[-1]
    rest, at = b"", 0
    for each in sorted(told["exclusions"], key=lambda each: each["start"]):
        rest += jpeg[at : each["start"]]
        at = each["start"] + each["length"]
    rest += jpeg[at:]
    return hashlib.new(told["alg"], rest).digest() == told["hash"], rest
