"""Reading the gallery's filters from an address."""

from collections.abc import Mapping
from datetime import date

from evidence.capture.categories import CATEGORIES
from evidence.gallery.queries import STATES, Filters


def read_filters(args: Mapping[str, str]) -> Filters:
    """The filters in a query string; a value that means nothing is as good as none."""
    return Filters(
        unit=args.get("unit", "")[:40].replace("\x00", ""),
        category=args["category"] if args.get("category") in CATEGORIES else "",
        first=_day(args.get("from")),
        last=_day(args.get("to")),
        state=args["state"] if args.get("state") in STATES else "",
        words=args.get("q", "")[:100].replace("\x00", "").strip(),
    )


def _day(value: str | None) -> date | None:
    try:
        day = date.fromisoformat(value or "")
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
