"""The colours of a picture, and the promise that its words can be read on them.

Contrast is that of WCAG 2: (lighter + 0.05) / (darker + 0.05) of the relative luminances, 1 to 21.
"""

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass, replace

INK, PAPER = "#1B1F24", "#FFFFFF"
# How much text and second text must stand out from the band, ink from the accent, the accent from the dark label.
TEXT_RATIO, ACCENT_RATIO, LABEL_RATIO = 7.0, 7.0, 3.0
_STEPS = 200


@dataclass(frozen=True)
class Theme:
    """Colours as #RRGGBB: of the caption band, its words, its second words, and of the label SESUDAH."""

    band: str
    text: str
    second: str
    accent: str

    def __post_init__(self) -> None:
        for colour in (self.band, self.text, self.second, self.accent):
            _channels(colour)


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(band: str, accent: str) -> Theme:
    """The theme with the band and accent nearest to those asked for on which everything can be read.

    A colour that fails is shifted in lightness alone, so its hue stays the unit's. Text is only near-white or
    near-black, since coloured letters bleed in small JPEGs. Raises ValueError for what is no colour.
    """
    # Whichever words need the smaller shift: a light band keeps dark ones, a dark band light ones.
    themes = [
        Theme(_shifted(band, {text: TEXT_RATIO, second: TEXT_RATIO}), text, second, PAPER)
        for text, second in ((PAPER, "#E4E7EA"), (INK, "#33393F"))
    ]
    nearest = min(themes, key=lambda each: abs(_luminance(band) - _luminance(each.band)))
    return replace(nearest, accent=_shifted(accent, {INK: max(ACCENT_RATIO, LABEL_RATIO)}))


def _shifted(colour: str, against: Mapping[str, float]) -> str:
    """The colour, as much lighter or darker as it takes to stand out from those it is seen against."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(_STEPS + 1):
        for moved in (lightness - step / _STEPS, lightness + step / _STEPS):
            rgb = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, moved)), saturation)
            found = colour.upper() if not step else "#" + "".join(f"{round(each * 255):02X}" for each in rgb)
            if all(contrast(found, other) >= ratio for other, ratio in against.items()):
                return found
    raise ValueError(f"nothing stands out from {', '.join(against)}")


def _luminance(colour: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"{colour!r} is no colour")
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


THEMES = {
    "wedel": Theme("#163A66", "#FFFFFF", "#D6E2F0", "#F4C152"),
    "sogan": Theme("#4E2A10", "#FFF7EA", "#EBDCC6", "#F0D9B0"),
    "daun": Theme("#0F4A33", "#FFFFFF", "#D2E6DA", "#CFE8B5"),
    "kertas": Theme("#FAF8F4", "#1B1F24", "#434B55", "#F4C152"),
}
WEDEL = THEMES["wedel"]
