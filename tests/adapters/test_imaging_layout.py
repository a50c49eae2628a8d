"""Where things stand: geometry in numbers of the design, without pictures."""

import pytest

from evidence.adapters.imaging.layout import (
    Box,
    best_layout,
    filling,
    fitted,
    inside,
    lost,
    plan,
    shown_whole,
)

UPRIGHT, LYING = (3000, 4000), (4000, 3000)
PLANS = [
    ("side", [UPRIGHT] * 2),
    ("stack", [LYING] * 2),
    ("side", [UPRIGHT]),
    ("side", [LYING] * 3),
    ("side", [UPRIGHT] * 3),
]


def test_two_photos_stand_side_by_side_with_a_divider_of_eight() -> None:
    assert plan("side", [UPRIGHT, UPRIGHT]).panels == (Box(0, 0, 536, 1000), Box(544, 0, 536, 1000))


def test_tabs_dates_and_title_of_the_design_are_kept() -> None:
    side = plan("side", [UPRIGHT, UPRIGHT])

    assert [(tab.height, tab.letters, tab.tone) for tab in side.tabs] == [
        (92, 56, "dark"),
        (92, 56, "accent"),
    ]
    assert [(spot.x, spot.baseline) for spot in side.band.dates] == [(48, 1042), (592, 1042)]
    assert [spot.baseline for spot in side.band.title] == [1100, 1152]
    assert [side.band.place.baseline, side.band.unit.baseline, side.band.district.baseline] == [
        1206,
        1278,
        1314,
    ]


@pytest.mark.parametrize(("layout", "photos"), PLANS)
def test_all_text_keeps_its_distance_from_the_edges(layout: str, photos: list[tuple[int, int]]) -> None:
    band = plan(layout, photos).band

    for spot in (*band.dates, *band.title, *band.alone, band.place, band.unit, band.district):
        assert spot.x >= 48
        assert spot.x + spot.width <= 1032
        assert band.top < spot.baseline <= 1350 - 24
    assert sorted(band.dates, key=lambda spot: spot.x) == list(band.dates)
    for left, right in zip(band.dates, band.dates[1:], strict=False):
        assert left.x + left.width <= right.x


@pytest.mark.parametrize(("layout", "photos"), PLANS)
def test_panels_stay_on_the_picture_and_do_not_overlap(layout: str, photos: list[tuple[int, int]]) -> None:
    planned = plan(layout, photos)

    for panel in planned.panels:
        assert panel.x >= 0
        assert panel.right <= 1080
        assert panel.bottom <= planned.band.top
    for one in planned.panels:
        for other in planned.panels:
            apart = (
                one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y
            )
            assert one is other or apart


def test_the_parts_lost_are_those_the_design_names() -> None:
    assert lost(UPRIGHT, (536, 1000)) == pytest.approx(0.285, abs=0.01)
    assert lost(LYING, (1080, 536)) == pytest.approx(0.34, abs=0.01)
    assert lost((1080, 536), (540, 268)) == 0


def test_the_layout_that_loses_least_of_the_worse_photo_is_best() -> None:
    assert best_layout([UPRIGHT, UPRIGHT]) == "side"
    assert best_layout([LYING, LYING]) == "stack"


def test_one_photo_that_would_lose_too_much_shows_both_whole() -> None:
    panels = plan("side", [UPRIGHT, LYING]).panels

    assert shown_whole([UPRIGHT, LYING], panels)
    assert not shown_whole([UPRIGHT, UPRIGHT], panels)


def test_filling_takes_the_middle_and_nothing_outside() -> None:
    left, top, right, bottom = filling(LYING, (536, 1000))

    assert (top, bottom) == (0, 1)
    assert left == pytest.approx(1 - right)
    assert (right - left) * 4000 / 3000 == pytest.approx(536 / 1000)


def test_a_whole_photo_is_centred_and_keeps_its_shape() -> None:
    box = inside(LYING, Box(544, 0, 536, 1000))

    assert box == Box(544, 299, 536, 402)


def test_three_stages_take_the_frame_of_their_photos() -> None:
    assert plan("side", [LYING] * 3).panels[2] == Box(0, 343, 1080, 675)
    assert plan("side", [UPRIGHT] * 3).panels[2] == Box(363, 0, 717, 1000)


@pytest.mark.parametrize(("size", "edge", "expected"), [
    ((4000, 3000), 320, (320, 240)), ((300, 200), 960, (300, 200)), ((60000, 2), 320, (320, 1)),
])  # fmt: skip
def test_sizes_are_fitted_and_never_enlarged(
    size: tuple[int, int], edge: int, expected: tuple[int, int]
) -> None:
    assert fitted(size, edge) == expected
