"""A roadside gutter: choked with silt and rubbish, then dredged and running clear."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter

from evidence.adapters.imaging.scenes import street, things
from evidence.adapters.imaging.scenes.brush import blocks, fractal, rough, shade, stained, stuff
from evidence.adapters.imaging.scenes.view import View

_LEFT, _RIGHT, _DEPTH = -0.62, 0.42, 0.55
_NEAR, _FAR = 1.3, 21.0


def paint(view: View, place: Random, litter: Random, done: float) -> None:
    """``done`` runs from 0 (choked) to 1 (clean)."""
    view.sky(place, (118, 164, 206), (222, 230, 230))
    street.row_of_houses(view, place, 26, -14, 16)
    _sides(view, place)
    _gutter(view, place, litter, done)
    _plants(view, place, done)
    _clutter(view, litter, 1 - done)
    view.dapple(place, 0.42, 0.42)


def _sides(view: View, place: Random) -> None:
    house = street.plaster(place, (1100, 300), place.choice(street.PAINTS))
    frame = place.choice(street.PAINTS)[1]
    for left in (120, 420, 720, 960):
        street.opening(house, (left, 70, left + 70, 180), frame, place)
    view.wall(house, -1.75, _NEAR, _FAR, 0, 2.9)
    eave = street.roof(place, (900, 90))
    view.surface(eave, ((-2.6, 3.5, _NEAR), (-2.6, 3.5, _FAR), (-1.35, 2.75, _FAR), (-1.35, 2.75, _NEAR)))
    verge = blocks(place, (240, 1600), (40, 22), ((176, 170, 160), (190, 182, 170)), (128, 122, 112))
    view.ground(verge, -1.75, _LEFT, _NEAR, _FAR)
    road = rough(stuff(place, (900, 1800), (140, 139, 136), (182, 178, 172), (260, 60, 12, 3)), place, 0.3)
    view.ground(stained(road, place, (92, 90, 88), 0.22, 300), _RIGHT, 3.4, _NEAR, _FAR)
    fence = street.plaster(place, (1000, 160), place.choice(street.PAINTS), 0.5)
    view.wall(fence, 3.4, _NEAR + 0.6, _FAR, 0, 1.3)
    view.darken(((-1.75, 0, _NEAR), (-1.75, 0, _FAR), (-1.2, 0, _FAR), (-1.1, 0, _NEAR)), 0.5, 14)
    street.street_trees(view, place, 3.9, (8.0, 12.5, 17.0))
    street.pole(view, 2.9, 11)


def _gutter(view: View, place: Random, litter: Random, done: float) -> None:
    view.ground(Image.new("RGB", (8, 8), (30, 30, 28)), _LEFT, _RIGHT, _NEAR, _FAR, -_DEPTH)
    clean, dirty = ((132, 130, 124), (178, 174, 166)), ((64, 62, 52), (108, 104, 88))
    dark, light = clean if done >= 0.5 else dirty
    for x, factor in ((_LEFT, 1.0), (_RIGHT, 0.7)):
        side = stuff(place, (1400, 120), shade(dark, factor), shade(light, factor), (180, 40, 10, 3))
        ImageDraw.Draw(side).rectangle((0, 84, 1400, 120), fill=shade(dark, factor * 0.72))
        view.wall(rough(side, place, 0.4), x, _NEAR, _FAR, -_DEPTH, 0)
    if done >= 0.9:
        view.ground(_water(place), _LEFT, _RIGHT, _NEAR, _FAR, -0.42)
    else:
        level = -0.07 - 0.2 * done
        view.ground(_silt(litter), _LEFT, _RIGHT, _NEAR, _FAR, level)
        _puddles(view, litter, level)
    edge = ((_LEFT, 0.0, _NEAR), (_LEFT, 0.0, _FAR), (_LEFT + 0.18, -0.3, _FAR), (_LEFT + 0.18, -0.3, _NEAR))
    view.darken(edge, 0.35, 10)
    for left, right in ((_LEFT - 0.16, _LEFT + 0.02), (_RIGHT - 0.02, _RIGHT + 0.18)):
        rim = blocks(place, (60, 1800), (60, 180), ((182, 178, 168), (172, 168, 160)), (120, 116, 108), 5)
        if done < 0.9:
            rim = stained(rim, place, (92, 92, 66), 0.5, 120)
        view.ground(rim, left, right, _NEAR, _FAR, 0.02)


def _water(place: Random) -> Image.Image:
    """Clear shallow water: the sky in streaks over a pale bed."""
    sheet = stuff(place, (300, 1800), (84, 108, 110), (142, 172, 178), (140, 50, 16))
    streaks = fractal(place, (300, 300), (60, 20, 8)).resize((300, 1800))
    sheet.paste((232, 242, 244), (0, 0), streaks.point(lambda v: max(0, min(210, (v - 165) * 4))))
    return sheet


def _silt(litter: Random) -> Image.Image:
    """Black mud with green scum and drifted leaves."""
    sheet = stuff(litter, (400, 2200), (58, 50, 38), (118, 102, 74), (120, 40, 12, 4))
    sheet = stained(sheet, litter, (78, 92, 44), 0.34, 140)
    draw = ImageDraw.Draw(sheet)
    for _ in range(700):
        x, y = litter.randrange(400), litter.randrange(2200)
        tone = litter.choice(((122, 92, 48), (150, 118, 60), (92, 74, 44), (86, 104, 50)))
        draw.ellipse((x, y, x + litter.randint(5, 16), y + litter.randint(4, 9)), fill=tone)
    return sheet


def _puddles(view: View, litter: Random, level: float) -> None:
    """Dull gleams where water stands on the mud."""
    shine = fractal(litter, (300, 1600), (120, 50, 20)).point(lambda v: max(0, min(120, (v - 168) * 3)))
    shine = shine.filter(ImageFilter.GaussianBlur(3))
    corners = ((_LEFT, level, _FAR), (_RIGHT, level, _FAR), (_RIGHT, level, _NEAR), (_LEFT, level, _NEAR))
    view.surface(Image.new("RGB", (300, 1600), (150, 162, 160)), corners, shine)


def _plants(view: View, place: Random, done: float) -> None:
    for z in (13.0, 9.0, 6.4, 4.6):
        view.stand(things.pot(place), -1.5 + place.uniform(-0.05, 0.08), z, place.uniform(0.6, 0.85))
    if done >= 0.9:
        for z in (15.0, 11.0, 7.6, 5.2):
            view.stand(things.pot(place), 3.0, z, 0.8)


def _clutter(view: View, litter: Random, amount: float) -> None:
    for z in sorted((litter.uniform(2.1, 14) for _ in range(round(26 * amount))), reverse=True):
        x = litter.choice((_LEFT - 0.12, _RIGHT + 0.12)) + litter.uniform(-0.06, 0.08)
        view.stand(things.weed(litter), x, z, litter.uniform(0.16, 0.36), shadow=0.2)
    makers = (things.bag, things.bottle, things.scrap, things.scrap, things.bottle)
    heights = {things.bag: 0.3, things.bottle: 0.12, things.scrap: 0.12}
    for z in sorted((litter.triangular(2.0, 12, 3.4) for _ in range(round(44 * amount))), reverse=True):
        make = litter.choice(makers)
        x = litter.uniform(_LEFT + 0.14, _RIGHT - 0.14)
        view.stand(make(litter), x, z, heights[make] * litter.uniform(0.8, 1.25), y=-0.14, shadow=0)
    for z in sorted((litter.uniform(2.4, 9) for _ in range(round(9 * amount))), reverse=True):
        view.stand(things.scrap(litter), litter.uniform(0.7, 2.2), z, 0.1)
