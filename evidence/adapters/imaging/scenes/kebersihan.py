"""A yard before a wall: a wild dump, then swept, with bins and pots."""

from random import Random

from PIL import Image, ImageDraw

from evidence.adapters.imaging.scenes import street, things
from evidence.adapters.imaging.scenes.brush import blocks, rough, shade, stained, stuff
from evidence.adapters.imaging.scenes.view import View

_BACK, _NEAR = 6.2, 1.4


def paint(view: View, place: Random, litter: Random, done: float) -> None:
    """``done`` runs from 0 (littered) to 1 (swept)."""
    view.sky(place, (126, 172, 212), (226, 232, 230))
    street.row_of_houses(view, place, 16, -14, 14)
    for x in (-5.2, 3.6, 6.0):
        view.stand(things.tree(place), x, 7.6, place.uniform(4.6, 5.6), shadow=0)
    _yard(view, place, litter, done)
    _order(view, place) if done >= 0.9 else None
    _dump(view, litter, 1 - done)
    view.dapple(place, 0.46, 0.36)


def _yard(view: View, place: Random, litter: Random, done: float) -> None:
    colour = place.choice(street.PAINTS)
    wall = street.plaster(place, (1600, 330), colour, 0.34)
    bricks = blocks(place, (300, 150), (34, 15), ((168, 90, 64), (150, 78, 58)), (150, 140, 128))
    patch = Image.new("L", bricks.size, 0)
    ImageDraw.Draw(patch).polygon(
        ((20, 24), (120, 4), (280, 30), (262, 120), (150, 146), (34, 110)), fill=255
    )
    wall.paste(bricks, (1080, 60), patch)
    if done < 0.9:
        wall = stained(wall, litter, shade(colour[0], 0.55), 0.3, 260)
    view.front(wall, -7, 7, _BACK, 0, 2.35)
    cap = blocks(place, (1600, 40), (90, 40), ((150, 146, 140), (164, 160, 152)), (110, 106, 100))
    view.front(cap, -7, 7, _BACK - 0.05, 2.3, 2.48)
    soil = stuff(place, (1400, 1100), (160, 142, 114), (206, 188, 158), (300, 80, 20, 5, 2))
    if done < 0.9:
        soil = stained(stained(soil, litter, (112, 98, 76), 0.36, 300), litter, (58, 54, 46), 0.2, 120)
    else:
        soil = _swept(soil, place)
    view.ground(rough(soil, place, 0.25), -5, 5, _NEAR, _BACK)
    view.darken(((-7, 0, _BACK), (7, 0, _BACK), (7, 0, _BACK - 0.5), (-7, 0, _BACK - 0.5)), 0.5, 16)


def _swept(soil: Image.Image, place: Random) -> Image.Image:
    """Fine arcs as a lidi broom leaves them."""
    draw = ImageDraw.Draw(soil)
    for _ in range(260):
        x, y, radius = place.randrange(-100, 1500), place.randrange(-60, 1160), place.randint(60, 120)
        for step in range(4):
            box = (x, y + step * 7, x + radius, y + radius // 2 + step * 7)
            draw.arc(box, 200, 335, fill=(172, 154, 126) if step % 2 else (214, 198, 170), width=2)
    return soil


def _order(view: View, place: Random) -> None:
    for x in (-3.9, -3.2, 2.5, 3.2, 3.9):
        view.stand(things.pot(place), x, _BACK - 0.4, place.uniform(0.7, 0.95))
    for x, colour in ((-1.45, (44, 122, 66)), (-0.75, (222, 176, 40)), (-0.05, (186, 52, 46))):
        view.stand(things.bin_(colour), x, _BACK - 0.5, 1.02)
    view.stand(things.bench(), 1.3, _BACK - 0.55, 0.72)


def _dump(view: View, litter: Random, amount: float) -> None:
    # The weeds grow at the foot of the wall, behind everything that was thrown there.
    for _ in range(round(10 * amount)):
        view.stand(
            things.weed(litter), litter.uniform(-4, 4), _BACK - 0.15, litter.uniform(0.3, 0.6), shadow=0
        )
    spots = []
    for _ in range(round(34 * amount)):
        spots.append((litter.triangular(3.1, _BACK - 0.3, _BACK - 0.6), litter.gauss(-0.2, 1.0), "heap"))
    for _ in range(round(120 * amount)):
        spots.append((litter.triangular(2.1, _BACK - 0.2, 4.6), litter.gauss(0, 1.6), "loose"))
    for z, x, kind in sorted(spots, reverse=True):
        if kind == "heap":
            make = litter.choice((things.bag, things.bag, things.bag, things.carton))
            view.stand(make(litter), x, z, litter.uniform(0.36, 0.62))
        else:
            make = litter.choice((things.bottle, things.scrap, things.scrap))
            view.stand(make(litter), x, z, litter.uniform(0.07, 0.14), shadow=0.35)
