"""Making a print: the points of a photo that stand out, a key of what surrounds each, and a small grey copy."""

import math
from collections.abc import Sequence
from typing import Any

import numpy
from PIL import Image

from evidence.adapters.imaging.prints import BITS, COPY, WAVES, WEAK, Point, Print

# The square root of the area in pixels of the picture in which points are sought.
SIDE = 192
# The points come in the order of their worth, and so many are kept.
POINTS = 64
# The least difference to what surrounds it, of 255, that makes a point.
_STANDS_OUT = 0.7
_PER_OCTAVE, _LEVELS, _FINEST = 3, 10, 2.0
PAD = 40
# A key looks this many times a point's own size far, at so many places across, less blurred by this factor.
_REACH, _ACROSS, _SHARPER = 3.0, 9, 0.6

Array = Any


def printed(photo: Image.Image) -> Print:
    """The print of an upright photo of any size and mode."""
    grey = photo.convert("L")
    small = _sized(grey, COPY)
    return Print(small.width, small.height, small.tobytes(), standing_out(_sized(grey, SIDE)))


def _sized(grey: Image.Image, side: int) -> Image.Image:
    # Nobody takes a photo that is ten times as long as it is wide; of such a strip, this is what can be compared.
    across = min(math.sqrt(10), max(math.sqrt(0.1), math.sqrt(grey.width / grey.height)))
    size = (round(side * across), round(side / across))
    return grey.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def standing_out(grey: Image.Image) -> tuple[Point, ...]:
    """The points of a grey picture of about ``SIDE`` by ``SIDE`` pixels, the worthiest first."""
    found, waves = described(grey, POINTS)
    if not len(found):
        return ()
    weak = numpy.argsort(numpy.abs(waves), axis=1, kind="stable")[:, :WEAK]
    keys = ((waves > 0).astype(numpy.uint64) << numpy.arange(BITS, dtype=numpy.uint64)).sum(axis=1)
    points = []
    for key, bits, (x, y, size) in zip(keys.tolist(), weak.tolist(), found.tolist(), strict=True):
        place = (x - PAD + 0.5 - grey.width / 2, y - PAD + 0.5 - grey.height / 2, size)
        right, down, wide = (round(each / SIDE * 10_000) for each in place)
        points.append(Point(int(key), right, down, wide, tuple(bits)))
    return tuple(points)


def described(grey: Image.Image, most: int) -> tuple[Array, Array]:
    """Up to so many points of a grey picture, the worthiest first: rows of x, y and size in pixels, counted from
    beyond its edge by `PAD`, and how strongly each of the ``BITS`` waves is in what surrounds each."""
    blurred = _blurred(grey)
    found = _blobs(blurred[1:] - blurred[:-1], grey.size, most)
    return found, _described(found, blurred) if len(found) else numpy.empty((0, BITS))


def _blurred(grey: Image.Image) -> Array:
    """The photo with its mirrored surroundings, blurred more and more."""
    wide = numpy.pad(numpy.asarray(grey, dtype=numpy.float32), PAD, mode="symmetric")
    down, across = numpy.fft.fftfreq(wide.shape[0])[:, None], numpy.fft.rfftfreq(wide.shape[1])[None, :]
    fall = -2 * math.pi**2 * (down**2 + across**2)
    sizes = _FINEST * 2 ** (numpy.arange(_LEVELS) / _PER_OCTAVE)
    waves = numpy.fft.rfft2(wide)
    levels = [numpy.fft.irfft2(waves * numpy.exp(fall * size**2), s=wide.shape) for size in sizes]
    return numpy.stack(levels).astype(numpy.float32)


def _blobs(between: Array, size: Sequence[int], most_points: int) -> Array:
    """Blobs, the lightest and darkest of their surroundings and sizes: rows of x, y and size, the worthiest first."""
    core = between[1:-1, 1:-1, 1:-1]
    most, least = numpy.abs(core) > _STANDS_OUT, numpy.abs(core) > _STANDS_OUT
    for level, row, column in numpy.ndindex(3, 3, 3):
        if (level, row, column) != (1, 1, 1):
            other = between[level:, row:, column:][: core.shape[0], : core.shape[1], : core.shape[2]]
            most, least = most & (core > other), least & (core < other)
    z, y, x = (each + 1 for each in numpy.nonzero(most | least))
    inside = (x >= PAD) & (y >= PAD) & (x < PAD + size[0]) & (y < PAD + size[1])
    z, y, x = z[inside], y[inside], x[inside]
    here = between[z, y, x]
    level = z + _peak(between[z - 1, y, x], here, between[z + 1, y, x]) + 0.5
    row = y + _peak(between[z, y - 1, x], here, between[z, y + 1, x])
    column = x + _peak(between[z, y, x - 1], here, between[z, y, x + 1])
    found = numpy.stack([column, row, _FINEST * 2 ** (level / _PER_OCTAVE)], axis=1)
    return found[_worth(found, numpy.abs(here))[:most_points]]


def _peak(before: Array, here: Array, after: Array) -> Array:
    """Where between its neighbours, -0.5 to 0.5, a parabola through the three is highest or lowest."""
    bend = before - 2 * here + after
    return numpy.clip(0.5 * (before - after) / numpy.where(numpy.abs(bend) > 1e-6, bend, 1e-6), -0.5, 0.5)


def _worth(found: Array, strength: Array) -> Array:
    """The order of worth: the further away the next stronger point is, the more.

    Points then lie all over the photo, and a stamp with its sharp letters gets no more than its part of them.
    """
    x, y, level = found[:, 0], found[:, 1], numpy.log2(found[:, 2]) * 12
    apart = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2 + (level[:, None] - level) ** 2
    apart[strength[None, :] * 0.9 <= strength[:, None]] = numpy.inf
    free = apart.min(axis=1, initial=numpy.inf)
    return numpy.lexsort((-strength, -free))


def _described(found: Array, blurred: Array) -> Array:
    """For each point, how strongly each wave is in what surrounds it; rows of ``BITS``."""
    x, y, size = (found[:, each, None, None] for each in range(3))
    steps = numpy.linspace(-1, 1, _ACROSS)
    columns = numpy.clip(x + steps[None, None, :] * _REACH * size, 0, blurred.shape[2] - 1.01)
    rows = numpy.clip(y + steps[None, :, None] * _REACH * size, 0, blurred.shape[1] - 1.01)
    level = numpy.round(_PER_OCTAVE * numpy.log2(size * _SHARPER / _FINEST)).astype(int)
    level = numpy.clip(level, 0, _LEVELS - 1)
    left, top = columns.astype(int), rows.astype(int)
    right, down = columns - left, rows - top
    patch = (
        blurred[level, top, left] * (1 - right) * (1 - down)
        + blurred[level, top, left + 1] * right * (1 - down)
        + blurred[level, top + 1, left] * (1 - right) * down
        + blurred[level, top + 1, left + 1] * right * down
    )
    at = numpy.arange(_ACROSS) + 0.5
    cosines = numpy.cos(math.pi / _ACROSS * numpy.arange(max(map(max, WAVES)) + 1)[:, None] * at)
    waves = numpy.einsum("vi,nij,uj->nvu", cosines, patch, cosines)
    strength = numpy.sqrt(((patch - patch.mean(axis=(1, 2), keepdims=True)) ** 2).sum(axis=(1, 2))) + 1e-6
    return numpy.stack([waves[:, down, across] for across, down in WAVES], axis=1) / strength[:, None]
