"""Charts as the server draws them: from zero, with gaps left open, and nothing where too little is known."""

from datetime import timedelta

from evidence.reports import charts
from evidence.reports.board import durations


def test_bars_begin_at_zero_and_are_as_long_as_their_numbers() -> None:
    drawn = charts.bars([("Lengkap", 10), ("Menunggu foto", 40), ("Diarsipkan", 0)])

    widths = [bar.width for bar in drawn.bars]
    assert widths[2] == 0
    assert abs(widths[1] / widths[0] - 4) < 0.01
    assert all(bar.number_x + 40 <= drawn.width for bar in drawn.bars)
    assert drawn.bars[-1].y + drawn.thick <= drawn.height


def test_bars_of_nothing_are_drawn_without_length() -> None:
    assert [bar.width for bar in charts.bars([("Lengkap", 0)]).bars] == [0]


def test_a_line_leaves_a_gap_where_nothing_is_known() -> None:
    drawn = charts.line([("1", 2), ("2", 4), ("3", None), ("4", 0), ("5", 3), ("6", None)], 4)

    assert drawn is not None
    assert len(drawn.paths) == 2
    assert [point.number for point in drawn.points] == [2, 4, 0, 3]
    assert [point.y for point in drawn.points if point.number == 0] == [drawn.base]
    # The highest and the last one are told, and the last lies lower than none before it: its number stands above.
    assert [(point.number, point.said_y < point.y) for point in drawn.points if point.said] == [
        (4, True),
        (3, True),
    ]


def test_a_number_stands_beneath_the_end_of_a_line_that_falls() -> None:
    drawn = charts.line([("1", 2), ("2", 9), ("3", 8), ("4", 5)], 4)

    assert drawn is not None
    assert drawn.points[-1].said_y > drawn.points[-1].y


def test_three_weeks_are_too_few_for_a_line() -> None:
    assert charts.line([("1", None), ("2", 4), ("3", 1), ("4", 2)], 4) is None


def test_a_line_of_shares_ends_at_a_hundred_percent_whatever_the_highest_is() -> None:
    drawn = charts.percent_line([("1", None), ("2", 0.0), ("3", 50.0), ("4", None)], 2)

    assert drawn is not None
    low, middle, high = drawn.levels
    assert [point.y for point in drawn.points] == [low.y, middle.y] == [drawn.base, (low.y + high.y) / 2]
    assert [point.said for point in drawn.points] == [False, False]
    assert all(drawn.left <= point.x <= drawn.right for point in drawn.points)
    assert charts.percent_line([("1", None), ("2", 100.0)], 2) is None


def test_what_is_known_from_long_before_only_is_dashed() -> None:
    rows = [("1", 10.0), ("2", 10.0), ("3", 20.0), ("4", None), ("5", 20.0), ("6", 20.0)]

    drawn = charts.percent_line(rows, 2, [False, False, True, False, True, True])

    assert drawn is not None
    assert [point.stale for point in drawn.points] == [False, False, True, True, True]
    assert [len(path.split()) for path in drawn.paths] == [2]
    # From the last that was looked at to the first that was not, and the run beyond the gap.
    assert [len(path.split()) for path in drawn.dashed] == [2, 2]
    fresh = charts.percent_line(rows, 2)
    assert fresh is not None
    assert ([len(path.split()) for path in fresh.paths], list(fresh.dashed)) == ([3, 2], [])


def test_the_middle_of_no_durations_is_not_told() -> None:
    assert durations.median({}) is None
    assert durations.median({7: 0}) is None


def test_the_middle_is_that_of_the_lower_half_of_an_even_number() -> None:
    low, high = durations.median({10: 1, 20: 1}), durations.median({20: 2})

    assert low == timedelta(seconds=1.05**9.5)
    assert high == timedelta(seconds=1.05**19.5)
