"""Blank, black, white and blurred photos among foggy, shallow and dark ones (`quality.blank`, `quality.blur`)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy
from PIL import Image, ImageFilter

from bench.labelled import sent_on
from bench.labelled.phones import honest, with_after
from bench.labelled.reuse import bound
from evidence.adapters.imaging import quality
from evidence.capture.checks.all import BY_CODE
from evidence.capture.checks.base import Noticed, Unjudged
from evidence.capture.checks.thresholds import Thresholds

TITLE = "Blank, black and blurred photos"
EACH = 30
Picture = Image.Image
Make = Callable[[Picture, Random], Picture]


def _noisy(photo: Picture, draw: Random, most: float) -> Picture:
    noise = numpy.random.default_rng(draw.getrandbits(32))
    levels: Any = numpy.asarray(photo, dtype=numpy.float32)
    levels = levels + draw.uniform(0.5, most) * noise.standard_normal(levels.shape, dtype=numpy.float32)
    return Image.fromarray(numpy.clip(levels, 0, 255).astype(numpy.uint8), "RGB")


def _curve(photo: Picture, of: Callable[[float], float]) -> Picture:
    return photo.point([round(max(0.0, min(255.0, of(float(level))))) for level in range(256)] * 3)


def lid(photo: Picture, draw: Random) -> Picture:
    """A hand or a pocket before the lens."""
    dark = Image.new("RGB", photo.size, (draw.randint(2, 18), draw.randint(0, 8), draw.randint(0, 8)))
    return _noisy(dark, draw, 5)


def night(photo: Picture, draw: Random) -> Picture:
    """So dark that nothing can be seen."""
    return _noisy(_curve(photo, lambda level: level * 0.07), draw, 4)


def burnt(photo: Picture, draw: Random) -> Picture:
    """Against the sun, until nothing is left."""
    return _noisy(_curve(photo, lambda level: 243 + level * 0.06), draw, 3)


def wall(photo: Picture, draw: Random) -> Picture:
    """A bare wall, or a finger."""
    even = Image.new("RGB", photo.size, tuple(draw.randint(70, 200) for _part in range(3)))
    return _noisy(even.filter(ImageFilter.GaussianBlur(3)), draw, 5)


def lamp(photo: Picture, draw: Random) -> Picture:
    """Night work in the light of a lamp."""
    x, y = draw.uniform(0.25, 0.75), draw.uniform(0.3, 0.7)
    rows, columns = numpy.mgrid[0 : photo.height, 0 : photo.width]
    far = ((columns / photo.width - x) / 0.3) ** 2 + ((rows / photo.height - y) / 0.3) ** 2
    light: Any = numpy.exp(-far)[..., None] * 0.9 + 0.05
    return _noisy(Image.fromarray((numpy.asarray(photo) * light).astype(numpy.uint8), "RGB"), draw, 6)


def fog(photo: Picture, draw: Random) -> Picture:
    """Rain, fog or smoke: little contrast, still sharp."""
    part = draw.uniform(0.35, 0.6)
    return _noisy(_curve(photo, lambda level: 205 * part + level * (1 - part)), draw, 3)


def shallow(photo: Picture, draw: Random) -> Picture:
    """Sharp in the middle only, as a near thing before a far street."""
    soft = photo.filter(ImageFilter.GaussianBlur(draw.uniform(4, 8)))
    mask = Image.new("L", photo.size, 0)
    wide, high = (round(side * draw.uniform(0.4, 0.55)) for side in photo.size)
    left, top = (photo.width - wide) // 2, (photo.height - high) // 2
    mask.paste(255, (left, top, left + wide, top + high))
    return Image.composite(photo, soft, mask.filter(ImageFilter.GaussianBlur(15)))


def unfocused(photo: Picture, draw: Random) -> Picture:
    """Out of focus all over."""
    return _noisy(
        photo.filter(ImageFilter.GaussianBlur(max(photo.size) * draw.uniform(0.005, 0.012))), draw, 3
    )


def shaken(photo: Picture, draw: Random) -> Picture:
    """Moved while it was taken, in any direction."""
    angle, length = draw.uniform(0, numpy.pi), max(photo.size) * draw.uniform(0.018, 0.04)
    levels: Any = numpy.asarray(photo, dtype=numpy.float32)
    steps = numpy.linspace(-0.5, 0.5, 15) * length
    moved: Any = sum(
        numpy.roll(levels, (round(at * numpy.sin(angle)), round(at * numpy.cos(angle))), (0, 1))
        for at in steps
    )
    return _noisy(Image.fromarray((moved / len(steps)).astype(numpy.uint8), "RGB"), draw, 3)


def plain(photo: Picture, draw: Random) -> Picture:
    """As it is."""
    return _noisy(photo, draw, 3)


# Of each way: whether it is blank, whether it is blurred (None where nobody could say), what it is, and how it is made.
WAYS: dict[str, tuple[bool, bool | None, str, Make]] = {
    "lid": (True, None, "a hand or a pocket before the lens", lid),
    "night": (True, None, "too dark to see anything", night),
    "burnt": (True, None, "burnt out by the sun", burnt),
    "wall": (True, None, "a bare wall, a finger", wall),
    "unfocused": (False, True, "out of focus all over", unfocused),
    "shaken": (False, True, "shaken", shaken),
    "plain": (False, False, "as it is", plain),
    "lamp": (False, False, "night work by a lamp", lamp),
    "fog": (False, False, "fog, rain, smoke", fog),
    "shallow": (False, False, "sharp in the middle only", shallow),
    "sent": (False, False, "sent by a messenger three times", lambda photo, draw: photo),
}


@dataclass(frozen=True)
class Judged:
    """What the two checks say of one photo: *noticed*, *nothing* or *unjudged*."""

    way: str
    number: int
    blank: str
    blur: str
    warned: bool


def made(way: str, number: int) -> Picture:
    """That photo of the set; the same number gives the same one."""
    draw = Random(f"quality {way} {number}")
    names = sent_on.names()
    photo = sent_on.base(names[(number * 5) % len(names)], draw.choice(("before", "after")))
    photo = WAYS[way][3](photo, draw)
    for _time in range(3 if way == "sent" else draw.random() < 0.3):
        photo = sent_on.sent(photo, draw)
    return sent_on.stamped(photo, draw) if not WAYS[way][0] and draw.random() < 0.25 else photo


def judged(way: str, number: int) -> Judged:
    """What is said of that photo."""
    of = honest(number, after="camera")
    after = replace(of.shots[1], measures={"quality": quality.measured(made(way, number))})
    said = {}
    warned = False
    for code in ("quality.blank", "quality.blur"):
        of_it = [
            each for each in BY_CODE[code].look(with_after(of, after), Thresholds()) if each.photo == after.id
        ]
        kinds = ["noticed" if isinstance(each, Noticed) else "unjudged" for each in of_it]
        said[code] = kinds[0] if kinds else "nothing"
        warned |= any(not isinstance(each, Unjudged) and each.level == "warning" for each in of_it)
    return Judged(way, number, said["quality.blank"], said["quality.blur"], warned)


def all_of() -> list[Judged]:
    """The whole set; some minutes."""
    return [judged(way, number) for way in WAYS for number in range(EACH)]


def told(photos: list[Judged]) -> str:
    """The section of the page, from what was judged."""
    rows = []
    for way, (_blank, _blurred, words, _make) in WAYS.items():
        of = [each for each in photos if each.way == way]
        blank, blur, dumb = (
            sum(getattr(each, name) == said for each in of)
            for name, said in (("blank", "noticed"), ("blur", "noticed"), ("blur", "unjudged"))
        )
        rows.append(f"| {words} | {len(of)} | {blank} | {blur} | {dumb} |")
    lines = []
    for name, at in (("blank", 0), ("blur", 1)):
        right, wrong = ([each for each in photos if WAYS[each.way][at] is which] for which in (True, False))
        found, false = (sum(getattr(each, name) == "noticed" for each in which) for which in (right, wrong))
        lines.append(
            f"| `quality.{name}` | {len(right)} | {found} | {found / len(right):.1%} | "
            f"{1 - bound(len(right) - found, len(right)):.1%} | {len(wrong)} | {false} | "
            f"{bound(false, len(wrong)):.1%} | {found / max(1, found + false):.1%} |"
        )
    return SECTION.format(rows="\n".join(rows), lines="\n".join(lines))


def section() -> str:
    """The section of the page; it takes some minutes."""
    return told(all_of())


SECTION = """\
| a photo | photos | noticed as blank | noticed as blurred | blur not judged |
| --- | --: | --: | --: | --: |
{rows}

| check | positives | noticed | recall | at least | negatives | noticed | at most | precision |
| --- | --: | --: | --: | --: | --: | --: | --: | --: |
{lines}

*At least* and *at most* are exact, one-sided, with 95 % confidence. One photo in four carries a camera app's stamp,
whose sharp letters do not count, and three in ten were sent on. Sharpness is how steep the steepest edges are for
their own contrast, in the sharpest tenth of the parts and in the direction in which they are the least steep; so fog,
dusk and a near thing before a blurred street are not blamed. Blank is a *peringatan*, blurred a *catatan*.

**What this cannot know.** What there was to be seen. A photo that is a little soft passes, and so does one with a sharp
tenth that is not the work. Where nothing has an edge, sharpness is not judged. The blur is drawn, not a lens's.
"""
