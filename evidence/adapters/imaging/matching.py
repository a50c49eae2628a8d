"""Finding where the after lies on the before, by what both show. Needs OpenCV, which is an optional package.

ORB's points, a similarity through those that agree, and a gate that would rather say nothing than something wrong.
"""

import math
from importlib.util import find_spec
from statistics import median

from PIL import Image

from evidence.adapters.imaging.align import Implausible, Similarity
from evidence.adapters.imaging.decode import finished, opened
from evidence.adapters.imaging.geometry import Size, fitted

# Photos are compared with this long edge in pixels; larger ones only cost more.
EDGE = 800
_POINTS = 2000
# A point's match counts when it is this much better than the next best.
_CLEAR = 0.8
# How near, in pixels, a matched point must come to where the similarity lays it.
_NEAR = 4.0
_ROUNDS, _SURE = 2000, 0.999
# The gate: so many points agree, they are this part of all clear matches, and lie in so many cells of four by four.
LEAST_INLIERS, LEAST_RATIO, LEAST_CELLS = 15, 0.20, 5
# Or fewer cells, on both halves of the photo, when this many agree and they are nearly all: work that changes all of
# the ground leaves the row of houses behind it. What stands on the same pixels of both proves nothing then: a camera
# app prints its stamp there.
MANY_INLIERS, MOST_RATIO, FEW_CELLS = 100, 0.70, 3
_CELLS = 4


def available() -> bool:
    """Whether OpenCV is installed; it is not loaded for that."""
    return find_spec("cv2") is not None


def matched(before: bytes, after: bytes) -> Similarity | None:
    """The similarity that lays ``after`` on ``before``, or None where none can be trusted.

    The same files give the same answer. Raises `Unreadable` when one cannot be decoded, ImportError without OpenCV.
    """
    return found(*(_grey(photo) for photo in (before, after)))


def found(before: Image.Image, after: Image.Image) -> Similarity | None:
    """As `matched`, of grey pictures with a long edge of about ``EDGE`` pixels."""
    # Loaded here, in the one child that needs it: every other one would carry its memory along.
    import cv2
    import numpy

    cv2.setNumThreads(1)
    cv2.setRNGSeed(1)
    orb = cv2.ORB_create(nfeatures=_POINTS)
    (points, words), (others, theirs) = (
        orb.detectAndCompute(numpy.asarray(each), None) for each in (after, before)
    )
    if words is None or theirs is None or len(theirs) < 2:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(words, theirs, k=2)
    clear = [best for best, next_best in pairs if best.distance < _CLEAR * next_best.distance]
    if len(clear) < LEAST_INLIERS:
        return None
    here = numpy.float32([points[each.queryIdx].pt for each in clear])
    there = numpy.float32([others[each.trainIdx].pt for each in clear])
    matrix, agree = cv2.estimateAffinePartial2D(
        here, there, method=cv2.RANSAC, ransacReprojThreshold=_NEAR, maxIters=_ROUNDS, confidence=_SURE
    )
    if matrix is None:
        return None
    yes = agree.ravel().astype(bool)
    if not _trusted(there[yes].tolist(), here[yes].tolist(), len(clear), before.size):
        return None
    try:
        return _similarity(matrix.tolist(), before.size, after.size)
    except Implausible:
        return None


def _trusted(spots: list[list[float]], others: list[list[float]], clear: int, size: Size) -> bool:
    """The gate, for points that agree: where they lie on the before, where on the after, and of how many matches."""
    cells = {(int(x * _CELLS / size[0]), int(y * _CELLS / size[1])) for x, y in spots}
    if len(spots) >= max(LEAST_INLIERS, LEAST_RATIO * clear) and len(cells) >= LEAST_CELLS:
        return True
    return (
        len(spots) >= max(MANY_INLIERS, MOST_RATIO * clear)
        and len(cells) >= FEW_CELLS
        and any(len({cell[way] * 2 // _CELLS for cell in cells}) == 2 for way in (0, 1))
        and median(math.dist(one, other) for one, other in zip(spots, others, strict=True)) > _NEAR
    )


def _similarity(matrix: list[list[float]], before: Size, after: Size) -> Similarity:
    """From pixels counted from their middles at the upper left to long edges counted from the photos' middles."""
    (cosine, _, right), (sine, _, down) = matrix
    middle = (after[0] - 1) / 2, (after[1] - 1) / 2
    x = cosine * middle[0] - sine * middle[1] + right - (before[0] - 1) / 2
    y = sine * middle[0] + cosine * middle[1] + down - (before[1] - 1) / 2
    long, other = max(before), max(after)
    return Similarity.of(cosine * other / long, sine * other / long, (x / long, y / long), before)


def _grey(photo: bytes) -> Image.Image:
    source = opened(photo)
    size = fitted(source.size, EDGE)
    return finished(source.decode(max(size) / max(source.size)), size).convert("L")
