"""Where it was and what kind of work: said in full in every format, with a title and without one."""

import pytest

from evidence.adapters.imaging import Recipe
from evidence.adapters.imaging.band import lettering
from evidence.adapters.imaging.layout import plan
from evidence.adapters.imaging.leading import Line
from tests.adapters.words import TAKES, WAYS

PLACE, CATEGORY = "RT 05 RW 03, Jl. Kyai Mojo", "Saluran & drainase"


def said(format_: str, layout: str, title: str) -> list[Line]:
    count = TAKES[layout]
    recipe = Recipe(
        photos=("0" * 64,) * count, title=title, unit="Kelurahan Mojo", place=PLACE, category=CATEGORY,
        dates=("Kamis, 12 November 2026", *["Sabtu, 14 November 2026"] * (count - 1)), format=format_, layout=layout,
        code="7Q4M-2KXD", link="https://bukti.surakarta.go.id/b/7Q4M2KXD",
    )  # fmt: skip
    return list(lettering(recipe, plan(format_, layout, [(3000, 4000)] * count)).lines)


@pytest.mark.parametrize("layout", TAKES)
def test_a_story_says_the_days_on_a_line_of_their_own(layout: str) -> None:
    lines = said("story", layout, "Pengerukan sedimen dan pembersihan saluran bersama warga sampai pintu air")

    assert f"{PLACE} · {CATEGORY}" in [line.words for line in lines]
    days = [line for line in lines if line.words.endswith("November 2026")]
    assert days
    assert max(line.baseline for line in days) < min(line.baseline for line in lines if line not in days)


@pytest.mark.parametrize(("format_", "layout"), WAYS)
def test_without_a_title_the_place_has_its_room_and_nothing_is_cut(format_: str, layout: str) -> None:
    lines = said(format_, layout, "")

    place, kind = (next(line for line in lines if words in line.words) for words in (PLACE, CATEGORY))
    assert "…" not in "".join(line.words for line in lines)
    assert place.words == PLACE
    assert place.baseline < kind.baseline
    assert place.size > kind.size
