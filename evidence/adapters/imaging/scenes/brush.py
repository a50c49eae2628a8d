"""Textures made of seeded noise: plaster, soil, grass, water, paving."""

from collections.abc import Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]


def noise(rng: Random, size: tuple[int, int], cell: float) -> Image.Image:
    """Smooth noise in one channel; ``cell`` is the size of its blotches in pixels."""
    width, height = max(2, round(size[0] / cell) + 1), max(2, round(size[1] / cell) + 1)
    small = Image.frombytes("L", (width, height), rng.randbytes(width * height))
    return small if small.size == size else small.resize(size, Image.Resampling.BICUBIC)


def fractal(rng: Random, size: tuple[int, int], cells: Sequence[float] = (160, 48, 14, 4)) -> Image.Image:
    """Noise at several scales, the coarse ones strongest, stretched to the whole range."""
    whole = noise(rng, size, cells[0])
    for count, cell in enumerate(cells[1:], 2):
        whole = Image.blend(whole, noise(rng, size, cell), 1.15 / (count + 0.6))
    return ImageOps.autocontrast(whole, cutoff=1)


def stuff(
    rng: Random,
    size: tuple[int, int],
    dark: Colour,
    light: Colour,
    cells: Sequence[float] = (160, 48, 14, 4, 2),
) -> Image.Image:
    """A rough surface whose colour wanders between two tones."""
    return ImageOps.colorize(fractal(rng, size, cells), dark, light)


def shade(colour: Colour, factor: float) -> Colour:
    """The colour made darker (below 1) or lighter (above 1)."""
    red, green, blue = (max(0, min(255, round(part * factor))) for part in colour)
    return red, green, blue


def stained(
    texture: Image.Image, rng: Random, colour: Colour, amount: float, cell: float = 120
) -> Image.Image:
    """The texture with irregular patches of another colour; ``amount`` 0-1 is about the part covered."""
    threshold = round(255 * (1 - amount))
    mask = fractal(rng, texture.size, (cell, cell / 3, cell / 9)).point(
        lambda value: max(0, min(235, (value - threshold) * 5))
    )
    return Image.composite(
        Image.new("RGB", texture.size, colour), texture, mask.filter(ImageFilter.GaussianBlur(2))
    )


def blocks(
    rng: Random,
    size: tuple[int, int],
    block: tuple[int, int],
    colours: Sequence[Colour],
    joint: Colour,
    gap: int = 3,
) -> Image.Image:
    """Bricks or paving in running bond, each a little different."""
    sheet = Image.new("RGB", size, joint)
    draw = ImageDraw.Draw(sheet)
    for row, top in enumerate(range(0, size[1], block[1])):
        for left in range(-(row % 2) * block[0] // 2, size[0], block[0]):
            colour = shade(rng.choice(colours), rng.uniform(0.9, 1.1))
            draw.rectangle((left, top, left + block[0] - gap, top + block[1] - gap), fill=colour)
    return rough(sheet, rng, 0.16)


def rough(
    sheet: Image.Image, rng: Random, strength: float, cells: Sequence[float] = (90, 24, 5, 2)
) -> Image.Image:
    """The picture with its brightness unsettled by noise; ``strength`` 0-1."""
    grey = fractal(rng, sheet.size, cells).point(lambda value: round(255 - strength * (255 - value)))
    darker = ImageChops.multiply(sheet, Image.merge("RGB", (grey, grey, grey)))
    return Image.blend(sheet, darker, 0.9)


def grass(rng: Random, size: tuple[int, int], dark: Colour, light: Colour) -> Image.Image:
    """A lawn seen from above: a green ground with many short blades."""
    sheet = stuff(rng, size, dark, light, (120, 30, 8, 3))
    draw = ImageDraw.Draw(sheet)
    for _ in range(size[0] * size[1] // 60):
        x, y = rng.randrange(size[0]), rng.randrange(size[1])
        tone = shade(light if rng.random() < 0.6 else dark, rng.uniform(0.75, 1.2))
        draw.line((x, y, x + rng.randint(-3, 3), y - rng.randint(3, 8)), fill=tone)
    return sheet
