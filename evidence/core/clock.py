"""Time as the house tells it: stored in UTC, shown in WIB, written the Indonesian way."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

# WIB has no daylight saving, so a fixed offset needs no time zone database.
WIB = timezone(timedelta(hours=7), "WIB")

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
SHORT_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des",
)  # fmt: skip


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date it is in WIB."""
    return now().astimezone(WIB).date()


def day_of(value: date | datetime) -> date:
    """The day it is in WIB."""
    return value.astimezone(WIB).date() if isinstance(value, datetime) else value


def date_text(value: date | datetime) -> str:
    """``12 November 2026``."""
    day = day_of(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_date(value: date | datetime) -> str:
    """``Kamis, 12 November 2026``."""
    return f"{DAYS[day_of(value).weekday()]}, {date_text(value)}"


def short_date(value: date | datetime) -> str:
    """``12 Nov 2026``."""
    day = day_of(value)
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {day.year}"


def day_in(written: str) -> date | None:
    """The day that `long_date`, `date_text` or `short_date` wrote; None for any other words."""
    found = re.fullmatch(r"(?:\w+, )?(\d{1,2}) (\w+) (\d{4})", written)
    months = next((each for each in (MONTHS, SHORT_MONTHS) if found and found[2] in each), None)
    try:
        return date(int(found[3]), months.index(found[2]) + 1, int(found[1])) if found and months else None
    except ValueError:
        return None


def month_text(value: date | datetime) -> str:
    """``November 2026``."""
    day = day_of(value)
    return f"{MONTHS[day.month - 1]} {day.year}"


def time_text(value: datetime) -> str:
    """``14.30 WIB``."""
    return f"{value.astimezone(WIB):%H.%M} WIB"


def stamp(value: datetime) -> str:
    """``25 Nov 2026, 14.30 WIB``."""
    return f"{short_date(value)}, {time_text(value)}"
