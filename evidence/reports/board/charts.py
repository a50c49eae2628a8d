"""Charts, drawn on the server: bars from zero, and a line whose gaps stay gaps. Pure: numbers in, places out."""

from collections.abc import Sequence
from dataclasses import dataclass

# In the units of the drawing, which are about the pixels of a phone.
WIDTH = 320
BAR, BAR_STEP, BAR_LABEL = 20, 52, 18
LINE_HEIGHT, LINE_TOP, LINE_FOOT, LINE_SIDE = 160, 28, 28, 12
ABOVE, BENEATH = 9, 18
# With fewer weeks than this a line says nothing.
LEAST = 4


@dataclass(frozen=True)
class Bar:
    """One bar: its label stands at ``text_y``, the bar beneath it from the left edge on, its number at ``number_x``."""

    label: str
    number: int
    text_y: int
    y: int
    width: float
    number_x: float


@dataclass(frozen=True)
class Bars:
    """Bars beneath one another."""

    bars: Sequence[Bar]
    height: int
    width: int = WIDTH
    thick: int = BAR


@dataclass(frozen=True)
class Point:
    """One point, whether its number stands at it, and where: above it, or beneath where the line comes from above."""

    label: str
    number: int
    x: float
    y: float
    said: bool
    said_y: float


@dataclass(frozen=True)
class Line:
    """Some points in the order of time; ``paths`` joins those that follow each other without a gap."""

    points: Sequence[Point]
    paths: Sequence[str]
    base: float
    first: str
    last: str
    height: int = LINE_HEIGHT
    width: int = WIDTH


def bars(rows: Sequence[tuple[str, int]]) -> Bars:
    """A bar for each (label, number), from zero; the longest leaves room for its number."""
    most = max((number for _label, number in rows), default=0) or 1
    room = WIDTH - 56
    made = []
    for place, (label, number) in enumerate(rows):
        top = place * BAR_STEP
        width = round(room * number / most, 1)
        made.append(Bar(label, number, top + BAR_LABEL - 4, top + BAR_LABEL + 2, width, width + 8))
    return Bars(made, max(len(rows), 1) * BAR_STEP)


def line(rows: Sequence[tuple[str, int | None]]) -> Line | None:
    """A line through each (label, number), from zero; None is a gap. None when too little is known to draw one."""
    known = [number for _label, number in rows if number is not None]
    if len(known) < LEAST:
        return None
    most = max(known) or 1
    step = (WIDTH - 2 * LINE_SIDE) / (len(rows) - 1)
    base = LINE_HEIGHT - LINE_FOOT
    # Where the highest stands first, so that one number says how high the line goes.
    peak = next(place for place, (_label, number) in enumerate(rows) if number == max(known))
    end = max(place for place, (_label, number) in enumerate(rows) if number is not None)
    points: list[Point] = []
    paths: list[list[Point]] = [[]]
    for place, (label, number) in enumerate(rows):
        if number is None:
            paths.append([])
            continue
        x = round(LINE_SIDE + place * step, 1)
        y = round(base - (base - LINE_TOP) * number / most, 1)
        falls = bool(paths[-1]) and paths[-1][-1].y < y and y + BENEATH < base
        point = Point(
            label, number, x, y, place in (peak, end), round(y + BENEATH if falls else y - ABOVE, 1)
        )
        points.append(point)
        paths[-1].append(point)
    drawn = [" ".join(f"{each.x},{each.y}" for each in path) for path in paths if len(path) > 1]
    return Line(points, drawn, base, rows[0][0], rows[-1][0])
