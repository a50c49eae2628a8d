"""The largest files there may be, and those that want to be larger than they look: what each costs."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

import pytest
from PIL import Image

from bench import proof
from evidence.adapters.imaging import EXAMINE, Unreadable, examine
from evidence.adapters.imaging.bounded import attempt, understood
from evidence.adapters.imaging.gate import (
    BOXED_PIXELS,
    BUFFERED_PIXELS,
    JPEG_PIXELS,
    PNG_PIXELS,
    WEBP_HEAVY_PIXELS,
    WEBP_PIXELS,
)
from evidence.adapters.imaging.wire import Ending
from tests.adapters.pictures import four_corners, jpeg, noise, png, resized_claim, saved, with_scans

MEGABYTE = 1024 * 1024
# What one file may take: seconds, and bytes of memory with those of the fork server.
SLOW, LARGE = 5.0, 300 * MEGABYTE
# As large as a camera's file may be at all.
MOST_FILE = 60 * MEGABYTE

PAGE = """\
# The largest photos

`make prove` writes this page: the largest picture that each kind may be, drawn with a sensor's noise as far as the file
stays under 60 MB, examined in a child with the limits that every photo has.

| kind | megapixels | file, MB | processor, s | memory, MB |
| --- | --: | --: | --: | --: |
{rows}
A file was to take at most {slow:.0f} s and {large:.0f} MB. A few rows of pixels more were refused each time, unread.

What wants to be larger than it looks:

| file | MB | refused as | seconds | memory, MB |
| --- | --: | --- | --: | --: |
{refused}
The memory is that of the child, with the file in it; the next photo was read as if nothing had been.

{day}
"""


def examined(data: bytes) -> tuple[str, Ending, float]:
    """The reason of a refusal or "", how the child ended, and how many seconds went by."""
    began = monotonic()
    answer, ending = attempt({"do": "examine"}, [data], EXAMINE)
    took = monotonic() - began
    try:
        understood(answer, ending, EXAMINE)
    except Unreadable as refusal:
        return refusal.reason, ending, took
    return "", ending, took


def hollow_webp() -> bytes:
    """42 bytes that claim a gigapixel, in the extended form."""
    head = b"RIFF" + (34).to_bytes(4, "little") + b"WEBPVP8X" + (10).to_bytes(4, "little") + bytes(4)
    return head + (32767).to_bytes(3, "little") * 2 + b"VP8L" + bytes(8)


def progressive_of_200_megapixels() -> bytes:
    """Whole in its markers, with as many bytes as so many pixels need at least."""
    data = resized_claim(jpeg(noise((1200, 900)), progressive=True), (16320, 12240))
    scan = data.rindex(b"\xff\xda")
    return data[:scan] + bytes(4_000_000) + data[scan:]


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "JPEG of 1,900 scans": (
        "too_many_scans",
        lambda: with_scans(jpeg(drawn(12_000_000, grain=False), progressive=True), 1900),
    ),
    "progressive JPEG that claims 200 MP": ("too_many_pixels", progressive_of_200_megapixels),
    "42 bytes of WebP that claim a gigapixel": ("too_many_pixels", hollow_webp),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_and_the_next_photo_does_not_notice(name: str) -> None:
    reason, bomb = BOMBS[name]

    data = bomb()
    told, ending, took = examined(data)

    assert len(data) == 42 or "42 bytes" not in name
    assert (told, ending.code) == (reason, 0)
    assert took < SLOW
    assert ending.memory < LARGE
    assert examine(jpeg(four_corners())).width == 900


@pytest.mark.parametrize(
    ("size", "options", "reason"),
    [
        ((4200, 3000), {"quality": 5, "method": 0}, ""),
        ((4400, 3000), {"quality": 5, "method": 0}, "too_many_pixels"),
        ((3400, 3000), {"lossless": True, "quality": 0, "method": 0}, "too_many_pixels"),
    ],
    ids=["lossy", "lossy, larger", "lossless"],
)
def test_a_webp_may_be_as_large_as_its_decoder_bears(
    size: tuple[int, int], options: dict[str, object], reason: str
) -> None:
    told, ending, _took = examined(saved(Image.new("RGB", size, "grey"), "WEBP", **options))

    assert told == reason
    assert ending.memory < LARGE


def test_a_webp_with_something_transparent_is_one_of_the_heavy_ones() -> None:
    photo = Image.new("RGBA", (3400, 3000), (90, 90, 90, 255))
    photo.putpixel((0, 0), (0, 0, 0, 0))

    assert examined(saved(photo, "WEBP", quality=5, method=0))[0] == "too_many_pixels"


# ------------------------------------------------------------------------------------------- the largest of each
def drawn(pixels: int, mode: str = "RGB", *, grain: bool = True) -> Image.Image:
    """A gradient with grain as nearly ``pixels`` large as even sides of 4 to 3 let it be."""
    width = int((pixels * 4 / 3) ** 0.5) & ~1
    size = width, (pixels // width) & ~1
    soft = Image.linear_gradient("L").resize(size)
    sheet = Image.effect_noise(size, 40) if grain else soft
    picture = Image.merge("RGB", [soft, sheet, soft.transpose(Image.Transpose.FLIP_LEFT_RIGHT)])
    if mode == "RGBA":
        picture.putalpha(soft)
    return picture


def taller(photo: Image.Image) -> Image.Image:
    """The same with enough rows more to be over its limit."""
    return photo.resize((photo.width, photo.height + 4), Image.Resampling.NEAREST)


LOSSLESS = {"lossless": True, "quality": 0, "method": 0}
LARGEST: list[tuple[str, str, int, str, bool, dict[str, object]]] = [
    ("JPEG", "JPEG", JPEG_PIXELS, "RGB", True, {"quality": 60}),
    ("JPEG, progressive", "JPEG", BUFFERED_PIXELS, "RGB", True, {"quality": 85, "progressive": True}),
    ("PNG", "PNG", PNG_PIXELS, "RGB", True, {"compress_level": 1}),
    ("PNG, transparent", "PNG", PNG_PIXELS, "RGBA", True, {"compress_level": 1}),
    ("WebP", "WEBP", WEBP_PIXELS, "RGB", True, {"quality": 80, "method": 0}),
    ("WebP, transparent", "WEBP", WEBP_HEAVY_PIXELS, "RGBA", True, {"quality": 80, "method": 0}),
    ("WebP, lossless", "WEBP", WEBP_HEAVY_PIXELS, "RGB", True, LOSSLESS),
    ("WebP, lossless and transparent", "WEBP", WEBP_HEAVY_PIXELS, "RGBA", True, LOSSLESS),
    ("AVIF", "AVIF", BOXED_PIXELS["AVIF"], "RGB", True, {"speed": 10}),
    ("AVIF, full colour", "AVIF", BOXED_PIXELS["AVIF"], "RGB", True, {"speed": 10, "subsampling": "4:4:4"}),
    ("HEIC", "HEIF", BOXED_PIXELS["HEIF"], "RGB", True, {"quality": 40}),
]


@pytest.mark.prove
def test_the_largest_of_each_kind_is_read_and_a_larger_one_refused() -> None:
    rows, refused, wrong = [], [], []
    for name, kind, pixels, mode, grain, options in LARGEST:
        photo = drawn(pixels, mode, grain=grain)
        data = saved(photo, kind, **options)
        reason, ending, _took = examined(data)
        told = f"{ending.processor:.2f} | {ending.memory / MEGABYTE:.0f}"
        rows.append(
            f"| {name} | {photo.width * photo.height / 1e6:.1f} | {len(data) / MEGABYTE:.1f} | {told} |\n"
        )
        if reason or len(data) > MOST_FILE or ending.processor > SLOW or ending.memory > LARGE:
            wrong.append((name, reason, len(data), ending))
        larger, *_ = examined(saved(taller(drawn(pixels, mode, grain=False)), kind, **options))
        if larger != "too_many_pixels":
            wrong.append((f"{name}, larger", larger, 0, ending))
    for name, (wanted, bomb) in {
        **BOMBS,
        "progressive JPEG of 200 MP": ("too_many_pixels", real_progressive_of_200_megapixels),
    }.items():
        data = bomb()
        reason, ending, took = examined(data)
        told = f"{took:.2f} | {ending.memory / MEGABYTE:.0f}"
        refused.append(f"| {name} | {len(data) / MEGABYTE:.1f} | {reason} | {told} |\n")
        if reason != wanted or took > SLOW or ending.memory > LARGE:
            wrong.append((name, reason, len(data), ending))

    day = datetime.now(UTC).date().isoformat()
    page = PAGE.format(
        rows="".join(rows), refused="".join(refused), slow=SLOW, large=LARGE / MEGABYTE, day=day
    )
    proof.keep("limits", page)
    assert wrong == []


def real_progressive_of_200_megapixels() -> bytes:
    return saved(drawn(200_000_000, grain=False), "JPEG", quality=75, progressive=True)


@pytest.mark.prove
def test_what_is_too_heavy_within_its_limit_is_refused_by_the_child() -> None:
    # A file so heavy never comes by the pages; on the command line it may.
    grain = [Image.effect_noise((6800, 5200), 90) for _ in range(4)]
    heavy = png(Image.merge("RGBA", grain), compress_level=1)

    reason, ending, _took = examined(heavy)

    assert reason == "too_much_memory"
    assert ending.memory < LARGE
    assert examine(jpeg(four_corners())).width == 900
