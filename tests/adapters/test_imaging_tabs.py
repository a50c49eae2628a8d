"""The labels on the photos: in which corner, and what becomes of one that cannot be drawn."""

from dataclasses import replace

import pytest

from evidence.adapters.imaging import Frame, Recipe
from evidence.adapters.imaging.geometry import Shown, filling
from evidence.adapters.imaging.layout import plan
from evidence.adapters.imaging.placing import placed as scaled
from evidence.adapters.imaging.recipe import FORMATS
from evidence.adapters.imaging.tabs import Tab, tabs

SIZE = (900, 1200)
PAIR = Recipe(photos=("0" * 64,) * 2, title="", unit="", labels=("SEBELUM", "SESUDAH"))


def placed(recipe: Recipe) -> list[Tab]:
    planned = plan("portrait", "side", [SIZE] * 2)
    frames = recipe.frames or (Frame(), Frame())
    shown = [
        Shown(panel, panel, filling(SIZE, panel.size, frame), frame)
        for panel, frame in zip(planned.panels, frames, strict=True)
    ]
    return tabs(recipe, planned, shown)


@pytest.mark.parametrize(
    ("frame", "corner"),
    [
        (Frame(500, 500), (0, 908)),
        (Frame(0, 1000), (198, 908)),
        (Frame(300, 960), (0, 0)),
        (Frame(1000, 1000), (0, 908)),
    ],
)
def test_labels_make_way_for_what_their_photos_are_about(frame: Frame, corner: tuple[int, int]) -> None:
    first, second = placed(replace(PAIR, frames=(frame, frame)))

    assert first.box.x == pytest.approx(corner[0], abs=2)
    assert (first.box.y, second.box.y) == (corner[1], corner[1])


@pytest.mark.parametrize("size", [SIZE, (1200, 900), (1600, 460)])
@pytest.mark.parametrize("format_", FORMATS)
def test_a_label_hides_little_of_the_small_photo(format_: str, size: tuple[int, int]) -> None:
    recipe = replace(PAIR, format=format_, layout="inset")
    planned = plan(format_, "inset", [size] * 2)
    shown = scaled(recipe, planned.panels, [size] * 2)

    before, after = tabs(recipe, planned, shown)

    box = shown[0].box
    assert before.box.overlap(box) <= 0.25 * box.width * box.height
    assert not before.box.overlap(after.box)


def test_a_label_without_a_letter_that_can_be_drawn_is_left_out() -> None:
    assert [tab.words for tab in placed(replace(PAIR, labels=("🎉👨‍👩‍👧", "SESUDAH")))] == ["SESUDAH"]


def test_a_label_in_javanese_stays_on_its_plate() -> None:
    (tab, _) = placed(replace(PAIR, labels=("ꦔ꧀ꦔ꧀ꦭꦸꦗꦶꦂ", "SESUDAH")))
    line = tab.line("#ffffff")

    assert line.others < 100
    assert line.left >= tab.box.x
    assert line.left + line.width <= tab.box.right
