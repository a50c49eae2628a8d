"""Photos as they come: every kind of file, in every turn and colour, made so that its truth is known."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from evidence.adapters.imaging import KINDS, examine, kind_of
from tests.adapters.pictures import (
    CORNERS,
    STORED,
    chunk,
    corner_names,
    distance,
    four_corners,
    jpeg,
    noise,
    opened,
    saved,
)

KIND_OF = {
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "HEIF": "image/heic",
    "JPEG": "image/jpeg",
    "PNG": "image/png",
}


@pytest.mark.parametrize("kind", KIND_OF)
def test_every_kind_is_told_by_its_first_bytes_and_read(kind: str) -> None:
    photo = saved(four_corners((800, 600)), kind)

    examined = examine(photo)

    assert kind_of(photo) == KIND_OF[kind]
    assert kind_of(photo) in KINDS
    assert (examined.format, examined.width, examined.height) == (kind, 800, 600)
    assert corner_names(opened(examined.derivatives[320])) == list(CORNERS)


@pytest.mark.parametrize("kind", KIND_OF)
def test_an_odd_number_of_pixels_is_no_obstacle(kind: str) -> None:
    # A HEIC stores an even number and says how many of them are shown.
    examined = examine(saved(four_corners((401, 301)), kind))

    assert (examined.width, examined.height) == (401, 301)


# A quarter turn and a mirrored one for each kind; the other turns are the same lines for all of them.
TURNS = [turn if turn in (6, 7) else pytest.param(turn, marks=pytest.mark.prove) for turn in range(1, 9)]


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "HEIF", "PNG"])
def test_every_kind_is_upright(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    way = STORED[orientation]
    upright = four_corners((800, 600))
    stored = upright if way is None else upright.transpose(way)

    # As bytes: of these the writer of HEIC makes the box that turns it.
    examined = examine(saved(stored, kind, exif=exif.tobytes()))

    assert (examined.width, examined.height) == (800, 600)
    assert corner_names(opened(examined.derivatives[320])) == list(CORNERS)


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "HEIF"])
def test_the_notes_of_the_camera_are_read_from_every_kind(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0110] = "HP uji"
    exif.get_ifd(0x8769)[0x9003] = "2026:11:12 07:30:00"

    examined = examine(saved(four_corners((400, 300)), kind, exif=exif))

    assert (examined.camera, str(examined.taken_at)) == ("HP uji", "2026-11-12 07:30:00")


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "HEIF", "PNG"])
def test_what_is_transparent_in_any_kind_becomes_white(kind: str) -> None:
    clear = Image.new("RGBA", (200, 200), (10, 20, 30, 0))

    examined = examine(saved(clear, kind))

    assert distance((255, 255, 255), opened(examined.derivatives[320]).getpixel((100, 100))) <= 3


def test_four_colours_are_not_inverted() -> None:
    inks = {(0, 255, 255, 0): (255, 0, 0), (0, 0, 0, 0): (255, 255, 255), (0, 0, 0, 255): (0, 0, 0)}
    for ink, seen in inks.items():
        photo = jpeg(Image.new("CMYK", (200, 200), ink), quality=98)

        assert distance(seen, opened(examine(photo).derivatives[320]).getpixel((100, 100))) <= 12


def test_sixteen_bits_a_channel_keep_their_colours() -> None:
    rows = b"".join(b"\0" + struct.pack(">HHH", 51400, 10280, 30840) * 300 for _ in range(200))
    head = struct.pack(">IIBBBBB", 300, 200, 16, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")

    examined = examine(b"\x89PNG\r\n\x1a\n" + parts)

    assert distance((200, 40, 120), opened(examined.derivatives[320]).getpixel((150, 100))) <= 2


def test_of_several_pictures_in_one_jpeg_the_first_is_taken() -> None:
    several = saved(four_corners((800, 600)), "MPO", save_all=True, append_images=[noise((800, 600))])

    examined = examine(several)

    assert Image.open(BytesIO(several)).format == "MPO"
    assert (examined.format, examined.width) == ("JPEG", 800)
    assert corner_names(opened(examined.derivatives[320])) == list(CORNERS)


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P"])
def test_a_webp_of_any_mode_is_read(mode: str) -> None:
    grey = Image.linear_gradient("L").resize((300, 200)).convert(mode)

    shown = opened(examine(saved(grey, "WEBP", lossless=True)).derivatives[320]).convert("L")

    assert shown.getpixel((150, 2)) < 40 < 215 < shown.getpixel((150, 197))
