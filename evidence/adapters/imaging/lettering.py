"""The one typeface of our pictures, measured and drawn."""

from functools import cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

from evidence.adapters.imaging.text import Measure

_FONTS = Path(__file__).parent / "fonts"


@cache
def face(weight: int, size: int) -> ImageFont.FreeTypeFont:
    """The font at a weight of 600, 700 or 800 and a letter size in pixels."""
    # The basic layout needs no system library, so every machine sets the same letters.
    path = _FONTS / f"PlusJakartaSans-{weight}.ttf"
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def measured(weight: int) -> Measure:
    """A `Measure` for one weight."""
    return lambda text, size: face(weight, size).getlength(text)


def cap_height(weight: int, size: int) -> int:
    """Height of a capital letter in pixels."""
    return round(-face(weight, size).getbbox("H", anchor="ls")[1])


def write(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, weight: int, size: int, colour: str
) -> None:
    """Draw ``text`` with its left end and baseline at ``at``."""
    draw.text(at, text, font=face(weight, size), fill=colour, anchor="ls")
