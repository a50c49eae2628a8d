"""Reading orders, contexts, objections, and the units that a person may see measured."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from evidence.accounts.models import SocialAccount
from evidence.accounts.registry.claimed import registered, unseen
from evidence.accounts.registry.queries import standing
from evidence.accounts.registry.standing import Slot
from evidence.core.errors import NotFound
from evidence.core.words import N_
from evidence.reports.coverage import noted
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.looks import facts_of
from evidence.reports.coverage.measures import Facts
from evidence.reports.coverage.models import Order
from evidence.reports.coverage.rules import Rule, in_force
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import within

# RW and RT are entered by their kelurahan, many or none, so they are measured only where somebody asks for them.
OFFICES = ("kota", "opd", "kecamatan", "kelurahan")
NO_UNIT = N_("Unit itu tidak ada.")
# Who answers objections and sees the whole city.
CITY = (Role.ADMIN, Role.REVIEWER, Role.APPROVER)


def orders(session: Session) -> Sequence[Order]:
    """Every wording there was, the newest first."""
    return session.scalars(
        select(Order).order_by(Order.valid_from.desc(), Order.written_at.desc(), Order.id)
    ).all()


def rules(session: Session) -> Sequence[Rule]:
    """The same as the measures need them."""
    return [each.rule for each in orders(session)]


def rule_on(session: Session, on: date) -> Rule:
    """The rule by which that day is measured."""
    return in_force(rules(session), on)


def look_days(session: Session, on: date) -> int:
    """For how many days a look counted on that day."""
    return rule_on(session, on).look_days


def scope(by: Actor, *, kinds: Collection[str] = OFFICES, below: str = "") -> Select[Any]:
    """The units that ``by`` may see measured, of these kinds, at or below the path ``below``."""
    found = select(Unit).where(within(by.paths()), Unit.kind.in_(kinds))
    return found.where(Unit.path.startswith(below, autoescape=True)) if below else found


def unit(session: Session, code: str, by: Actor) -> Unit:
    """A unit that ``by`` may see measured; NotFound otherwise."""
    found = session.get(Unit, code)
    if found is None or not by.sees(found.path):
        raise NotFound(NO_UNIT)
    return found


def kecamatan(
    session: Session, by: Actor, after: str = "", most: int | None = None, *, below: str = ""
) -> Sequence[Unit]:
    """The kecamatan that ``by`` sees, in the order of the tree, those whose path comes after ``after``.

    ``below`` narrows them to those at or below that path.
    """
    return session.scalars(
        scope(by, kinds=("kecamatan",), below=below).where(Unit.path > after).order_by(Unit.path).limit(most)
    ).all()


def page(session: Session, found: Select[Any], after: str, most: int) -> tuple[Sequence[Unit], str]:
    """At most ``most`` of these units whose path comes after ``after``; and what to ask for the next, "" at the end."""
    rows = session.scalars(
        found.where(Unit.path > after).options(joinedload(Unit.parent)).order_by(Unit.path).limit(most + 1)
    ).all()
    return rows[:most], rows[most - 1].path if len(rows) > most else ""


def slots(session: Session, units: Sequence[Unit], asked: Asked) -> Mapping[str, Sequence[Slot]]:
    """What was known of the accounts of these units on that day, by the unit's code."""
    found: dict[str, list[Slot]] = {each.code: [] for each in units}
    chosen = select(Unit.code).where(Unit.code.in_(list(found)))
    known = standing(session, units=chosen, network=asked.network, until=asked.until)
    for key in sorted(known):
        found[key[0]].append(known[key])
    return found


def claims(
    session: Session, known: Mapping[str, Sequence[Slot]], asked: Asked
) -> Mapping[str, Sequence[SocialAccount]]:
    """The accounts that were registered on that day and that none of the looks in ``known`` tells of, by the unit."""
    found = registered(session, list(known), asked.until)
    return {code: unseen(known[code], found[code], asked.network) for code in known}


def facts_by_unit(
    session: Session, units: Sequence[Unit], known: Mapping[str, Sequence[Slot]], asked: Asked
) -> Mapping[str, Facts]:
    """The facts of these units from their looks."""
    excused = set(noted.excuses(session, [each.code for each in units], asked.on))
    return {
        each.code: facts_of(known[each.code], each.kind, asked.rule, asked.on, excused=each.code in excused)
        for each in units
    }
