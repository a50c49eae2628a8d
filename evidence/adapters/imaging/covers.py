"""Hiding parts of a photo for good: what is left of a covered place is a few averages, and no pixel.

Covers are kept as whole numbers in fractions of the upright photo, so that they hold for every size and crop of it, and
so that a recipe's digest is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image, ImageDraw

from evidence.adapters.imaging.decode import Photo, stored_point
from evidence.adapters.imaging.geometry import Box, Size

# Parts of a photo's width, height and, for the radius, of its long edge.
UNIT = 10_000
MOST_COVERS, MOST_POINTS = 40, 200
LEAST_SIDE, LEAST_RADIUS, MOST_RADIUS = 50, 50, 2_000
# Along its longer side a covered place keeps at most so many colours, and none stands for less of the photo's long edge
# than `_LEAST_BLOCK`: a face or a line of writing is a handful of averages then, whatever it was.
_BLOCKS, _LEAST_BLOCK = 5, 0.025
# Of each colour only the four highest bits are kept, so that what was averaged cannot be reckoned back by trying.
_COARSE = [min(255, value // 16 * 16 + 8) for value in range(256)]
# As decoded, a pixel and the colour beside it tell something of their neighbours: so many more are covered all round.
_MARGIN = 4
# How many times larger than its blocks a cover is drawn before it is made smooth, so that they still can be seen.
_STEPS = 6

Point = tuple[int, int]


@dataclass(frozen=True)
class Cover:
    """One covered place: a rectangle by two opposite corners, or with a ``radius`` the way of a brush.

    ``points`` are ten-thousandths (0-10000) of the upright photo's width and height, ``radius`` of its long edge.
    Raises ValueError for what is no place, or one too small to hide anything.
    """

    points: tuple[Point, ...]
    radius: int = 0

    def __post_init__(self) -> None:
        numbers = [self.radius, *(each for point in self.points for each in point)]
        if any(type(each) is not int for each in numbers) or any(len(point) != 2 for point in self.points):
            raise ValueError("a cover is told in whole numbers")
        if any(not 0 <= each <= UNIT for point in self.points for each in point):
            raise ValueError("a cover lies in its photo")
        if self.radius:
            if not (LEAST_RADIUS <= self.radius <= MOST_RADIUS and 1 <= len(self.points) <= MOST_POINTS):
                raise ValueError("no such brush")
        elif len(self.points) != 2 or min(self._sides()) < LEAST_SIDE:
            raise ValueError("no such rectangle")

    def _sides(self) -> tuple[int, int]:
        (ax, ay), (bx, by) = self.points
        return abs(bx - ax), abs(by - ay)

    def plain(self) -> dict[str, Any]:
        """As JSON has it; `of_plain` is the way back."""
        return {"points": [list(each) for each in self.points], "radius": self.radius}

    @classmethod
    def of_plain(cls, plain: object) -> "Cover":
        """The cover of such a mapping. Raises ValueError for anything else."""
        if not isinstance(plain, Mapping) or not {"points"} <= set(plain) <= {"points", "radius"}:
            raise ValueError("no such cover")
        points = plain["points"]
        listed = isinstance(points, list | tuple) and all(isinstance(each, list | tuple) for each in points)
        if not listed or len(points) > MOST_POINTS:
            raise ValueError("no such cover")
        return cls(tuple(tuple(each) for each in points), plain.get("radius", 0))


Covers = tuple[Cover, ...]


def of_plain(plain: object) -> Covers:
    """Covers of one photo. Raises ValueError for what are none, or too many."""
    if not isinstance(plain, list | tuple) or len(plain) > MOST_COVERS:
        raise ValueError("no such covers")
    return tuple(Cover.of_plain(each) for each in plain)


def covered(photo: Photo, covers: Sequence[Cover], *, copied: bool = False) -> Photo:
    """The photo with these places hidden in its pixels; with ``copied`` the ones it had are left as they are."""
    if not covers:
        return photo
    image = photo.image.copy() if copied else photo.image
    size = image.size
    shapes = [_stored(each, photo.turn) for each in covers]
    for near in _together(shapes, size):
        _hide(image, near, size)
    return replace(photo, image=image)


@dataclass(frozen=True)
class _Shape:
    """A cover in fractions of the photo as it is stored."""

    points: tuple[tuple[float, float], ...]
    radius: float

    def box(self, size: Size, margin: float) -> tuple[float, float, float, float]:
        """The pixels it reaches, with so many more all round."""
        xs, ys = [x * size[0] for x, _ in self.points], [y * size[1] for _, y in self.points]
        more = self.radius * max(size) + margin
        return min(xs) - more, min(ys) - more, max(xs) + more, max(ys) + more


def _stored(cover: Cover, turn: int) -> _Shape:
    points = tuple(stored_point(x / UNIT, y / UNIT, turn) for x, y in cover.points)
    return _Shape(points, cover.radius / UNIT)


def _together(shapes: Sequence[_Shape], size: Size) -> list[list[_Shape]]:
    """The shapes in groups of those that touch: many small ones over one face would else show it in small blocks."""
    reach = _LEAST_BLOCK * max(size) / 2
    groups: list[tuple[tuple[float, float, float, float], list[_Shape]]] = []
    for shape in shapes:
        box, near = shape.box(size, reach), [shape]
        while True:
            touching = [each for each in groups if _touch(each[0], box)]
            if not touching:
                break
            groups = [each for each in groups if each not in touching]
            for other, members in touching:
                box, near = _around(box, other), [*members, *near]
        groups.append((box, near))
    return [near for _box, near in groups]


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _around(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _hide(image: Image.Image, shapes: Sequence[_Shape], size: Size) -> None:
    """Write over what these shapes cover."""
    boxes = [shape.box(size, _MARGIN) for shape in shapes]
    left, top = (max(0, int(min(each[at] for each in boxes))) for at in (0, 1))
    right, bottom = (min(size[at - 2], int(max(each[at] for each in boxes)) + 1) for at in (2, 3))
    place = Box(left, top, right - left, bottom - top)
    if place.width < 1 or place.height < 1:
        return
    block = max(max(place.size) / _BLOCKS, _LEAST_BLOCK * max(size))
    few = max(1, round(place.width / block)), max(1, round(place.height / block))
    # Everything below knows these few colours alone, so no pixel of the place can come through.
    colours = image.resize(few, Image.Resampling.BOX, box=place.corners)
    colours = colours.point(_COARSE * len(colours.getbands()))
    steps = colours.resize((few[0] * _STEPS, few[1] * _STEPS), Image.Resampling.NEAREST)
    smooth = steps.resize(place.size, Image.Resampling.BICUBIC)
    image.paste(smooth, place.corners, _mask(shapes, place, size))


def _mask(shapes: Sequence[_Shape], place: Box, size: Size) -> Image.Image:
    """What of the place is covered, fully or not at all."""
    mask = Image.new("L", place.size, 0)
    pen = ImageDraw.Draw(mask)
    for shape in shapes:
        points = [(x * size[0] - place.x, y * size[1] - place.y) for x, y in shape.points]
        if not shape.radius:
            (ax, ay), (bx, by) = points
            corners = (
                min(ax, bx) - _MARGIN,
                min(ay, by) - _MARGIN,
                max(ax, bx) + _MARGIN,
                max(ay, by) + _MARGIN,
            )
            pen.rectangle(corners, fill=255)
            continue
        radius = shape.radius * max(size) + _MARGIN
        if len(points) > 1:
            pen.line(points, fill=255, width=round(2 * radius) + 1)
        for x, y in points:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return mask
