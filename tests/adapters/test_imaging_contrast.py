"""Whether words can be read on finished pictures, whatever the photos and the theme: measured on the pixels."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bench.proof import keep, percentile
from evidence.adapters.imaging import Theme
from tests.adapters.contrast import SHAPES, Measured, crop, measure

# WCAG 2 level AA for text, which each label and line holds even in its worst tenth of pixels.
LEAST = 4.5
# What must be left of a label's contrast on a picture of 160 pixels, where its strokes are a pixel wide.
LEAST_SMALL = 6.0
# And of that of an earlier stage, whose photo itself is 13 pixels high there: what WCAG asks of large signs.
LEAST_STAGE = 3.0
# Below this, a plate and its photo are one ground.
SAME = 1.5

PAGE = """\
# Contrast of the words on pictures

`make prove` writes this page: {pictures} pictures from photos drawn by code (blank white, black, grey and ink,
loud colours, noise, stripes and checks of 1 to 7 pixels, slopes, three scenes), each seen through a random
frame, in every format and layout, in the four themes of the house and in random colours made readable. Measured
on the finished JPEGs by the formula of WCAG 2, between the letters and the 4 px around them: of the means
(*usual*), and of the tenth of the letters' pixels and the tenth of the ground's that are nearest to each other
(*worst tenth*), where JPEG and the edges of letters take their share.

| what | how many | least | 1 % | 10 % | median |
| --- | --: | --: | --: | --: | --: |
{rows}

Asked: {least}:1. A label is opaque, so the photo changes it by what JPEG does only. Where its plate looks like
the photo beside it (less than {same}:1 between them, {merged} of {labels} labels), the photo is ground as well:
letters against that photo are at least {beyond:.1f}:1. Elsewhere the plate is seen as a plate.

At 160 px across (reduced with Lanczos) a stroke is about one pixel wide. What is left is measured between the
fifth of a label's pixels that has most of its letters and the fifth that has least: asked are {least_small}:1,
and {least_stage}:1 of the labels of earlier stages, of which there are two to five.

| labels at 160 px | how many | least | median |
| --- | --: | --: | --: |
{small}

What this does not show: whether somebody reads a label at 160 px; a line of the band is not meant to be read at
that size.
"""


def fails(measured: Sequence[Measured]) -> list[Measured]:
    """What could not be read."""
    return [
        each
        for each in measured
        if min(each.usual, each.worst) < LEAST
        or (each.label and each.small < (LEAST_STAGE if stage(each) else LEAST_SMALL))
        or (each.label and each.edge < SAME and each.beyond < LEAST)
    ]


def stage(each: Measured) -> bool:
    """Whether it is the label of an earlier stage."""
    return each.words.endswith("%") and each.words != "100%"


# One shape in four in the check, each of them three times over in the proofs.
DRAWN = [
    pytest.param(number, id="-".join(shape), marks=[] if number % 4 == 0 else pytest.mark.prove)
    for number, shape in enumerate(SHAPES)
]


@pytest.mark.parametrize("shape", DRAWN)
def test_words_stand_out_on_any_photo_in_any_theme(shape: int) -> None:
    for turn in range(3):
        recipe, photos = crop(shape + len(SHAPES) * turn)

        measured = measure(recipe, photos)

        assert sum(each.label for each in measured) == len(recipe.labels)
        assert fails(measured) == []


def test_colours_that_cannot_be_read_are_found_out() -> None:
    recipe, photos = crop(0)
    dull = replace(recipe, theme=Theme("#777777", "#A0A0A0", "#909090", "#404040"))

    measured = measure(dull, photos)

    lines = [each for each in measured if not each.label]
    assert fails(lines) == lines
    # The ink of the last label on a dark accent; the first has colours of its own.
    assert [each.label and each.usual < LEAST for each in measured[:2]] == [False, True]


@pytest.mark.prove
def test_words_stand_out_on_five_hundred_crops() -> None:
    pictures, measured, small = 500, [], {}
    for seed in range(1000, 1000 + pictures):
        recipe, photos = crop(seed)
        found = measure(recipe, photos)
        measured += found
        labels = [each for each in found if each.label]
        for each in labels:
            name = "earlier stages" if stage(each) else "100%" if recipe.layout == "stages" else recipe.layout
            small.setdefault(f"{recipe.format}, {name}", []).append(each.small)

    labels = [each for each in measured if each.label]
    lines = [each for each in measured if not each.label]
    merged = [each for each in labels if each.edge < SAME]
    keep(
        "contrast",
        PAGE.format(
            pictures=pictures, least=LEAST,
            least_small=LEAST_SMALL, least_stage=LEAST_STAGE, same=SAME, merged=len(merged), labels=len(labels),
            beyond=min(each.beyond for each in merged),
            rows="\n".join([
                row("labels, usual", [each.usual for each in labels]),
                row("labels, worst tenth", [each.worst for each in labels]),
                row("lines of the band, usual", [each.usual for each in lines]),
                row("lines of the band, worst tenth", [each.worst for each in lines]),
            ]),
            small="\n".join(
                f"| {name} | {len(values)} | {min(values):.1f} | {percentile(values, 0.5):.1f} |"
                for name, values in sorted(small.items())
            ),
        ),
    )  # fmt: skip
    assert fails(measured) == []


def row(name: str, values: Sequence[float]) -> str:
    parts = [f"{percentile(values, part):.1f}" for part in (0.01, 0.1, 0.5)]
    return f"| {name} | {len(values)} | {min(values):.1f} | {' | '.join(parts)} |"
