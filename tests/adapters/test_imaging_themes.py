"""The promise of the colours: whatever a unit asks for, its words can be read."""

import colorsys
from random import Random

import pytest

from evidence.adapters.imaging import THEMES, Theme, contrast, readable
from evidence.adapters.imaging.themes import INK, PAPER


def channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def asked(seed: int) -> tuple[str, str]:
    random = Random(seed)
    return f"#{random.randrange(1 << 24):06X}", f"#{random.randrange(1 << 24):06X}"


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("name", THEMES)
def test_each_theme_of_the_house_can_be_read(name: str) -> None:
    theme = THEMES[name]

    assert contrast(theme.band, theme.text) >= 7
    assert contrast(theme.band, theme.second) >= 7
    assert contrast(theme.accent, INK) >= 7
    assert contrast(PAPER, INK) >= 7


@pytest.mark.parametrize("seed", range(0, 500, 50))
def test_any_colours_become_a_theme_that_can_be_read(seed: int) -> None:
    for each in range(seed, seed + 50):
        band, accent = asked(each)

        theme = readable(band, accent)

        assert min(contrast(theme.band, words) for words in (theme.text, theme.second)) >= 7
        assert contrast(theme.accent, INK) >= 7
        assert theme.text in (PAPER, INK)


@pytest.mark.parametrize("seed", range(40))
def test_a_colour_that_fails_keeps_its_hue(seed: int) -> None:
    band, accent = asked(seed)

    theme = readable(band, accent)

    for before, after in ((band, theme.band), (accent, theme.accent)):
        hue, _light, saturation = colorsys.rgb_to_hls(*channels(before))
        again, light, colour = colorsys.rgb_to_hls(*channels(after))
        if min(saturation, colour) > 0.1 and 0.05 < light < 0.95:
            assert min(abs(hue - again), 1 - abs(hue - again)) < 0.02


def test_a_colour_that_passes_is_left_as_it_is() -> None:
    assert readable("#163A66", "#F4C152") == Theme("#163A66", "#FFFFFF", "#E4E7EA", "#F4C152")
    assert readable("#FAF8F4", "#CFE8B5").band == "#FAF8F4"


@pytest.mark.parametrize("colour", ["", "163A66", "#163A6", "#GGGGGG", "red", "#163A666"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        readable(colour, "#FFFFFF")
