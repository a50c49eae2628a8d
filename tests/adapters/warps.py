"""Pairs whose alignment is known because the test made them: one world seen twice, with much of it changed between.

All from seeds: the house's own scenes, and textures of noise and shapes; no photo of anything. Half of the photos are
lying, half upright.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from evidence.adapters.imaging import Similarity, scenes
from evidence.adapters.imaging.align import Point, fraction, middled
from evidence.adapters.imaging.geometry import Size

LYING, UPRIGHT = (800, 600), (600, 800)
SCENES, TEXTURES = 50, 50
WORLDS = SCENES + TEXTURES
# Places of the house's scenes that are seen before and after the work: so many of every kind, lying and upright.
_PLACES = 6
PLACES = len(scenes.KINDS) * 2 * _PLACES


@dataclass(frozen=True)
class Pair:
    """Two photos as JPEG of ``size``, where the after's corners lie on the before in pixels, the part painted over."""

    size: Size
    before: bytes
    after: bytes
    corners: Sequence[Point]
    changed: float

    def error(self, aligned: Similarity) -> float:
        """How far in pixels the corners of the after lie from where they belong, on average."""
        laid = [
            fraction(aligned.onto(middled(corner, self.size), self.size), self.size) for corner in CORNERS
        ]
        return sum(
            math.dist((x * self.size[0], y * self.size[1]), true)
            for (x, y), true in zip(laid, self.corners, strict=True)
        ) / len(CORNERS)


CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
# One part of a hundred of the diagonal.
WRONG = math.hypot(*LYING) / 100


def pair(number: int) -> Pair:
    """One world from about the same spot twice; 30 to 50 % of the second is painted over."""
    draw = Random(f"pair {number}")
    place = world(number % WORLDS)
    size = _shape(number)
    corners = _moved_corners(draw, size)
    after = _seen(place, size, corners)
    share = draw.choice((0.3, 0.4, 0.5))
    mask = _patches(draw, share, size)
    after.paste(_other(draw, number, size), (0, 0), mask)
    return Pair(
        size,
        _camera(_middle(place, size), Random(f"before {number}")),
        _camera(_weather(after, draw), draw),
        corners,
        _part(mask),
    )


def visit(number: int) -> Pair:
    """A place before and after the work, as the house draws either; what the work changed is all that changed."""
    draw = Random(f"visit {number}")
    place = number % PLACES
    size = UPRIGHT if upright(number) else LYING
    corners = _moved_corners(draw, size)
    return Pair(
        size,
        _camera(_middle(_stage(place, "before", size), size), Random(f"first visit {number}")),
        _camera(_weather(_seen(_stage(place, "after", size), size, corners), draw), draw),
        corners,
        0.0,
    )


def kind(number: int) -> str:
    """The kind of work of this visit."""
    return list(scenes.KINDS)[number % PLACES % len(scenes.KINDS)]


def upright(number: int) -> bool:
    """Whether the photos of this visit are."""
    return number % PLACES // len(scenes.KINDS) % 2 == 1


@lru_cache(maxsize=4)
def _stage(place: int, stage: str, size: Size) -> Image.Image:
    # Just so much larger than a photo that a moved one still sees something everywhere: the whole scene is in it.
    wide = (size[0] * 128 // 100, size[1] * 128 // 100)
    return Image.open(BytesIO(scenes.draw(kind(place), stage, 1000 + place, wide))).convert("RGB")


def _shape(number: int) -> Size:
    return UPRIGHT if number % 2 else LYING


def _middle(place: Image.Image, size: Size) -> Image.Image:
    left, top = (place.width - size[0]) // 2, (place.height - size[1]) // 2
    return place.crop((left, top, left + size[0], top + size[1]))


def _seen(place: Image.Image, size: Size, corners: Sequence[Point]) -> Image.Image:
    """A photo whose corners lie there on the one of the middle."""
    left, top = (place.width - size[0]) // 2, (place.height - size[1]) // 2
    seen = [(x + left, y + top) for x, y in corners]
    return place.transform(
        size, Image.Transform.PERSPECTIVE, _perspective(seen, size), Image.Resampling.BICUBIC
    )


def strangers(number: int) -> tuple[bytes, bytes]:
    """Photos of two different worlds, held the same way."""
    draw = Random(f"strangers {number}")
    one, other = _two(draw)
    size = _shape(one)
    return _camera(_middle(world(one), size), draw), _camera(
        _weather(_middle(world(other), size), draw), draw
    )


def same_kind(number: int) -> bool:
    """Whether the two worlds of these strangers are scenes of one kind, which have much in common."""
    one, other = _two(Random(f"strangers {number}"))
    return max(one, other) < SCENES and (one - other) % len(scenes.KINDS) == 0


def _two(draw: Random) -> list[int]:
    return draw.sample(range(draw.randrange(2), WORLDS, 2), 2)


@lru_cache(maxsize=WORLDS)
def world(number: int) -> Image.Image:
    """A place of its own, larger than a photo of it, so that a moved one still sees something everywhere."""
    wide, high = (side * 8 // 5 for side in _shape(number))
    if number < SCENES:
        kinds = list(scenes.KINDS)
        return Image.open(
            BytesIO(scenes.draw(kinds[number % len(kinds)], "before", 100 + number, (wide, high)))
        ).convert("RGB")
    return _texture(Random(f"texture {number}"), (wide, high))


def _texture(draw: Random, size: Size) -> Image.Image:
    """Noise of several sizes, and shapes of many: walls, windows and leaves to an eye that knows no better."""
    layers = []
    for step in (64, 24, 8, 2):
        small = (size[0] // step, size[1] // step)
        noise = Image.frombytes("L", small, draw.randbytes(small[0] * small[1]))
        layers.append(noise.resize(size, Image.Resampling.BICUBIC))
    ground = layers[0]
    for layer, weight in zip(layers[1:], (0.35, 0.25, 0.18), strict=True):
        ground = Image.blend(ground, layer, weight * draw.uniform(0.4, 1.2))
    place = _coloured(ground, draw)
    pen = ImageDraw.Draw(place)
    for _ in range(draw.randint(60, 260)):
        x, y = draw.uniform(0, size[0]), draw.uniform(0, size[1])
        wide, high = draw.uniform(6, 160), draw.uniform(6, 120)
        colour = tuple(draw.randint(10, 245) for _ in range(3))
        form = draw.random()
        if form < 0.5:
            pen.rectangle((x, y, x + wide, y + high), fill=colour)
        elif form < 0.75:
            pen.polygon(
                [(x + draw.uniform(-wide, wide), y + draw.uniform(-high, high)) for _ in range(4)], colour
            )
        else:
            pen.line(
                (x, y, x + draw.uniform(-200, 200), y + draw.uniform(-200, 200)), colour, draw.randint(1, 6)
            )
    return place.filter(ImageFilter.GaussianBlur(0.8))


def _coloured(grey: Image.Image, draw: Random) -> Image.Image:
    parts = [draw.uniform(0.6, 1.1) for _ in range(3)]
    return Image.merge(
        "RGB", [grey.point([min(255, int(value * part)) for value in range(256)]) for part in parts]
    )


def _moved_corners(draw: Random, size: Size) -> list[Point]:
    """Where on the before the corners of the after lie: turned, scaled, shifted, and a little out of square."""
    angle, scale = math.radians(draw.uniform(-4, 4)), draw.uniform(0.93, 1.07)
    right, down = draw.uniform(-0.05, 0.05) * size[0], draw.uniform(-0.05, 0.05) * size[1]
    corners = []
    for x, y in CORNERS:
        x, y = (x - 0.5) * size[0], (y - 0.5) * size[1]
        x, y = x + draw.uniform(-5, 5), y + draw.uniform(-5, 5)
        corners.append(
            (
                scale * (math.cos(angle) * x - math.sin(angle) * y) + right + size[0] / 2,
                scale * (math.sin(angle) * x + math.cos(angle) * y) + down + size[1] / 2,
            )
        )
    return corners


def _perspective(corners: Sequence[Point], size: Size) -> list[float]:
    """Pillow's eight numbers for the picture whose corners are taken from these points."""
    rows = []
    for (x, y), (u, v) in zip(((x * size[0], y * size[1]) for x, y in CORNERS), corners, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return _solved(rows)


def _solved(rows: list[list[float]]) -> list[float]:
    """Gauss and Jordan, with the largest first."""
    count = len(rows)
    for at in range(count):
        best = max(range(at, count), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(count):
            if other != at:
                rows[other] = [a - rows[other][at] * b for a, b in zip(rows[other], rows[at], strict=True)]
    return [row[count] for row in rows]


def _patches(draw: Random, share: float, size: Size) -> Image.Image:
    """A mask of blobs over at least ``share`` of the photo."""
    mask = Image.new("L", size, 0)
    pen = ImageDraw.Draw(mask)
    while _part(mask) < share:
        x, y, reach = draw.uniform(0, size[0]), draw.uniform(0, size[1]), draw.uniform(30, 100)
        spots = [
            (
                x + math.cos(turn) * reach * draw.uniform(0.5, 1),
                y + math.sin(turn) * reach * draw.uniform(0.5, 1),
            )
            for turn in (math.tau * at / 9 for at in range(9))
        ]
        pen.polygon(spots, fill=255)
    return mask


def _part(mask: Image.Image) -> float:
    return mask.histogram()[255] / (mask.width * mask.height)


def _other(draw: Random, number: int, size: Size) -> Image.Image:
    """What is there afterwards: fresh paint, or something of its own texture."""
    if draw.random() < 0.3:
        return Image.new("RGB", size, tuple(draw.randint(40, 220) for _ in range(3)))
    return _texture(Random(f"other {number % 40}"), (1280, 960)).crop((0, 0, *size))


def _weather(photo: Image.Image, draw: Random) -> Image.Image:
    """Another hour: gamma, gain, a cast of colour, and light that falls off to one side."""
    gamma, gain = draw.uniform(0.7, 1.4), draw.uniform(0.75, 1.2)
    cast = [draw.uniform(0.9, 1.1) for _ in range(3)]
    table = [min(255, int(255 * (v / 255) ** gamma * gain * part)) for part in cast for v in range(256)]
    slope = Image.linear_gradient("L").rotate(draw.choice((0, 90, 180, 270))).resize(photo.size)
    shade = Image.blend(Image.new("L", photo.size, 255), slope, draw.uniform(0, 0.4))
    lit = ImageChops.multiply(photo.point(table), Image.merge("RGB", [shade] * 3))
    return ImageEnhance.Contrast(lit).enhance(draw.uniform(0.85, 1.1))


def _camera(photo: Image.Image, draw: Random) -> bytes:
    """Blurred a little, grainy, and saved as a phone does."""
    soft = photo.filter(ImageFilter.GaussianBlur(draw.uniform(0, 1.8)))
    grain = Image.frombytes("L", photo.size, draw.randbytes(photo.width * photo.height))
    strength = draw.uniform(0.05, 0.2)
    grain = grain.point([round(128 + (value - 128) * strength) for value in range(256)])
    noisy = ImageChops.add(soft, Image.merge("RGB", [grain] * 3), offset=-128)
    out = BytesIO()
    noisy.save(out, "JPEG", quality=draw.randint(70, 92))
    return out.getvalue()
