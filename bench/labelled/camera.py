"""A simulated camera in front of a street, a screen or a print: optics, colour filter, noise, sharpening, messenger.

A screen is a grid of red, green and blue stripes or dots with black between. What of it passes the optics is computed
per colour as the first waves of that grid, each weakened by blur and by the size of a sensor's pixel, and then sampled
at the pixels: so the patterns that people know from photos of screens come about by themselves.
"""

import math
from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Any

import numpy
from PIL import Image, ImageFilter

Picture = Image.Image
Array = Any

# Long and short edge of the sensor in pixels.
SENSOR = (1440, 1080)
_WAVES = 3


@dataclass(frozen=True)
class Panel:
    """A screen: how many of the sensor's pixels one of its own is wide, and how its three colours lie in one."""

    pitch: float
    kind: str  # ``stripes``, ``dots`` or ``paper``
    fill: float


def screen(photo: Picture, draw: Random) -> tuple[Picture, dict[str, float | str]]:
    """A photo of a screen that shows ``photo``, as it arrives, and how it was taken."""
    kind = "stripes" if draw.random() < 0.65 else "dots"
    panel = Panel(draw.uniform(0.9, 2.8), kind, draw.uniform(0.6, 0.85))
    return _shot(photo, draw, panel)


def paper(photo: Picture, draw: Random) -> tuple[Picture, dict[str, float | str]]:
    """A photo of ``photo`` printed by a laser or an inkjet printer."""
    return _shot(photo, draw, Panel(draw.uniform(2.2, 5.0), "paper", 0.5))


def street(photo: Picture, draw: Random) -> tuple[Picture, dict[str, float | str]]:
    """A photo of what ``photo`` shows, by the same camera."""
    return _shot(photo, draw, None)


def _shot(photo: Picture, draw: Random, panel: Panel | None) -> tuple[Picture, dict[str, float | str]]:
    wide, high = SENSOR if photo.width >= photo.height else SENSOR[::-1]
    rows, columns = numpy.mgrid[0:high, 0:wide].astype(numpy.float32)
    told: dict[str, float | str] = {"kind": panel.kind if panel else "street"}
    framed = panel is not None and draw.random() < 0.5
    told["framed"] = float(framed)
    # Places on the photo, 0 to 1 across and down, of each pixel of the sensor.
    turn = math.radians(draw.gauss(0, 2.2)) if panel else 0.0
    size = draw.uniform(1.06, 1.22) if framed else draw.uniform(0.86, 0.97)
    lean = (draw.uniform(-0.08, 0.08), draw.uniform(-0.08, 0.08)) if panel else (0.0, 0.0)
    shift = (draw.uniform(-0.03, 0.03), draw.uniform(-0.03, 0.03))
    x, y = (columns - wide / 2) / wide, (rows - high / 2) / wide
    x, y = math.cos(turn) * x - math.sin(turn) * y, math.sin(turn) * x + math.cos(turn) * y
    depth = 1 + lean[0] * x + lean[1] * y
    across = size * x / depth + 0.5 + shift[0]
    down = size * y / depth * wide / high + 0.5 + shift[1]
    light = _looked_up(photo, across, down) ** 2.2
    optics = draw.uniform(0.45, 0.85) + (draw.uniform(0, 0.8) if draw.random() < 0.3 else 0.0)
    told["optics"] = optics
    if panel:
        told["pitch"] = panel.pitch
        light = (
            light * draw.uniform(0.75, 1.0) * numpy.array([0.93, 1.0, draw.uniform(1.0, 1.15)], numpy.float32)
        )
        pixels = wide * size / panel.pitch
        _patterned(light, panel, across * pixels / size, down * pixels / size * high / wide, optics, draw)
        if framed:
            _beyond(light, across, down, draw, panel.kind)
        glare = _glare(light, across, down, draw)
        told["glare"] = glare
    light = _blurred(light, optics)
    return _developed(light, draw), told


def _looked_up(photo: Picture, across: Array, down: Array) -> Array:
    """The photo at these places, with bilinear steps; beyond its edges its last pixels."""
    source = numpy.asarray(photo.convert("RGB"), dtype=numpy.float32) / 255
    x = numpy.clip(across * photo.width - 0.5, 0, photo.width - 1.001)
    y = numpy.clip(down * photo.height - 0.5, 0, photo.height - 1.001)
    left, top = x.astype(int), y.astype(int)
    right, below = (x - left)[..., None], (y - top)[..., None]
    upper = source[top, left] * (1 - right) + source[top, left + 1] * right
    lower = source[top + 1, left] * (1 - right) + source[top + 1, left + 1] * right
    return upper * (1 - below) + lower * below


def _patterned(light: Array, panel: Panel, x: Array, y: Array, optics: float, draw: Random) -> None:
    """Lay the panel's grid over the light, as far as the optics let it through; ``x`` and ``y`` in its pixels."""
    if panel.kind == "paper":
        # Clustered dots at an angle of their own for each ink; the inkjet's are too fine to be seen.
        strength = draw.choice((0.0, draw.uniform(0.1, 0.45)))
        for colour, angle in enumerate((15, 75, 45)):
            turn = math.radians(angle)
            one = math.cos(turn) * x + math.sin(turn) * y
            other = -math.sin(turn) * x + math.cos(turn) * y
            dots = numpy.cos(2 * math.pi * one) * numpy.cos(2 * math.pi * other)
            light[..., colour] *= 1 + strength * _passes(1.4 / panel.pitch, optics) * dots
        return
    for colour in range(3):
        if panel.kind == "dots" and colour != 1:
            # Red and blue stand at every second place, as on most phones.
            one, other = (x + y) / 2 + colour / 4, (x - y) / 2
            grid = _wave(one, 0.55, panel.pitch * math.sqrt(2), optics) * _wave(
                other, 0.55, panel.pitch * math.sqrt(2), optics
            )
        elif panel.kind == "dots":
            grid = _wave(x, 0.6, panel.pitch, optics) * _wave(y, 0.6, panel.pitch, optics)
        else:
            grid = _wave(x + colour / 3, 0.3, panel.pitch, optics) * _wave(y, panel.fill, panel.pitch, optics)
        light[..., colour] *= grid


def _wave(at: Array, open_: float, pitch: float, optics: float) -> Array:
    """How much light comes through slits that are open for a part of each unit, about 1 on average."""
    out = numpy.ones_like(at)
    for wave in range(1, _WAVES + 1):
        strength = 2 * math.sin(math.pi * wave * open_) / (math.pi * wave * open_)
        strength *= _passes(wave / pitch, optics)
        if abs(strength) > 0.002:
            out += strength * numpy.cos(2 * math.pi * wave * at)
    return numpy.maximum(out, 0)


def _passes(frequency: float, optics: float) -> float:
    """What blur, a pixel's own width and the filter before the sensor leave of a wave."""
    return math.exp(-2 * (math.pi * optics * frequency) ** 2) * float(numpy.sinc(0.9 * frequency))


def _beyond(light: Array, across: Array, down: Array, draw: Random, kind: str) -> None:
    """The frame of the screen, or the edge of the paper, and what it stands before."""
    edge = draw.uniform(0.012, 0.05) if kind != "paper" else draw.uniform(0.01, 0.04)
    rim = draw.uniform(0.004, 0.03) if kind != "paper" else draw.uniform(0.75, 0.9)
    out = numpy.maximum(numpy.maximum(-across, across - 1), numpy.maximum(-down, down - 1))
    behind = numpy.array([draw.uniform(0.03, 0.5)] * 3, numpy.float32) * numpy.array(
        [1.0, draw.uniform(0.8, 1.0), draw.uniform(0.6, 1.0)], numpy.float32
    )
    shade = 1 + 0.3 * numpy.sin(3 * across + draw.uniform(0, 6)) * numpy.cos(2 * down + draw.uniform(0, 6))
    light[out > 0] = rim
    far = out > edge
    light[far] = behind * shade[far][:, None]


def _glare(light: Array, across: Array, down: Array, draw: Random) -> float:
    """Light that the glass or the paper throws back: a veil, and a lamp or a window in half of them."""
    light += draw.uniform(0.0, 0.03)
    if draw.random() < 0.5:
        return 0.0
    x, y = draw.uniform(0.1, 0.9), draw.uniform(0.1, 0.9)
    if draw.random() < 0.5:
        far = ((across - x) / draw.uniform(0.04, 0.16)) ** 2 + ((down - y) / draw.uniform(0.04, 0.2)) ** 2
        spot = numpy.exp(-far)
    else:
        box = (draw.uniform(0.05, 0.16), draw.uniform(0.08, 0.22))
        soft = 40
        spot = 1 / (1 + numpy.exp(soft * 2 * (numpy.abs(across - x) - box[0])))
        spot = spot / (1 + numpy.exp(soft * 2 * (numpy.abs(down - y) - box[1])))
    strength = draw.uniform(0.1, 1.3)
    light += (strength * spot)[..., None]
    return strength


def _blurred(light: Array, optics: float) -> Array:
    # The grid was weakened already; the rest of the picture is blurred here by three short rows.
    bell = numpy.exp(-0.5 * (numpy.arange(-2, 3) / max(optics, 0.3)) ** 2).astype(numpy.float32)
    return light if optics < 1.0 else _rows(_rows(light, bell / bell.sum(), 0), bell / bell.sum(), 1)


def _rows(light: Array, bell: Array, axis: int) -> Array:
    return sum(part * numpy.roll(light, at - len(bell) // 2, axis) for at, part in enumerate(bell))


def _developed(light: Array, draw: Random) -> Picture:
    """From light to a file: a colour filter of four, noise, what phones do to a picture, and what messengers do."""
    high, wide, _colours = light.shape
    noise = numpy.random.default_rng(draw.getrandbits(32))
    gain = draw.uniform(0.8, 1.15) / max(0.2, float(numpy.percentile(light, 98)))
    light = numpy.clip(light * min(gain, 3.0), 0, 1.2)
    mask = numpy.zeros((high, wide, 3), dtype=numpy.float32)
    mask[0::2, 0::2, 0] = mask[1::2, 1::2, 2] = mask[0::2, 1::2, 1] = mask[1::2, 0::2, 1] = 1
    deviation = numpy.sqrt(draw.uniform(0.5, 3.0) * 2e-4 * light + (draw.uniform(0.5, 2.5) / 400) ** 2)
    raw = (light + deviation * noise.standard_normal(light.shape, dtype=numpy.float32)) * mask
    bell = numpy.array([0.25, 0.5, 0.25], numpy.float32)
    seen = _rows(_rows(raw, bell, 0), bell, 1) / _rows(_rows(mask, bell, 0), bell, 1)
    grey = numpy.clip(seen, 0, 1) ** (1 / draw.uniform(2.0, 2.4)) * 255
    photo = Image.fromarray(grey.astype(numpy.uint8), "RGB")
    if draw.random() < 0.5:
        photo = photo.filter(ImageFilter.MedianFilter(3)) if draw.random() < 0.3 else photo
        photo = photo.filter(ImageFilter.UnsharpMask(1.2, draw.randint(30, 90), 2))
    long = draw.choice((960, 1280, 1440, 1440))
    size = (round(wide * long / SENSOR[0]), round(high * long / SENSOR[0]))
    photo = _saved(photo, 92).resize(
        size, Image.Resampling.BICUBIC if long < 1600 else Image.Resampling.LANCZOS
    )
    return _saved(photo, draw.randint(60, 90))


def _saved(photo: Picture, quality: int) -> Picture:
    out = BytesIO()
    photo.save(out, "JPEG", quality=quality)
    return Image.open(BytesIO(out.getvalue())).convert("RGB")
