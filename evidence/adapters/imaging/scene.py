"""Whether two photos show one place, and whether the one was made from the other.

Points that stand out are matched, and those count that agree on how one photo lies on the other. Work changes the
ground, so a few that agree are enough for one place. A photo made from another one agrees in all its finest detail,
which no second look from a hand does.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy
from PIL import Image

from evidence.adapters.imaging.points import PAD, described

Array = Any

# The square root of a photo's area in pixels when its points are sought, and how many are taken.
_SIDE, _POINTS, _LEAST_POINTS = 224, 260, 40
# A point's match is this much nearer than its next best.
_CLEAR = 0.86
# How far from where it should be a point may lie, as a part of the side, and how other its size may be.
_NEAR, _SIZES = 0.05, 0.4
# The photo's detail is compared at this long edge, in parts so many pixels wide.
_EDGE, _PART = 480, 24
# Detail of so much in 255 tells something, and is the same when it correlates so well.
_TEXTURE, _SAME, _LEAST_TOLD = 2.0, 0.8, 24
# Whoever only sends a photo on does not turn it, in degrees; and how much of it is left after cutting.
_TURNED, _LARGEST = 0.6, 1.4


@dataclass(frozen=True)
class Laid:
    """Where the after's pixels lie on the before: a similarity in parts of the side, and how many points agree."""

    across: float
    turned: float
    right: float
    down: float
    points: int
    of: int

    @property
    def scale(self) -> float:
        return math.hypot(self.across, self.turned)


def common(laid: Laid | None) -> dict[str, float] | None:
    """``points`` that agree on how the after lies on the before, and their ``share`` of all."""
    return None if laid is None else {"points": laid.points, "share": round(laid.points / laid.of, 3)}


def lay(before: Image.Image, after: Image.Image) -> Laid | None:
    """How the after lies on the before as most points have it; None where too little stands out to tell."""
    (here, mine), (there, theirs) = (_points(each) for each in (after, before))
    if min(len(here), len(there)) < _LEAST_POINTS:
        return None
    one, other = _matched(mine, theirs)
    of = min(len(here), len(there))
    if len(one) < 3:
        return Laid(1, 0, 0, 0, len(one), of)
    here, there = here[one], there[other]
    larger = numpy.log(there[:, 2] / here[:, 2])
    best, most = None, 0
    for at in range(len(here)):
        scale = math.exp(larger[at])
        shift = there[at, :2] - scale * here[at, :2]
        agree = _agree(here, there, larger, (scale, 0.0, *shift), 1.6)
        if agree.sum() > most:
            best, most = agree, int(agree.sum())
    way = (1.0, 0.0, 0.0, 0.0)
    for _round in range(4):
        if best is None or best.sum() < 3:
            break
        way = _similarity(here[best], there[best])
        best = _agree(here, there, larger, way, 1.0)
    return Laid(*way, 0 if best is None else int(best.sum()), of)


def _points(grey: Image.Image) -> tuple[Array, Array]:
    """Places from the middle and sizes, in parts of the side; and what surrounds each, of length 1."""
    across = min(math.sqrt(10), max(math.sqrt(0.1), math.sqrt(grey.width / grey.height)))
    size = (round(_SIDE * across), round(_SIDE / across))
    found, waves = described(
        grey.convert("L").resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0), _POINTS
    )
    middle = numpy.array([PAD + (size[0] - 1) / 2, PAD + (size[1] - 1) / 2, 0.0])
    long = numpy.sqrt((waves**2).sum(axis=1, keepdims=True)) + 1e-6
    return (found - middle) / _SIDE, waves / long


def _matched(mine: Array, theirs: Array) -> tuple[Array, Array]:
    """Which point of the one is which of the other: the nearest both ways, and clearly so."""
    apart = numpy.sqrt(numpy.maximum(0, 2 - 2 * mine @ theirs.T))
    nearest, back = apart.argmin(axis=1), apart.argmin(axis=0)
    two = numpy.partition(apart, 1, axis=1)
    rows = numpy.arange(len(mine))
    good = (back[nearest] == rows) & (two[:, 0] < _CLEAR * two[:, 1])
    return rows[good], nearest[good]


def _agree(here: Array, there: Array, larger: Array, way: tuple[float, ...], room: float) -> Array:
    across, turned, right, down = way
    x = across * here[:, 0] - turned * here[:, 1] + right
    y = turned * here[:, 0] + across * here[:, 1] + down
    off = numpy.hypot(there[:, 0] - x, there[:, 1] - y)
    sized = numpy.abs(larger - math.log(max(1e-3, math.hypot(across, turned))))
    return (off < _NEAR * room) & (sized < _SIZES)


def _similarity(here: Array, there: Array) -> tuple[float, float, float, float]:
    mine, theirs = here[:, :2].mean(axis=0), there[:, :2].mean(axis=0)
    one, other = here[:, :2] - mine, there[:, :2] - theirs
    size = float((one**2).sum()) + 1e-9
    across = float((one * other).sum()) / size
    turned = float((one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]).sum()) / size
    right = theirs[0] - across * mine[0] + turned * mine[1]
    down = theirs[1] - turned * mine[0] - across * mine[1]
    return across, turned, float(right), float(down)


# ------------------------------------------------------------------------------------------------------ made from it
def identical(before: Image.Image, after: Image.Image, laid: Laid | None) -> dict[str, float] | None:
    """``share`` (0 to 1) of what both show that is the same to its finest detail, and ``common``, how much of the
    smaller one both show; None where too little has any detail."""
    if laid is None:
        return None
    if laid.points < 12 or not 1 / _LARGEST < laid.scale < _LARGEST or abs(_degrees(laid)) > 3:
        return {"share": 0.0, "common": 0.0}
    one, other = (_shrunk(each) for each in (after, before))
    scale, right, down = _fine(one, other, laid)
    seen, both = _sampled(other, one.shape, scale, right, down)
    rows, columns = (size // _PART for size in one.shape)
    mine, theirs = (_parts(numpy.where(both, each, 0), rows, columns) for each in (one, seen))
    whole = _parts(both.astype(numpy.float32), rows, columns).min(axis=2) > 0
    strong = numpy.sqrt(numpy.maximum((mine**2).mean(axis=2), (theirs**2).mean(axis=2))) > _TEXTURE
    told = whole & strong
    if told.sum() < _LEAST_TOLD:
        return None
    together = (mine * theirs).sum(axis=2) / numpy.sqrt(
        (mine**2).sum(axis=2) * (theirs**2).sum(axis=2) + 1e-6
    )
    share = float((together[told] > _SAME).mean())
    return {"share": round(share, 3), "common": round(float(both.mean()), 3)}


def _degrees(laid: Laid) -> float:
    return math.degrees(math.atan2(laid.turned, laid.across))


def _shrunk(grey: Image.Image) -> Array:
    """The detail of a photo: what is finer than some pixels and coarser than one."""
    small = grey.convert("L")
    small.thumbnail((_EDGE, _EDGE), Image.Resampling.LANCZOS)
    levels = numpy.asarray(small, dtype=numpy.float32)
    fine = _smooth(levels, 1)
    return fine - _smooth(_smooth(fine, 4), 4)


def _smooth(levels: Array, reach: int) -> Array:
    """The mean of each pixel and those within reach."""
    size = 2 * reach + 1
    for axis in (0, 1):
        wide = numpy.pad(
            levels, [(reach + 1, reach) if each == axis else (0, 0) for each in (0, 1)], mode="edge"
        )
        sums = wide.cumsum(axis=axis, dtype=numpy.float64)
        levels = (
            numpy.take(sums, range(size, sums.shape[axis]), axis)
            - numpy.take(sums, range(sums.shape[axis] - size), axis)
        ) / size
    return levels.astype(numpy.float32)


def _fine(one: Array, other: Array, laid: Laid) -> tuple[float, float, float]:
    """Scale and shift in pixels that lay the detail of the one on that of the other best, from nearly so."""
    side, others = (math.sqrt(each.size) for each in (one, other))
    scale, right, down = laid.scale * others / side, laid.right * others, laid.down * others
    y, x = (numpy.arange(size, dtype=numpy.float32) - (size - 1) / 2 for size in one.shape)
    for reach in (3, 1, 0):
        mine, theirs = (
            numpy.tanh(_smooth(each, reach) / (2 * each.std() + 1e-3))
            if reach
            else numpy.tanh(each / (2 * each.std() + 1e-3))
            for each in (one, other)
        )
        downward, across = numpy.gradient(theirs)
        for _round in range(12):
            seen, inside = _sampled(theirs, one.shape, scale, right, down)
            over, under = (_sampled(each, one.shape, scale, right, down)[0] for each in (across, downward))
            off = (seen - mine)[inside]
            if off.size < 0.3 * one.size:
                return scale, right, down
            slopes = numpy.stack([(over * x + under * y[:, None])[inside], over[inside], under[inside]])
            weighed = slopes / (1 + (3 * off) ** 2)
            step = numpy.linalg.solve(weighed @ slopes.T + 1e-3 * numpy.eye(3), -(weighed @ off))
            step = numpy.clip(step, (-0.03, -3, -3), (0.03, 3, 3))
            scale, right, down = scale + float(step[0]), right + float(step[1]), down + float(step[2])
            if not 0.5 < scale < 2 or (abs(step[0]) * side < 0.03 and abs(step[1:]).max() < 0.03):
                break
    return scale, right, down


def _sampled(
    other: Array, shape: tuple[int, int], scale: float, right: float, down: float
) -> tuple[Array, Array]:
    """What the other shows at the pixels of a picture of that shape, and which of these lie on it."""
    places, inside = [], []
    for size, others, shift in zip(shape, other.shape, (down, right), strict=True):
        at = scale * (numpy.arange(size) - (size - 1) / 2) + shift + (others - 1) / 2
        inside.append((at >= 0) & (at <= others - 1))
        places.append(numpy.clip(at, 0, others - 1.001))
    (rows, below), (columns, beside) = (
        (each.astype(int), (each - each.astype(int)).astype(numpy.float32)) for each in places
    )
    upper, lower = other[rows], other[rows + 1]
    line = upper * (1 - below)[:, None] + lower * below[:, None]
    seen = line[:, columns] * (1 - beside) + line[:, columns + 1] * beside
    return seen, inside[0][:, None] & inside[1]


def _parts(levels: Array, rows: int, columns: int) -> Array:
    cut = levels[: rows * _PART, : columns * _PART].reshape(rows, _PART, columns, _PART)
    return cut.swapaxes(1, 2).reshape(rows, columns, _PART * _PART)
