"""Charts, drawn on the server: bars from zero, and a line whose gaps stay gaps. Pure: numbers in, places out.

`templates/components/chart.html` draws them; the page puts the table of the same numbers beside each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# In the units of the drawing, which are about the pixels of a phone.
WIDTH = 320
BAR, BAR_STEP, BAR_LABEL = 20, 52, 18
LINE_HEIGHT, LINE_TOP, LINE_FOOT, LINE_SIDE = 160, 28, 28, 12
ABOVE, BENEATH = 9, 18
# Beside a scale the line begins behind its words, and needs no room for numbers of its own.
SCALE_SIDE, SCALE_TOP, SCALE_GAP, SCALE_DROP = 52, 10, 6, 5
PERCENT = (0, 50, 100)


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
    """One point, whether its number stands at it, and where: above it, or beneath where the line comes from above.

    One that is ``stale`` is known from long before only, and drawn hollow.
    """

    label: str
    number: float
    x: float
    y: float
    said: bool
    said_y: float
    stale: bool = False


@dataclass(frozen=True)
class Level:
    """One height of the scale in percent, its line at ``y``, its words at ``words_x`` and ``words_y``."""

    percent: int
    y: float
    words_x: float
    words_y: float


@dataclass(frozen=True)
class Line:
    """Some points in the order of time; ``paths`` joins those that follow each other without a gap.

    ``dashed`` joins those of which one is stale.
    """

    points: Sequence[Point]
    paths: Sequence[str]
    base: float
    first: str
    last: str
    levels: Sequence[Level] = ()
    left: float = 0
    right: float = WIDTH
    height: int = LINE_HEIGHT
    width: int = WIDTH
    dashed: Sequence[str] = ()


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


def line(rows: Sequence[tuple[str, int | None]], least: int) -> Line | None:
    """A line through each (label, number), from zero to the highest, whose number and the last one stand at it.

    None is a gap. With fewer than ``least`` numbers a line says nothing, and there is none.
    """
    known = [number for _label, number in rows if number is not None]
    if len(known) < least:
        return None
    points, runs = _placed(rows, max(known) or 1, (LINE_SIDE, WIDTH - LINE_SIDE), LINE_TOP)
    return Line(points, _paths(runs), LINE_HEIGHT - LINE_FOOT, rows[0][0], rows[-1][0])


def percent_line(
    rows: Sequence[tuple[str, float | None]], least: int, stale: Sequence[bool] = ()
) -> Line | None:
    """The same of shares: its scale is always from 0 to 100 percent, and says how high the line goes.

    ``stale`` says of each row whether it is known from long before only.
    """
    if sum(percent is not None for _label, percent in rows) < least:
        return None
    left, right, base = SCALE_SIDE, WIDTH - SCALE_TOP, LINE_HEIGHT - LINE_FOOT
    points, runs = _placed(rows, 100, (left, right), SCALE_TOP, said=False, stale=stale)
    heights = [(each, base - (base - SCALE_TOP) * each / 100) for each in PERCENT]
    levels = [Level(each, y, left - SCALE_GAP, y + SCALE_DROP) for each, y in heights]
    solid, dashed = _paths(runs), _paths(runs, stale=True)
    return Line(points, solid, base, rows[0][0], rows[-1][0], levels, left, right, dashed=dashed)


def _placed(
    rows: Sequence[tuple[str, float | None]],
    most: float,
    across: tuple[float, float],
    top: float,
    *,
    said: bool = True,
    stale: Sequence[bool] = (),
) -> tuple[Sequence[Point], Sequence[Sequence[Point]]]:
    """The points of what is known, and the runs of those that follow each other, broken where nothing is."""
    left, right = across
    step = (right - left) / max(1, len(rows) - 1)
    base = LINE_HEIGHT - LINE_FOOT
    known = [place for place, (_label, number) in enumerate(rows) if number is not None]
    # Where the highest stands first, so that one number says how high the line goes, and where the line ends.
    told = {max(known, key=lambda place: rows[place][1] or 0), known[-1]} if said else set()
    points: list[Point] = []
    paths: list[list[Point]] = [[]]
    for place, (label, number) in enumerate(rows):
        if number is None:
            paths.append([])
            continue
        x = round(left + place * step, 1)
        y = round(base - (base - top) * number / most, 1)
        falls = bool(paths[-1]) and paths[-1][-1].y < y and y + BENEATH < base
        said_y = round(y + BENEATH if falls else y - ABOVE, 1)
        point = Point(label, number, x, y, place in told, said_y, bool(stale) and stale[place])
        points.append(point)
        paths[-1].append(point)
    return points, paths


def _paths(runs: Sequence[Sequence[Point]], *, stale: bool = False) -> Sequence[str]:
    """The lines along ``runs`` that join known points, or those of which one end is stale."""
    found: list[list[Point]] = []
    for run in runs:
        goes_on = False
        for one, other in pairwise(run):
            wanted = (one.stale or other.stale) is stale
            if wanted and goes_on:
                found[-1].append(other)
            elif wanted:
                found.append([one, other])
            goes_on = wanted
    return [" ".join(f"{each.x},{each.y}" for each in path) for path in found]
