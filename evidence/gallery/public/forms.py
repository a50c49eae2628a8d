"""Reading what a stranger asks for from an address, and what can be asked."""

from collections.abc import Mapping, Sequence
from datetime import date

from evidence.capture.categories import CATEGORIES
from evidence.core import from_address
from evidence.core.errors import NotFound
from evidence.core.words import N_
from evidence.gallery.public.queries import Asked
from evidence.units.models import Unit

MONTHS = 24


def read(args: Mapping[str, str], units: Sequence[Unit]) -> Asked:
    """What was asked; a closed unit and one that never was are not found alike, and nonsense is passed over."""
    told = args.get("unit", "")
    unit = next((each for each in units if each.code == told), None)
    if told and unit is None:
        raise NotFound
    category = from_address.one_of(args, "kategori", CATEGORIES, N_("Kategori"))
    return Asked(unit, category, from_address.month(args, "bulan"))


def months(today: date) -> Sequence[date]:
    """The first days of this month and of those before it."""
    first = today.year * 12 + today.month - 1
    return [date(*_parts(each), 1) for each in range(first, first - MONTHS, -1)]


def _parts(number: int) -> tuple[int, int]:
    return number // 12, number % 12 + 1
