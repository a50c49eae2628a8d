"""Reading a gallery's filters from an address."""

from collections.abc import Container, Mapping

from evidence.capture.categories import CATEGORIES, Mode
from evidence.core import clock, from_address
from evidence.core.words import N_
from evidence.gallery.asked import PERIODS, Filters, span
from evidence.gallery.conditions import SENT, VERSION, WORK
from evidence.units.current import house

STATES = frozenset({*WORK, *VERSION, *SENT})
FINDINGS = frozenset({"any", "warning", "none"})
CALLED = {
    "period": N_("Periode"), "category": N_("Kategori"), "mode": N_("Jenis dokumentasi"), "state": N_("Status"),
    "finding": N_("Temuan"), "network": N_("Jejaring"),
}  # fmt: skip


def read_filters(args: Mapping[str, str]) -> Filters:
    """The filters in a query string; the page says of a value that means nothing that it is passed over."""

    def one_of(name: str, known: Container[str]) -> str:
        return from_address.one_of(args, name, known, CALLED[name])

    first, last = from_address.days(args, "from", "to")
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
