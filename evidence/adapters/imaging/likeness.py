"""Whether two prints are of one photo: laid over each other by their points, then compared place by place.

A photo that was sent on is the same everywhere but for one light that changed all over and a stamp or two. Two photos
from one spot on two days never are: leaves, shadows and the hand that held the phone differ all over the picture.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy

from evidence.adapters.imaging.prints import COPY, MIRROR, Print

Array = Any

# At least this share of what both show must be the same, and they must both show this share of each.
ALIKE, LEAST_COMMON = 0.9, 0.55
# How much larger one may show it than the other: a tenth cut off each side of one, and some room.
_LARGEST = 1.32
# Matched points agree on how the prints lie when they differ by no more than this, in parts of the area's root.
_AGREE, _AGREE_SCALE = 0.06, 0.12
_TRIES = 3
# Grey values of 255: how far the light of a place may be from what it should be, and what counts as texture.
_LIGHT, _TEXTURE = 9.0, 3.0
# A place with texture is the same when its pattern agrees so well (correlation).
_PATTERN = 0.7
_FLAT_WEIGHT = 0.25
# What a stamp may cover: up to two boxes of so many parts of what both show, on a grid of so many cells each way.
_STAMPS, _STAMPED, _CELLS = 2, 0.24, 14


@dataclass(frozen=True)
class Likeness:
    """``share`` (0-1) of what both show is the same; ``common`` (0-1) of the smaller one is shown by both.

    ``stamped`` (0-1) of it was left out as covered by a stamp. ``points`` is how many points agreed.
    """

    share: float
    common: float
    stamped: float
    mirrored: bool
    points: int


@dataclass(frozen=True)
class _Laid:
    """Where a point of the one lies on the other: ``scale`` times its place, plus ``right`` and ``down``."""

    scale: float
    right: float
    down: float
    mirrored: bool
    points: int


def likeness(one: Print, other: Print) -> Likeness | None:
    """How much of two photos is the same, or None where they cannot be laid over each other."""
    best: Likeness | None = None
    for laid in _ways(one, other)[:_TRIES]:
        found = _compared(one, other, laid)
        if found is not None and (best is None or found.share > best.share):
            best = found
        if best is not None and best.share >= ALIKE:
            break
    return best


def _ways(one: Print, other: Print) -> list[_Laid]:
    """The ways in which ``one`` may lie on ``other``, the one that most points agree on first."""
    there = {point.key: point for point in reversed(other.points)}
    ways: list[tuple[float, float, float, bool, int]] = []
    for number, point in enumerate(one.points):
        for mirrored in (False, True):
            hits = {key ^ (MIRROR if mirrored else 0) for key in point.probes()} & there.keys()
            for match in (there[key] for key in sorted(hits)):
                scale = match.size / max(1, point.size)
                x = -point.x if mirrored else point.x
                if 1 / _LARGEST < scale < _LARGEST:
                    right, down = match.x - scale * x, match.y - scale * point.y
                    ways.append((scale, right / 1e4, down / 1e4, mirrored, number))
    laid = []
    for scale, right, down, mirrored, _number in ways:
        near = [
            way
            for way in ways
            if way[3] == mirrored
            and abs(math.log(way[0] / scale)) < _AGREE_SCALE
            and math.hypot(way[1] - right, way[2] - down) < _AGREE
        ]
        middle = [sum(way[at] for way in near) / len(near) for at in range(3)]
        laid.append(_Laid(*middle, mirrored, len({way[4] for way in near})))
    laid.sort(key=lambda way: -way.points)
    different: list[_Laid] = []
    for way in laid:
        if all(way.mirrored != each.mirrored or _apart(way, each) > _AGREE / 2 for each in different):
            different.append(way)
    return different


def _apart(one: _Laid, other: _Laid) -> float:
    return math.hypot(one.right - other.right, one.down - other.down) + abs(one.scale - other.scale) / 2


def _compared(one: Print, other: Print, laid: _Laid) -> Likeness | None:
    here, there = _grey(one), _grey(other)
    if laid.mirrored:
        here = here[:, ::-1]
    scale, right, down = _refined(here, there, (laid.scale, laid.right * COPY, laid.down * COPY))
    seen, both = _seen(there, here.shape, (scale, right, down))
    common = both.sum() / min(here.size, there.size / scale**2)
    if not 1 / _LARGEST < scale < _LARGEST or common < LEAST_COMMON:
        return None
    weight, same = _same(here, seen, both)
    share, stamped = _beside_stamps(weight, same, both)
    return Likeness(round(share, 4), round(min(1.0, float(common)), 4), stamped, laid.mirrored, laid.points)


def _grey(of: Print) -> Array:
    return numpy.frombuffer(of.copy, dtype=numpy.uint8).reshape(of.height, of.width).astype(numpy.float32)


def _places(
    shape: tuple[int, int], way: tuple[float, float, float], onto: tuple[int, int]
) -> tuple[Array, Array]:
    """Where the pixels of a picture of ``shape`` lie on one of ``onto``: columns and rows."""
    scale, right, down = way
    rows, columns = numpy.mgrid[0 : shape[0], 0 : shape[1]].astype(numpy.float32)
    columns = scale * (columns - (shape[1] - 1) / 2) + right + (onto[1] - 1) / 2
    return columns, scale * (rows - (shape[0] - 1) / 2) + down + (onto[0] - 1) / 2


def _taken(grey: Array, columns: Array, rows: Array) -> Array:
    left = numpy.clip(columns.astype(int), 0, grey.shape[1] - 2)
    top = numpy.clip(rows.astype(int), 0, grey.shape[0] - 2)
    right, down = columns - left, rows - top
    upper = grey[top, left] * (1 - right) + grey[top, left + 1] * right
    lower = grey[top + 1, left] * (1 - right) + grey[top + 1, left + 1] * right
    return upper * (1 - down) + lower * down


def _seen(there: Array, shape: tuple[int, int], way: tuple[float, float, float]) -> tuple[Array, Array]:
    """What the other shows at the pixels of the one, and which of them it shows."""
    columns, rows = _places(shape, way, there.shape)
    both = (columns >= 0) & (rows >= 0) & (columns <= there.shape[1] - 1) & (rows <= there.shape[0] - 1)
    return _taken(there, columns, rows), both


def _blur(grey: Array, size: float) -> Array:
    """Blurred by a Gaussian of ``size`` pixels; beyond the edge everything is as at the edge."""
    reach = math.ceil(3 * size)
    bell = numpy.exp(-0.5 * (numpy.arange(-reach, reach + 1) / size) ** 2).astype(numpy.float32)
    bell /= bell.sum()
    for axis in (0, 1):
        edge = [(reach, reach) if each == axis else (0, 0) for each in (0, 1)]
        wide = numpy.lib.stride_tricks.sliding_window_view(
            numpy.pad(grey, edge, mode="edge"), 2 * reach + 1, axis
        )
        grey = wide @ bell
    return grey


def _detail(grey: Array) -> Array:
    return grey - _blur(grey, COPY / 12)


def _refined(here: Array, there: Array, way: tuple[float, float, float]) -> tuple[float, float, float]:
    """The way that lays the details of both on each other best, from one that nearly does."""
    details = [_detail(each) for each in (here, there)]
    # As if both had the same contrast, and so that a sharp edge does not outweigh everything.
    mine, theirs = (numpy.tanh(each / (2 * each.std() + 1e-3)) for each in details)
    for size in (2.5, 1.2, 0.6):
        one, other = _blur(mine, size), _blur(theirs, size)
        one, other = one / (one.std() + 1e-6), other / (other.std() + 1e-6)
        downward, across = numpy.gradient(other)
        for _round in range(10):
            columns, rows = _places(here.shape, way, there.shape)
            inside = (
                (columns >= 1) & (rows >= 1) & (columns <= there.shape[1] - 2) & (rows <= there.shape[0] - 2)
            )
            if inside.sum() < 0.4 * inside.size:
                return way
            columns, rows = columns[inside], rows[inside]
            off = _taken(other, columns, rows) - one[inside]
            over, under = _taken(across, columns, rows), _taken(downward, columns, rows)
            y, x = numpy.nonzero(inside)
            larger = over * (x - (here.shape[1] - 1) / 2) + under * (y - (here.shape[0] - 1) / 2)
            slopes = numpy.stack([larger, over, under])
            # What does not fit at all, a stamp, pulls less.
            weighed = slopes / (1 + off**2)
            try:
                step = numpy.linalg.solve(weighed @ slopes.T + 1e-3 * numpy.eye(3), -(weighed @ off))
            except numpy.linalg.LinAlgError:
                return way
            step = numpy.clip(step, (-0.06, -3, -3), (0.06, 3, 3))
            way = (way[0] + float(step[0]), way[1] + float(step[1]), way[2] + float(step[2]))
            if not 0.6 < way[0] < 1.6 or abs(step[0]) * COPY < 0.02 and abs(step[1:]).max() < 0.02:
                break
    return way


def _same(here: Array, seen: Array, both: Array) -> tuple[Array, Array]:
    """How much each place counts, and whether it is the same on both."""
    lit = _relit(here, seen, both)
    off = _blur(numpy.where(both, lit - seen, 0), 1.5)
    burnt = (numpy.minimum(lit, seen) < 8) & (numpy.maximum(here, seen) < 24) | (seen > 244) | (here > 244)
    mine, theirs = _detail(lit), _detail(seen)
    one, other, joint = (_blur(each, 2.2) for each in (mine * mine, theirs * theirs, mine * theirs))
    texture = numpy.sqrt(numpy.maximum(one, other)) > _TEXTURE
    pattern = joint / numpy.sqrt(one * other + 1e-3) > _PATTERN
    same = (pattern | ~texture) & ((numpy.abs(off) < _LIGHT) | burnt)
    return numpy.where(both, numpy.where(texture, 1.0, _FLAT_WEIGHT), 0.0), same


def _relit(here: Array, seen: Array, both: Array) -> Array:
    """The one in the light of the other: a curve over all grey values, as brightness, contrast and gamma make it."""
    one, other = _blur(here, 1.0)[both], _blur(seen, 1.0)[both]
    powers = numpy.stack([numpy.ones_like(one), one / 255, (one / 255) ** 2, (one / 255) ** 3])
    trust = numpy.ones_like(one)
    for _round in range(8):
        weighed = powers * trust
        curve = numpy.linalg.solve(weighed @ powers.T + 1e-2 * numpy.eye(4), weighed @ other)
        trust = 1 / (1 + ((curve @ powers - other) / 8) ** 2)
    level = numpy.clip(here, one.min(), one.max()) / 255
    return curve[0] + curve[1] * level + curve[2] * level**2 + curve[3] * level**3


def _beside_stamps(weight: Array, same: Array, both: Array) -> tuple[float, float]:
    """The share that is the same beside what up to two stamps may cover, and the share which those cover."""
    rows, columns = numpy.nonzero(both.any(axis=1))[0], numpy.nonzero(both.any(axis=0))[0]
    part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    all_of = _cells(weight[part])
    wrong = _cells((weight * ~same)[part])
    total, covered = all_of.sum(), 0.0
    for _stamp in range(_STAMPS):
        box = _stamp_of(all_of, wrong, _STAMPED - covered)
        if box is None:
            break
        covered += (box[0].stop - box[0].start) * (box[1].stop - box[1].start) / _CELLS**2
        all_of[box] = wrong[box] = 0
    left = all_of.sum()
    return (1 - wrong.sum() / left if left > 0.4 * total and total else 0.0), round(covered, 4)


def _cells(values: Array) -> Array:
    rows, columns = (numpy.linspace(0, each, _CELLS + 1).astype(int)[:-1] for each in values.shape)
    return numpy.add.reduceat(numpy.add.reduceat(values, rows, axis=0), columns, axis=1)


def _stamp_of(all_of: Array, wrong: Array, most: float) -> tuple[slice, slice] | None:
    """The box of cells, no larger than ``most`` of all, that holds the most that differs and the least that does not."""
    gain = numpy.zeros((_CELLS + 1, _CELLS + 1))
    gain[1:, 1:] = (wrong - 0.5 * all_of).cumsum(axis=0).cumsum(axis=1)
    starts, stops = numpy.triu_indices(_CELLS + 1, k=1)
    down = gain[stops] - gain[starts]
    boxes = down[:, stops] - down[:, starts]
    long = stops - starts
    boxes[long[:, None] * long[None, :] > most * _CELLS**2] = 0
    at, across = numpy.unravel_index(numpy.argmax(boxes), boxes.shape)
    if boxes[at, across] <= 0:
        return None
    return slice(starts[at], stops[at]), slice(starts[across], stops[across])
