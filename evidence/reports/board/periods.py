"""Weeks from Monday and months, in WIB. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from evidence.core.clock import WIB

WEEK, MONTH = "minggu", "bulan"
# How far back anybody may look, so that a day in an address is always one that the calendar has.
EARLIEST, LATEST = date(2000, 1, 3), date(2100, 12, 31)


@dataclass(frozen=True)
class Period:
    """From the day ``first`` to the day ``last``, both included; ``kind`` is ``WEEK`` or ``MONTH``."""

    kind: str
    first: date
    last: date

    @property
    def before(self) -> date:
        """The day before it."""
        return self.first - timedelta(days=1)

    @property
    def after(self) -> date:
        """The day after it."""
        return self.last + timedelta(days=1)


def week_of(day: date) -> Period:
    """The week in which ``day`` is."""
    first = day - timedelta(days=day.weekday())
    return Period(WEEK, first, first + timedelta(days=6))


def month_of(day: date) -> Period:
    """The month in which ``day`` is."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(MONTH, first, following - timedelta(days=1))


def period_of(kind: str, day: date) -> Period:
    """The period of that kind in which ``day`` is; a week where the kind means nothing."""
    day = min(max(day, EARLIEST), LATEST)
    return month_of(day) if kind == MONTH else week_of(day)


def named(kind: str, today: date) -> Period:
    """The period of that kind that is shown while nobody names a day.

    On its first day a week or month is a few hours old and says nothing, so until that day ends it is the one before.
    """
    period = period_of(kind, today)
    return period_of(kind, period.before) if period.first == today else period


def weeks_to(day: date, count: int) -> list[date]:
    """The Mondays of the last ``count`` weeks up to that of ``day``, the oldest first."""
    monday = day - timedelta(days=day.weekday())
    return [monday - timedelta(weeks=back) for back in range(count - 1, -1, -1)]


def begins(day: date) -> datetime:
    """The moment at which ``day`` begins in WIB."""
    return datetime.combine(day, time(), WIB).astimezone(UTC)
