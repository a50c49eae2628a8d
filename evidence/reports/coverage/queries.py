"""Reading orders, contexts, objections, and the units that a person may see measured."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.accounts.registry.queries import standing
from evidence.accounts.registry.standing import Slot
from evidence.core.errors import NotFound
from evidence.core.words import N_
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.looks import facts_of
from evidence.reports.coverage.measures import Facts
from evidence.reports.coverage.models import Context, Objection, Order, Outcome
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


def kecamatan(session: Session, by: Actor, after: str = "", most: int | None = None) -> Sequence[Unit]:
    """The kecamatan that ``by`` sees, in the order of the tree, those whose path comes after ``after``."""
    return session.scalars(
        select(Unit)
        .where(within(by.paths()), Unit.kind == "kecamatan", Unit.path > after)
        .order_by(Unit.path)
        .limit(most)
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


def facts_by_unit(
    session: Session, units: Sequence[Unit], known: Mapping[str, Sequence[Slot]], asked: Asked
) -> Mapping[str, Facts]:
    """The facts of these units from their looks."""
    excused = set(excuses(session, [each.code for each in units], asked.on))
    return {
        each.code: facts_of(known[each.code], each.kind, asked.rule, asked.on, excused=each.code in excused)
        for each in units
    }


def excuses(session: Session, codes: Collection[str], on: date) -> Mapping[str, Context]:
    """What takes a unit out of the measure on that day, by its code; the one noted last where there are several."""
    found = session.scalars(
        select(Context)
        .where(
            Context.unit_code.in_(codes),
            Context.from_on <= on,
            or_(Context.until_on.is_(None), Context.until_on >= on),
            Context.mistaken.is_(False),
        )
        .order_by(Context.noted_at, Context.id)
    )
    return {each.unit_code: each for each in found}


def contexts(session: Session, code: str) -> Sequence[Context]:
    """All that was ever noted of a unit, the newest first."""
    return session.scalars(
        select(Context).where(Context.unit_code == code).order_by(Context.from_on.desc(), Context.id)
    ).all()


def context(session: Session, context_id: uuid.UUID, by: Actor) -> Context:
    """One of a unit that ``by`` may see; NotFound otherwise."""
    found = session.get(Context, context_id)
    if found is None or not by.sees(found.unit.path):
        raise NotFound()
    return found


def objections(session: Session, code: str) -> Sequence[Objection]:
    """What a unit's people said, the newest first."""
    return session.scalars(
        select(Objection)
        .where(Objection.unit_code == code)
        .order_by(Objection.raised_at.desc(), Objection.id)
    ).all()


def objection(session: Session, objection_id: uuid.UUID, by: Actor) -> Objection:
    """One about a unit that ``by`` may see; NotFound otherwise."""
    found = session.get(Objection, objection_id)
    if found is None or not by.sees(found.unit.path):
        raise NotFound()
    return found


def open_objections(session: Session, by: Actor, most: int = 100) -> Sequence[Objection]:
    """Those that wait for an answer, the oldest first."""
    return session.scalars(
        select(Objection)
        .join(Unit)
        .options(joinedload(Objection.unit))
        .where(Objection.outcome == Outcome.OPEN, within(by.paths()))
        .order_by(Objection.raised_at, Objection.id)
        .limit(most)
    ).all()


def objected(session: Session, codes: Collection[str]) -> Collection[str]:
    """Of these units those of which an objection waits."""
    return set(
        session.scalars(
            select(Objection.unit_code).where(
                Objection.outcome == Outcome.OPEN, Objection.unit_code.in_(codes)
            )
        )
    )
