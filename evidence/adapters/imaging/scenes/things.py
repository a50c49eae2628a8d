"""Cut-outs that stand and lie about: plants, rubbish, pots, bins, cones, bricks."""

import math
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from evidence.adapters.imaging.scenes.brush import Colour, fractal, shade

_GREENS: tuple[Colour, ...] = ((46, 92, 40), (70, 122, 50), (94, 148, 62), (60, 110, 66))
_BLOOMS: tuple[Colour, ...] = ((214, 58, 84), (240, 176, 42), (232, 108, 160), (245, 240, 232), (226, 92, 40))
_PLASTIC: tuple[Colour, ...] = ((210, 214, 218), (74, 140, 196), (198, 60, 52), (232, 196, 72), (60, 60, 66))


def _blank(wide: int, high: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    sheet = Image.new("RGBA", (wide, high), (0, 0, 0, 0))
    return sheet, ImageDraw.Draw(sheet)


def foliage(rng: Random, size: int = 420, tone: Colour | None = None, leaf: float = 0.045) -> Image.Image:
    """A round crown: dark leaves below, lit ones above."""
    # Room on all sides, so that no leaf is ever cut off straight.
    sheet, draw = _blank(size * 2, size * 2)
    base = tone or rng.choice(_GREENS)
    lobes = [(rng.gauss(0.5, 0.14), rng.gauss(0.5, 0.12), rng.uniform(0.16, 0.27)) for _ in range(9)]
    for step in range(900):
        light = step / 900
        x0, y0, radius = rng.choice(lobes)
        angle, reach = rng.uniform(0, math.tau), radius * math.sqrt(rng.random())
        x = (0.5 + x0 + math.cos(angle) * reach - 0.05 * light) * size
        y = (0.5 + y0 + math.sin(angle) * reach - 0.09 * light) * size
        long, thin = size * leaf * rng.uniform(0.6, 1.2), size * leaf * rng.uniform(0.3, 0.6)
        if rng.random() < 0.5:
            long, thin = thin, long
        colour = shade(base, 0.5 + 0.85 * light + rng.uniform(-0.1, 0.1))
        draw.ellipse((x - long, y - thin, x + long, y + thin), fill=(*colour, 255))
    return sheet.crop(sheet.getbbox())


def tree(rng: Random) -> Image.Image:
    """A young tree on a slim trunk."""
    sheet, draw = _blank(420, 800)
    draw.polygon(((196, 420), (220, 420), (228, 800), (190, 800)), fill=(96, 74, 54, 255))
    draw.polygon(((214, 420), (220, 420), (228, 800), (218, 800)), fill=(66, 50, 38, 255))
    crown = foliage(rng, 420)
    sheet.alpha_composite(crown.resize((420, 500)), (0, 0))
    return sheet


def bush(rng: Random, blooms: int = 0) -> Image.Image:
    """A low shrub, with flowers if asked."""
    crown = foliage(rng, 320, leaf=0.05)
    crown = crown.resize((crown.width, round(crown.height * 0.75)))
    draw = ImageDraw.Draw(crown)
    colour = rng.choice(_BLOOMS)
    for _ in range(blooms):
        x, y = rng.gauss(0.5, 0.2) * crown.width, rng.gauss(0.4, 0.17) * crown.height
        size = rng.uniform(5, 10)
        draw.ellipse(
            (x - size, y - size, x + size, y + size), fill=(*shade(colour, rng.uniform(0.8, 1.1)), 255)
        )
        draw.ellipse((x - 2, y - 2, x + 2, y + 2), fill=(250, 224, 120, 255))
    return crown


def pot(rng: Random, colour: Colour | None = None) -> Image.Image:
    """A plant in a painted pot."""
    sheet, draw = _blank(260, 420)
    sheet.alpha_composite(bush(rng, rng.choice((0, 9, 14))).resize((260, 250)), (0, 0))
    base = colour or rng.choice(((178, 84, 52), (232, 226, 214), (58, 106, 160), (226, 176, 52)))
    draw.polygon(((66, 236), (194, 236), (176, 420), (84, 420)), fill=(*base, 255))
    draw.polygon(((150, 236), (194, 236), (176, 420), (146, 420)), fill=(*shade(base, 0.74), 255))
    draw.rectangle((56, 226, 204, 256), fill=(*shade(base, 0.92), 255))
    draw.rectangle((156, 226, 204, 256), fill=(*shade(base, 0.7), 255))
    return sheet


def weed(rng: Random) -> Image.Image:
    """A tuft of long grass."""
    sheet, draw = _blank(240, 200)
    for _ in range(60):
        x, lean, tall = rng.gauss(120, 22), rng.gauss(0, 55), rng.uniform(70, 190)
        colour = shade(rng.choice(_GREENS), rng.uniform(0.7, 1.4))
        draw.line(
            (x, 200, x + lean * 0.4, 200 - tall * 0.6, x + lean, 200 - tall), fill=(*colour, 255), width=4
        )
    return sheet


def bag(rng: Random, colour: Colour | None = None) -> Image.Image:
    """A knotted rubbish bag."""
    base = colour or rng.choice(((38, 38, 44), (44, 46, 52), (52, 92, 150), (214, 214, 210), (176, 44, 44)))
    sheet, draw = _blank(320, 300)
    outline = []
    for step in range(40):
        angle = math.tau * step / 40
        reach = 1 + rng.uniform(-0.06, 0.06)
        outline.append((160 + math.cos(angle) * 148 * reach, 184 + math.sin(angle) * 108 * reach))
    draw.polygon(outline, fill=(*base, 255))
    draw.polygon(((130, 96), (190, 96), (214, 20), (166, 52), (112, 26)), fill=(*shade(base, 1.1), 255))
    for _ in range(26):
        x, y = rng.uniform(50, 260), rng.uniform(90, 270)
        tone = (
            shade(base, rng.uniform(0.55, 0.8))
            if rng.random() < 0.5
            else tuple(min(255, c + 46) for c in base)
        )
        draw.line(
            (160, 92, x, y, x + rng.uniform(-26, 26), y + rng.uniform(8, 34)), fill=(*tone, 150), width=5
        )
    soft = sheet.filter(ImageFilter.GaussianBlur(3))
    sheet = Image.composite(soft, sheet, sheet.getchannel("A").point(lambda a: 255 if a else 0))
    folds = fractal(rng, sheet.size, (60, 20, 8))
    sheet.paste(Image.new("RGBA", sheet.size, (255, 255, 255, 255)), (0, 0), _within(sheet, folds, 175, 0.35))
    return sheet


def _within(sheet: Image.Image, noise: Image.Image, above: int, strength: float) -> Image.Image:
    """A mask of the noise's peaks inside the cut-out."""
    peaks = noise.point(lambda value: max(0, min(255, round((value - above) * 4 * strength))))
    return Image.composite(
        peaks, Image.new("L", sheet.size, 0), sheet.getchannel("A").point(lambda a: 255 * (a > 200))
    )


def bottle(rng: Random) -> Image.Image:
    """A plastic bottle lying on its side."""
    sheet, draw = _blank(220, 80)
    base = rng.choice(((190, 216, 226), (120, 190, 150), (226, 226, 220)))
    draw.rounded_rectangle((4, 14, 156, 72), 20, fill=(*base, 235))
    draw.polygon(((150, 18), (186, 34), (186, 54), (150, 70)), fill=(*base, 235))
    draw.rectangle((186, 32, 212, 56), fill=(*rng.choice(_PLASTIC), 255))
    draw.rectangle((52, 14, 104, 72), fill=(*rng.choice(_PLASTIC), 255))
    draw.line((16, 26, 148, 26), fill=(255, 255, 255, 230), width=7)
    draw.line((14, 66, 150, 66), fill=(*shade(base, 0.6), 200), width=7)
    return sheet.rotate(
        rng.choice((0, 180)) + rng.uniform(-24, 24), expand=True, resample=Image.Resampling.BICUBIC
    )


def scrap(rng: Random) -> Image.Image:
    """A crumpled wrapper, cup or piece of paper."""
    sheet, draw = _blank(120, 90)
    base = rng.choice((*_PLASTIC, (236, 232, 222), (190, 150, 104)))
    points = [(60 + math.cos(a) * rng.uniform(26, 56), 48 + math.sin(a) * rng.uniform(18, 38))
              for a in (math.tau * step / 9 for step in range(9))]  # fmt: skip
    draw.polygon(points, fill=(*base, 255))
    for _ in range(4):
        corner = rng.sample(points, 3)
        draw.polygon(corner, fill=(*shade(base, rng.uniform(0.62, 1.25)), 255))
    return sheet


def carton(rng: Random) -> Image.Image:
    """An open cardboard box."""
    sheet, draw = _blank(300, 230)
    base = shade((176, 136, 92), rng.uniform(0.9, 1.1))
    draw.polygon(((20, 80), (190, 96), (190, 228), (28, 206)), fill=(*base, 255))
    draw.polygon(((190, 96), (280, 66), (272, 186), (190, 228)), fill=(*shade(base, 0.7), 255))
    draw.polygon(((20, 80), (110, 54), (280, 66), (190, 96)), fill=(*shade(base, 0.42), 255))
    draw.polygon(((20, 80), (190, 96), (160, 128), (0, 112)), fill=(*shade(base, 1.14), 255))
    draw.polygon(((190, 96), (280, 66), (300, 40), (214, 58)), fill=(*shade(base, 0.9), 255))
    return sheet


def bin_(colour: Colour) -> Image.Image:
    """A wheeled bin with a lid."""
    sheet, draw = _blank(240, 400)
    draw.polygon(((24, 70), (216, 70), (196, 380), (44, 380)), fill=(*colour, 255))
    draw.polygon(((160, 70), (216, 70), (196, 380), (156, 380)), fill=(*shade(colour, 0.72), 255))
    draw.rounded_rectangle((10, 36, 230, 78), 16, fill=(*shade(colour, 1.12), 255))
    draw.rectangle((70, 150, 150, 214), fill=(244, 244, 238, 255))
    draw.ellipse((92, 164, 128, 200), outline=(*shade(colour, 0.8), 255), width=8)
    draw.ellipse((40, 364, 76, 400), fill=(34, 34, 38, 255))
    draw.ellipse((164, 364, 200, 400), fill=(34, 34, 38, 255))
    return sheet


def cone() -> Image.Image:
    """A traffic cone."""
    sheet, draw = _blank(200, 300)
    draw.polygon(((88, 0), (112, 0), (166, 268), (34, 268)), fill=(232, 92, 30, 255))
    draw.polygon(((104, 0), (112, 0), (166, 268), (128, 268)), fill=(184, 64, 20, 255))
    draw.polygon(((70, 96), (130, 96), (142, 156), (58, 156)), fill=(246, 244, 238, 255))
    draw.polygon(((112, 96), (130, 96), (142, 156), (120, 156)), fill=(208, 206, 200, 255))
    draw.rounded_rectangle((8, 262, 192, 296), 8, fill=(210, 78, 24, 255))
    return sheet


def bench() -> Image.Image:
    """A park bench of wooden slats."""
    sheet, draw = _blank(640, 330)
    for top in (6, 60, 114):
        draw.rounded_rectangle((20, top, 620, top + 38), 8, fill=(150, 98, 56, 255))
        draw.line((24, top + 6, 616, top + 6), fill=(186, 132, 84, 255), width=5)
    draw.polygon(((10, 176), (630, 176), (640, 214), (0, 214)), fill=(166, 110, 64, 255))
    draw.rectangle((0, 214, 640, 230), fill=(104, 66, 38, 255))
    for left in (60, 548):
        draw.rectangle((left, 0, left + 18, 326), fill=(50, 54, 60, 255))
    return sheet
