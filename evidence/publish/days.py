"""The weeks and months that a calendar shows: whole days of WIB, weeks from Monday. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from evidence.core.clock import WIB

WEEK = timedelta(days=7)
# What a calendar is kept for; beyond it a day is a slip of the keyboard.
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Span:
    """Whole days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Each day in order."""
        return [self.first + timedelta(days=each) for each in range((self.last - self.first).days + 1)]

    @property
    def begins(self) -> datetime:
        """The first moment."""
        return begin_of(self.first)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return begin_of(self.last + timedelta(days=1))


def begin_of(day: date) -> datetime:
    """Midnight in WIB at the beginning of ``day``."""
    return datetime.combine(day, time(), WIB)


def read_day(text: str, today: date) -> date:
    """The day written as ``2026-11-25``; ``today`` where nothing or something else is written."""
    try:
        return min(max(date.fromisoformat(text), EARLIEST), LATEST)
    except ValueError:
        return today


def week_of(day: date) -> Span:
    """Monday to Sunday around ``day``."""
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=6))


def month_of(day: date) -> Span:
    """The month of ``day``."""
    first = day.replace(day=1)
    return Span(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def weeks_of(month: Span) -> list[list[date | None]]:
    """The month in rows of seven from Monday; None stands for a day of another month."""
    before: list[date | None] = [None] * month.first.weekday()
    after: list[date | None] = [None] * (6 - month.last.weekday())
    cells = [*before, *month.days, *after]
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]


def a_month_on(day: date, by: int) -> date:
    """The same day of the next month (``by`` 1) or of the one before (-1), or the last it has."""
    month = month_of(day)
    other = month_of(month.last + timedelta(days=1) if by > 0 else month.first - timedelta(days=1))
    return min(other.first + timedelta(days=day.day - 1), other.last)
