"""Photos of screens and of prints among photos of streets, fences, tiles and cloth (`screens.screen`)."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance

from bench.labelled import camera, sent_on
from bench.labelled.reuse import bound
from evidence.adapters.imaging import screens
from evidence.adapters.imaging.geometry import fitted
from evidence.adapters.imaging.pixels import MEASURED_EDGE
from evidence.capture.checks.thresholds import Thresholds

TITLE = "Photos of screens and prints"
COUNTS = {"screen": 100, "print": 30, "street": 70, "pattern": 36, "sent": 90}
GUILTY = ("screen", "print")
WORDS = {
    "screen": "a screen", "print": "a print on paper", "street": "a street, by the same camera",
    "pattern": "a fence, tiles, sheets, mesh, a shutter, paving", "sent": "a street, sent by a messenger",
}  # fmt: skip
PATTERNS = ("fence", "tiles", "corrugated", "mesh", "shutter", "paving")


@dataclass(frozen=True)
class Judged:
    """One photo of the set, and what was measured of it."""

    kind: str
    number: int
    score: float | None

    @property
    def noticed(self) -> bool:
        return self.score is not None and self.score >= Thresholds().screen_note_share

    @property
    def warned(self) -> bool:
        return self.score is not None and self.score >= Thresholds().screen_warning_share


def made(kind: str, number: int) -> Image.Image:
    """That photo of the set as it arrives; the same number gives the same one."""
    draw = Random(f"{kind} photo {number}")
    names = sent_on.names()
    photo = sent_on.base(names[(number * 7) % len(names)], draw.choice(("before", "after")))
    if kind == "screen":
        photo, _told = camera.screen(photo, draw)
    elif kind == "print":
        photo, _told = camera.paper(photo, draw)
    elif kind == "street":
        photo, _told = camera.street(photo, draw)
    elif kind == "pattern":
        photo, _told = camera.street(patterned(photo, draw, PATTERNS[number % len(PATTERNS)]), draw)
    if kind == "sent" or draw.random() < 0.3:
        photo = sent_on.sent(photo, draw)
    return sent_on.stamped(photo, draw) if draw.random() < 0.25 else photo


def patterned(photo: Image.Image, draw: Random, kind: str) -> Image.Image:
    """The photo with something in it that repeats: all over it, or over a part."""
    size = (1600, 1200) if photo.width > photo.height else (1200, 1600)
    photo = photo.resize(size, Image.Resampling.BICUBIC)
    start = (0.0, 0.0) if draw.random() < 0.4 else (draw.uniform(0, 0.5), draw.uniform(0, 0.5))
    long = [1.0 if at == 0 else draw.uniform(0.3, 0.5) for at in start]
    left, top = (round(at * side) for at, side in zip(start, size, strict=True))
    right, bottom = (round((at + part) * side) for at, part, side in zip(start, long, size, strict=True))
    part = photo.crop((left, top, right, bottom))
    mask = Image.new("L", part.size, 0)
    pen = ImageDraw.Draw(mask)
    step, lean = draw.uniform(5, 36), draw.uniform(-0.06, 0.06)
    count = int(max(part.size) / step) + 2
    for each in range(count):
        # What is further away is smaller.
        at = each * step * (1 + 0.15 * each / count)
        if kind in ("fence", "mesh", "corrugated"):
            pen.line((at, 0, at + lean * part.height, part.height), fill=255, width=max(1, round(step * 0.4)))
        if kind in ("mesh", "shutter", "tiles", "paving"):
            pen.line((0, at, part.width, at + lean * part.width), fill=255, width=max(1, round(step * 0.3)))
        if kind in ("tiles", "paving"):
            pen.line((at * 1.6, 0, at * 1.6, part.height), fill=200, width=max(1, round(step * 0.15)))
    shade = ImageEnhance.Brightness(part).enhance(draw.uniform(0.3, 0.85))
    if kind == "corrugated":
        shade = ImageChops.multiply(shade, Image.new("RGB", part.size, (170, 175, 180)))
    part.paste(shade, (0, 0), mask)
    photo.paste(part, (left, top))
    return photo


def judged(kind: str, number: int) -> Judged:
    """What is measured of that photo."""
    return Judged(kind, number, judged_photo(made(kind, number)))


def judged_photo(photo: Image.Image) -> float | None:
    """How much a photo looks like one of a screen, as a worker would measure it."""
    size = fitted(photo.size, MEASURED_EDGE)
    small = photo if size == photo.size else photo.resize(size, Image.Resampling.LANCZOS)
    told = screens.measured(small, max(size) / max(photo.size))
    return told["score"] if told else None


def all_of(processes: int = 2) -> list[Judged]:
    """The whole set; some ten minutes of two processors."""
    wanted = [(kind, number) for kind, count in COUNTS.items() for number in range(count)]
    kinds, numbers = zip(*wanted, strict=True)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(judged, kinds, numbers, chunksize=8))


def told(photos: list[Judged]) -> str:
    """The section of the page, from what was judged."""
    rows = []
    for kind in COUNTS:
        of = [each for each in photos if each.kind == kind]
        noticed, warned = sum(each.noticed for each in of), sum(each.warned for each in of)
        dumb = sum(each.score is None for each in of)
        rows.append(
            f"| {WORDS[kind]} | {len(of)} | {noticed} | {warned} | {dumb} | {noticed / max(1, len(of)):.1%} |"
        )
    right, wrong = ([each for each in photos if (each.kind in GUILTY) is which] for which in (True, False))
    found, false = sum(each.noticed for each in right), sum(each.noticed for each in wrong)
    sure, falsely = sum(each.warned for each in right), sum(each.warned for each in wrong)
    plain = [each for each in wrong if each.kind != "pattern"]
    return SECTION.format(
        rows="\n".join(rows), found=found, positives=len(right), recall=found / len(right),
        least=1 - bound(len(right) - found, len(right)), precision=found / max(1, found + false),
        sure=sure, falsely=falsely, sure_precision=sure / max(1, sure + falsely), plain=len(plain),
        plainly=sum(each.warned for each in plain), most=bound(sum(each.warned for each in plain), len(plain)),
    )  # fmt: skip


def section() -> str:
    """The section of the page; it takes some minutes."""
    return told(all_of())


SECTION = """\
The positives are photos of a screen or a print that shows one of the base photos (`bench/labelled/camera.py`): the
red, green and blue stripes or dots of the panel as far as the optics let them through, sampled by a sensor of four
colours, held aslant, half of them with the frame about it, with light on the glass, noise, sharpening and a JPEG;
three in ten were sent on by a messenger after that, one in four carries a camera app's stamp. The negatives are the
same pictures as streets in front of the same camera, or sent on, and, hardest of all, with a pattern of their own.
None of these photos was looked at while the thresholds were chosen: they are other draws of the same code.

| a photo of | photos | noticed | as a warning | could not judge | share noticed |
| --- | --: | --: | --: | --: | --: |
{rows}

Recall: {found} of {positives}, **{recall:.1%}** (at least {least:.1%}, exact, one-sided, 95 % confidence).
**Precision**: {precision:.1%}; of warnings alone, {sure} right and {falsely} wrong, {sure_precision:.1%}.
Of photos without a pattern of their own {plainly} of {plain} get a warning: at most {most:.1%}.
Fifty photos and pairs of these sets: [pixels.webp](contact-sheets/pixels.webp).

**What this cannot know.** A screen that is finer than the camera sees, a little out of focus, or made small by a
messenger afterwards leaves no pattern at all, and without its frame it looks like the street it shows: that is most of
what is missed. A good print is paper and nothing else. A fence, a grille or cloth that fills the photo may look like a
panel; a pattern of light alone is therefore never more than a *catatan*. No real screen was photographed for this.
"""
