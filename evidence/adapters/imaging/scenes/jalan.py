"""A kampung alley: potholed, dug up and bedded with sand, then paved with edges."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter

from evidence.adapters.imaging.scenes import street, things
from evidence.adapters.imaging.scenes.brush import blocks, fractal, rough, stained, stuff
from evidence.adapters.imaging.scenes.view import View

_NEAR, _FAR = 1.3, 20.0
_LEFT, _RIGHT = -1.9, 1.9
_SHEET = (900, 2600)


def paint(view: View, place: Random, litter: Random, done: float) -> None:
    """``done`` is 0 (potholed), 0.5 (bedded, half laid) or 1 (paved)."""
    view.sky(place, (108, 160, 208), (226, 232, 232))
    street.row_of_houses(view, place, 24, -12, 12)
    _houses(view, place)
    if done >= 0.9:
        _paved(view, place)
    elif done > 0:
        _bedded(view, place, litter)
    else:
        _potholed(view, place, litter)
    for x in (_LEFT, _RIGHT):
        inner = x * 0.72
        view.darken(((x, 0, _NEAR), (x, 0, _FAR), (inner, 0, _FAR), (inner, 0, _NEAR)), 0.34, 16)
    _beside(view, place, litter, done)
    view.dapple(place, 0.34, 0.5)


def _houses(view: View, place: Random) -> None:
    paints = place.sample(street.PAINTS, 4)
    for x, pair in ((_LEFT - 0.25, paints[:2]), (_RIGHT + 0.25, paints[2:])):
        at = _NEAR - 0.2
        for count, far in enumerate((7.5, 13.0, _FAR)):
            colour = pair[count % 2]
            wall = street.plaster(place, (600, 330), colour, 0.3)
            street.opening(wall, (150, 70, 240, 210), colour[1], place)
            street.opening(wall, (380, 70, 470, 318), colour[1], place)
            high = 3.0 + 0.25 * (count % 2)
            if x < 0:
                # The sun stands on the right, so the right row of houses shows us its shaded side.
                view.wall(wall, x, at, far, 0, high)
            else:
                turned = wall.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
                view.wall(turned.point(lambda v: round(v * 0.8)), x, at, far, 0, high)
            out = 0.5 if x < 0 else -0.5
            tiles = street.roof(place, (500, 90))
            corners = ((x - out, high + 0.7, at), (x - out, high + 0.7, far), (x + out, high - 0.1, far),
                       (x + out, high - 0.1, at))  # fmt: skip
            view.surface(tiles, corners)
            at = far
    street.pole(view, _RIGHT - 0.05, 9.5)


def _potholed(view: View, place: Random, litter: Random) -> None:
    road = stuff(place, _SHEET, (116, 116, 116), (164, 160, 154), (300, 70, 14, 4, 2))
    road = stained(rough(road, litter, 0.5), litter, (126, 108, 84), 0.38, 260)
    draw = ImageDraw.Draw(road)
    for _ in range(40):
        x, y = litter.randrange(900), litter.randrange(2600)
        line = [(x, y)]
        for _ in range(8):
            x, y = x + litter.randint(-34, 34), y + litter.randint(8, 40)
            line.append((x, y))
        draw.line(line, fill=(58, 56, 54), width=3)
    view.ground(road, _LEFT, _RIGHT, _NEAR, _FAR)
    holes = ((3.25, -0.35, 0.95, 0.55), (4.6, 0.8, 0.85, 0.6), (5.4, -0.9, 0.7, 0.6), (6.9, 0.2, 0.9, 0.8),
             (9.5, -0.7, 0.8, 1.0), (12.0, 0.7, 0.8, 1.3), (2.45, 0.85, 0.55, 0.3))  # fmt: skip
    for away, aside, wide, deep in sorted(holes, reverse=True):
        _hole(view, litter, aside, away, wide, deep)


def _hole(view: View, litter: Random, x: float, z: float, wide: float, deep: float) -> None:
    """A ragged hole: broken rim, wet clay, and the sky in its puddle."""
    size = (400, 300)
    ragged = fractal(litter, size, (110, 40, 14))
    dome = Image.radial_gradient("L").resize(size).point(lambda v: 255 - v)
    depth = Image.blend(dome, ragged, 0.38)
    corners = (
        (x - wide, 0, z + deep),
        (x + wide, 0, z + deep),
        (x + wide, 0, z - deep),
        (x - wide, 0, z - deep),
    )
    layers = (
        (stuff(litter, size, (70, 64, 56), (150, 140, 124), (20, 8, 3)), 118),
        (stuff(litter, size, (56, 44, 32), (104, 86, 64), (40, 12, 4)), 136),
        (stuff(litter, size, (128, 140, 146), (206, 218, 224), (200, 90)), 158),
    )
    for texture, level in layers:
        mask = depth.point(lambda v, level=level: max(0, min(255, (v - level) * 14)))
        view.surface(texture, corners, mask.filter(ImageFilter.GaussianBlur(1.5)))


def _paving(place: Random) -> Image.Image:
    return blocks(
        place,
        _SHEET,
        (60, 44),
        ((176, 172, 164), (160, 156, 150), (186, 180, 170), (178, 110, 88)),
        (116, 110, 102),
        4,
    )


def _bedded(view: View, place: Random, litter: Random) -> None:
    sand = rough(stuff(place, _SHEET, (176, 148, 104), (218, 194, 150), (220, 60, 14, 3)), place, 0.4)
    draw = ImageDraw.Draw(sand)
    for _ in range(1600):
        x, y = litter.randrange(900), litter.randrange(2600)
        tone = litter.randint(90, 150)
        draw.ellipse(
            (x, y, x + litter.randint(4, 12), y + litter.randint(4, 10)), fill=(tone, tone - 6, tone - 16)
        )
    view.ground(sand, _LEFT, _RIGHT, _NEAR, _FAR)
    view.ground(_paving(place), _LEFT + 0.1, _RIGHT - 0.1, 6.4, _FAR, 0.05)
    _edges(view, place, 4.2)
    string = [view.point(_LEFT + 0.25, 0.12, _NEAR), view.point(_LEFT + 0.25, 0.12, 6.4)]
    ImageDraw.Draw(view.image).line(string, fill=(240, 232, 90), width=max(1, view.size[0] // 640))


def _paved(view: View, place: Random) -> None:
    view.ground(_paving(place), _LEFT, _RIGHT, _NEAR, _FAR)
    line = Image.new("RGB", (8, 1200), (176, 74, 58))
    view.ground(rough(line, place, 0.4), -0.09, 0.09, _NEAR, _FAR)
    _edges(view, place, _NEAR)


def _edges(view: View, place: Random, near: float) -> None:
    edge = Image.new("RGB", (60, 2000), (150, 146, 138))
    draw = ImageDraw.Draw(edge)
    for at in range(20):
        draw.rectangle((0, at * 100, 60, at * 100 + 94), fill=(236, 234, 226) if at % 2 else (206, 204, 196))
    edge = rough(edge, place, 0.3)
    view.ground(edge, _LEFT, _LEFT + 0.22, near, _FAR, 0.06)
    view.ground(edge, _RIGHT - 0.22, _RIGHT, near, _FAR, 0.06)


def _beside(view: View, place: Random, litter: Random, done: float) -> None:
    for z in (15.0, 11.6, 8.6, 6.2):
        view.stand(things.pot(place), _LEFT + 0.02, z, place.uniform(0.6, 0.85))
    if done >= 0.9:
        for z in (13.0, 10.0, 7.0, 5.2):
            view.stand(things.pot(place), _RIGHT - 0.02, z, place.uniform(0.6, 0.9))
    elif done > 0:
        _stack(view, place)
        view.stand(things.cone(), -0.7, 6.0, 0.62)
        view.stand(things.cone(), 0.75, 5.6, 0.62)
    else:
        for z in sorted((litter.uniform(2.6, 12) for _ in range(26)), reverse=True):
            side = litter.choice((_LEFT + 0.1, _RIGHT - 0.1))
            view.stand(
                things.weed(litter),
                side + litter.uniform(-0.1, 0.1),
                z,
                litter.uniform(0.14, 0.36),
                shadow=0.2,
            )


def _stack(view: View, place: Random) -> None:
    """Paving blocks waiting to be laid."""
    face = blocks(
        place, (300, 200), (60, 25), ((176, 172, 164), (178, 110, 88), (160, 156, 150)), (92, 88, 82), 4
    )
    left, right, near, far, high = 0.75, 1.6, 4.4, 5.2, 0.62
    view.shadow((left + right) / 2 - 0.2, (near + far) / 2, 0.7, 0.45, 0.5)
    view.surface(
        face.point(lambda v: round(v * 0.66)),
        ((left, high, near), (left, high, far), (left, 0, far), (left, 0, near)),
    )
    view.surface(face, ((left, high, near), (right, high, near), (right, 0, near), (left, 0, near)))
    lid = face.point(lambda v: min(255, round(v * 1.12)))
    view.surface(lid, ((left, high, far), (right, high, far), (right, high, near), (left, high, near)))
