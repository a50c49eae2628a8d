"""Arabic and Javanese letters: joined, stacked and marked by HarfBuzz, drawn glyph by glyph by FreeType.

Pillow's own way to do so depends on a library of the system (FriBiDi), and a picture has the same bytes everywhere.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import uharfbuzz
from PIL import Image, ImageDraw, ImageFont

from evidence.adapters.imaging.text import ARABIC, JAVANESE

FONTS = Path(__file__).parent / "fonts"
# In these files each glyph can also be asked for by its number, from here on: Pillow draws letters, not glyphs.
_FIRST_GLYPH = 0xE000
UNITS = 1000
# Glyphs are drawn this much larger and then reduced, because Pillow sets them on whole pixels only.
FINE = 4


@dataclass(frozen=True)
class Script:
    """A script, its name in ISO 15924, its files by weight, and its size as a share of the Latin letters beside it."""

    tag: str
    name: str
    weights: tuple[int, int]
    share: float


_ARABIC = Script("Arab", "NotoSansArabic", (600, 800), 1.1)
_JAVANESE = Script("Java", "NotoSansJavanese", (600, 700), 1.0)
# Each letter that Plus Jakarta Sans does not have, with its script.
SCRIPTS = dict.fromkeys(ARABIC, _ARABIC) | dict.fromkeys(JAVANESE, _JAVANESE)


@dataclass(frozen=True)
class Shaped:
    """Glyphs with their places, and the box around them and the pen's way, in thousandths of the letter size.

    The pen starts at 0 on the baseline; ``top`` and ``foot`` go upwards.
    """

    glyphs: tuple[tuple[str, int, int], ...]
    left: int
    right: int
    top: int
    foot: int


@lru_cache(maxsize=2048)
def shaped(script: Script, weight: int, words: str, rtl: bool) -> Shaped:
    """The glyphs of words of one script and one direction, from left to right."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(words)
    buffer.script, buffer.direction = script.tag, "rtl" if rtl else "ltr"
    # Else it were the machine's.
    buffer.language = "id"
    buffer.flags = uharfbuzz.BufferFlags.DO_NOT_INSERT_DOTTED_CIRCLE
    font = _font(script, weight)
    uharfbuzz.shape(font, buffer)
    glyphs, x, left, right, top, foot = [], 0, 0, 0, 0, 0
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        at_x, at_y = x + place.x_offset, place.y_offset
        ink = font.get_glyph_extents(glyph.codepoint)
        if ink and ink.width:
            glyphs.append((chr(_FIRST_GLYPH + glyph.codepoint), at_x, at_y))
            left, right = min(left, at_x + ink.x_bearing), max(right, at_x + ink.x_bearing + ink.width)
            top, foot = max(top, at_y + ink.y_bearing), min(foot, at_y + ink.y_bearing + ink.height)
        x += place.x_advance
    return Shaped(tuple(glyphs), left, max(right, x), top, foot)


def stamp(script: Script, weight: int, shape: Shaped, fine: int, shift: int) -> tuple[Image.Image, int]:
    """The shape's mask for letters of ``fine`` / `FINE` pixels, its left edge ``shift`` fine pixels in.

    Also how many pixels of it stand above the baseline.
    """
    # Whole pixels on each side: what antialiasing adds stays on the mask.
    above = -(-shape.top * fine // (UNITS * FINE)) + 1
    below = -(shape.foot * fine // (UNITS * FINE)) + 1
    across = -(-((shape.right - shape.left) * fine // UNITS + shift) // FINE) + 2
    mask = Image.new("L", (across * FINE, (above + below) * FINE), 0)
    pen, face = ImageDraw.Draw(mask), _face(script, weight, fine)
    for letter, x, y in shape.glyphs:
        at = round((x - shape.left) * fine / UNITS) + shift, above * FINE - round(y * fine / UNITS)
        pen.text(at, letter, font=face, fill=255, anchor="ls")
    return mask.reduce(FINE), above


def _file(script: Script, weight: int) -> Path:
    usual, bold = script.weights
    return FONTS / f"{script.name}-{usual if weight <= usual else bold}.ttf"


@cache
def _font(script: Script, weight: int) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(_file(script, weight)))))


@lru_cache(maxsize=64)
def _face(script: Script, weight: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_file(script, weight), size, layout_engine=ImageFont.Layout.BASIC)
