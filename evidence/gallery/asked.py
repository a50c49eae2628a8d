"""What a person asked a gallery for. Pure."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta

from evidence.core.clock import WIB


@dataclass(frozen=True)
class Filters:
    """Empty values ask for everything. Days are days in WIB, both included.

    ``unit`` is the code of who did it, with all below; ``place`` that of the kelurahan where it was done. ``period`` is
    one of ``PERIODS`` where the days were asked for by that name, so that next month it asks for that month's.
    """

    unit: str = ""
    place: str = ""
    category: str = ""
    mode: str = ""
    first: date | None = None
    last: date | None = None
    period: str = ""
    state: str = ""
    finding: str = ""
    network: str = ""
    words: str = ""

    @property
    def since(self) -> datetime | None:
        """The first moment of the period."""
        return _start(self.first) if self.first else None

    @property
    def until(self) -> datetime | None:
        """The first moment after the period."""
        return _start(self.last + timedelta(days=1)) if self.last else None

    def asked(self) -> dict[str, str]:
        """The filters that are set, by the name an address has for them."""
        told = {IN_ADDRESS.get(each.name, each.name): getattr(self, each.name) for each in fields(self)}
        named = DAYS if self.period else ()
        return {name: str(value) for name, value in told.items() if value and name not in named}


IN_ADDRESS = {"first": "from", "last": "to", "words": "q"}
DAYS = ("from", "to")
# What of an address says when.
TIMES = (*DAYS, "period")
PERIODS = ("week", "month", "quarter")


def span(period: str, today: date) -> tuple[date, date]:
    """The days of one of ``PERIODS`` around ``today``, both included; weeks begin on Monday."""
    if period == "week":
        monday = today - timedelta(days=today.weekday())
        return monday, monday + timedelta(days=6)
    first = today.replace(day=1)
    if period == "quarter":
        first = first.replace(month=today.month - (today.month - 1) % 3)
    # Some day of the last month, of which the last is wanted.
    within = first + timedelta(days=64 if period == "quarter" else 0)
    return first, (within.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), WIB).astimezone(UTC)
