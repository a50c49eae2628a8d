"""The words of a picture: none leaves its room, none lies on another, whatever it is called."""

from random import Random

import pytest

from evidence.adapters.imaging import Recipe
from evidence.adapters.imaging.band import lettering
from evidence.adapters.imaging.geometry import Box
from evidence.adapters.imaging.layout import plan
from evidence.adapters.imaging.leading import Line
from evidence.adapters.imaging.lettering import measured
from evidence.adapters.imaging.recipe import FORMATS
from tests.adapters.words import TAKES, WAYS, any_recipe


def box_of(line: Line) -> Box:
    """What a line covers, from its capitals to below its baseline."""
    width = measured(line.weight)(line.words, line.size)
    return Box(line.x, line.baseline - round(line.size * 0.74), round(width), round(line.size * 0.76))


def apart(one: Box, other: Box) -> bool:
    return one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y


@pytest.mark.parametrize("times", [8, pytest.param(120, marks=pytest.mark.prove)])
@pytest.mark.parametrize("shape", [(3000, 4000), (4000, 3000)])
@pytest.mark.parametrize(("format_", "layout"), WAYS)
def test_no_words_leave_their_room_or_meet_others(
    format_: str, layout: str, shape: tuple[int, int], times: int
) -> None:
    random = Random(f"{format_} {layout} {shape}")
    width, height = FORMATS[format_]
    margin = 64 if format_ == "story" else 48
    for _ in range(times):
        recipe = any_recipe(random, format_, layout)
        planned = plan(format_, layout, [shape] * TAKES[layout])

        said = lettering(recipe, planned)

        boxes = [box_of(line) for line in said.lines]
        for line, box in zip(said.lines, boxes, strict=True):
            assert box.width <= line.room + 1, line
            assert margin <= box.x, line
            assert box.right <= width - margin + 1, line
            assert max(panel.bottom for panel in planned.panels) <= box.y + 2, line
            assert box.bottom <= height, line
        marks = [mark for mark in (said.crest, said.qr) if mark]
        for number, box in enumerate(boxes):
            for other in [*boxes[number + 1 :], *marks]:
                assert apart(box, other), (said.lines[number], other)


def test_a_note_about_the_picture_is_never_cut_away() -> None:
    recipe = any_recipe(Random(1), "portrait", "side")
    for place in ("", "Jalan " * 30):
        loud = Recipe(
            **{
                **vars(recipe),
                "place": place,
                "category": "W" * 60,
                "notes": ("diselaraskan",),
                "practice": True,
            }
        )

        said = [line.words for line in lettering(loud, plan("portrait", "side", [(3000, 4000)] * 2)).lines]

        assert any(words.endswith("diselaraskan") for words in said)
        assert "LATIHAN" in said


def test_a_long_place_is_set_smaller_before_it_is_cut() -> None:
    place = "Kampung Batik Kauman RT 03 RW 07, Kelurahan Kedung Lumbu"
    recipe = Recipe(
        photos=("0" * 64,) * 2, title="Kuras saluran dan tanam pohon peneduh di sepanjang gang", unit="Kelurahan Mojo",
        place=place, dates=("3 Nov 2026", "9 Nov 2026"), category="Saluran & drainase", code="7Q4M-2KXD",
        link="https://bukti.surakarta.go.id/b/7Q4M2KXD",
    )  # fmt: skip

    said = {
        line.words: line for line in lettering(recipe, plan("portrait", "side", [(3000, 4000)] * 2)).lines
    }

    assert 24 <= said[place].size < 30


def test_a_title_from_right_to_left_stands_at_the_right_and_other_lines_at_the_left() -> None:
    recipe = Recipe(
        photos=("0" * 64,) * 2, title="تنظيف المجاري", place="شارع السلام", unit="مسجد", category="Jalan",
    )  # fmt: skip

    title, place, unit = lettering(recipe, plan("portrait", "side", [(3000, 4000)] * 2)).lines

    assert title.left + title.width == pytest.approx(1032, abs=2)
    assert (place.left, unit.left) == (48, 48)
    assert place.words == "شارع السلام · Jalan"


@pytest.mark.parametrize(
    ("handle", "second"),
    [
        ("", "Kecamatan Pasar Kliwon · Kota Surakarta"),
        ("@kedunglumbu", "Kecamatan Pasar Kliwon · @kedunglumbu"),
        ("@kelurahan.kedunglumbu", "@kelurahan.kedunglumbu"),
        ("@kelurahan.kedunglumbu.kota.surakarta.resmi", "Kecamatan Pasar Kliwon · Kota Surakarta"),
    ],
    ids=["none", "short", "long", "far too long"],
)
def test_a_handle_stands_whole_or_not_at_all(handle: str, second: str) -> None:
    recipe = Recipe(
        photos=("0" * 64, "1" * 64),
        title="Kuras saluran",
        unit="Kelurahan Kedunglumbu",
        district="Kecamatan Pasar Kliwon",
        city="Kota Surakarta",
        handle=handle,
        crest="2" * 64,
        code="7Q4M-2KXD",
        link="https://bukti.surakarta.go.id/b/7Q4M2KXD",
    )

    said = lettering(recipe, plan("portrait", "side", [(3000, 4000)] * 2))

    assert second in [line.words for line in said.lines]
