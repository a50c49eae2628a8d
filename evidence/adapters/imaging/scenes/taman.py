"""A pocket park: bare trodden earth, then lawn, flowers, young trees and a bench."""

from random import Random

from PIL import ImageDraw

from evidence.adapters.imaging.scenes import street, things
from evidence.adapters.imaging.scenes.brush import blocks, grass, rough, stained, stuff
from evidence.adapters.imaging.scenes.view import View

_BACK, _NEAR = 13.0, 1.4


def paint(view: View, place: Random, litter: Random, done: float) -> None:
    """``done`` runs from 0 (bare) to 1 (planted)."""
    view.sky(place, (98, 156, 212), (226, 234, 236))
    street.row_of_houses(view, place, 19, -15, 15)
    fence = street.plaster(place, (1200, 140), place.choice(street.PAINTS), 0.4)
    view.front(fence, -12, 12, _BACK, 0, 1.25)
    _ground(view, place, litter, done)
    if done >= 0.9:
        _planted(view, place)
    else:
        _bare(view, litter, done)
    view.dapple(place, 0.34, 0.44)


def _ground(view: View, place: Random, litter: Random, done: float) -> None:
    soil = stuff(place, (1500, 1500), (158, 126, 92), (210, 180, 142), (320, 90, 24, 6, 2))
    if done >= 0.9:
        lawn = grass(place, (1500, 1500), (84, 134, 52), (150, 190, 88))
        view.ground(lawn, -11, 11, _NEAR, _BACK)
    else:
        soil = stained(stained(soil, litter, (104, 82, 58), 0.4, 340), litter, (122, 128, 62), 0.16, 150)
        view.ground(rough(soil, place, 0.4), -11, 11, _NEAR, _BACK)
    path = stained(
        stuff(place, (300, 1500), (150, 124, 94), (190, 162, 128), (120, 30, 8, 3)),
        litter,
        (110, 92, 70),
        0.4,
    )
    if done >= 0.9:
        path = blocks(
            place, (300, 1500), (42, 24), ((186, 104, 80), (170, 94, 72), (176, 112, 90)), (124, 92, 78)
        )
    for left, right in ((-0.75, 0.75),):
        view.surface(
            path, ((left + 1.2, 0, _BACK), (right + 1.2, 0, _BACK), (right, 0, _NEAR), (left, 0, _NEAR))
        )
    if done >= 0.9:
        edge = blocks(place, (40, 1500), (40, 80), ((226, 222, 212), (214, 210, 200)), (160, 156, 148), 5)
        for at in (-0.87, 0.75):
            view.surface(
                edge, ((at + 1.2, 0, _BACK), (at + 1.32, 0, _BACK), (at + 0.12, 0, _NEAR), (at, 0, _NEAR))
            )
    view.darken(((-12, 0, _BACK), (12, 0, _BACK), (12, 0, _BACK - 0.6), (-12, 0, _BACK - 0.6)), 0.4, 10)


def _planted(view: View, place: Random) -> None:
    standing = [
        (z, x, "bush")
        for z in (11.5, 9.5, 8.0, 6.6, 5.5, 4.7, 4.0)
        for x in (-1.5 + _bend(z), 1.5 + _bend(z))
    ]
    standing += [(z, x, "tree") for z, x in ((12.0, -5.2), (10.0, 5.2), (8.2, -3.6), (7.0, 4.3), (5.6, -2.9))]
    standing += [(12.4, x * 1.1, "hedge") for x in range(-8, 9)]
    standing += [(6.2, 2.55, "bench"), (10.6, -3.2, "bench")]
    for z, x, kind in sorted(standing, reverse=True):
        if kind == "tree":
            view.stand(things.tree(place), x, z, place.uniform(2.6, 3.4))
        elif kind == "bench":
            view.stand(things.bench(), x, z, 0.8)
        elif kind == "hedge":
            view.stand(things.bush(place), x, z, 0.9, shadow=0.2)
        else:
            view.stand(things.bush(place, 46), x + place.uniform(-0.08, 0.08), z, place.uniform(0.46, 0.62))


def _bend(z: float) -> float:
    """How far the path has drifted to the right at that distance."""
    # What is straight on the ground is straight in metres too, so this is a plain interpolation.
    return 1.2 * (z - _NEAR) / (_BACK - _NEAR)


def _bare(view: View, litter: Random, done: float) -> None:
    for z in sorted((litter.uniform(2.6, 12) for _ in range(34)), reverse=True):
        x = litter.uniform(-5, 5)
        if litter.random() < 0.6:
            view.stand(things.weed(litter), x, z, litter.uniform(0.14, 0.4), shadow=0.2)
        else:
            make = litter.choice((things.scrap, things.bottle))
            view.stand(make(litter), x, z, 0.12, shadow=0.3)
    _stump(view, litter)
    for z, x in ((9.0, 3.4), (8.2, -4.0), (5.4, 2.6)):
        view.stand(things.bag(litter), x, z, 0.46)
    if done > 0:
        for z, x in ((8.2, -3.6), (7.0, 4.3), (5.6, -2.9)):
            view.stand(things.tree(litter), x, z, 2.4)


def _stump(view: View, litter: Random) -> None:
    """A dry tree with a few bare branches."""
    draw = ImageDraw.Draw(view.image)
    z, x = 8.2, -2.6
    view.shadow(x + 0.3, z, 0.6, 0.2, 0.4)
    pending = [(x, 0.0, 0.13, 0.0, 1.5)]
    while pending:
        at, low, thick, lean, reach = pending.pop()
        top_x, top_y = at + lean * reach, low + reach
        start, end = view.point(at, low, z), view.point(top_x, top_y, z)
        draw.line((*start, *end), fill=(98, 82, 66), width=max(2, round(thick * view.focal / z)))
        if reach > 0.3:
            for turn in (-0.55, 0.5):
                pending.append(
                    (top_x, top_y, thick * 0.6, lean + turn + litter.uniform(-0.15, 0.15), reach * 0.6)
                )
