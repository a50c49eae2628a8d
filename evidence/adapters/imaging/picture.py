"""Draws a composed picture from its recipe and photos: a museum label, not a poster."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from evidence.adapters.imaging import text
from evidence.adapters.imaging.decode import finished, read, upright_size
from evidence.adapters.imaging.layout import (
    PICTURE,
    Band,
    Box,
    Plan,
    Size,
    Spot,
    TabStyle,
    filling,
    inside,
    plan,
    shown_whole,
)
from evidence.adapters.imaging.lettering import cap_height, measured, write
from evidence.adapters.imaging.recipe import Recipe

MOST_BYTES = 950_000
# From very good down to what even pure noise needs to stay under the limit.
_QUALITIES = (91, 88, 85, 80, 74, 66, 56, 46, 34, 20)

_BAND, _TEXT, _SECOND, _ACCENT, _INK = "#163A66", "#FFFFFF", "#D6E2F0", "#F4C152", "#1B1F24"
_FLAT, _DIVIDER = "#E9E4DA", "#FFFFFF"
_TONES = {"dark": (_INK, "#FFFFFF"), "white": ("#FFFFFF", _INK), "accent": (_ACCENT, _INK)}
_PRACTICE = "LATIHAN"


def draw(recipe: Recipe, photos: Sequence[bytes]) -> bytes:
    """The finished JPEG. Raises `Unreadable` when a photo cannot be decoded."""
    sizes = [upright_size(photo) for photo in photos]
    layout = plan(recipe.layout, sizes)
    canvas = Image.new("RGB", PICTURE, _BAND)
    canvas.paste(_DIVIDER, (0, 0, PICTURE[0], layout.band.top))
    _photos(canvas, layout, photos, sizes)
    for panel, style, label in zip(layout.panels, layout.tabs, recipe.labels, strict=False):
        _tab(canvas, panel, style, text.drawable(label))
    _captions(canvas, layout.band, recipe)
    return _encoded(canvas)


def _photos(canvas: Image.Image, layout: Plan, photos: Sequence[bytes], sizes: Sequence[Size]) -> None:
    whole = shown_whole(sizes, layout.panels)
    for data, size, panel in zip(photos, sizes, layout.panels, strict=True):
        if whole:
            canvas.paste(_FLAT, (panel.x, panel.y, panel.right, panel.bottom))
        box = inside(size, panel) if whole else panel
        part = (0.0, 0.0, 1.0, 1.0) if whole else filling(size, panel.size)
        # One photo is in memory at a time, so three large ones cost no more than one.
        photo = read(data, max(box.width / size[0], box.height / size[1]))
        canvas.paste(finished(photo, box.size, part), (box.x, box.y))


def _tab(canvas: Image.Image, panel: Box, style: TabStyle, label: str) -> None:
    """Flush with the panel's lower left; only the upper right corner is round."""
    fill, colour = _TONES[style.tone]
    label = text.shortened(label, panel.width - 76, style.letters, measured(800))
    width = round(measured(800)(label, style.letters)) + 48 + 28
    _plate(
        canvas, Box(panel.x, panel.bottom - style.height, width, style.height), fill, 16, top_right_only=True
    )
    baseline = panel.bottom - style.height + (style.height + cap_height(800, style.letters)) // 2
    write(ImageDraw.Draw(canvas), (panel.x + 48, baseline), label, 800, style.letters, colour)


def _plate(canvas: Image.Image, box: Box, fill: str, radius: int, *, top_right_only: bool) -> None:
    # Drawn four times too large and reduced, because the drawing itself leaves the round corner jagged.
    mask = Image.new("L", (box.width * 4, box.height * 4), 0)
    corners = (False, True, False, False) if top_right_only else (True, True, True, True)
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, box.width * 4 - 1, box.height * 4 - 1), radius * 4, fill=255, corners=corners
    )
    canvas.paste(fill, (box.x, box.y), mask.reduce(4))


def _captions(canvas: Image.Image, band: Band, recipe: Recipe) -> None:
    pen = ImageDraw.Draw(canvas)
    dates = _dates(recipe)
    for spot, date in zip(band.dates, dates, strict=False):
        _line(pen, spot, date, 600, 28, _SECOND)
    size, lines = text.title_lines(
        text.drawable(recipe.title), band.title[0].width, band.title_sizes, measured(800)
    )
    spots = band.title if len(lines) == 2 else band.alone[:1]
    for spot, line in zip(spots, lines, strict=False):
        write(pen, (spot.x, spot.baseline), line, 800, size, _TEXT)
    place = (band.alone[0], band.alone[1], band.place)[len(lines)]
    _place(canvas, place, recipe, "" if band.dates else text.span(dates))
    unit, district, city = (text.drawable(part) for part in (recipe.unit, recipe.district, recipe.city))
    _line(pen, band.unit, unit, 700, band.unit_size, _TEXT)
    above = [part for part in (district, city) if part != unit]
    _line(pen, band.district, text.joined(above, band.district.width, 26, measured(600)), 600, 26, _SECOND)


def _dates(recipe: Recipe) -> list[str]:
    dates = [text.drawable(date) for date in recipe.dates]
    if len(recipe.photos) < 3:
        return dates
    # Three dates stand in one row away from their photos, so each says which stage it belongs to.
    return [f"{text.drawable(label)} · {date}" for label, date in zip(recipe.labels, dates, strict=False)]


def _place(canvas: Image.Image, spot: Spot, recipe: Recipe, dates: str) -> None:
    """Where and what kind of work, with the practice note after it."""
    pen = ImageDraw.Draw(canvas)
    size = 28 if dates else 30
    note = round(measured(800)(_PRACTICE, 22)) + 28 if recipe.practice else 0
    room = spot.width - (note + 18 if note else 0)
    parts = (dates, text.drawable(recipe.place), text.drawable(recipe.category))
    words = text.joined(parts, room, size, measured(600))
    write(pen, (spot.x, spot.baseline), words, 600, size, _TEXT)
    if note:
        left = spot.x + (round(measured(600)(words, size)) + 18 if words else 0)
        middle = spot.baseline - cap_height(600, size) // 2
        _plate(canvas, Box(left, middle - 18, note, 36), _ACCENT, 8, top_right_only=False)
        write(pen, (left + 14, middle + cap_height(800, 22) // 2), _PRACTICE, 800, 22, _INK)


def _line(pen: ImageDraw.ImageDraw, spot: Spot, words: str, weight: int, size: int, colour: str) -> None:
    size = next(
        (each for each in (size, size - 2, size - 4) if measured(weight)(words, each) <= spot.width), size - 4
    )
    fitting = text.shortened(words, spot.width, size, measured(weight))
    write(pen, (spot.x, spot.baseline), fitting, weight, size, colour)


def _encoded(canvas: Image.Image) -> bytes:
    """The best quality under the limit, so that the same picture always gets the same bytes."""
    for quality in _QUALITIES:
        out = BytesIO()
        canvas.save(out, "JPEG", quality=quality, subsampling="4:2:0")
        if out.tell() < MOST_BYTES:
            break
    return out.getvalue()
