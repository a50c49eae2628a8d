"""Parts of an approved picture for pages that show many: its photos, none of its words, and nothing beside pixels."""

from io import BytesIO

import pytest
from PIL import Image

from evidence.adapters.imaging import FORMATS, Recipe, Unreadable, cut, panels, photos_of
from tests.adapters.pictures import jpeg

PHOTOS, BAND = (40, 160, 90), (200, 40, 40)
TWO = ("0" * 64, "1" * 64)


def recipe(format_: str, layout: str) -> Recipe:
    photos = {"stages": (*TWO, "2" * 64), "single": TWO[:1]}.get(layout, TWO)
    return Recipe(photos=photos, title="Kuras saluran", unit="Kelurahan Mojo", format=format_, layout=layout)


def finished(of: Recipe) -> bytes:
    """A finished picture as far as this is about: photos in one colour, all around them in another."""
    sheet = Image.new("RGB", FORMATS[of.format], BAND)
    sheet.paste(PHOTOS, photos_of(of).corners)
    notes = Image.Exif()
    notes[0x010E] = "Gang Rahasia"
    return jpeg(sheet, quality=95, exif=notes, comment="Gang Rahasia")


@pytest.mark.parametrize(
    ("format_", "layout", "size"),
    [
        ("portrait", "side", (640, 593)),
        ("portrait", "stack", (640, 640)),
        ("portrait", "stages", (640, 593)),
        ("story", "side", (640, 565)),
        ("square", "inset", (640, 460)),
        ("landscape", "single", (640, 269)),
    ],
)
def test_the_photos_are_cut_out_without_the_words(format_: str, layout: str, size: tuple[int, int]) -> None:
    of = recipe(format_, layout)
    body = cut(finished(of), of, 640)
    image = Image.open(BytesIO(body)).convert("RGB")

    assert image.size == size
    # Red nowhere, or a line of the band came along; JPEG smears a little at its edge.
    assert image.getchannel("R").getextrema()[1] < 120
    assert b"Rahasia" not in body


def test_a_frame_holds_them_whole_and_nothing_is_enlarged() -> None:
    of = recipe("portrait", "side")
    framed = Image.open(BytesIO(cut(finished(of), of, 1200, (1200, 630))))
    small = Image.open(BytesIO(cut(jpeg(Image.new("RGB", (108, 135), PHOTOS)), of, 640)))

    assert framed.size == (1200, 630)
    assert framed.getpixel((600, 315))[1] > 140  # type: ignore[index]
    assert framed.getpixel((10, 315))[0] > 220  # type: ignore[index]
    assert small.size == (108, 100)


def test_both_panels_lie_in_what_is_cut() -> None:
    for format_ in FORMATS:
        for layout in ("side", "stack"):
            if (format_, layout) == ("landscape", "stack"):
                continue
            area = photos_of(recipe(format_, layout))
            assert all(
                area.overlap(each) == each.width * each.height for each in panels(recipe(format_, layout))
            )


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(Unreadable):
        cut(b"not a picture", recipe("portrait", "side"), 640)
