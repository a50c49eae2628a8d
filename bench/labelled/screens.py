"""Photos of screens and of prints among photos of streets, fences, tiles and cloth."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance

from bench.labelled import camera, sent_on

SCREENS, PRINTS, STREETS, PATTERNS, SENT = 150, 50, 110, 60, 60
PATTERN_KINDS = ("fence", "tiles", "corrugated", "mesh", "shutter", "paving")


@dataclass(frozen=True)
class Taken:
    """One photo: of which kind, whether it is of a screen or print, and its name."""

    kind: str
    name: str
    guilty: bool
    photo: Image.Image


def wanted() -> list[tuple[str, int]]:
    """Every photo of the set by kind and number."""
    counts = {"screen": SCREENS, "print": PRINTS, "street": STREETS, "pattern": PATTERNS, "sent": SENT}
    return [(kind, number) for kind, count in counts.items() for number in range(count)]


def made(kind: str, number: int) -> Taken:
    """That photo; the same number gives the same one."""
    draw = Random(f"{kind} {number}")
    names = sent_on.names(sent_on.PLACES)
    name = names[(number * 7) % len(names)]
    photo = sent_on.base(name, draw.choice(("before", "after")))
    if kind == "screen":
        photo, _told = camera.screen(photo, draw)
    elif kind == "print":
        photo, _told = camera.paper(photo, draw)
    elif kind == "street":
        photo, _told = camera.street(photo, draw)
    elif kind == "pattern":
        photo, _told = camera.street(patterned(photo, draw, PATTERN_KINDS[number % len(PATTERN_KINDS)]), draw)
    if kind == "sent" or draw.random() < 0.3:
        photo = sent_on.sent(photo, draw)
    if draw.random() < 0.25:
        photo = sent_on.stamped(photo, draw)
    return Taken(kind, name, kind in ("screen", "print"), photo)


def patterned(photo: Image.Image, draw: Random, kind: str) -> Image.Image:
    """The photo with something in it that repeats: most of it or a part of it."""
    photo = photo.resize(
        (1600, 1200) if photo.width > photo.height else (1200, 1600), Image.Resampling.BICUBIC
    )
    left, top = (0.0, 0.0) if draw.random() < 0.4 else (draw.uniform(0, 0.5), draw.uniform(0, 0.5))
    box = (
        round(left * photo.width), round(top * photo.height),
        round(photo.width * (1 if left == 0 else min(1, left + draw.uniform(0.3, 0.6)))),
        round(photo.height * (1 if top == 0 else min(1, top + draw.uniform(0.3, 0.6)))),
    )  # fmt: skip
    size = (box[2] - box[0], box[3] - box[1])
    wide = photo.crop(box)
    mask = Image.new("L", size, 0)
    pen = ImageDraw.Draw(mask)
    step = draw.uniform(5, 36)
    count = int(max(size) / step) + 2
    lean = draw.uniform(-0.06, 0.06)
    for each in range(count):
        at = each * step * (1 + 0.15 * each / count)
        if kind in ("fence", "mesh", "corrugated"):
            pen.line((at, 0, at + lean * size[1], size[1]), fill=255, width=max(1, round(step * 0.4)))
        if kind in ("mesh", "shutter", "tiles", "paving"):
            pen.line((0, at, size[0], at + lean * size[0]), fill=255, width=max(1, round(step * 0.3)))
        if kind in ("tiles", "paving"):
            pen.line((at * 1.6, 0, at * 1.6, size[1]), fill=200, width=max(1, round(step * 0.15)))
    shade = ImageEnhance.Brightness(wide).enhance(draw.uniform(0.3, 0.85))
    if kind == "corrugated":
        shade = ImageChops.multiply(shade, Image.new("RGB", size, (170, 175, 180)))
    wide.paste(shade, (0, 0), mask)
    photo.paste(wide, box[:2])
    return photo


def all_of() -> Iterator[Taken]:
    """The whole set."""
    for kind, number in wanted():
        yield made(kind, number)
