"""Decides from the bytes alone, before anything is decoded, whether a file may be decoded at all."""

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from evidence.adapters.imaging.kinds import HEAD, kind_of
from evidence.adapters.imaging.reasons import Unreadable

JPEG_PIXELS = 210_000_000
# What follows is held whole, some of it several times, and none can be decoded smaller: measured, with heavy files,
# against a child's limit of memory (ADR 13).
PNG_PIXELS = 36_000_000
WEBP_PIXELS = 13_000_000
# Lossless, or with something transparent in it.
WEBP_HEAVY_PIXELS = 10_000_000
BOXED_PIXELS = {"AVIF": 20_000_000, "HEIF": 25_000_000}
# A buffered JPEG keeps two bytes per coefficient in memory: 60 MP at 4:2:0 is 180 MB.
BUFFERED_PIXELS = 60_000_000
BUFFERED_BYTES = 190_000_000
SCANS = 64

_PNG = b"\x89PNG\r\n\x1a\n"
_WEBP_HEAD = 30
# The box that tells a picture's extent: its name, a version and flags, width and height.
_EXTENT, _ISPE = re.compile(rb"ispe\x00{4}(.{8})", re.DOTALL), struct.Struct(">II")
# What people may well send and we do not take; told apart from files that are no pictures at all.
_OTHER_PICTURES = (b"GIF8", b"BM", b"II*\0", b"MM\0*", b"8BPS", b"\0\0\x01\0", b"\xff\x0a", b"%PDF", b"<svg")
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_BASELINE, _PROGRESSIVE = (0xC0, 0xC1), (0xC2,)
# All start-of-frame markers; the ones not above are lossless or arithmetic and no phone writes them.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True)
class Passed:
    """What the file claims and may have: size in pixels as stored, and whether decoding buffers all of it."""

    format: str
    width: int
    height: int
    buffered: bool


@dataclass(frozen=True)
class _Frame:
    width: int
    height: int
    progressive: bool
    sampling: tuple[tuple[int, int], ...]

    @property
    def blocks(self) -> int:
        """A lower bound of the 8x8 blocks in the picture, over all its components."""
        most = max(across for across, _ in self.sampling) * max(down for _, down in self.sampling)
        area = self.width * self.height
        return sum(area * across * down // most for across, down in self.sampling) // 64


def check(data: bytes) -> Passed:
    """Raises `Unreadable` unless the file is a whole picture of a known kind within the limits."""
    looked_at = _LOOKS.get(kind_of(data[:HEAD]))
    if looked_at:
        return looked_at(data)
    if data.startswith(_OTHER_PICTURES) or data[4:8] in (b"ftyp", b"JXL "):
        raise Unreadable("unsupported_format")
    raise Unreadable("truncated" if data and _PNG.startswith(data[:8]) else "not_an_image")


def _jpeg(data: bytes) -> Passed:
    frame: _Frame | None = None
    at, scans, partial, first_scan = 2, 0, False, 0
    while True:
        found = _MARKER.search(data, at)
        if found is None:
            raise Unreadable("truncated")
        marker, at = data[found.start() + 1], found.end()
        if marker == 0xD9:
            break
        length = int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or at + length > len(data):
            raise Unreadable("truncated")
        if marker in _FRAMES and frame is None:
            frame = _frame(marker, data[at + 2 : at + length])
            _fits(frame.width, frame.height, JPEG_PIXELS)
        if marker == 0xDA:
            scans += 1
            if frame is None or length < 3:
                raise Unreadable("not_an_image")
            if scans > SCANS:
                raise Unreadable("too_many_scans")
            partial |= data[at + 2] < len(frame.sampling)
            first_scan = first_scan or at + length
        at += length
    if frame is None or not scans:
        raise Unreadable("truncated")
    buffered = frame.progressive or partial or scans > 1
    if buffered:
        _fits(frame.width, frame.height, BUFFERED_PIXELS)
        if frame.blocks * 128 > BUFFERED_BYTES:
            raise Unreadable("too_many_pixels")
    # Every block of a plain JPEG costs at least two bits, of a progressive one at least one: a tiny file that
    # claims a big picture is short of data, although the decoder would fill in grey and call it whole.
    if at - first_scan < frame.blocks // (8 if buffered else 4):
        raise Unreadable("truncated")
    return Passed("JPEG", frame.width, frame.height, buffered)


def _frame(marker: int, body: bytes) -> _Frame:
    if marker not in _BASELINE + _PROGRESSIVE or len(body) < 6 or body[0] != 8:
        raise Unreadable("unsupported_format")
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    factors = body[7 : 6 + 3 * body[5] : 3]
    sampling = tuple((factor >> 4, factor & 15) for factor in factors)
    if not width or not height or not sampling or len(sampling) != body[5] or not all(map(all, sampling)):
        raise Unreadable("not_an_image")
    return _Frame(width, height, marker in _PROGRESSIVE, sampling)


def _png(data: bytes) -> Passed:
    size: tuple[int, int] | None = None
    at = len(_PNG)
    while True:
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if size is None and len(kind) == 4 and kind != b"IHDR":
            raise Unreadable("not_an_image")
        if end > len(data):
            raise Unreadable("truncated")
        if kind == b"IHDR" and size is None:
            size = (
                int.from_bytes(data[at + 8 : at + 12], "big"),
                int.from_bytes(data[at + 12 : at + 16], "big"),
            )
            _fits(*size, PNG_PIXELS)
        if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise Unreadable("truncated")
        if kind == b"IEND" and size is not None:
            return Passed("PNG", *size, buffered=True)
        at = end


def _webp(data: bytes) -> Passed:
    if int.from_bytes(data[4:8], "little") + 8 > len(data) or len(data) < _WEBP_HEAD:
        raise Unreadable("truncated")
    kind, body = data[12:16], data[20:30]
    heavy = kind == b"VP8L"
    if kind == b"VP8X":
        # Moving pictures are no evidence, and their canvas is held several times over.
        if body[0] & 2:
            raise Unreadable("unsupported_format")
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
        heavy = bool(body[0] & 16) or _webp_has(data, b"VP8L")
    elif kind == b"VP8 ":
        width, height = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    elif kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        raise Unreadable("not_an_image")
    _fits(width, height, WEBP_HEAVY_PIXELS if heavy else WEBP_PIXELS)
    return Passed("WEBP", width, height, buffered=True)


def _webp_has(data: bytes, kind: bytes) -> bool:
    """Whether the file has a chunk of this kind: each is a name, a length and as many bytes, evened out."""
    at = 12
    while at + 8 <= len(data):
        if data[at : at + 4] == kind:
            return True
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    return False


def _boxed(format_: str, data: bytes) -> Passed:
    """AVIF and HEIC: boxes of a length and a name, which tell every size that will be decoded."""
    at = 0
    sizes: list[tuple[int, int]] = []
    while at < len(data):
        length, head = int.from_bytes(data[at : at + 4], "big"), 8
        if length == 1:
            length, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if length == 0:
            length = len(data) - at
        if length < head or at + length > len(data):
            raise Unreadable("truncated")
        if data[at + 4 : at + 8] == b"meta":
            sizes += [_ISPE.unpack(found) for found in _EXTENT.findall(data, at, at + length)]
        at += length
    if not sizes:
        raise Unreadable("not_an_image")
    for width, height in sizes:
        _fits(width, height, BOXED_PIXELS[format_])
    # The largest is the picture itself; others are its tiles, its thumbnail or its mask.
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return Passed(format_, width, height, buffered=True)


def _fits(width: int, height: int, pixels: int) -> None:
    if not width or not height:
        raise Unreadable("not_an_image")
    if width * height > pixels:
        raise Unreadable("too_many_pixels")


_LOOKS: dict[str, Callable[[bytes], Passed]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "image/avif": partial(_boxed, "AVIF"),
    "image/heic": partial(_boxed, "HEIF"),
}
