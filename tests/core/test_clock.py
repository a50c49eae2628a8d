"""Time in words: WIB, whatever zone it came in, the Indonesian way."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from evidence.core import clock

# Late in the evening of the 24th in London it is already the 25th in Surakarta.
MOMENT = datetime(2026, 11, 24, 18, 5, tzinfo=UTC)


def test_a_moment_is_told_in_the_time_of_surakarta() -> None:
    assert clock.time_text(MOMENT) == "01.05 WIB"
    assert clock.date_text(MOMENT) == "25 November 2026"
    assert clock.long_date(MOMENT) == "Rabu, 25 November 2026"
    assert clock.short_date(MOMENT) == "25 Nov 2026"
    assert clock.stamp(MOMENT) == "25 Nov 2026, 01.05 WIB"


def test_the_zone_it_came_in_makes_no_difference() -> None:
    elsewhere = MOMENT.astimezone(timezone(timedelta(hours=-8)))

    assert clock.stamp(elsewhere) == clock.stamp(MOMENT)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 11, 12), "Kamis, 12 November 2026"),
        (date(2026, 1, 1), "Kamis, 1 Januari 2026"),
        (date(2026, 8, 16), "Minggu, 16 Agustus 2026"),
        (date(2028, 2, 29), "Selasa, 29 Februari 2028"),
    ],
)
def test_a_day_is_told_with_its_name(day: date, told: str) -> None:
    assert clock.long_date(day) == told


def test_months_are_shortened_as_people_do() -> None:
    shortened = [clock.short_date(date(2026, month, 1)).split()[1] for month in range(1, 13)]

    assert shortened == ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]


def test_now_is_aware_and_today_is_the_day_in_wib() -> None:
    now = clock.now()

    assert now.tzinfo is not None
    assert clock.today() in {now.astimezone(clock.WIB).date(), clock.now().astimezone(clock.WIB).date()}
