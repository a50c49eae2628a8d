"""Photos that were sent on, and photos that only look alike, all made by code from seeds.

Scenes are the house's own (`scenes`), nobody's street. Where scikit-image is installed, six photos that it ships are
added for their texture: brick, gravel, grass (CC0Textures), a cat and a cup of coffee, all CC0 by their photographers,
and a rocket, which SpaceX put into the public domain. None shows a person.
"""

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from evidence.adapters.imaging import scenes
from evidence.adapters.imaging.scenes.view import View

Picture = Image.Image
Change = Callable[[Picture, Random], Picture]

LYING, UPRIGHT = (800, 600), (600, 800)
PLACES = 8
SHIPPED = ("brick.png", "chelsea.png", "coffee.png", "grass.png", "gravel.png", "rocket.jpg")
STAMP = 0.15


def names(places: int = PLACES) -> list[str]:
    """Every base photo: ``kind/seed`` of a scene or the name of a shipped file."""
    drawn = [f"{kind}/{seed}" for seed in range(places) for kind in scenes.KINDS]
    folder = _shipped()
    return drawn + [name for name in SHIPPED if folder and (folder / name).exists()]


@lru_cache(maxsize=4)
def base(name: str, stage: str = "before") -> Picture:
    """The photo of that name, about 800 pixels long; ``stage`` is that of the work in a scene."""
    if "/" not in name:
        folder = _shipped()
        assert folder is not None
        return Image.open(folder / name).convert("RGB")
    kind, seed = name.split("/")
    return Image.open(BytesIO(scenes.draw(kind, stage, 500 + int(seed), _shape(name)))).convert("RGB")


def _shape(name: str) -> tuple[int, int]:
    kind, seed = name.split("/")
    return LYING if (int(seed) + list(scenes.KINDS).index(kind)) % 2 == 0 else UPRIGHT


def _shipped() -> Path | None:
    found = find_spec("skimage")
    return Path(found.origin).parent / "data" if found and found.origin else None


# --------------------------------------------------------------------------------------- the same photo, sent on
def sent(photo: Picture, draw: Random) -> Picture:
    """As a messenger does: smaller, and saved with much loss."""
    scale = draw.choice((640, 800, 1024, 1280)) / max(photo.size)
    size = (round(photo.width * scale), round(photo.height * scale))
    return _saved(photo.resize(size, Image.Resampling.BICUBIC), draw.randint(35, 75))


def cut(photo: Picture, draw: Random) -> Picture:
    """Up to a tenth off each side, each by its own measure."""
    return _cut(photo, [draw.uniform(0, 0.1) for _ in range(4)])


def cut_side(photo: Picture, draw: Random) -> Picture:
    """A tenth off one side only."""
    side = draw.randrange(4)
    return _cut(photo, [0.1 * (each == side) for each in range(4)])


def cut_all(photo: Picture, draw: Random) -> Picture:
    """A tenth off every side."""
    return _cut(photo, [0.1] * 4)


def mirrored(photo: Picture, draw: Random) -> Picture:
    """Left is right."""
    return photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def lit(photo: Picture, draw: Random) -> Picture:
    """Lighter or darker, with more or less contrast and another gamma."""
    photo = ImageEnhance.Brightness(photo).enhance(draw.uniform(0.7, 1.35))
    photo = ImageEnhance.Contrast(photo).enhance(draw.uniform(0.75, 1.3))
    gamma = draw.uniform(0.8, 1.25)
    return photo.point([round(255 * (v / 255) ** gamma) for v in range(256)] * 3)


def stamped(photo: Picture, draw: Random) -> Picture:
    """With time and place printed into it, as camera apps do: a box with a little map, a bar, or bare letters."""
    photo = photo.copy()
    pen = ImageDraw.Draw(photo, "RGBA")
    style = draw.choice(("box", "bar", "top", "bare"))
    wide = 1.0 if style in ("bar", "top") else draw.uniform(0.55, 0.8)
    high = min(0.22, STAMP / wide) * draw.uniform(0.75, 1)
    size = (round(photo.width * wide), round(photo.height * high))
    left = draw.choice((0, photo.width - size[0]))
    top = 0 if style == "top" else photo.height - size[1]
    inset = 4
    if style != "bare":
        pen.rectangle(
            (left, top, left + size[0], top + size[1]), fill=(0, 0, 0, draw.choice((110, 170, 255)))
        )
        ground = tuple(draw.randint(80, 220) for _ in range(3))
        pen.rectangle((left + 4, top + 4, left + size[1] - 4, top + size[1] - 4), fill=(*ground, 255))
        for _road in range(4):
            ends = [left + 4 + draw.random() * (size[1] - 8) for _ in range(2)]
            pen.line((ends[0], top + 4, ends[1], top + size[1] - 4), fill=(250, 250, 245, 255), width=3)
        inset = size[1] + 6
    font = ImageFont.load_default(max(9, size[1] // 6))
    colour = (
        (255, 255, 255, 255) if style != "bare" else draw.choice(((255, 214, 0, 255), (255, 255, 255, 255)))
    )
    for line, words in enumerate(_words(draw)):
        pen.text((left + inset, top + 4 + line * size[1] // 5), words, fill=colour, font=font)
    return photo


def _words(draw: Random) -> tuple[str, ...]:
    return (
        f"{draw.randint(1, 28)} Mei 2026 {draw.randint(7, 17):02d}.{draw.randint(0, 59):02d}",
        f"Jl. Kyai Mojo No. {draw.randint(1, 90)}",
        "Kec. Pasar Kliwon, Kota Surakarta",
        f"-7.57{draw.randint(0, 9999):04d}, 110.83{draw.randint(0, 9999):04d}",
    )


def _cut(photo: Picture, parts: list[float]) -> Picture:
    wide, high = photo.size
    left, top, right, bottom = parts
    return photo.crop(
        (round(left * wide), round(top * high), round(wide - right * wide), round(high - bottom * high))
    )


def _saved(photo: Picture, quality: int) -> Picture:
    out = BytesIO()
    photo.save(out, "JPEG", quality=quality)
    return Image.open(BytesIO(out.getvalue())).convert("RGB")


WAYS: dict[str, tuple[Change, ...]] = {
    "sent by a messenger": (sent,),
    "cut, up to a tenth a side": (cut,),
    "cut, a tenth off one side": (cut_side,),
    "cut, a tenth off all sides": (cut_all,),
    "mirrored": (mirrored,),
    "other light": (lit,),
    "stamped": (stamped,),
    "sent three times": (sent, sent, sent),
    "cut all round, sent": (cut_all, sent),
    "stamped, sent": (stamped, sent),
    "mirrored, cut on one side, sent": (mirrored, cut_side, sent),
    "cut, stamped, other light, sent": (cut, stamped, lit, sent),
    "all of it: light, mirror, cut all round, stamp, sent": (lit, mirrored, cut_all, stamped, sent),
}


def changed(way: str, photo: Picture, name: str) -> Picture:
    """The photo sent on in that way; the same name gives the same picture."""
    draw = Random(f"{way} {name}")
    for change in WAYS[way]:
        photo = change(photo, draw)
    return photo


# --------------------------------------------------------------------------------------- another photo that looks alike
def visits(photo: Picture, other: Picture, name: str, *, steady: bool) -> tuple[Picture, Picture]:
    """Two photos from one spot on two days: other light and shadows, and things of ``other`` that stand about.

    The second one is held as well as a ghost on the screen lets a hand hold it: turned by 1 degree (a standard
    deviation), up to 4 % larger or smaller, shifted by up to 3 %, out of square by up to 0.8 %. ``steady`` is harder
    than life: the camera has not moved by a hair.
    """
    draw = Random(f"visit {name} {steady}")
    first, second = (_held(photo, draw, 0 if each == 0 or steady else 1) for each in (0, 1))
    return first, _things(_weather(second, draw), other, draw)


def stood(name: str, day: int) -> tuple[Picture, Picture]:
    """A scene on two dull days on which nothing changed: as like as honest photos of one place can be.

    Who took the second stood a step of the hand elsewhere (12 cm to the side and 5 cm in height, standard deviations),
    so that what is near moves against what is far, and the ghost was followed as in `visits`.
    """
    draw = Random(f"dull {name} {day}")
    kind, seed = name.split("/")
    aside = {
        "side": draw.gauss(0, 0.12),
        "eye": 1.5 + draw.gauss(0, 0.05),
        "horizon": 0.4 + draw.gauss(0, 0.006),
    }
    view = View(_shape(name), **aside)
    scenes.KINDS[kind](
        view, Random(f"{kind} {500 + int(seed)}"), Random(f"{kind} {500 + int(seed)} before"), 0.0
    )
    return _held(base(name), draw, 0), _dull(view.finished(Random(f"{name} {day}"), warmth=0.012), draw)


def flat(photo: Picture, name: str, day: int) -> tuple[Picture, Picture]:
    """The same of something flat, like a wall: nothing is near and nothing far, and all that moved is the hand."""
    draw = Random(f"flat {name} {day}")
    return _held(photo, draw, 0), _dull(photo, draw)


def _dull(photo: Picture, draw: Random) -> Picture:
    gamma = draw.uniform(0.85, 1.18)
    return _held(photo, draw, 1).point([round(255 * (v / 255) ** gamma) for v in range(256)] * 3)


def _held(photo: Picture, draw: Random, moved: int) -> Picture:
    wide, high = photo.size
    turn, scale = math.radians(draw.gauss(0, 1)) * moved, 0.9 * (1 + draw.uniform(-0.04, 0.04) * moved)
    right, down = (draw.uniform(-0.03, 0.03) * moved * each for each in photo.size)
    corners = []
    for x, y in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        x, y = (
            (place + draw.uniform(-0.008, 0.008) * moved) * side
            for place, side in zip((x, y), photo.size, strict=True)
        )
        corners.append((scale * (math.cos(turn) * x - math.sin(turn) * y) + wide / 2 + right,
                        scale * (math.sin(turn) * x + math.cos(turn) * y) + high / 2 + down))  # fmt: skip
    # Pillow's four corners of a quadrilateral: upper left, lower left, lower right, upper right.
    upper_left, upper_right, lower_right, lower_left = corners
    quad = (*upper_left, *lower_left, *lower_right, *upper_right)
    return photo.transform(photo.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)


def _weather(photo: Picture, draw: Random) -> Picture:
    gamma = draw.uniform(0.75, 1.35)
    photo = photo.point([round(255 * (v / 255) ** gamma) for v in range(256)] * 3)
    step = max(photo.size) // draw.choice((3, 5, 8, 14))
    small = (photo.width // step + 2, photo.height // step + 2)
    clouds = Image.frombytes("L", small, draw.randbytes(small[0] * small[1])).resize(
        photo.size, Image.Resampling.BICUBIC
    )
    shade = clouds.point([round(255 - max(0.0, min(1.0, (v - 120) / 40)) * 110) for v in range(256)])
    shade = shade.filter(ImageFilter.GaussianBlur(max(photo.size) / 250))
    slope = Image.linear_gradient("L").rotate(draw.choice((0, 90, 180, 270))).resize(photo.size)
    slope = Image.blend(Image.new("L", photo.size, 255), slope, draw.uniform(0, 0.35))
    return ImageChops.multiply(photo, Image.merge("RGB", [ImageChops.multiply(shade, slope)] * 3))


def _things(photo: Picture, other: Picture, draw: Random) -> Picture:
    other = other.resize(photo.size)
    for _thing in range(draw.randint(1, 4)):
        wide, high = (
            round(photo.width * draw.uniform(0.06, 0.22)),
            round(photo.height * draw.uniform(0.06, 0.25)),
        )
        x, y = draw.randrange(photo.width - wide), draw.randrange(photo.height - high)
        place = (draw.randrange(photo.width - wide), draw.randrange(photo.height // 3, photo.height - high))
        photo.paste(other.crop((x, y, x + wide, y + high)), place)
    return photo


def same_stamp(one: Picture, other: Picture, name: str) -> tuple[Picture, Picture]:
    """Two photos with one app's stamp, to the letter."""
    other = other.resize(one.size)
    return stamped(one, Random(f"stamp {name}")), stamped(other, Random(f"stamp {name}"))


def worked_on(name: str, stage: str = "after") -> Iterator[tuple[str, Picture, Picture]]:
    """A scene before and after the work: from the very same spot, and held anew on another day."""
    before, after = base(name, "before"), base(name, stage)
    yield "before and after, nothing else moved", before, after
    first, second = _held(before, Random(name), 0), _held(after, Random(f"{name} later"), 1)
    yield "before and after, another day", first, _weather(second, Random(f"{name} weather"))
