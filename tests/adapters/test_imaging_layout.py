"""Where things stand: geometry in numbers of the design, without pictures."""

import pytest

from evidence.adapters.imaging.geometry import Box, Frame, filling, fitted, inside, lost, seen_at
from evidence.adapters.imaging.layout import Plan, best_layout, plan, shown_whole
from evidence.adapters.imaging.recipe import FORMATS

UPRIGHT, LYING = (3000, 4000), (4000, 3000)
SQUARE, PANORAMA = (3000, 3000), (9000, 2000)
SHAPES = [UPRIGHT, LYING, SQUARE, PANORAMA]
COUNTS = {"side": [2], "stack": [2], "inset": [2], "stages": [3, 4, 5, 6], "single": [1]}
PLANS = [
    pytest.param(format_, layout, [shape] * count, id=f"{format_}-{layout}-{count}-{shape[0]}x{shape[1]}")
    for format_ in FORMATS
    for layout, counts in COUNTS.items()
    for count in counts
    for shape in SHAPES
    if (format_, layout) != ("landscape", "stack")
]
Photos = list[tuple[int, int]]


def side(photos: Photos) -> Plan:
    return plan("portrait", "side", photos)


def test_two_photos_stand_side_by_side_with_a_divider_of_eight() -> None:
    assert side([UPRIGHT, UPRIGHT]).panels == (Box(0, 0, 536, 1000), Box(544, 0, 536, 1000))


def test_tabs_dates_and_title_of_the_design_are_kept() -> None:
    planned = side([UPRIGHT, UPRIGHT])

    assert [(tab.height, tab.letters, tab.tone) for tab in planned.tabs] == [
        (92, 56, "dark"),
        (92, 56, "accent"),
    ]
    assert [(spot.x, spot.baseline) for spot in planned.band.dates] == [(48, 1042), (592, 1042)]
    assert [spot.baseline for spot in planned.band.title] == [1100, 1152]
    assert [planned.band.place.baseline, planned.band.unit.baseline, planned.band.district.baseline] == [
        1206,
        1278,
        1314,
    ]


@pytest.mark.parametrize(("format_", "layout", "photos"), PLANS)
def test_all_text_keeps_its_distance_from_the_edges(format_: str, layout: str, photos: Photos) -> None:
    planned = plan(format_, layout, photos)
    band, (width, height) = planned.band, FORMATS[format_]
    margin, foot = (64, 1540) if format_ == "story" else (48, height - 24)

    for spot in (*band.dates, *band.title, *band.alone, band.place, band.unit, band.district):
        assert spot.x >= margin
        assert spot.x + spot.width <= width - margin
        assert max(panel.bottom for panel in planned.panels) < spot.baseline - spot.size * 0.7
        assert spot.baseline <= foot
    assert sorted(band.dates, key=lambda spot: spot.x) == list(band.dates)
    for left, right in zip(band.dates, band.dates[1:], strict=False):
        assert left.x + left.width <= right.x
    for mark in filter(None, (band.crest, band.qr)):
        assert margin <= mark.x
        assert mark.right <= width - margin
        assert mark.bottom <= foot + 10


@pytest.mark.parametrize(("format_", "layout", "photos"), PLANS)
def test_panels_stay_on_the_picture_and_do_not_overlap(format_: str, layout: str, photos: Photos) -> None:
    panels = plan(format_, layout, photos).panels
    width, height = FORMATS[format_]

    for panel in panels:
        assert panel.x >= 0
        assert panel.right <= width
        assert panel.bottom <= height
    for one in panels:
        for other in panels:
            apart = (
                one.right + 8 <= other.x
                or other.right + 8 <= one.x
                or one.bottom + 8 <= other.y
                or other.bottom + 8 <= one.y
            )
            assert one is other or apart or layout == "inset"


@pytest.mark.parametrize(("format_", "layout", "photos"), PLANS)
def test_all_photos_of_a_picture_have_one_shape(format_: str, layout: str, photos: Photos) -> None:
    shapes = [panel.width / panel.height for panel in plan(format_, layout, photos).panels]

    assert max(shapes) / min(shapes) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(("format_", "layout", "photos"), PLANS)
def test_photos_take_most_of_the_picture(format_: str, layout: str, photos: Photos) -> None:
    height = FORMATS[format_][1]
    free = height - 270 - 380 if format_ == "story" else height
    panels = plan(format_, layout, photos).panels

    deep = max(panel.bottom for panel in panels) - min(panel.y for panel in panels)
    assert deep >= free * (0.6 if format_ == "story" else 0.7)


def test_the_parts_lost_are_those_the_design_names() -> None:
    assert lost(UPRIGHT, (536, 1000)) == pytest.approx(0.285, abs=0.01)
    assert lost(LYING, (1080, 536)) == pytest.approx(0.34, abs=0.01)
    assert lost((1080, 536), (540, 268)) == 0


def test_the_layout_that_loses_least_of_the_worse_photo_is_best() -> None:
    assert best_layout([UPRIGHT, UPRIGHT]) == "side"
    assert best_layout([LYING, LYING]) == "stack"
    assert best_layout([LYING, LYING], "square") == "side"
    assert best_layout([PANORAMA, PANORAMA], "square") == "stack"
    assert best_layout([PANORAMA, PANORAMA], "landscape") == "side"
    assert (best_layout([UPRIGHT]), best_layout([UPRIGHT] * 3)) == ("single", "stages")


def test_one_photo_that_would_lose_too_much_shows_both_whole() -> None:
    panels = side([UPRIGHT, LYING]).panels

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
    assert plan("portrait", "stages", [LYING] * 3).panels[2] == Box(0, 343, 1080, 675)
    assert plan("portrait", "stages", [UPRIGHT] * 3).panels[2] == Box(363, 0, 717, 1000)


@pytest.mark.parametrize(("size", "edge", "expected"), [
    ((4000, 3000), 320, (320, 240)), ((300, 200), 960, (300, 200)), ((60000, 2), 320, (320, 1)),
])  # fmt: skip
def test_sizes_are_fitted_and_never_enlarged(
    size: tuple[int, int], edge: int, expected: tuple[int, int]
) -> None:
    assert fitted(size, edge) == expected


@pytest.mark.parametrize("x", [0, 130, 500, 870, 1000])
@pytest.mark.parametrize("zoom", [100, 250, 400])
def test_a_frame_shows_its_point_and_never_what_is_not_there(x: int, zoom: int) -> None:
    frame, panel = Frame(x, 400, zoom), Box(544, 0, 536, 1000)

    part = filling(LYING, panel.size, frame)

    left, top, right, bottom = part
    assert -1e-9 <= left < right <= 1 + 1e-9
    assert -1e-9 <= top < bottom <= 1 + 1e-9
    assert (right - left) * 4000 / ((bottom - top) * 3000) == pytest.approx(536 / 1000)
    assert bottom - top == pytest.approx(100 / zoom)
    seen = seen_at(frame, part, panel)
    assert panel.x - 1e-6 <= seen[0] <= panel.right + 1e-6
    assert panel.y - 1e-6 <= seen[1] <= panel.bottom + 1e-6


@pytest.mark.parametrize("frame", [(-1, 0, 100), (0, 1001, 100), (500, 500, 99), (500, 500, 401)])
def test_what_is_no_frame_is_refused(frame: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no such frame"):
        Frame(*frame)
