"""Slots, lateness and the days of a calendar: plain rules, across midnights of WIB and ends of months."""

from datetime import UTC, date, datetime, timedelta

import pytest

from evidence.core.clock import WIB
from evidence.publish.days import Span, a_month_on, month_of, read_day, week_of, weeks_of
from evidence.publish.slots import MOST_A_DAY, Slot, next_free, read_times, times_of, too_late

MONDAY, FRIDAY = 0, 4
# Half past seven on Mondays, four o'clock on Fridays.
SLOTS = [Slot(FRIDAY, 16 * 60), Slot(MONDAY, 7 * 60 + 30)]


def wib(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=WIB)


def test_the_next_slot_is_the_first_one_later_than_now() -> None:
    assert next_free(SLOTS, wib(25, 12)) == wib(27, 16)
    assert next_free(SLOTS, wib(27, 15, 59)) == wib(27, 16)
    assert next_free(SLOTS, wib(27, 16)) == wib(30, 7, 30)


def test_the_day_is_that_of_wib_also_while_it_is_still_yesterday_in_utc() -> None:
    # Monday 30 November, 00.30 WIB, is Sunday in UTC.
    now = datetime(2026, 11, 29, 17, 30, tzinfo=UTC)

    assert next_free(SLOTS, now) == datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
    assert next_free([Slot(MONDAY, 0)], datetime(2026, 11, 29, 16, 59, tzinfo=UTC)) == wib(30, 0)


def test_a_slot_may_lie_in_the_next_month_and_the_next_year() -> None:
    assert next_free([Slot(1, 60)], wib(30, 12)) == wib(1, 1, month=12)
    assert next_free(SLOTS, wib(31, 23, 59, month=12)) == datetime(2027, 1, 1, 16, tzinfo=WIB)


def test_a_slot_at_which_something_is_planned_is_passed_over() -> None:
    taken = {wib(27, 16).astimezone(UTC), wib(30, 7, 30)}

    assert next_free(SLOTS, wib(25, 12), taken) == wib(4, 16, month=12)


def test_without_slots_or_with_all_of_them_taken_there_is_none() -> None:
    every = {wib(30, 7, 30) + timedelta(weeks=week) for week in range(20)}

    assert next_free([], wib(25, 12)) is None
    assert next_free([Slot(MONDAY, 7 * 60 + 30)], wib(25, 12), every) is None


@pytest.mark.parametrize(
    ("text", "times"),
    [("", ""), ("07.30", "07.30"), ("16:00; 7.30 07:30", "07.30, 16.00"), (" 23.59,0.00 ", "00.00, 23.59")],
)
def test_the_times_of_a_day_are_read_as_people_write_them(text: str, times: str) -> None:
    assert times_of(read_times(MONDAY, text), MONDAY) == times


@pytest.mark.parametrize(
    "text", ["24.00", "7", "7.3", "pagi", "07.60", " ".join(f"{hour}.00" for hour in range(MOST_A_DAY + 1))]
)
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_times(MONDAY, text)


def test_a_post_is_late_once_its_limit_is_over_and_not_before() -> None:
    planned = wib(30, 23)

    assert not too_late(planned, wib(1, 23, month=12), 24)
    assert too_late(planned, wib(1, 23, 1, month=12), 24)
    assert not too_late(planned, wib(30, 22), 1)


def test_a_week_begins_on_monday_and_may_cross_a_month() -> None:
    assert week_of(date(2026, 12, 1)) == Span(date(2026, 11, 30), date(2026, 12, 6))
    assert week_of(date(2026, 11, 30)) == week_of(date(2026, 12, 6))
    assert week_of(date(2026, 11, 30)).begins == datetime(2026, 11, 29, 17, tzinfo=UTC)
    assert week_of(date(2026, 11, 30)).ends == datetime(2026, 12, 6, 17, tzinfo=UTC)


@pytest.mark.parametrize(("day", "last"), [((2026, 2, 3), 28), ((2028, 2, 29), 29), ((2026, 12, 31), 31)])
def test_a_month_has_all_of_its_days_in_rows_of_seven(day: tuple[int, int, int], last: int) -> None:
    month = month_of(date(*day))
    rows = weeks_of(month)

    assert (month.first.day, month.last.day) == (1, last)
    assert [each for row in rows for each in row if each] == month.days
    assert all(len(row) == 7 for row in rows)
    assert all(each is None or each.weekday() == at for row in rows for at, each in enumerate(row))


def test_a_month_on_keeps_the_day_or_takes_the_last_one() -> None:
    assert a_month_on(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert a_month_on(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert a_month_on(date(2026, 1, 31), -1) == date(2025, 12, 31)
    assert a_month_on(date(2026, 3, 31), -1) == date(2026, 2, 28)


def test_what_is_no_day_is_today_and_no_day_is_beyond_the_calendar() -> None:
    today = date(2026, 11, 25)

    assert read_day("2026-11-30", today) == date(2026, 11, 30)
    assert read_day("", today) == read_day("besok", today) == read_day("2026-02-30", today) == today
    assert read_day("9999-12-31", today) == date(2099, 12, 31)
