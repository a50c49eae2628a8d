"""Small pictures of every kind, and seeded ways to damage them."""

import hashlib
from collections.abc import Callable
from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageCms

from tests.adapters.pictures import four_corners, jpeg, noise, png, saved, turned

# How much of a file one change may touch, in bytes.
_STRETCH = 64
_TELLING = (0, 1, 0x7F, 0x80, 0xFE, 0xFF)


@cache
def seeds() -> dict[str, bytes]:
    """A whole file of each kind by name."""
    grain = noise((160, 120))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pair = BytesIO()
    grain.save(pair, "MPO", save_all=True, append_images=[four_corners((160, 120))])
    clear = grain.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))
    return {
        "jpeg": jpeg(grain),
        "jpeg 4:2:0 with restarts": jpeg(grain, subsampling=2, restart_marker_blocks=3),
        "jpeg progressive": jpeg(grain, progressive=True),
        "jpeg grey": jpeg(grain.convert("L")),
        "jpeg cmyk": jpeg(grain.convert("CMYK")),
        "jpeg with a profile": jpeg(grain, icc_profile=profile),
        "jpeg turned": turned(grain, 6),
        "mpo": pair.getvalue(),
        "png": png(grain),
        "png palette": png(grain.convert("P")),
        "png 16 bit": png(grain.convert("L").convert("I;16")),
        "png clear": png(clear),
        "webp": saved(grain, "WEBP"),
        "webp lossless": saved(grain, "WEBP", lossless=True),
        "webp clear": saved(clear, "WEBP", exif=turned(grain, 3)[6:60]),
        "avif": saved(grain, "AVIF"),
        "avif clear": saved(clear, "AVIF"),
        "heic": saved(grain, "HEIF"),
    }


def mutation(number: int) -> tuple[str, bytes]:
    """The damaged file of that number, and what it was; the same number gives the same bytes."""
    # Not the number alone: neighbours would begin alike.
    random = Random(hashlib.sha256(str(number).encode()).digest())
    name = random.choice(sorted(seeds()))
    data = bytearray(seeds()[name])
    for _ in range(random.choice((1, 1, 1, 2, 4, 12))):
        if len(data) > 4:
            random.choice(_WAYS)(data, random)
    return name, bytes(data)


def _at(data: bytearray, random: Random) -> int:
    """A place in the file, in its head as often as anywhere else."""
    return random.randrange(min(len(data), 400) if random.random() < 0.5 else len(data))


def _flip(data: bytearray, random: Random) -> None:
    data[_at(data, random)] ^= 1 << random.randrange(8)


def _put(data: bytearray, random: Random) -> None:
    data[_at(data, random)] = random.choice((*_TELLING, random.randrange(256)))


def _size(data: bytearray, random: Random) -> None:
    """Another number where two or four bytes may be one."""
    at, wide = _at(data, random), random.choice((2, 4))
    value = random.choice((0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, random.randrange(1 << 32))) % (
        1 << 8 * wide
    )
    data[at : at + wide] = value.to_bytes(wide, random.choice(("big", "little")))


def _cut(data: bytearray, random: Random) -> None:
    del data[_at(data, random) :]


def _drop(data: bytearray, random: Random) -> None:
    at = _at(data, random)
    del data[at : at + random.randrange(1, _STRETCH)]


def _double(data: bytearray, random: Random) -> None:
    at = _at(data, random)
    piece = data[at : at + random.randrange(1, 4 * _STRETCH)]
    data[at:at] = piece * random.choice((1, 1, 2, 40))


def _move(data: bytearray, random: Random) -> None:
    at = _at(data, random)
    piece = data[at : at + random.randrange(1, _STRETCH)]
    del data[at : at + len(piece)]
    to = _at(data, random) if data else 0
    data[to:to] = piece


def _noise(data: bytearray, random: Random) -> None:
    at = _at(data, random)
    data[at : at + _STRETCH] = random.randbytes(random.randrange(1, _STRETCH))


def _graft(data: bytearray, random: Random) -> None:
    """A piece of another kind of file."""
    other = seeds()[random.choice(sorted(seeds()))]
    start, at = random.randrange(len(other)), _at(data, random)
    data[at:at] = other[start : start + random.randrange(1, 4 * _STRETCH)]


_WAYS: tuple[Callable[[bytearray, Random], None], ...] = (
    _flip, _put, _size, _size, _cut, _drop, _double, _move, _noise, _graft,
)  # fmt: skip
