"""A street wall: scrawled over, then painted by the neighbourhood with hills, rice and truntum stars."""

import math
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from evidence.adapters.imaging.scenes import street, things
from evidence.adapters.imaging.scenes.brush import Colour, blocks, fractal, rough, stained, stuff
from evidence.adapters.imaging.scenes.view import View

_BACK, _NEAR = 5.0, 1.5
_WALL = (1800, 620)
_SPRAY: tuple[Colour, ...] = ((28, 28, 34), (178, 36, 40), (36, 70, 150), (28, 28, 34), (104, 44, 128))


def paint(view: View, place: Random, litter: Random, done: float) -> None:
    """``done`` runs from 0 (scrawled) to 1 (mural)."""
    view.sky(place, (112, 160, 206), (224, 230, 230))
    street.row_of_houses(view, place, 18, -16, 16)
    for x in (-4.6, 0.6, 5.0):
        view.stand(things.tree(place), x + place.uniform(-0.4, 0.4), 6.6, place.uniform(4.4, 5.4), shadow=0)
    wall = stuff(place, _WALL, (172, 166, 152), (212, 206, 192), (300, 90, 24, 6, 2))
    if done < 0.9:
        wall = stained(wall, place, (122, 118, 104), 0.32, 320)
        wall = _scrawled(wall, litter, 1 - done)
        if done > 0:
            wall.paste((232, 228, 216), (0, 0, 760, _WALL[1]))
    else:
        wall = _mural(wall, place)
    view.front(rough(wall, place, 0.14), -5.2, 5.2, _BACK, 0.0, 2.7)
    cap = blocks(place, (1600, 40), (120, 40), ((146, 142, 136), (160, 156, 150)), (104, 100, 96))
    view.front(cap, -5.2, 5.2, _BACK - 0.05, 2.65, 2.82)
    _pavement(view, place, litter, done)
    view.dapple(place, 0.40, 0.30)


def _pavement(view: View, place: Random, litter: Random, done: float) -> None:
    walk = blocks(
        place, (1200, 700), (60, 60), ((188, 182, 172), (172, 168, 158), (196, 138, 112)), (130, 126, 116)
    )
    if done < 0.9:
        walk = stained(walk, litter, (88, 84, 74), 0.34, 220)
    view.ground(walk, -5, 5, 2.9, _BACK)
    kerb = Image.new("RGB", (1200, 60))
    draw = ImageDraw.Draw(kerb)
    for at in range(10):
        draw.rectangle((at * 120, 0, at * 120 + 119, 60), fill=(226, 224, 216) if at % 2 else (44, 46, 50))
    view.front(rough(kerb, place, 0.3), -5, 5, 2.88, -0.14, 0.0)
    road = rough(stuff(place, (1200, 500), (84, 86, 90), (122, 122, 124), (200, 50, 10, 3)), place, 0.3)
    view.ground(road, -4, 4, _NEAR, 2.88, -0.14)
    view.darken(((-5, 0, _BACK), (5, 0, _BACK), (5, 0, _BACK - 0.35), (-5, 0, _BACK - 0.35)), 0.45, 14)
    if done >= 0.9:
        for x in (-3.3, -1.9, 1.9, 3.3):
            view.stand(things.pot(place), x, _BACK - 0.3, 0.62)
        return
    for _ in range(14):
        view.stand(
            things.weed(litter), litter.uniform(-4, 4), _BACK - 0.08, litter.uniform(0.15, 0.4), shadow=0
        )
    for z in sorted((litter.uniform(3.1, 4.7) for _ in range(16)), reverse=True):
        view.stand(things.scrap(litter), litter.uniform(-2.6, 2.6), z, 0.1)
    for x in (-1.7, 1.25):
        view.stand(things.bag(litter), x, _BACK - 0.35, 0.42)


def _scrawled(wall: Image.Image, litter: Random, amount: float) -> Image.Image:
    """Tags in spray paint: looping strokes with soft edges and drips, never a word."""
    for _ in range(round(15 * amount)):
        colour = litter.choice(_SPRAY)
        ink = Image.new("L", wall.size, 0)
        draw = ImageDraw.Draw(ink)
        x, y = litter.uniform(120, _WALL[0] - 420), litter.uniform(140, _WALL[1] - 130)
        wide, tall, thick = litter.uniform(26, 62), litter.uniform(50, 120), litter.randint(10, 20)
        lean, turns = litter.uniform(-0.5, 0.5), litter.randint(3, 7)
        line = []
        for step in range(turns * 24):
            angle = step / 24 * math.tau
            wobble = 1 + 0.4 * math.sin(angle * 0.37 + wide)
            px = x + step * wide / 14 + math.sin(angle) * wide * wobble
            line.append(
                (px + lean * math.cos(angle) * tall, y + math.cos(angle * 0.97) * tall * wobble * 0.7)
            )
        draw.line(line, fill=255, width=thick, joint="curve")
        for px, py in litter.sample(line, 5):
            draw.line((px, py, px, py + litter.randint(30, 120)), fill=230, width=max(3, thick // 4))
        glow = ink.filter(ImageFilter.GaussianBlur(thick * 0.7)).point(lambda v: v // 3)
        ink = ImageChops.lighter(ink.filter(ImageFilter.GaussianBlur(2)), glow)
        worn = fractal(litter, wall.size, (20, 6, 2)).point(lambda v: min(255, 150 + v))
        wall.paste(colour, (0, 0), ImageChops.multiply(ink, worn))
    return wall


def _mural(wall: Image.Image, place: Random) -> Image.Image:
    wide, high = _WALL
    sheet = Image.new("RGB", _WALL, (250, 214, 140))
    ramp = Image.linear_gradient("L").resize(_WALL)
    sheet.paste(
        Image.new("RGB", _WALL, (64, 148, 196)), (0, 0), ramp.point(lambda v: max(0, 255 - round(v * 1.35)))
    )
    draw = ImageDraw.Draw(sheet)
    sun_x = wide * place.uniform(0.44, 0.56)
    for radius, colour in ((150, (252, 226, 150)), (112, (250, 198, 84)), (84, (244, 162, 52))):
        draw.ellipse((sun_x - radius, 300 - radius, sun_x + radius, 300 + radius), fill=colour)
    for middle, top, foot, colour in (
        (0.22, 120, 520, (46, 92, 122)), (0.80, 90, 560, (52, 104, 136)),
        (0.36, 210, 420, (70, 130, 120)), (0.66, 220, 440, (76, 138, 116)),
    ):  # fmt: skip
        peak = middle * wide
        left = [(peak - foot + foot * t, 500 - (500 - top) * t * t * (1.6 - 0.6 * t)) for t in _steps()]
        right = [(2 * peak - x, y) for x, y in reversed(left)]
        draw.polygon(left + right, fill=colour)
        snow = [point for point in left + right if point[1] < top + 46]
        draw.polygon([*snow, (peak, top + 84)], fill=tuple(min(255, part + 46) for part in colour))
    for row, colour in enumerate(((150, 186, 74), (112, 164, 66), (78, 140, 62), (52, 112, 58))):
        line = [(x, 440 + row * 40 + 16 * math.sin(x / 130 + row * 1.7)) for x in range(0, wide + 20, 20)]
        draw.polygon([*line, (wide, high), (0, high)], fill=colour)
        for x in range(10, wide, 34):
            y = 456 + row * 40 + 16 * math.sin(x / 130 + row * 1.7)
            draw.line((x, y + 16, x + 6, y), fill=tuple(min(255, part + 30) for part in colour), width=4)
    for across, drop, size in ((0.10, 110, 46), (0.34, 90, 34), (0.60, 104, 30), (0.93, 96, 40)):
        for dx, dy in ((0, 0), (1.1, 0.2), (-1.1, 0.25), (0.4, -0.35)):
            cx, cy = across * wide + dx * size, drop + dy * size
            draw.ellipse((cx - size, cy - size * 0.55, cx + size, cy + size * 0.55), fill=(250, 248, 238))
    _border(draw, place)
    return Image.blend(sheet, wall, 0.16)


def _steps() -> list[float]:
    return [step / 14 for step in range(15)]


def _border(draw: ImageDraw.ImageDraw, place: Random) -> None:
    """A band of truntum stars along the foot, as on cloth from Solo."""
    wide, high = _WALL
    draw.rectangle((0, high - 92, wide, high), fill=(62, 36, 22))
    draw.rectangle((0, high - 100, wide, high - 90), fill=(232, 188, 110))
    petals = place.choice(((244, 214, 160), (238, 196, 120)))
    for x in range(40, wide, 78):
        for petal in range(8):
            angle, reach = petal * math.tau / 8, 26 if petal % 2 == 0 else 17
            tip = (x + math.cos(angle) * reach, high - 46 + math.sin(angle) * reach)
            left, right = (
                (x + math.cos(angle + turn) * reach * 0.5, high - 46 + math.sin(angle + turn) * reach * 0.5)
                for turn in (-0.34, 0.34)
            )
            draw.polygon([(x, high - 46), left, tip, right], fill=petals)
        draw.ellipse((x - 5, high - 51, x + 5, high - 41), fill=(178, 70, 40))
        draw.ellipse((x + 35, high - 50, x + 43, high - 42), fill=petals)
