"""Whether two prints are of one photo: laid over each other by their points, then compared place by place.

A photo that was sent on is the same everywhere but for one light that changed all over and a stamp or two. Two photos
from one spot on two days never are: leaves, shadows and the hand that held the phone differ all over the picture.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from evidence.adapters.imaging.prints import ALIKE, COPY, MIRROR, Likeness, Print

Array = Any
# Scale, and how far to the right and down in pixels of a copy.
Way = tuple[float, float, float]

# Both must show this share of each.
LEAST_COMMON = 0.55
# How much larger one may show it than the other: a tenth cut off each side of one, and some room.
_LARGEST = 1.32
# Nobody holds a phone twice alike to so many degrees; whoever only sends a photo on does not turn it.
MOST_TURNED = 0.5
# Matched points agree on how the prints lie when they differ by no more than this, in parts of the area's root.
_AGREE, _AGREE_SCALE = 0.06, 0.12
_TRIES = 3
# Grey values of 255: how far the light of a place may be from what it should be, and what counts as texture.
_LIGHT, _TEXTURE = 9.0, 3.0
# A place with texture is the same when its pattern agrees so well (correlation).
_PATTERN = 0.7
_FLAT_WEIGHT = 0.25
# What a stamp may cover: up to two boxes of so many parts of what both show, on a grid of so many cells each way.
_STAMPS, _STAMPED, _CELLS = 2, 0.26, 16


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
    ways = _ways(one, other)
    for laid in ways[:_TRIES]:
        if laid.points * 3 < ways[0].points:
            break
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
        middle = [sum(float(way[at]) for way in near) / len(near) for at in range(3)]
        laid.append(_Laid(middle[0], middle[1], middle[2], mirrored, len({way[4] for way in near})))
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
    turned = _turned(here, there, (scale, right, down))
    (seen,), both = _seen((there,), here.shape, (scale, right, down))
    common = both.sum() / min(here.size, there.size / scale**2)
    if not 1 / _LARGEST < scale < _LARGEST or common < LEAST_COMMON or abs(turned) > MOST_TURNED:
        return None
    stamps = _stamps(*_same(here, seen, both), both)
    # Once more without what the stamps cover: their edges shine into what lies beside them.
    weight, same = _same(numpy.where(stamps, seen, here), seen, both, ~stamps)
    counts, left = weight.sum(), (weight * ~stamps).sum()
    if left < 0.4 * counts or not left:
        return None
    share = 1 - (weight * ~stamps * ~same).sum() / left
    stamped = (stamps & both).sum() / both.sum()
    share, common, stamped = (round(float(each), 4) for each in (share, min(1.0, common), stamped))
    return Likeness(share, common, stamped, laid.mirrored, laid.points, round(turned, 2))


def _grey(of: Print) -> Array:
    return numpy.frombuffer(of.copy, dtype=numpy.uint8).reshape(of.height, of.width).astype(numpy.float32)


def _axis(pixels: int, others: int, scale: float, shift: float) -> tuple[Array, Array]:
    """Along one axis, how much of each of the ``others`` is at each of so many pixels, and which pixels lie on them."""
    places = scale * (numpy.arange(pixels) - (pixels - 1) / 2) + shift + (others - 1) / 2
    # The outer half of the outermost pixel is still theirs.
    inside = numpy.clip(places, 0, others - 1)
    parts = numpy.maximum(0, 1 - numpy.abs(inside[:, None] - numpy.arange(others)))
    return parts.astype(numpy.float32), numpy.abs(places - inside) <= 0.5


def _seen(there: Sequence[Array], shape: tuple[int, int], way: Way) -> tuple[list[Array], Array]:
    """What each of ``there`` shows at the pixels of a picture of ``shape``, and which of them lie on it."""
    scale, right, down = way
    rows, above = _axis(shape[0], there[0].shape[0], scale, down)
    columns, beside = _axis(shape[1], there[0].shape[1], scale, right)
    return [rows @ each @ columns.T for each in there], above[:, None] & beside


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


def _refined(here: Array, there: Array, way: Way) -> Way:
    """The way that lays the details of both on each other best, from one that nearly does."""
    mine, theirs = _patterns(here, there)
    y, x = _middled(here.shape)
    for size in (2.5, 1.2, 0.6):
        one, other = (_even(_blur(each, size)) for each in (mine, theirs))
        downward, across = numpy.gradient(other)
        for _round in range(10):
            (seen, over, under), inside = _seen((other, across, downward), here.shape, way)
            if inside.sum() < 0.4 * inside.size:
                return way
            off = (seen - one)[inside]
            slopes = numpy.stack([over * x + under * y, over, under])[:, inside]
            # What does not fit at all, a stamp, pulls less.
            weighed = slopes / (1 + off**2)
            try:
                step = numpy.linalg.solve(weighed @ slopes.T + 1e-3 * numpy.eye(3), -(weighed @ off))
            except numpy.linalg.LinAlgError:
                return way
            step = numpy.clip(step, (-0.06, -3, -3), (0.06, 3, 3))
            way = (way[0] + float(step[0]), way[1] + float(step[1]), way[2] + float(step[2]))
            if not 0.6 < way[0] < 1.6 or (abs(step[0]) * COPY < 0.02 and abs(step[1:]).max() < 0.02):
                break
    return way


def _turned(here: Array, there: Array, way: Way) -> float:
    """By how many degrees the one would have to be turned as well, to lie on the other better still."""
    one, other = (_even(_blur(each, 1.2)) for each in _patterns(here, there))
    downward, across = numpy.gradient(other)
    (seen, over, under), inside = _seen((other, across, downward), here.shape, way)
    y, x = _middled(here.shape)
    off = (seen - one)[inside]
    slopes = numpy.stack([over * x + under * y, over, under, under * x - over * y, over * x - under * y])[
        :, inside
    ]
    weighed = slopes / (1 + (2 * off) ** 2)
    step = numpy.linalg.solve(weighed @ slopes.T + 1e-2 * numpy.eye(len(slopes)), -(weighed @ off))
    return math.degrees(float(step[3]) / way[0])


def _patterns(here: Array, there: Array) -> list[Array]:
    """The details of both as if they had the same contrast, and so that a sharp edge does not outweigh everything."""
    return [numpy.tanh(each / (2 * each.std() + 1e-3)) for each in (_detail(here), _detail(there))]


def _even(pattern: Array) -> Array:
    return pattern / (pattern.std() + 1e-6)


def _middled(shape: tuple[int, int]) -> tuple[Array, Array]:
    """Rows and columns counted from the middle, which spread over the picture."""
    rows, columns = (numpy.arange(each, dtype=numpy.float32) - (each - 1) / 2 for each in shape)
    return rows[:, None], columns


def _same(here: Array, seen: Array, both: Array, beside: Array | bool = True) -> tuple[Array, Array]:
    """How much each place counts, and whether it is the same on both; ``beside`` the stamps, where they are known."""
    lit = numpy.where(beside, _relit(here, seen, both & beside), seen)
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


def _stamps(weight: Array, same: Array, both: Array) -> Array:
    """Which pixels up to two stamps may cover: boxes in what both show that hold most of what differs."""
    rows, columns = numpy.nonzero(both.any(axis=1))[0], numpy.nonzero(both.any(axis=0))[0]
    down, across = (numpy.linspace(each[0], each[-1] + 1, _CELLS + 1).astype(int) for each in (rows, columns))
    part = (slice(down[0], down[-1]), slice(across[0], across[-1]))
    starts = (down[:-1] - down[0], across[:-1] - across[0])
    all_of, wrong = (
        numpy.add.reduceat(numpy.add.reduceat(each[part], starts[0], axis=0), starts[1], axis=1)
        for each in (weight, weight * ~same)
    )
    covered, stamps = 0, numpy.zeros_like(both)
    for _stamp in range(_STAMPS):
        box = _stamp_of(all_of, wrong, round(_STAMPED * _CELLS**2) - covered)
        if box is None:
            break
        top, bottom, left, right = box
        covered += (bottom - top) * (right - left)
        all_of[top:bottom, left:right] = wrong[top:bottom, left:right] = 0
        stamps[down[top] : down[bottom], across[left] : across[right]] = True
    return stamps


def _stamp_of(all_of: Array, wrong: Array, most: int) -> tuple[int, int, int, int] | None:
    """The box of up to ``most`` cells with the most that differs and the least that does not: rows, then columns."""
    gain = numpy.zeros((_CELLS + 1, _CELLS + 1))
    gain[1:, 1:] = (wrong - 0.5 * all_of).cumsum(axis=0).cumsum(axis=1)
    starts, stops = numpy.triu_indices(_CELLS + 1, k=1)
    down = gain[stops] - gain[starts]
    boxes = down[:, stops] - down[:, starts]
    long = stops - starts
    boxes[long[:, None] * long[None, :] > most] = 0
    tall, wide = numpy.unravel_index(numpy.argmax(boxes), boxes.shape)
    if boxes[tall, wide] <= 0:
        return None
    return int(starts[tall]), int(stops[tall]), int(starts[wide]), int(stops[wide])
