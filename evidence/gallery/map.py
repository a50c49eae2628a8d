"""The map of a city's kelurahan, drawn from our own outlines: a fill in four steps, and the number. Pure.

Outlines are simplified and for orientation only; see the notice beside them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evidence.units.outlines import Point, known, label_point, outline

WIDTH = 1000
STEPS = 4
RIM = 8
# How high and wide a letter of a number is on a phone, which shows the drawing a third as large: 14 pixels there.
LETTER, ACROSS = 40, 24
# What stands clear around it; and how many places are tried, in each direction, for one with that much room.
CLEAR, TRIED = 6, 9
# Spots nearer to each other than that are one: on a phone a thumb would press both, and each would hide the other.
APART = 80


@dataclass(frozen=True)
class Shape:
    """One kelurahan: its outline as an SVG path, where its number stands, and which step fills it, 0 for none.

    ``fits`` says whether the number lies within the outline also on a phone.
    """

    code: str
    path: str
    x: float
    y: float
    step: int
    fits: bool


@dataclass(frozen=True)
class Frame:
    """Turns degrees into pixels of the drawing."""

    west: float
    north: float
    scale: float
    narrow: float
    height: int

    def at(self, lon: float, lat: float) -> Point:
        """The pixel of a place."""
        return (
            round(RIM + (lon - self.west) * self.narrow * self.scale, 1),
            round(RIM + (self.north - lat) * self.scale, 1),
        )

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a place lies on the drawing at all: phones claim what they like."""
        x, y = self.at(lon, lat)
        return 0 <= x <= WIDTH and 0 <= y <= self.height


def frame(codes: Sequence[str] = ()) -> Frame:
    """What is seen: the kelurahan ``codes``, or all of them where none is named or none of those is known."""
    points = _points(codes) or _points(known())
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * RIM) / ((east - west) * narrow)
    return Frame(west, north, scale, narrow, round(2 * RIM + (north - south) * scale))


def _points(codes: Sequence[str]) -> Sequence[Point]:
    return [point for code in codes for ring in outline(code) for point in ring]


def shapes(counts: Mapping[str, int], on: Frame) -> Sequence[Shape]:
    """The kelurahan of ``counts`` that have an outline, in their order."""
    most = max(counts.values(), default=0)
    made = []
    for code, number in counts.items():
        at = label_point(code)
        if at is None:
            continue
        room = _room(code, on, len(f"{number:,}"))
        path = "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in _rings(code, on))
        made.append(Shape(code, path, *(room or on.at(*at)), step=step(number, most), fits=room is not None))
    return made


@lru_cache(maxsize=2048)
def _room(code: str, on: Frame, letters: int) -> Point | None:
    """The place nearest to the kelurahan's own at which so many letters fit into its outline on a phone."""
    rings, own = _rings(code, on), on.at(*(label_point(code) or (on.west, on.north)))
    points = [point for ring in rings for point in ring]
    lines = [line for ring in rings for line in zip(ring, [*ring[1:], ring[0]], strict=True)]
    half = letters * ACROSS / 2 + CLEAR, LETTER * 0.37 + CLEAR
    xs, ys = (_spread(*ends) for ends in _bounds(points))
    tried = sorted(((x, y) for x in xs for y in ys), key=lambda each: math.dist(each, own))
    for at in (own, *tried):
        if _within(at, rings) and not any(_meets(line, at, half) for line in lines):
            return round(at[0], 1), round(at[1], 1)
    return None


def _rings(code: str, on: Frame) -> Sequence[Sequence[Point]]:
    return [[on.at(*each) for each in ring] for ring in outline(code)]


def _bounds(points: Sequence[Point]) -> tuple[Point, Point]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), max(xs)), (min(ys), max(ys))


def _spread(low: float, high: float) -> Sequence[float]:
    return [low + (high - low) * each / (TRIED + 1) for each in range(1, TRIED + 1)]


def _meets(line: tuple[Point, Point], at: Point, half: Point) -> bool:
    """Whether a line meets the box that reaches ``half`` to each side of ``at``."""
    begins, ends = 0.0, 1.0
    for start, end, middle, reach in zip(*line, at, half, strict=True):
        low, high = middle - reach - start, middle + reach - start
        if start == end:
            if not low <= 0 <= high:
                return False
            continue
        first, last = sorted((low / (end - start), high / (end - start)))
        begins, ends = max(begins, first), min(ends, last)
    return begins <= ends


def _within(at: Point, rings: Sequence[Sequence[Point]]) -> bool:
    """Whether a line from there to the east crosses the outline an odd number of times."""
    crossed = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > at[1]) != (y2 > at[1]) and at[0] < x1 + (at[1] - y1) * (x2 - x1) / (y2 - y1):
                crossed += 1
    return crossed % 2 == 1


def step(number: int, most: int) -> int:
    """Which of the steps a number falls into, each as wide as the others; nothing is no step."""
    return math.ceil(number / (most / STEPS)) if number else 0


def bounds(most: int) -> Sequence[tuple[int, int]]:
    """From which number to which each step goes, for those that hold a number at all."""
    tops = sorted({math.floor(each * most / STEPS) for each in range(1, STEPS + 1)} - {0})
    return [(low + 1, top) for low, top in zip([0, *tops], tops, strict=False)]


def grouped(spots: Sequence[Point]) -> Sequence[Sequence[int]]:
    """Which spots are shown as one, by their places in ``spots``: the first of each is where it stands.

    Each goes to the nearest that stands already, so that of those that stand no two are nearer than ``APART``.
    """
    found: list[list[int]] = []
    for number, spot in enumerate(spots):
        near = min(found, key=lambda each: math.dist(spots[each[0]], spot), default=None)
        if near and math.dist(spots[near[0]], spot) < APART:
            near.append(number)
        else:
            found.append([number])
    return found
