"""What follows from one recipe: the other formats, and the pictures of a carousel."""

from dataclasses import replace
from datetime import date

import pytest

from evidence.adapters.imaging import FORMATS, THEMES, Frame, Recipe
from evidence.compose.carousel import MOST_SLIDES, carousel, file_name, format_for, in_format

UPRIGHT, LYING, PANORAMA = (3000, 4000), (4000, 3000), (9000, 2000)
PAIR = Recipe(
    photos=("a", "b"), title="Kuras saluran", unit="Kelurahan Mojo", labels=("SEBELUM", "SESUDAH"),
    dates=("Kamis, 12 November 2026", "Sabtu, 14 November 2026"), theme=THEMES["daun"], crest="c",
)  # fmt: skip
STAGES = replace(
    PAIR, photos=("a", "b", "c", "d"), labels=("0%", "30%", "60%", "100%"), layout="stages",
    dates=("3 Nov 2026", "5 Nov 2026", "Tanggal tidak tercatat", "9 Nov 2026"),
)  # fmt: skip
DOCUMENTED = replace(
    PAIR, photos=("b", "c", "a"), labels=(), dates=("10 Nov 2026",), layout="stages"
)  # The first photo stands last, where it is largest.


def test_a_comparison_is_cover_before_and_after() -> None:
    cover, before, after = carousel(PAIR, [UPRIGHT, UPRIGHT])

    assert cover is PAIR
    assert [(each.photos, each.labels, each.dates, each.notes, each.tone) for each in (before, after)] == [
        (("a",), ("SEBELUM",), ("Kamis, 12 November 2026",), ("2/3",), "dark"),
        (("b",), ("SESUDAH",), ("Sabtu, 14 November 2026",), ("3/3",), "accent"),
    ]
    for each in (before, after):
        assert (each.format, each.layout, each.theme, each.crest) == ("portrait", "single", PAIR.theme, "c")
        assert (each.title, each.unit, each.whole) == (PAIR.title, PAIR.unit, False)


def test_stages_come_in_their_order_and_keep_their_labels() -> None:
    _cover, *slides = carousel(STAGES, [UPRIGHT] * 4)

    assert [(each.labels[0], each.notes[0], each.tone) for each in slides] == [
        ("0%", "2/5", "dark"), ("30%", "3/5", "white"), ("60%", "4/5", "white"), ("100%", "5/5", "accent"),
    ]  # fmt: skip
    assert [each.dates for each in slides] == [(each,) for each in STAGES.dates]


def test_documentation_begins_with_the_photo_that_stands_for_the_work() -> None:
    _cover, *slides = carousel(DOCUMENTED, [UPRIGHT] * 3)

    assert [each.photos for each in slides] == [("a",), ("b",), ("c",)]
    assert {(each.labels, each.dates) for each in slides} == {((), ("10 Nov 2026",))}


def test_one_photo_alone_has_no_carousel() -> None:
    assert carousel(replace(PAIR, photos=("a",), labels=(), layout="single"), [UPRIGHT]) == ()


@pytest.mark.parametrize(("most", "labels"), [
    (10, ["0%", "30%", "60%", "100%"]), (4, ["0%", "60%", "100%"]), (3, ["0%", "100%"]), (2, ["100%"]), (1, []),
])  # fmt: skip
def test_a_network_that_takes_fewer_gets_the_first_the_last_and_those_between(
    most: int, labels: list[str]
) -> None:
    made = carousel(STAGES, [UPRIGHT] * 4, most)

    assert [each.labels[0] for each in made[1:]] == labels
    assert len(made) <= min(most, MOST_SLIDES)


def test_a_photo_keeps_its_own_frame() -> None:
    framed = replace(PAIR, frames=(Frame(), Frame(200, 300, 150)))

    assert [each.frames for each in carousel(framed, [UPRIGHT] * 2)[1:]] == [(), (Frame(200, 300, 150),)]


def test_what_is_said_of_both_photos_together_is_not_said_of_one() -> None:
    noted = replace(PAIR, notes=("diselaraskan", "wajah disamarkan"), practice=True, code="7Q4M-2KXD")

    cover, before, _after = carousel(noted, [UPRIGHT] * 2)

    assert cover.notes == noted.notes
    assert (before.notes, before.practice, before.code) == (("wajah disamarkan", "2/3"), True, "7Q4M-2KXD")


def test_all_slides_show_their_photos_by_one_rule() -> None:
    for sizes, whole in (([UPRIGHT, UPRIGHT], False), ([UPRIGHT, PANORAMA], True)):
        assert {each.whole for each in carousel(PAIR, sizes)[1:]} == {whole}
    assert {each.whole for each in carousel(replace(PAIR, whole=True), [UPRIGHT] * 2)} == {True}


@pytest.mark.parametrize("format_", FORMATS)
def test_a_carousel_has_one_ratio_that_every_feed_takes(format_: str) -> None:
    made = carousel(replace(PAIR, format=format_), [UPRIGHT] * 2)

    (shared,) = {each.format for each in made}
    assert shared == ("portrait" if format_ == "story" else format_)
    width, height = FORMATS[shared]
    assert 0.8 <= width / height <= 1.91


# ------------------------------------------------------------------------------------ other formats
def test_each_format_has_the_layout_that_fits_it() -> None:
    stacked = replace(PAIR, layout="stack")

    assert {name: in_format(stacked, name, [LYING] * 2).layout for name in FORMATS} == {
        "portrait": "stack", "square": "side", "story": "stack", "landscape": "side",
    }  # fmt: skip
    assert in_format(stacked, "portrait", [LYING] * 2) is stacked


def test_a_layout_that_a_person_chose_stays_where_there_is_one() -> None:
    inset, stacked = replace(PAIR, layout="inset"), replace(PAIR, layout="stack")

    assert {in_format(inset, name, [UPRIGHT] * 2).layout for name in FORMATS} == {"inset"}
    assert in_format(stacked, "square", [UPRIGHT] * 2).layout == "stack"
    assert in_format(stacked, "landscape", [UPRIGHT] * 2).layout == "side"


@pytest.mark.parametrize(
    ("ratio", "wanted", "format_"),
    [
        ((0.8, 1.91), "portrait", "portrait"),
        ((0.8, 1.91), "story", "portrait"),
        ((0.01, 10), "story", "story"),
        ((1, 1), "portrait", "square"),
        ((1.5, 2), "portrait", "landscape"),
    ],
)
def test_a_network_gets_the_format_it_wants_or_the_nearest(
    ratio: tuple[float, float], wanted: str, format_: str
) -> None:
    assert format_for(ratio, wanted) == format_


def test_a_network_that_takes_none_of_them_is_told() -> None:
    with pytest.raises(ValueError, match="no format"):
        format_for((3, 4))


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (
            ("Kelurahan Mojo", date(2026, 11, 26), "Kuras saluran", "potret"),
            "kelurahan-mojo-2026-11-26-kuras-saluran-potret.jpg",
        ),
        (
            ("Kecamatan Pasar Kliwon", None, "", "korsel-2", "draf"),
            "kecamatan-pasar-kliwon-korsel-2-draf.jpg",
        ),
        (("../Désa & “RW 03”/", None, "../", "persegi"), "desa-rw-03-persegi.jpg"),
        (
            ("Mojo", None, "Pengerukan sedimen, Jalan Kyai Mojo sampai pintu air", "potret"),
            "mojo-pengerukan-sedimen-jalan-kyai-mojo-potret.jpg",
        ),
        (("", None, "W" * 90), f"bukti-{'w' * 40}.jpg"),
        (("", None, ""), "bukti.jpg"),
    ],
)
def test_a_file_says_whose_and_of_which_day_it_is(told: tuple[str, date | None, str], name: str) -> None:
    assert file_name(*told) == name
