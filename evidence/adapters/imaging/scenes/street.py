"""The kampung around the work: houses, roofs, poles and the far end of a street."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter

from evidence.adapters.imaging.scenes.brush import Colour, blocks, shade, stained, stuff
from evidence.adapters.imaging.scenes.things import foliage, tree
from evidence.adapters.imaging.scenes.view import View

PAINTS: tuple[tuple[Colour, Colour], ...] = (
    ((236, 226, 200), (92, 128, 118)),
    ((214, 228, 222), (60, 96, 124)),
    ((240, 214, 178), (150, 82, 54)),
    ((228, 232, 214), (104, 126, 72)),
    ((232, 218, 226), (126, 84, 112)),
)


def plaster(
    rng: Random, size: tuple[int, int], paint: tuple[Colour, Colour], low: float = 0.3
) -> Image.Image:
    """A painted wall with a darker foot; ``low`` is the foot's part of the height."""
    wall = stuff(rng, size, shade(paint[0], 0.86), paint[0], (220, 70, 18, 5, 2))
    wall = stained(wall, rng, shade(paint[0], 0.78), 0.2, 260)
    foot = stuff(rng, (size[0], round(size[1] * low)), shade(paint[1], 0.8), paint[1], (140, 40, 10, 3))
    wall.paste(foot, (0, size[1] - foot.height))
    draw = ImageDraw.Draw(wall)
    for _ in range(10):
        x, top = rng.randrange(size[0]), rng.randrange(size[1] // 3)
        draw.line(
            (x, top, x + rng.randint(-4, 4), top + rng.randint(40, 160)), fill=shade(paint[0], 0.72), width=2
        )
    # Damp climbs up from the ground in every house of the kampung.
    damp = Image.linear_gradient("L").resize(size).point(lambda v: max(0, round((v - 205) * 2.2)))
    wall.paste(shade(paint[1], 0.45), (0, 0), damp)
    return wall


def opening(wall: Image.Image, box: tuple[int, int, int, int], frame: Colour, rng: Random) -> None:
    """A shuttered window or a door painted on the wall."""
    draw = ImageDraw.Draw(wall)
    left, top, right, bottom = box
    draw.rectangle((left - 10, top - 10, right + 10, bottom + 10), fill=shade(frame, 1.25))
    draw.rectangle(box, fill=shade(frame, 0.8))
    middle = (left + right) // 2
    for one, other in ((left, middle), (middle, right)):
        draw.rectangle((one + 8, top + 8, other - 8, bottom - 8), fill=frame)
        for y in range(top + 18, bottom - 14, 16):
            draw.line((one + 14, y, other - 14, y), fill=shade(frame, rng.uniform(0.6, 0.75)), width=4)
    draw.rectangle((left - 14, bottom + 10, right + 14, bottom + 22), fill=shade(frame, 1.4))


def roof(rng: Random, size: tuple[int, int]) -> Image.Image:
    """Clay tiles, in rows."""
    return blocks(rng, size, (26, 22), ((172, 88, 58), (150, 72, 50), (186, 104, 70)), (92, 44, 34), 4)


def row_of_houses(view: View, rng: Random, z: float, left: float, right: float) -> None:
    """Houses across the far end, with trees behind, paled by the haze."""
    for _ in range(7):
        view.stand(foliage(rng, 300), rng.uniform(left, right), z + 2, rng.uniform(3.4, 5.6), y=1.2, shadow=0)
    x = left
    while x < right:
        wide = rng.uniform(3.2, 5.0)
        high = rng.uniform(2.4, 3.0)
        paint = rng.choice(PAINTS)
        front = plaster(rng, (300, 220), paint)
        opening(front, (50, 60, 116, 140), paint[1], rng)
        opening(front, (180, 60, 240, 208), paint[1], rng)
        view.front(front, x, x + wide, z, 0, high)
        tiles = roof(rng, (320, 120))
        view.surface(
            tiles,
            ((x + 0.5, high + 1.3, z + 1.5), (x + wide - 0.5, high + 1.3, z + 1.5),
             (x + wide + 0.3, high - 0.1, z - 0.4), (x - 0.3, high - 0.1, z - 0.4)),
        )  # fmt: skip
        x += wide + rng.uniform(0.1, 0.5)
    haze(view, 0.12)


def haze(view: View, strength: float) -> None:
    """Pale air over everything drawn so far near the horizon."""
    band = Image.new("L", view.size, 0)
    top, bottom = view.horizon - view.size[1] * 0.25, view.horizon + view.size[1] * 0.03
    ImageDraw.Draw(band).rectangle((0, top, view.size[0], bottom), fill=round(255 * strength))
    view.image.paste((226, 228, 226), (0, 0), band.filter(ImageFilter.GaussianBlur(view.size[1] * 0.04)))


def pole(view: View, x: float, z: float, wires: bool = True) -> None:
    """A power pole with its slack wires, without which no alley is true."""
    draw = ImageDraw.Draw(view.image)
    (foot_x, foot_y), (top_x, top_y) = view.point(x, 0, z), view.point(x, 6.2, z)
    wide = max(2, 0.09 * view.focal / z)
    draw.polygon(
        (
            (foot_x - wide, foot_y),
            (foot_x + wide, foot_y),
            (top_x + wide * 0.7, top_y),
            (top_x - wide * 0.7, top_y),
        ),
        fill=(116, 116, 112),
    )
    draw.polygon(
        ((foot_x + wide * 0.2, foot_y), (foot_x + wide, foot_y), (top_x + wide * 0.7, top_y), (top_x, top_y)),
        fill=(82, 82, 82),
    )
    if not wires:
        return
    for lift, aside in ((5.4, -0.2), (5.1, 0.0), (4.9, 0.2)):
        for far_z in (1.2, 40.0):
            line = []
            for step in range(13):
                part = step / 12
                away = 1 / ((1 - part) / z + part / far_z)
                line.append(view.point(x + aside, lift - 0.9 * part * (1 - part), away))
            draw.line(line, fill=(52, 54, 60), width=max(1, view.size[0] // 800))


def street_trees(view: View, rng: Random, x: float, zs: tuple[float, ...]) -> None:
    """Trees along one side, the far ones first."""
    for z in sorted(zs, reverse=True):
        view.stand(tree(rng), x + rng.uniform(-0.2, 0.2), z, rng.uniform(3.2, 4.4), shadow=0.3)
