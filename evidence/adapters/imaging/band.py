"""The words of a picture, each on its line: what is written where, before anything is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evidence.adapters.imaging import bidi, text
from evidence.adapters.imaging.geometry import Box
from evidence.adapters.imaging.layout import Band, Plan, Spot
from evidence.adapters.imaging.leading import Line, settled
from evidence.adapters.imaging.lettering import cap_height, latin_reach, measured, mixed
from evidence.adapters.imaging.recipe import FORMATS, Recipe
from evidence.adapters.imaging.themes import INK

PRACTICE = "LATIHAN"
# Between a line's end and a mark beside it.
_CLEAR = 24
# How wide a code may be below the QR code and beside it, and how small its letters may become.
_QR_WIDTH, _CODE_WIDTH, _SMALLEST_CODE = 152, 190, 16


@dataclass(frozen=True)
class Plate:
    """A small filled box with round corners, behind a word or a mark."""

    box: Box
    colour: str
    radius: int


@dataclass(frozen=True)
class Lettering:
    """All that the band says: its lines, the plates behind them, and where crest and QR code stand."""

    lines: tuple[Line, ...]
    plates: tuple[Plate, ...]
    crest: Box | None
    qr: Box | None


def lettering(recipe: Recipe, plan: Plan) -> Lettering:
    """The band's words for this recipe, none of them wider than its room."""
    band, theme = plan.band, recipe.theme
    qr = band.qr if recipe.link else None
    code = _code(recipe, band)
    taken = [box for box in (qr, _around(code) if code else None) if box]
    lines = [code] if code else []
    lines += _date_lines(recipe, band, _dates(recipe))
    size, titles, place = _title(recipe, band, taken)
    if not titles and (head := text.drawable(recipe.place) or text.drawable(recipe.category)):
        # The place takes the empty room of the title, and all else is said below it.
        recipe = replace(recipe, place="", category=recipe.category if text.drawable(recipe.place) else "")
        sizes = (*(each - 4 for each in band.title_sizes), band.place.size - 2)
        lines.append(_fitting(_clear(place, taken), head, 700, theme.text, sizes))
        place = band.alone[1]
    # A title in two lines has one direction, whichever its second line begins with.
    rtl = bidi.reads_leftwards("".join(words for _, words in titles))
    lines += [
        Line(spot.x, spot.baseline, words, 800, size, theme.text, spot.width, rtl) for spot, words in titles
    ]
    # Nothing but a title may push the place down, so both are settled together.
    said, plates = _place(recipe, _clear(place, taken), "" if band.dates else _span(recipe))
    lines += said
    crest = band.crest if recipe.crest else None
    lines += _unit(recipe, band, taken, beside=crest is not None)
    marks = [mark for mark in (crest, qr, *(plate.box for plate in plates)) if mark]
    room = max(panel.bottom for panel in plan.panels), FORMATS[recipe.format][1]
    return Lettering(settled([line for line in lines if line.words], marks, room), plates, crest, qr)


def _date_lines(recipe: Recipe, band: Band, dates: Sequence[str]) -> list[Line]:
    if not band.dates or not any(dates):
        return []
    said = dates if len(band.dates) == len(dates) else [_span(recipe)]
    return [
        _fitting(spot, words, 600, recipe.theme.second) for spot, words in zip(band.dates, said, strict=False)
    ]


def _dates(recipe: Recipe) -> list[str]:
    dates = [text.drawable(date) for date in recipe.dates]
    if recipe.layout != "stages" or not recipe.labels:
        return dates
    # They stand in one row away from their photos, so each says which stage it belongs to.
    return [f"{text.drawable(label)} · {date}" for label, date in zip(recipe.labels, dates, strict=False)]


def _span(recipe: Recipe) -> str:
    """All dates in one, from the first to the last."""
    dates = [text.drawable(date) for date in recipe.dates]
    return text.span(dates[:1] + dates[-1:] if len(dates) > 2 else dates)


def _title(recipe: Recipe, band: Band, taken: Sequence[Box]) -> tuple[int, list[tuple[Spot, str]], Spot]:
    """Size and lines of the title, and the spot that is left for the place."""
    spots = [_clear(spot, taken) for spot in band.title]
    width = min(spot.width for spot in spots)
    title = text.drawable(recipe.title)
    size, lines = text.title_lines(title, width, band.title_sizes, measured(800), most=len(spots))
    if len(lines) == 2 and mixed(title):
        # Letters that reach far up and down are larger in one line, which has room above and below.
        single = text.title_lines(title, width, band.title_sizes, measured(800), most=1)
        size, lines = single if single[1] == [title] else (size, lines)
    if len(lines) == 2 and _meet(lines, size, spots[1].baseline - spots[0].baseline):
        size, lines = text.title_lines(title, width, band.title_sizes[-1:], measured(800), most=2)
    if len(lines) == 2:
        return size, list(zip(spots, lines, strict=True)), band.place
    if not lines:
        return size, [], band.alone[0]
    return size, [(_clear(band.alone[0], taken), lines[0])], band.alone[1]


def _meet(lines: Sequence[str], size: int, apart: int) -> bool:
    """Whether a capital with a mark on it may touch the line above."""
    return latin_reach(lines[0], 800, size)[1] + latin_reach(lines[1], 800, size)[0] > apart


def _place(recipe: Recipe, spot: Spot, dates: str) -> tuple[list[Line], tuple[Plate, ...]]:
    """Where and what kind of work, and what must be said of the picture itself, with the practice note after it."""
    note = round(measured(800)(PRACTICE, 22)) + 28 if recipe.practice else 0
    room = spot.width - (note + 18 if note else 0)
    notes = [text.drawable(each) for each in recipe.notes]
    place, category = text.drawable(recipe.place), text.drawable(recipe.category)
    largest = 28 if dates and spot.size > 28 else spot.size
    # A long name of a place is set smaller before it is cut, and the kind of work gives way to it.
    sizes = (largest, largest - 2, largest - 4)
    needed = " · ".join(filter(None, [dates, place, *notes]))
    size = next((each for each in sizes if measured(600)(needed, each) <= room), sizes[-1])
    # A note is never cut away: the place and kind give way to it.
    words = text.joined([dates, place, category], room - _width(notes, size), size, measured(600))
    words = " · ".join(filter(None, [words, *notes]))
    lines = [Line(spot.x, spot.baseline, words, 600, size, recipe.theme.text, room)]
    if not note:
        return lines, ()
    left = spot.x + (round(measured(600)(words, size)) + 18 if words else 0)
    middle = spot.baseline - cap_height(600, size) // 2
    lines.append(Line(left + 14, middle + cap_height(800, 22) // 2, PRACTICE, 800, 22, INK, note - 28))
    return lines, (Plate(Box(left, middle - 18, note, 36), recipe.theme.accent, 8),)


def _width(notes: Sequence[str], size: int) -> int:
    return round(measured(600)("".join(f" · {each}" for each in notes), size)) if notes else 0


def _unit(recipe: Recipe, band: Band, taken: Sequence[Box], *, beside: bool) -> list[Line]:
    unit, district, city, handle = (
        text.drawable(part) for part in (recipe.unit, recipe.district, recipe.city, recipe.handle)
    )
    spots = []
    for spot in (band.unit, band.district):
        moved = replace(spot, x=band.beside, width=spot.x + spot.width - band.beside) if beside else spot
        spots.append(_clear(moved, taken))
    second = spots[1]
    # A cut handle leads nowhere, so the places above give way to it, the city first.
    ways = [(district, city, handle), (district, handle), (handle,)] if handle else []
    whole = next((way for way in ways if measured(600)(_dotted(way, unit), second.size) <= second.width), ())
    words = _dotted(whole, unit) or text.joined(
        [part for part in (district, city) if part != unit], second.width, second.size, measured(600)
    )
    return [
        _fitting(spots[0], unit, 700, recipe.theme.text),
        _fitting(second, words, 600, recipe.theme.second),
    ]


def _dotted(parts: Sequence[str], unit: str) -> str:
    """The parts with dots between them, but for the unit itself."""
    return " · ".join(part for part in parts if part and part != unit)


def _code(recipe: Recipe, band: Band) -> Line | None:
    if not recipe.code:
        return None
    # Below the QR code it is no wider than that, and beside it a long one leaves room for the words.
    largest, most = (24, _QR_WIDTH) if band.centred else (26, _CODE_WIDTH)
    sizes = range(largest, _SMALLEST_CODE - 1, -1)
    fitting = (each for each in sizes if measured(700)(recipe.code, each) <= most)
    size = next(fitting, _SMALLEST_CODE)
    width = round(measured(700)(recipe.code, size))
    x, baseline = band.code
    left = x - (width // 2 if band.centred else width)
    # A long one ends with the QR code above it, at the edge of the words.
    left = min(left, band.title[0].x + band.title[0].width - width)
    # Without the QR code nothing stands beside it, and it moves out to the edge of the words.
    if not recipe.link and not band.centred:
        left = band.title[0].x + band.title[0].width - width
    return Line(left, baseline, recipe.code, 700, size, recipe.theme.second, width + 1)


def _around(line: Line) -> Box:
    return Box(line.x, line.baseline - line.size, line.room, round(line.size * 1.3))


def _clear(spot: Spot, taken: Sequence[Box]) -> Spot:
    """The spot, narrowed so that its line ends before the marks beside it."""
    top, foot = spot.baseline - spot.size, spot.baseline + spot.size // 3
    beside = [box.x - _CLEAR for box in taken if box.y < foot and top < box.bottom and box.x > spot.x]
    return replace(spot, width=min([spot.width, *(right - spot.x for right in beside)]))


def _fitting(spot: Spot, words: str, weight: int, colour: str, sizes: Sequence[int] = ()) -> Line:
    sizes = sizes or (spot.size, spot.size - 2, spot.size - 4)
    size = next((each for each in sizes if measured(weight)(words, each) <= spot.width), sizes[-1])
    words = text.shortened(words, spot.width, size, measured(weight))
    return Line(spot.x, spot.baseline, words, weight, size, colour, spot.width)
