"""Whether anything can be seen on a photo: how bright it is, how much is on it, and how sharp its sharpest parts are.

Sharpness is how much of an edge's contrast lies between two neighbouring pixels, so neither fog nor a low sun counts as
blur. A photo is as sharp as its sharp parts: what is near or far may be out of focus.
"""

from typing import Any

import numpy
from PIL import Image

Array = Any

# The long edge in pixels at which sharpness is measured: blur that a small picture hides does not matter.
EDGE = 768
# Rows and columns of parts; a camera app's stamp lies in the outer rows and says nothing of the photo.
_ROWS, _COLUMNS, _OUTER = 8, 8, 2
# How far an edge may reach in pixels, and the contrast of 255 that is no noise.
_REACH, _CONTRAST = 16, 28.0
# A part has an edge when so many of its pixels lie on one; so many parts tell, and one in ten may be the sharp ones.
_EDGE_PIXELS, _LEAST_PARTS, _SHARPEST = 6, 5, 0.9
# Right, down, and both diagonals: a shaken photo is sharp along one of them.
_DIRECTIONS = ((0, 1), (1, 0), (1, 1), (1, -1))


def measured(photo: Image.Image) -> dict[str, float | None]:
    """``luma`` (mean), ``low`` and ``high`` (what one pixel in fifty is below and above) and ``spread`` (standard
    deviation) of brightness, 0 to 255; ``sharpness`` 0 to 100, None where nothing has an edge."""
    grey = photo.convert("L")
    small = grey.copy()
    small.thumbnail((256, 256), Image.Resampling.BOX)
    levels = numpy.asarray(small, dtype=numpy.float32)
    low, high = numpy.percentile(levels, (2, 98))
    grey.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
    sharp = sharpness(numpy.asarray(grey, dtype=numpy.float32))
    return {
        "luma": round(float(levels.mean()), 1),
        "low": round(float(low), 1),
        "high": round(float(high), 1),
        "spread": round(float(levels.std()), 1),
        "sharpness": None if sharp is None else round(sharp, 1),
    }


def sharpness(grey: Array) -> float | None:
    """How sharp the sharp parts of a grey picture are along the direction in which they are the least so, 0 to 100."""
    found = [each for each in (_along(grey, *direction) for direction in _DIRECTIONS) if each is not None]
    return min(found) if len(found) == len(_DIRECTIONS) else None


def _along(grey: Array, down: int, right: int) -> float | None:
    if min(grey.shape) < 4 * _REACH:
        return None
    if right < 0:
        grey, right = grey[:, ::-1], -right
    wide = 2 * _REACH
    step = numpy.abs(_moved(grey, down, right) - grey[: grey.shape[0] - down, : grey.shape[1] - right])
    most, least = (_run(grey, down, right, wide, best) for best in (numpy.maximum, numpy.minimum))
    span = most - least
    # The step in the middle of each run.
    step = _moved(step, down * (_REACH - 1), right * (_REACH - 1))[: span.shape[0], : span.shape[1]]
    part = numpy.where(span > _CONTRAST, step / numpy.maximum(span, _CONTRAST), 0.0)
    rows, columns = (
        numpy.linspace(0, size, count + 1).astype(int)
        for size, count in zip(part.shape, (_ROWS, _COLUMNS), strict=True)
    )
    inner, all_of = [], []
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            here = part[rows[row] : rows[row + 1], columns[column] : columns[column + 1]]
            edges = here[here > 0]
            # Where nothing is but one even face there is nothing to be sharp.
            if edges.size < max(_EDGE_PIXELS, here.size // 50):
                continue
            value = float(numpy.percentile(edges, 98))
            all_of.append(value)
            if _OUTER <= row < _ROWS - _OUTER:
                inner.append(value)
    told = inner if len(inner) >= _LEAST_PARTS else all_of
    return 100 * float(numpy.quantile(told, _SHARPEST)) if len(told) >= _LEAST_PARTS else None


def _moved(grey: Array, down: int, right: int) -> Array:
    return grey[down:, right:]


def _run(grey: Array, down: int, right: int, length: int, best: Any) -> Array:
    """The best of each run of ``length`` (a power of two) pixels along a direction, at the run's first pixel."""
    done = 1
    while done < length:
        other = _moved(grey, down * done, right * done)
        grey = best(grey[: other.shape[0], : other.shape[1]], other)
        done *= 2
    return grey
