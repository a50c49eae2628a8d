"""Which unit and which days: read from the address of a board."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from evidence.core import from_address
from evidence.core.errors import NotFound
from evidence.core.words import N_
from evidence.reports.board.periods import MONTH, WEEK, named, period_of
from evidence.reports.board.scope import NO_UNIT, Scope, reads, top
from evidence.units.access import Actor
from evidence.units.queries import unit as unit_of


def read(session: Session, args: Mapping[str, str], by: Actor, today: date, silent_after: int) -> Scope:
    """The scope in a query string, as far as it can be used; NotFound for a unit of others.

    Without a day it is the period that `periods.named` gives.
    """
    code = args.get("unit", "")
    unit = unit_of(session, code) if code else top(session, by)
    if not reads(by, unit.path):
        raise NotFound(NO_UNIT)
    kind = from_address.one_of(args, "periode", (WEEK, MONTH), N_("Periode"))
    day = from_address.day_so_far(args, "hari", today)
    return Scope(unit, period_of(kind, day) if day else named(kind, today), today, silent_after)
