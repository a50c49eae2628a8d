"""Reading a gallery's filters from an address."""

from collections.abc import Container, Mapping
from datetime import date

from evidence.capture.categories import CATEGORIES, Mode
from evidence.core import clock
from evidence.gallery.asked import PERIODS, Filters, span
from evidence.gallery.conditions import SENT, VERSION, WORK
from evidence.units.current import house

STATES = frozenset({*WORK, *VERSION, *SENT})
FINDINGS = frozenset({"any", "warning", "none"})


def read_filters(args: Mapping[str, str]) -> Filters:
    """The filters in a query string; a value that means nothing is as good as none."""

    def one_of(name: str, known: Container[str]) -> str:
        value = args.get(name, "")
        return value if value in known else ""

    first, last = read_days(args, "from", "to")
    # Whoever wrote days means those, whatever period was chosen before.
    period = "" if first or last else one_of("period", PERIODS)
    if period:
        first, last = span(period, clock.today())
    return Filters(
        unit=_code(args.get("unit")),
        place=_code(args.get("place")),
        category=one_of("category", CATEGORIES),
        mode=one_of("mode", set(Mode)),
        first=first,
        last=last,
        period=period,
        state=one_of("state", STATES),
        finding=one_of("finding", FINDINGS),
        network=one_of("network", house().networks),
        words=args.get("q", "")[:100].replace("\x00", "").strip(),
    )


def _code(value: str | None) -> str:
    return (value or "")[:40].replace("\x00", "")


def read_days(args: Mapping[str, str], first: str, last: str) -> tuple[date | None, date | None]:
    """The days that bound a period, both included; whichever was written first, those are the days between them."""
    both = _day(args.get(first)), _day(args.get(last))
    return (both[1], both[0]) if both[0] and both[1] and both[0] > both[1] else both


def _day(value: str | None) -> date | None:
    """A day of this century or the next; None for anything else."""
    try:
        day = date.fromisoformat(value or "")
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
