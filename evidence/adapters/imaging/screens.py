"""Whether a photo looks like one of a screen or of a print: a fine pattern all over it, a frame, light on glass.

What a screen is made of is finer than the camera's pixels, so it shows as a pattern of a few pixels that lies over
everything, over sky and wall and street alike, weak, often in colours, and turning slowly from place to place. A fence,
tiles or cloth have patterns too: those are strong, lie in their place, and are seldom of colours that change so fast.
"""

import math
from typing import Any

import numpy
from PIL import Image

Array = Any

# Parts of so many pixels a side are looked at, about one for every so many pixels; so many parts make a pattern.
_PART, _EVERY, _LEAST_PARTS = 192, 176, 6
# Waves a pixel: what is slower is a thing of the scene. Colours in a scene change more slowly than light does.
_SLOWEST, _SLOWEST_COLOUR, _FASTEST = 0.085, 0.04, 0.497
# How far above its surroundings of the spectrum a wave stands out (natural logarithm).
_STANDS_OUT = 2.3
# The waves of a part that are remembered, and how far two neighbours may differ: in waves a pixel, and as a part.
_PEAKS, _DIFFERS, _DRIFTS = 5, 0.012, 0.07
# What a row of things makes beside a wave: so many times as fast, and how much weaker (natural logarithm).
_ROWS, _ROW_STANDS_OUT = ((2.0, 5.5), (0.5, 0.0), (1 / 3, 0.0), (2 / 3, 1.0), (1.5, 3.0)), 1.6
# A pattern of the scene is stronger than this, in 255; one of noise weaker.
_STRONGEST, _WEAKEST = 16.0, 0.12
# How much a sign alone says of the photo; glare says nothing without another.
_LIGHT_SAYS, _FRAME_SAYS, _GLARE_SAYS = 0.8, 0.62, 0.25


def measured(photo: Image.Image, scale: float) -> dict[str, float] | None:
    """``score``, and what it rests on: ``moire``, ``frame`` and ``glare``, all 0 to 1; None of one too small to tell.

    ``scale`` is how large the photo is of what its file holds: where its file's own blocks are.
    """
    shares = patterns(photo, scale)
    if shares is None:
        return None
    # A pattern of light alone may be a fence's after all.
    moire = max(_LIGHT_SAYS * _sure(shares[0], 0.12, 0.5), _sure(shares[1], 0.12, 0.45))
    edges = frame(photo)
    shine = glare(photo)
    none = (1 - moire) * (1 - _FRAME_SAYS * edges) * (1 - _GLARE_SAYS * shine * max(moire, edges))
    told = {
        "score": 1 - none,
        "moire": moire,
        "frame": edges,
        "glare": shine,
        "light": shares[0],
        "colour": shares[1],
    }
    return {name: round(float(value), 3) for name, value in told.items()}


def _sure(value: float, none: float, all_of: float) -> float:
    return min(1.0, max(0.0, (value - none) / (all_of - none)))


def patterns(photo: Image.Image, scale: float) -> tuple[float, float] | None:
    """The share of a photo's parts over which one fine pattern lies, by light and by colour."""
    rgb = numpy.asarray(photo.convert("RGB"), dtype=numpy.float32)
    places = [
        numpy.linspace(0, side - _PART, max(1, round((side - _PART) / _EVERY) + 1)).astype(int)
        for side in rgb.shape[:2]
    ]
    if min(rgb.shape[:2]) < _PART or len(places[0]) * len(places[1]) < _LEAST_PARTS:
        return None
    light = rgb @ numpy.array([0.299, 0.587, 0.114], numpy.float32)
    colours = (light, rgb[..., 0] - rgb[..., 1], rgb[..., 2] - rgb[..., 1])
    waves = _Waves(8 * scale)
    found = [
        [[waves.peaks(colour[y : y + _PART, x : x + _PART], at > 0) for x in places[1]] for y in places[0]]
        for at, colour in enumerate(colours)
    ]
    by_light, red, blue = (_share(each) for each in found)
    return by_light, max(red, blue)


class _Waves:
    """The waves of a part of a photo, and which of them may be a screen's."""

    def __init__(self, block: float) -> None:
        self.down = numpy.fft.fftfreq(_PART)[:, None]
        self.across = numpy.fft.rfftfreq(_PART)[None, :]
        self.bell = numpy.outer(numpy.hanning(_PART), numpy.hanning(_PART)).astype(numpy.float32)
        near = 1.6 / _PART
        pace = numpy.hypot(self.down, self.across)
        # The blocks of the file, and of the files before it, stand upright.
        upright = (numpy.abs(self.down) < near) | (self.across < near)
        blocky = (_off(self.down * block) < near * block) & (_off(self.across * block) < near * block)
        fast = (pace < _FASTEST) & ~upright & ~blocky
        self.allowed = {False: fast & (pace > _SLOWEST), True: fast & (pace > _SLOWEST_COLOUR)}

    def peaks(self, part: Array, colour: bool) -> list[tuple[float, float]]:
        """The waves that stand out, as waves a pixel down and across, the clearest first."""
        spectrum = numpy.fft.rfft2((part - part.mean()) * self.bell)
        power = _around(numpy.square(numpy.abs(spectrum)), 1)
        log = numpy.log(power + 1e-3)
        above = log - numpy.log(_around(numpy.exp(0.5 * log), 8) ** 2 + 1e-3)
        stands = numpy.where(self.allowed[colour], above, 0.0)
        # Of one wave of height 1 that is all that a bell of this size leaves.
        height = 2 * numpy.sqrt(power * 9 / (1.5**2)) / self.bell.sum()
        stands = numpy.where((height > _WEAKEST) & (height < _STRONGEST), stands, 0.0)
        told = []
        for _peak in range(_PEAKS):
            row, column = numpy.unravel_index(int(stands.argmax()), stands.shape)
            if stands[row, column] < _STANDS_OUT:
                break
            if not _of_a_row(above, log, int(row), int(column)):
                told.append((float(self.down[row, 0]), float(self.across[0, column])))
            rows = numpy.arange(row - 4, row + 5) % _PART
            stands[rows[:, None], numpy.arange(max(0, column - 4), min(stands.shape[1], column + 5))] = 0
        return told


def _of_a_row(above: Array, log: Array, row: int, column: int) -> bool:
    """Whether a wave is one of several that a row of things makes, as pales and tiles do: with one of twice its pace,
    or with a stronger one of which it is a multiple."""
    down = row - _PART if row > _PART // 2 else row
    for times, weaker in _ROWS:
        other = (round(down * times), round(column * times))
        if abs(other[0]) >= _PART // 2 or other[1] >= above.shape[1] - 1 or math.hypot(*other) < 3:
            continue
        rows = numpy.arange(other[0] - 1, other[0] + 2) % _PART
        columns = numpy.arange(max(0, other[1] - 1), other[1] + 2)
        near = numpy.ix_(rows, columns)
        if above[near].max() > _ROW_STANDS_OUT and log[near].max() > log[row, column] - weaker:
            return True
    return False


def _off(places: Array) -> Array:
    return numpy.abs(places - numpy.round(places))


def _around(values: Array, reach: int) -> Array:
    """The mean of each value and those around it; rows go round, columns end."""
    wide = numpy.pad(
        numpy.pad(values, ((reach, reach), (0, 0)), mode="wrap"), ((0, 0), (reach, reach)), mode="reflect"
    )
    sums = numpy.pad(wide.cumsum(0, dtype=numpy.float64).cumsum(1), ((1, 0), (1, 0)))
    size = 2 * reach + 1
    return (sums[size:, size:] - sums[:-size, size:] - sums[size:, :-size] + sums[:-size, :-size]) / size**2


def _share(parts: list[list[list[tuple[float, float]]]]) -> float:
    """The largest share of the parts that hang together by a wave that neighbours have too."""
    rows, columns = len(parts), len(parts[0])
    nodes = [
        (row, column, *wave)
        for row in range(rows)
        for column in range(columns)
        for wave in parts[row][column]
    ]
    best, seen = 0, set()
    for first in nodes:
        if first in seen:
            continue
        seen.add(first)
        todo, places = [first], set()
        while todo:
            row, column, down, across = todo.pop()
            places.add((row, column))
            for other in nodes:
                if (
                    other in seen
                    or abs(other[0] - row) + abs(other[1] - column) > 1
                    or other[:2] == (row, column)
                ):
                    continue
                # A wave and its mirror image are one.
                apart = min(
                    math.hypot(other[2] - down, other[3] - across),
                    math.hypot(other[2] + down, other[3] + across),
                )
                if apart < _DIFFERS + _DRIFTS * math.hypot(down, across):
                    seen.add(other)
                    todo.append(other)
        best = max(best, len(places))
    return best / (rows * columns) if best >= _LEAST_PARTS else 0.0


# --------------------------------------------------------------------------------------------------- frame and glare
_SMALL = 400
# The straightest first: of two lines as good as each other it is that one.
_SLANTS = numpy.tan(numpy.radians(sorted(numpy.arange(-7, 7.01, 0.5), key=abs)))
_BETTER = 0.03
_STEP, _DEEP = 7.0, 0.28


def frame(photo: Image.Image) -> float:
    """How much a photo looks as if it had a slightly slanted frame along its edges, 0 to 1: three sides or four."""
    grey = photo.convert("L")
    grey.thumbnail((_SMALL, _SMALL), Image.Resampling.BOX)
    levels = numpy.asarray(grey, dtype=numpy.float32)
    if min(levels.shape) < 60:
        return 0.0
    sides = sorted((_side(numpy.rot90(levels, turn)) for turn in range(4)), reverse=True)
    # Bars that a program drew are not slanted at all.
    if all(slant == 0.0 for _share, slant in sides[:3]):
        return 0.0
    return _sure(sides[2][0], 0.72, 0.95)


def _side(levels: Array) -> tuple[float, float]:
    """The share of the best line along the upper side on which light changes one way, and the line's slant."""
    high, wide = levels.shape
    step = levels[3:] - levels[:-3]
    x = numpy.linspace(0.12 * wide, 0.88 * wide - 1, 60)
    best = (0.0, 0.0)
    starts = numpy.arange(1, int(_DEEP * high))
    for slant in _SLANTS:
        y = numpy.round(starts[:, None] + slant * (x - wide / 2)).astype(int)
        inside = (y >= 0) & (y < step.shape[0])
        seen = numpy.where(inside, step[numpy.clip(y, 0, step.shape[0] - 1), x.astype(int)], 0.0)
        share = float(max((seen > _STEP).mean(axis=1).max(), (seen < -_STEP).mean(axis=1).max()))
        if share > best[0] + _BETTER * (best[1] == 0.0):
            best = (share, float(slant))
    return best


def glare(photo: Image.Image) -> float:
    """How much a white spot with soft edges lies on the photo away from its upper edge, where the sky is; 0 to 1."""
    small = photo.convert("RGB").resize((64, 64), Image.Resampling.BOX)
    levels = numpy.asarray(small, dtype=numpy.float32)[16:]
    white = (levels.min(axis=2) > 225) & (numpy.ptp(levels, axis=2) < 18)
    share = float(white.mean())
    return _sure(share, 0.004, 0.03) if share < 0.25 else 0.0
