"""The panels of a finished picture without its labels, as the slider for strangers shows them one over the other."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from random import Random

import pytest
from PIL import Image

from evidence.adapters.imaging import ALIGNED, Frame, Recipe, Similarity, compose, offered, panels
from evidence.adapters.imaging.geometry import Size
from evidence.adapters.imaging.layout import GAP, plan
from evidence.adapters.imaging.placing import placed
from evidence.adapters.imaging.tabs import tabs
from tests.adapters.pictures import jpeg

WORDS = ("SEBELUM", "SESUDAH")
WAYS = [
    (f, w) for f in ("portrait", "square", "story", "landscape") for w in ("side", "stack") if offered(f, w)
]


def recipe(format_: str, layout: str, **more: object) -> Recipe:
    told = {
        "photos": ("0" * 64, "1" * 64),
        "title": "Kuras saluran",
        "unit": "Kelurahan Mojo",
        "labels": WORDS,
    }
    return Recipe(**{**told, "format": format_, "layout": layout, **more})  # type: ignore[arg-type]


def any_of_them(draw: Random) -> Iterator[tuple[Recipe, list[Size]]]:
    """Pairs of all shapes, arranged in all ways, many of them about something at the very edge."""
    edges = (0, 30, 500, 880, 900, 930, 970, 1000)
    for _each in range(800):
        sizes = [(draw.randint(300, 4000), draw.randint(300, 4000)) for _photo in WORDS]
        frames = tuple(Frame(draw.choice(edges), draw.choice(edges), draw.choice((100, 250))) for _ in WORDS)
        more: dict[str, object] = {
            "frames": draw.choice([(), frames]),
            "whole": draw.choice([None, True, False]),
        }
        if draw.random() < 0.3:
            more |= {"aligned": Similarity(x=draw.randint(-1500, 1500), y=draw.randint(-1500, 1500))}
            more |= {"notes": (ALIGNED,)}
        yield recipe(*draw.choice(WAYS), **more), sizes


def test_no_label_reaches_into_what_the_slider_shows_and_both_sides_are_alike() -> None:
    above = 0
    for of, sizes in any_of_them(Random(7)):
        layout = plan(of.format, of.layout, sizes)
        drawn = tabs(of, layout, placed(of, layout.panels, sizes))
        left = panels(of)

        above += any(tab.box.y == layout.panels[0].y for tab in drawn)
        assert not [tab for tab in drawn for panel in left if tab.box.overlap(panel)], of
        assert left[0].size == left[1].size
        for panel, whole in zip(left, layout.panels, strict=True):
            assert whole.overlap(panel) == panel.width * panel.height
            assert (panel.x, panel.width) == (whole.x, whole.width)
            # Of an arranged pair at most both strips are lost, of any other the one below.
            assert panel.height >= whole.height - (2 if of.frames else 1) * (124 + GAP)
    # Else labels above were not tried at all.
    assert above > 10


@pytest.mark.parametrize(("format_", "layout"), WAYS)
def test_of_a_drawn_picture_photos_alone_are_left_and_all_of_those_without_labels(
    format_: str, layout: str
) -> None:
    colours = ((40, 160, 90), (60, 90, 170))
    photos = [jpeg(Image.new("RGB", (1200, 1200), each), quality=95) for each in colours]
    names = tuple(hashlib.sha256(each).hexdigest() for each in photos)
    of = recipe(format_, layout, photos=names, whole=False)
    drawn = Image.open(BytesIO(compose(of, photos))).convert("RGB")

    for panel, colour in zip(panels(of), colours, strict=True):
        # All but the sides, where JPEG smears the white between the photos into them.
        seen = drawn.crop((panel.x + 16, panel.y + 16, panel.right - 16, panel.bottom))
        for band, value in zip(seen.getextrema(), colour, strict=True):
            assert isinstance(band, tuple)
            assert value - 12 <= band[0] <= band[1] <= value + 12
    bare = recipe(format_, layout, labels=())
    assert panels(bare) == plan(format_, layout, [(1, 1)] * 2).panels
