"""The typefaces of our pictures, measured and drawn: Plus Jakarta Sans, and Noto Sans for what it does not have."""

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from PIL import ImageDraw, ImageFont

from evidence.adapters.imaging import bidi, shaping
from evidence.adapters.imaging.shaping import FINE, FONTS, SCRIPTS, UNITS, Script, Shaped
from evidence.adapters.imaging.text import ARABIC, GLYPHS, Measure


@dataclass(frozen=True)
class _Span:
    """Words in one face: as they stand from left to right, or, with a script, as HarfBuzz wants them."""

    words: str
    script: Script | None
    rtl: bool

    def shape(self, weight: int) -> Shaped:
        assert self.script is not None
        return shaping.shaped(self.script, weight, self.words, self.rtl)


@cache
def face(weight: int, size: int) -> ImageFont.FreeTypeFont:
    """The font at a weight of 600, 700 or 800 and a letter size in pixels."""
    # The basic layout needs no system library, so every machine sets the same letters.
    path = FONTS / f"PlusJakartaSans-{weight}.ttf"
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def mixed(words: str) -> bool:
    """Whether they have letters of another script than Latin."""
    return not words.isascii() and any(letter in SCRIPTS for letter in words)


def measured(weight: int) -> Measure:
    """A `Measure` for one weight."""
    return lambda words, size: width(words, weight, size)


def width(words: str, weight: int, size: int, others: int = 100) -> float:
    """In pixels, whichever way the line runs; ``others`` is the size of other scripts in percent of the usual."""
    if not mixed(words):
        return face(weight, size).getlength(words)
    ways = (False, True) if ARABIC.intersection(words) else (False,)
    return max(sum(_advance(span, weight, size, others) for span in _spans(words, rtl)) for rtl in ways)


def cap_height(weight: int, size: int) -> int:
    """Height of a capital letter in pixels."""
    return round(-face(weight, size).getbbox("H", anchor="ls")[1])


def reach(words: str, weight: int, size: int, others: int = 100) -> tuple[float, float]:
    """How far the letters of other scripts reach above and below the baseline, in pixels."""
    shapes = [
        (span.shape(weight), _fine(span.script, size, others) / (UNITS * FINE))
        for span in _spans(words, False)
        if span.script
    ]
    above, below = (max((each * unit for each, unit in ends), default=0.0) for ends in (
        [(shape.top, unit) for shape, unit in shapes], [(-shape.foot, unit) for shape, unit in shapes],
    ))  # fmt: skip
    return above, below


def latin_reach(words: str, weight: int, size: int) -> tuple[int, int]:
    """The same of the Latin letters among them."""
    _, top, _, foot = face(weight, size).getbbox("".join(filter(GLYPHS.__contains__, words)), anchor="ls")
    return max(0, -round(top)), max(0, round(foot))


def write(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    words: str,
    weight: int,
    size: int,
    colour: str,
    *,
    rtl: bool = False,
    others: int = 100,
    lift: int = 0,
) -> None:
    """Draw ``words`` with their left end and baseline at ``at``.

    ``rtl`` says which way the line as a whole runs. Letters of other scripts are ``others`` percent of their usual
    size and stand ``lift`` pixels higher.
    """
    if not mixed(words):
        draw.text(at, words, font=face(weight, size), fill=colour, anchor="ls")
        return
    x, baseline = at
    for span in _spans(words, rtl):
        if span.script is None:
            draw.text((x, baseline), span.words, font=face(weight, size), fill=colour, anchor="ls")
        else:
            left = int(x)
            mask, above = shaping.stamp(
                span.script,
                weight,
                span.shape(weight),
                _fine(span.script, size, others),
                round((x - left) * FINE),
            )
            draw.bitmap((left, round(baseline) - lift - above), mask, fill=colour)
        x += _advance(span, weight, size, others)


def _fine(script: Script, size: int, others: int) -> int:
    """The letter size in fine pixels."""
    return int(size * script.share * others * FINE / 100)


def _advance(span: _Span, weight: int, size: int, others: int) -> float:
    if span.script is None:
        return face(weight, size).getlength(span.words)
    shape = span.shape(weight)
    return (shape.right - shape.left) * _fine(span.script, size, others) / (UNITS * FINE)


@lru_cache(maxsize=1024)
def _spans(words: str, rtl: bool) -> list[_Span]:
    """The line in pieces of one face and direction, in the order in which they stand."""
    levels = bidi.levels(words, rtl) if rtl or ARABIC.intersection(words) else [0] * len(words)
    told = list(zip(words, _scripts(words), levels, strict=True))
    spans = []
    for (script, level), group in groupby(told, key=lambda each: each[1:]):
        said, back = "".join(letter for letter, *_ in group), level % 2 == 1
        if script is None and back:
            said = said[::-1].translate(bidi.MIRRORED)
        spans.append((level, _Span(said, script, back)))
    return bidi.as_seen(spans)


def _scripts(words: str) -> list[Script | None]:
    """The script of each letter; one that has none of its own and no face either goes with the letter before."""
    found: list[Script | None] = []
    for letter in words:
        joiner = letter in "\u200c\u200d"
        found.append(found[-1] if joiner and found else SCRIPTS.get(letter))
    return found
