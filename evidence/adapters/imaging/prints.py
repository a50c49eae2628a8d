"""The print of a photo: what stays the same when it is sent on, cut, mirrored, stamped or made lighter.

A print has two parts. Its *keys* are 32 bits each of what surrounds a point that stands out, and any two photos that
share some are worth a look; the database finds those among millions. Its small grey *copy* is what such a look compares
(`likeness`). The same photo gives the same print. Needs NumPy.
"""

import base64
import math
import struct
import zlib
from dataclasses import dataclass

from PIL import Image

from evidence.adapters.imaging.points import BITS, SIDE, WEAK, Point, standing_out

# A print of another version cannot be compared with this one: raise it with every change of what a key says.
VERSION = 1
# The square root of a photo's area in pixels, as a small copy. Equal areas let a photo and a part of it differ by the
# part only.
COPY = 64
# So many of its worthiest points can be found by others.
KEYS = 32
# With fewer points a photo shows nothing that could be told from others: a lid, a wall, the night.
LEAST_POINTS = 8
# A copy keeps six of eight bits.
_STEP = 4
_HEAD = struct.Struct(">BBHH")
_POINT = struct.Struct(f">IhhH{WEAK}B")


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


def printed(photo: Image.Image) -> Print:
    """The print of an upright photo of any size and mode."""
    grey = photo.convert("L")
    small = _sized(grey, COPY)
    return Print(small.width, small.height, small.tobytes(), standing_out(_sized(grey, SIDE)))


def signed(key: int) -> int:
    """The 32 bits as the signed number that a database keeps."""
    return key - (1 << BITS) if key >> (BITS - 1) else key


def _sized(grey: Image.Image, side: int) -> Image.Image:
    # Nobody takes a photo that is ten times as long as it is wide; of such a strip, this is what can be compared.
    across = min(math.sqrt(10), max(math.sqrt(0.1), math.sqrt(grey.width / grey.height)))
    size = (round(side * across), round(side / across))
    return grey.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
