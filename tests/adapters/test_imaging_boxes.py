"""No letter leaves its room, by the pixels: whatever is written, in whichever script."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from PIL import Image, ImageChops

from bench.proof import keep
from evidence.adapters.imaging import Recipe
from evidence.adapters.imaging.band import lettering
from evidence.adapters.imaging.geometry import MIDDLE, Box, Shown, filling
from evidence.adapters.imaging.layout import plan
from evidence.adapters.imaging.leading import Line
from evidence.adapters.imaging.recipe import FORMATS
from evidence.adapters.imaging.tabs import tabs
from tests.adapters.words import WAYS, any_recipe

# By as much a first j or î stands out of its own width into the margin, as it does in any print.
BEARING = 6
PAGE = """\
# Letters in their rooms

`make prove` writes this page: {pictures:,} pictures of every format and layout with random words (Latin, Arabic
and Javanese letters, marks, emoji, words without end). {lines:,} lines and labels were drawn, each alone on an
empty picture. Of none did a pixel stand more than {bearing} px beside its room (a first j hangs out as far in
any print; the margin is 48 px), outside its band or label, on the crest or QR code, or on a letter of another
line. Letters of other scripts that reach far up or down are made smaller for that, to a letter size
of {least} px at least.
"""
SHAPES = [(3000, 4000), (4000, 3000), (3000, 3000)]


def ink(line: Line, size: tuple[int, int]) -> Image.Image:
    """The line alone on a picture, white on black."""
    sheet = Image.new("L", size, 0)
    replace(line, colour="#ffffff").draw(sheet)
    return sheet


def rooms(recipe: Recipe, shape: tuple[int, int]) -> Iterator[tuple[Line, Box, list[Box]]]:
    """Each line of a picture, the box that it may fill, and the marks that it may not touch."""
    planned = plan(recipe.format, recipe.layout, [shape] * len(recipe.photos))
    height = FORMATS[recipe.format][1]
    foot = max(panel.bottom for panel in planned.panels)
    said = lettering(recipe, planned)
    marks = [mark for mark in (said.crest, said.qr) if mark]
    for line in said.lines:
        plates = [plate.box for plate in said.plates if not plate.box.holds(line.x, line.baseline)]
        yield line, Box(line.x, foot, line.room, height - 8 - foot), [*marks, *plates]
    shown = [Shown(panel, panel, filling(shape, panel.size, MIDDLE)) for panel in planned.panels]
    for tab in tabs(recipe, planned, shown):
        line = tab.line("#ffffff")
        yield line, Box(line.x, tab.box.y + 4, line.room, tab.box.height - 8), []


def check(seed: int) -> list[int]:
    """Draw the lines of one random picture. Fails when one leaves its room or meets another.

    Gives each line's letter size in pixels, as much as is left of it for other scripts.
    """
    random = Random(seed)
    format_, layout = WAYS[seed % len(WAYS)]
    recipe = any_recipe(random, format_, layout)
    size = FORMATS[format_]
    before, sizes = Image.new("L", size, 0), []
    for line, room, marks in rooms(recipe, random.choice(SHAPES)):
        drawn = ink(line, size)
        box = drawn.getbbox()
        if box is None:
            continue
        sizes.append(line.size * line.others // 100)
        left, top, right, foot = box
        assert room.x - BEARING <= left, line
        assert right <= room.right + BEARING, line
        assert room.y <= top, line
        assert foot <= room.bottom, line
        for mark in marks:
            assert drawn.crop(mark.corners).getbbox() is None, (line, mark)
        assert ImageChops.darker(before, drawn).getbbox() is None, line
        before = ImageChops.lighter(before, drawn)
    return sizes


@pytest.mark.parametrize("seed", range(38))
def test_no_letter_leaves_its_room_or_meets_another(seed: int) -> None:
    sizes = check(seed)

    assert sizes
    # Letters that must be smaller to stay in their room can still be read.
    assert min(sizes) >= 16


@pytest.mark.prove
def test_no_letter_leaves_its_room_on_thousands_of_pictures() -> None:
    pictures = 3000

    sizes = [size for seed in range(pictures) for size in check(1000 + seed)]

    assert len(sizes) > 4 * pictures
    keep("lettering", PAGE.format(pictures=pictures, lines=len(sizes), bearing=BEARING, least=min(sizes)))
