"""Pictures whose truth is known because the test made them."""

import struct
import zlib
from io import BytesIO
from random import Random

import pillow_heif
from PIL import Image

CORNERS = {"red": (220, 30, 30), "green": (30, 180, 40), "blue": (30, 50, 220), "yellow": (230, 220, 40)}

# How a camera stores the pixels for each orientation, so that a turn by the tag shows them upright.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def four_corners(size: tuple[int, int] = (900, 600)) -> Image.Image:
    """Red, green, blue and yellow quarters: upper left, upper right, lower left, lower right."""
    image = Image.new("RGB", size)
    half = size[0] // 2, size[1] // 2
    for colour, at in zip(CORNERS.values(), ((0, 0), (half[0], 0), (0, half[1]), half), strict=True):
        image.paste(colour, (*at, at[0] + half[0], at[1] + half[1]))
    return image


def corner_names(image: Image.Image) -> list[str]:
    """The names of the colours in the four quarters, in the order of `four_corners`."""
    wide, high = image.size
    spots = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
    seen = [image.convert("RGB").getpixel((round(x * wide), round(y * high))) for x, y in spots]
    return [min(CORNERS, key=lambda name: distance(CORNERS[name], pixel)) for pixel in seen]


def distance(one: tuple[int, ...], other: object) -> int:
    """The largest difference in any channel."""
    assert isinstance(other, tuple)
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def jpeg(image: Image.Image, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", **{"quality": 92, **options})
    return out.getvalue()


def png(image: Image.Image, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """The picture in any format that Pillow writes, and HEIC."""
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def turned(image: Image.Image, orientation: int) -> bytes:
    """The JPEG a camera held that way would store."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    way = STORED[orientation]
    return jpeg(image if way is None else image.transpose(way), exif=exif)


def noise(size: tuple[int, int], seed: int = 7) -> Image.Image:
    return Image.frombytes("RGB", size, Random(seed).randbytes(size[0] * size[1] * 3))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_claiming(width: int, height: int, body: bytes = b"") -> bytes:
    """A sound little PNG file that says it is this large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", body or zlib.compress(b""))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b"")


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def with_scans(data: bytes, count: int) -> bytes:
    """A progressive JPEG with its last scan repeated until there are ``count``."""
    last, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:last] + data[last:end] * (count - data.count(b"\xff\xda") + 1) + data[end:]


def resized_claim(data: bytes, size: tuple[int, int]) -> bytes:
    """A JPEG whose header says another size."""
    at = min(found for mark in (b"\xff\xc0", b"\xff\xc2") if (found := data.find(mark)) >= 0) + 5
    return data[:at] + size[1].to_bytes(2, "big") + size[0].to_bytes(2, "big") + data[at + 4 :]
