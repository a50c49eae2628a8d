"""The map of a city's kelurahan, drawn from our own outlines: a fill in four steps, and the number. Pure.

Outlines are simplified and for orientation only; see the notice beside them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence.units.outlines import Point, known, label_point, outline

WIDTH = 1000
STEPS = 4
RIM = 8
# How far a number's middle is from a spot's that does not touch it, and where else it may stand; in pixels.
APART = (20, 18)
ELSEWHERE = ((0, 0), (0, 26), (0, -26), (28, 0), (-28, 0))


@dataclass(frozen=True)
class Shape:
    """One kelurahan: its outline as an SVG path, where its number stands, and which step fills it, 0 for none."""

    code: str
    path: str
    x: float
    y: float
    step: int


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


def shapes(counts: Mapping[str, int], on: Frame, spots: Sequence[Point] = ()) -> Sequence[Shape]:
    """The kelurahan of ``counts`` that have an outline, in their order; each number beside ``spots``."""
    most = max(counts.values(), default=0)
    made = []
    for code, number in counts.items():
        at = label_point(code)
        if at is None:
            continue
        rings = [[on.at(*each) for each in ring] for ring in outline(code)]
        path = "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in rings)
        made.append(Shape(code, path, *_beside(on.at(*at), spots, rings), step=step(number, most)))
    return made


def _beside(at: Point, spots: Sequence[Point], rings: Sequence[Sequence[Point]]) -> Point:
    """Where a number stands: at its place, or near it within the outline where a spot lies beneath."""
    for right, down in ELSEWHERE:
        x, y = round(at[0] + right, 1), round(at[1] + down, 1)
        clear = all(abs(x - spot[0]) > APART[0] or abs(y - spot[1]) > APART[1] for spot in spots)
        if clear and all(_within((x + edge, y), rings) for edge in (-RIM, RIM)):
            return x, y
    return at


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
