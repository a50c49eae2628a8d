"""The print of a photo: what stays the same when it is sent on, cut, mirrored, stamped or made lighter.

A print has two parts. Its *keys* are 32 bits each of what surrounds a point that stands out, and any two photos that
share some are worth a look; the database finds those among millions. Its small grey *copy* is what such a look compares
(`likeness`). The same photo gives the same print. Making one (`points.printed`) and comparing two need NumPy, this does
not.
"""

import base64
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

# A print of another version cannot be compared with this one: raise it with every change of what a key says.
VERSION = 1
# The square root of a photo's area in pixels, as a small copy. Equal areas let a photo and a part of it differ by the
# part only.
COPY = 64
# So many of its worthiest points can be found by others.
KEYS = 32
# With fewer points a photo shows nothing that could be told from others: a lid, a wall, the night.
LEAST_POINTS = 8
BITS = 32
# How many bits of a key are named as the least sure.
WEAK = 5
# A copy keeps six of eight bits.
_STEP = 4
_HEAD = struct.Struct(">BBHH")
_POINT = struct.Struct(f">IhhH{WEAK}B")

# The waves whose signs are the bits of a key, the longest first: how many half waves across and down.
WAVES = [(across, both - across) for both in range(1, 9) for across in range(both + 1)][:BITS]
# What a mirror changes in a key.
MIRROR = sum(1 << bit for bit, (across, _down) in enumerate(WAVES) if across % 2)

# At least this share of what two photos show must be the same.
ALIKE = 0.95


@dataclass(frozen=True)
class Point:
    """A point that stands out: its key, where it is and how large, and which bits of the key are the least sure.

    ``x`` and ``y`` are counted from the middle of the photo; they and ``size`` are in 1/10000 of the root of its area.
    """

    key: int
    x: int
    y: int
    size: int
    weak: tuple[int, ...]

    def probes(self) -> Iterator[int]:
        """The key, and what it may have been before the photo was sent on: its weakest bits turned, up to two."""
        for turned in range(3):
            for bits in combinations(self.weak, turned):
                yield self.key ^ sum(1 << bit for bit in bits)


@dataclass(frozen=True)
class Print:
    """What is kept of a photo. ``copy`` holds ``width`` x ``height`` grey values of 0 to 255, line by line."""

    width: int
    height: int
    copy: bytes
    points: tuple[Point, ...]
    version: int = VERSION

    @property
    def tells(self) -> bool:
        """Whether it can be told from other photos; what is blank is like everything."""
        return len(self.points) >= LEAST_POINTS

    @property
    def keys(self) -> list[int]:
        """The keys by which others may find it, as signed numbers of 32 bits; none if it is blank."""
        return sorted({signed(point.key) for point in self.points[:KEYS]}) if self.tells else []

    def packed(self) -> bytes:
        """The whole print as it is stored, about 2.5 KB."""
        head = _HEAD.pack(self.version, len(self.points), self.width, self.height)
        points = b"".join(
            _POINT.pack(each.key, each.x, each.y, each.size, *each.weak) for each in self.points
        )
        steps = bytes(value // _STEP for value in self.copy)
        # Neighbours are alike, so their differences pack better.
        changes = bytes((steps[at] - (steps[at - 1] if at else 0)) % 256 for at in range(len(steps)))
        return head + points + zlib.compress(changes, 9)

    @classmethod
    def unpacked(cls, data: bytes) -> "Print":
        """The print that was packed so. ValueError if it is none or of another version."""
        try:
            version, count, width, height = _HEAD.unpack_from(data)
            if version != VERSION:
                raise ValueError(f"a print of version {version}")
            points, end = [], _HEAD.size + count * _POINT.size
            for at in range(_HEAD.size, end, _POINT.size):
                key, x, y, size, *weak = _POINT.unpack_from(data, at)
                points.append(Point(key, x, y, size, tuple(weak)))
            changes = zlib.decompressobj().decompress(data[end:], width * height)
        except (struct.error, zlib.error) as error:
            raise ValueError("not a print") from error
        if len(changes) != width * height or any(bit >= BITS for each in points for bit in each.weak):
            raise ValueError("not a print")
        steps, value = bytearray(), 0
        for change in changes:
            value = (value + change) % 256
            steps.append(min(255, value * _STEP + _STEP // 2))
        return cls(width, height, bytes(steps), tuple(points), version)

    def plain(self) -> str:
        """The print as text, for JSON."""
        return base64.b64encode(self.packed()).decode("ascii")

    @classmethod
    def from_plain(cls, text: str) -> "Print":
        """The print that was written so. ValueError as `unpacked`."""
        try:
            data = base64.b64decode(text, validate=True)
        except ValueError as error:
            raise ValueError("not a print") from error
        return cls.unpacked(data)


@dataclass(frozen=True)
class Likeness:
    """``share`` (0-1) of what both show is the same; ``common`` (0-1) of the smaller one is shown by both.

    ``stamped`` (0-1) of it was left out as covered by a stamp. ``points`` is how many points agreed. ``turned`` is by
    how many degrees a hand held one other than the other.
    """

    share: float
    common: float
    stamped: float
    mirrored: bool
    points: int
    turned: float


def signed(key: int) -> int:
    """The 32 bits as the signed number that a database keeps."""
    return key - (1 << BITS) if key >> (BITS - 1) else key
