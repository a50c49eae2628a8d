"""What a decision page shows beside the pictures: words that changed, marks, and the ground, as pure functions."""

import json

import pytest

from evidence.compose import marks
from evidence.core.errors import Invalid
from evidence.review import ground
from evidence.review.differences import pieces
from evidence.review.ground import Place

MARK = {"photo": "a", "x": 0.1, "y": 0.2, "width": 0.3, "height": 0.1, "text": "Buram"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Saluran dikuras warga.", "Saluran sudah dikuras warga bersama petugas."),
        ("", "Baru."),
        ("Lama.", ""),
        ("Sama saja.", "Sama saja."),
        ("satu\n\ndua  tiga", "satu\n\ntiga  dua"),
        ("kata " * 4000, "kata " * 4001),
    ],
)
def test_pieces_hold_both_texts_whole(old: str, new: str) -> None:
    found = pieces(old, new)

    assert "".join(each.text for each in found if each.kind != "new") == old
    assert "".join(each.text for each in found if each.kind != "gone") == new


def test_only_the_words_that_changed_are_named() -> None:
    found = pieces("Saluran dikuras warga.", "Saluran dikuras petugas.")

    assert [(each.kind, each.text) for each in found] == [
        ("same", "Saluran dikuras "),
        ("gone", "warga."),
        ("new", "petugas."),
    ]


def test_marks_are_read_as_they_were_drawn() -> None:
    point = {"photo": "b", "x": 0.5, "y": 0.5}

    found = marks.read(json.dumps([MARK, point]), {"a", "b"})

    assert found == [MARK, {**point, "width": 0.0, "height": 0.0, "text": ""}]
    assert [marks.place(each) for each in found] == ["kiri atas", "tengah"]
    assert marks.read("", {"a"}) == []


@pytest.mark.parametrize(
    "told",
    [
        "{", "{}", "null", "[1]", "[" * 5000, json.dumps([MARK] * 13), json.dumps([{**MARK, "photo": "z"}]),
        json.dumps([{**MARK, "photo": []}]), json.dumps([{**MARK, "x": True}]), json.dumps([{**MARK, "x": "0.1"}]),
        json.dumps([{**MARK, "x": -0.1}]), '[{"photo": "a", "x": NaN, "y": 0}]', json.dumps([{**MARK, "x": 0.9}]),
        json.dumps([{**MARK, "text": "a" * 201}]), json.dumps([{**MARK, "text": 1}]),
    ],
    ids=range(15),
)  # fmt: skip
def test_what_is_no_mark_is_refused(told: str) -> None:
    with pytest.raises(Invalid):
        marks.read(told, {"a", "b"})


SQUARE = (((110.83, -7.59), (110.84, -7.59), (110.84, -7.58), (110.83, -7.58), (110.83, -7.59)),)


def test_the_drawing_keeps_the_distances_of_the_ground() -> None:
    places = [Place("Sebelum", -7.585, 110.835, 9.0), Place("Sesudah", -7.585, 110.836, None)]

    close, whole = ground.close(places, SQUARE), ground.whole(places, SQUARE)

    metres = ground.apart(places)
    assert metres == pytest.approx(110.3, abs=0.5)
    for drawing in (close, whole):
        one, other = drawing.dots
        assert (other.x - one.x) / drawing.bar * drawing.bar_m == pytest.approx(metres, rel=0.05)
        assert all(0 <= dot.x <= ground.WIDTH and 0 <= dot.y <= ground.HEIGHT for dot in drawing.dots)
    assert close.dots[1].x - close.dots[0].x > whole.dots[1].x - whole.dots[0].x
    assert close.dots[0].radius / close.bar * close.bar_m == pytest.approx(9, rel=0.1)


def test_one_place_without_an_outline_is_drawn_in_the_middle() -> None:
    drawing = ground.whole([Place("Sebelum", -7.585, 110.835, None)], ())

    assert [(dot.x, dot.y) for dot in drawing.dots] == [(ground.WIDTH / 2, ground.HEIGHT / 2)]
    assert drawing.outlines == []
