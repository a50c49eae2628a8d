"""Laying the after over the before: a turn, a scale and a shift, and the frame that both photos then cover.

Plain geometry, no pictures needed. Points are fractions 0-1 of an upright photo where a name says so; else they are
counted from a photo's middle in units of its long edge, so that photos of different sizes of one camera agree.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evidence.adapters.imaging.geometry import Frame, Part, Point, Size, Slanted, filling

# A steady hand comes back to a place closer than this; beyond it a match is most likely none.
MOST_TURN, MOST_SHIFT = 15_000, 2_000
LEAST_SCALE, MOST_SCALE = 7_746, 12_649
# How near a picture may be brought, in percent, so that both photos cover it; more would cost too much of them.
MOST_NEARER = 125
# Two marks closer than this part of the long edge tell nothing reliable about turn and scale.
LEAST_APART = 0.2
# Of the largest common frame, what must be kept; the rest may go so that its middle need not move as far.
_KEPT = 0.98


class Implausible(ValueError):
    """No gentle alignment: photos of one place from about one spot do not differ that much.

    ``why`` is "close" for marks that lie too close together, "far" for a turn, scale or shift beyond the limits.
    """

    def __init__(self, why: str) -> None:
        super().__init__(f"no gentle alignment: {why}")
        self.why = why


@dataclass(frozen=True)
class Similarity:
    """Where a point of the after lies on the before.

    ``turn`` is thousandths of a degree clockwise, ``scale`` ten-thousandths (10000 leaves the size), ``x`` and ``y``
    how far the middle moves in ten-thousandths of the before's width and height. Whole numbers, so that a recipe's
    digest is exact. Raises `Implausible` beyond 15 degrees, 0.6 to 1.6 times the area, a fifth of the width or height.
    """

    turn: int = 0
    scale: int = 10_000
    x: int = 0
    y: int = 0

    def __post_init__(self) -> None:
        shifted = max(abs(self.x), abs(self.y))
        if (
            abs(self.turn) >= MOST_TURN
            or shifted >= MOST_SHIFT
            or not LEAST_SCALE <= self.scale <= MOST_SCALE
        ):
            raise Implausible("far")

    @classmethod
    def of(cls, cosine: float, sine: float, shift: Point, before: Size) -> "Similarity":
        """From the entries of its matrix, scale included, and the shift in long edges of the before.

        Raises `Implausible`.
        """
        long = max(before)
        turn, scale = math.degrees(math.atan2(sine, cosine)), math.hypot(cosine, sine)
        told = (
            turn * 1000,
            scale * 10_000,
            shift[0] * 10_000 * long / before[0],
            shift[1] * 10_000 * long / before[1],
        )
        # Far beyond any limit, and not everything that can be reckoned can be rounded.
        if not all(math.isfinite(each) and abs(each) < 1_000_000 for each in told):
            raise Implausible("far")
        return cls(*(round(each) for each in told))

    def onto(self, point: Point, before: Size) -> Point:
        """Where this point of the after lies on the before, both from the middle in long edges."""
        cosine, sine = self._matrix()
        x, y = self._shift(before)
        return cosine * point[0] - sine * point[1] + x, sine * point[0] + cosine * point[1] + y

    def back(self, point: Point, before: Size) -> Point:
        """Which point of the after lies on this point of the before, both from the middle in long edges."""
        cosine, sine = self._matrix()
        x, y = self._shift(before)
        x, y, square = point[0] - x, point[1] - y, cosine**2 + sine**2
        return (cosine * x + sine * y) / square, (cosine * y - sine * x) / square

    def _matrix(self) -> tuple[float, float]:
        angle, scale = math.radians(self.turn / 1000), self.scale / 10_000
        return scale * math.cos(angle), scale * math.sin(angle)

    def _shift(self, before: Size) -> Point:
        long = max(before) * 10_000
        return self.x * before[0] / long, self.y * before[1] / long


def by_marks(before: Size, marks: Sequence[Point], after: Size, same: Sequence[Point]) -> Similarity:
    """The similarity that lays two ``same`` points of the after on two ``marks`` of the before, given as fractions.

    Raises `Implausible`.
    """
    (ax, ay), (bx, by) = (middled(mark, before) for mark in marks)
    (cx, cy), (dx, dy) = (middled(mark, after) for mark in same)
    u, v, p, q = bx - ax, by - ay, dx - cx, dy - cy
    square = p**2 + q**2
    if min(math.hypot(u, v), math.sqrt(square)) < LEAST_APART:
        raise Implausible("close")
    cosine, sine = (u * p + v * q) / square, (v * p - u * q) / square
    return Similarity.of(cosine, sine, (ax - cosine * cx + sine * cy, ay - sine * cx - cosine * cy), before)


def middled(fraction: Point, photo: Size) -> Point:
    """A point given as fractions of the photo, from its middle in long edges."""
    long = max(photo)
    return (fraction[0] - 0.5) * photo[0] / long, (fraction[1] - 0.5) * photo[1] / long


def fraction(point: Point, photo: Size) -> Point:
    """The way back from `middled`."""
    long = max(photo)
    return point[0] * long / photo[0] + 0.5, point[1] * long / photo[1] + 0.5


def common(
    before: Size, after: Size, panel: Size, frame: Frame, aligned: Similarity
) -> tuple[Part, Slanted, float]:
    """What of either photo fills a panel so that both show the same place and cover all of it.

    The part of the before, that of the after, and how much nearer (1 and more) the picture had to be brought.
    """
    left, top, right, bottom = filling(before, panel, frame)
    long = max(before)
    half = (right - left) * before[0] / long / 2, (bottom - top) * before[1] / long / 2
    wanted = middled(((left + right) / 2, (top + bottom) / 2), before)
    area = _Area(before, after, aligned)
    stays = area.largest_at(wanted, half)
    size = min(1.0, max(stays, _KEPT * area.largest(half)))
    half = half[0] * size, half[1] * size
    x, y = wanted if size <= stays else area.nearest(wanted, half)
    one, other = fraction((x - half[0], y - half[1]), before), fraction((x + half[0], y + half[1]), before)
    corners = [(x - half[0], y - half[1]), (x + half[0], y - half[1]), (x - half[0], y + half[1])]
    upper_left, upper_right, lower_left = (
        fraction(aligned.back(corner, before), after) for corner in corners
    )
    return (*one, *other), (upper_left, upper_right, lower_left), 1 / size


class _Area:
    """Where the middle of a rectangle may stand so that the before and the laid-over after both cover all of it.

    For a rectangle of a size these are two rectangles around the photos' middles, the after's askew.
    """

    def __init__(self, before: Size, after: Size, aligned: Similarity) -> None:
        self._before = before[0] / max(before) / 2, before[1] / max(before) / 2
        self._after = after[0] / max(after) / 2, after[1] / max(after) / 2
        self._scale = aligned.scale / 10_000
        angle = math.radians(aligned.turn / 1000)
        self._cosine, self._sine = math.cos(angle), math.sin(angle)
        self._middle = aligned.onto((0.0, 0.0), before)

    def largest(self, half: Point) -> float:
        """By how much a rectangle of half this width and height may grow until no place for it is left."""
        taken = self._seen_from_after(half)
        along = self._cosine * self._middle[0] + self._sine * self._middle[1]
        across = self._cosine * self._middle[1] - self._sine * self._middle[0]
        (bw, bh), (aw, ah) = self._before, (self._after[0] * self._scale, self._after[1] * self._scale)
        c, s = abs(self._cosine), abs(self._sine)
        # Each line: a room, and what a rectangle of size one takes of it. Both shrink to nothing in the first four; in
        # the others a line would part the two areas, along each of their four directions.
        lines = (
            (bw, half[0]), (bh, half[1]), (aw, taken[0]), (ah, taken[1]),
            (bw + c * aw + s * ah - abs(self._middle[0]), half[0] + c * taken[0] + s * taken[1]),
            (bh + s * aw + c * ah - abs(self._middle[1]), half[1] + s * taken[0] + c * taken[1]),
            (aw + c * bw + s * bh - abs(along), taken[0] + c * half[0] + s * half[1]),
            (ah + s * bw + c * bh - abs(across), taken[1] + s * half[0] + c * half[1]),
        )  # fmt: skip
        return min(room / takes for room, takes in lines)

    def largest_at(self, middle: Point, half: Point) -> float:
        """By how much such a rectangle may grow around this place."""
        taken = self._seen_from_after(half)
        x, y = middle[0] - self._middle[0], middle[1] - self._middle[1]
        along, across = self._cosine * x + self._sine * y, self._cosine * y - self._sine * x
        return min(
            (self._before[0] - abs(middle[0])) / half[0],
            (self._before[1] - abs(middle[1])) / half[1],
            (self._after[0] * self._scale - abs(along)) / taken[0],
            (self._after[1] * self._scale - abs(across)) / taken[1],
        )

    def nearest(self, wanted: Point, half: Point) -> Point:
        """The place nearest to the wanted one for the middle of a rectangle that has a place at all."""
        width, height = self._before[0] - half[0], self._before[1] - half[1]
        corners = [(-width, -height), (width, -height), (width, height), (-width, height)]
        taken = self._seen_from_after(half)
        across = self._after[0] * self._scale - taken[0], self._after[1] * self._scale - taken[1]
        directions = ((self._cosine, self._sine), (-self._sine, self._cosine))
        for (x, y), room in zip(directions, across, strict=True):
            at = x * self._middle[0] + y * self._middle[1]
            corners = _cut(corners, (x, y), at + room)
            corners = _cut(corners, (-x, -y), room - at)
        return _nearest(wanted, corners)

    def _seen_from_after(self, half: Point) -> Point:
        """Half the width and height, along the after's own edges, of what a rectangle of the before takes."""
        c, s = abs(self._cosine), abs(self._sine)
        return c * half[0] + s * half[1], s * half[0] + c * half[1]


def _cut(corners: Sequence[Point], normal: Point, most: float) -> list[Point]:
    """The part of a convex area that lies at most so far along ``normal``."""
    kept: list[Point] = []
    beyond = [normal[0] * x + normal[1] * y - most for x, y in corners]
    for (one, over), (other, then) in pairwise([*zip(corners, beyond, strict=True), (corners[0], beyond[0])]):
        if over <= 0:
            kept.append(one)
        if (over < 0) != (then < 0) and over != then:
            part = over / (over - then)
            kept.append((one[0] + part * (other[0] - one[0]), one[1] + part * (other[1] - one[1])))
    return kept


def _nearest(wanted: Point, corners: Sequence[Point]) -> Point:
    """The point of a convex area, its corners clockwise as seen with y downwards, nearest to the wanted one."""
    edges = list(pairwise([*corners, corners[0]]))
    if all((b[0] - a[0]) * (wanted[1] - a[1]) >= (b[1] - a[1]) * (wanted[0] - a[0]) for a, b in edges):
        return wanted
    found = [_on(wanted, one, other) for one, other in edges]
    return min(found, key=lambda at: math.dist(wanted, at))


def _on(wanted: Point, one: Point, other: Point) -> Point:
    along = other[0] - one[0], other[1] - one[1]
    square = along[0] ** 2 + along[1] ** 2
    if not square:
        return one
    part = ((wanted[0] - one[0]) * along[0] + (wanted[1] - one[1]) * along[1]) / square
    part = min(max(0.0, part), 1.0)
    return one[0] + part * along[0], one[1] + part * along[1]
