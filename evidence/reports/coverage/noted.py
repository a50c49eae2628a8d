"""Reading what was noted about units: what takes them out of the measure, and objections."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.core.errors import NotFound
from evidence.core.paging import SIZE, Page, oldest_first
from evidence.reports.coverage.models import Context, Objection, Outcome
from evidence.units.access import Actor
from evidence.units.models import Unit
from evidence.units.queries import within


def excuses(
    session: Session, codes: Collection[str], on: date, last: date | None = None
) -> Mapping[str, Context]:
    """What takes a unit out of the measure on that day, or on any from it to ``last``, by the unit's code.

    The one noted last where there are several.
    """
    found = session.scalars(
        select(Context)
        .where(
            Context.unit_code.in_(codes),
            Context.from_on <= (last or on),
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


def waiting(session: Session, by: Actor, after: str | None = None, size: int = SIZE) -> Page[Objection]:
    """Those that wait for an answer, the oldest first; ``after`` is the key of the last one seen."""
    query = select(Objection).join(Unit).options(joinedload(Objection.unit))
    query = query.where(Objection.outcome == Outcome.OPEN, within(by.paths()))
    columns = (Objection.raised_at, Objection.id)
    return oldest_first(session, query, columns, lambda row: (row.raised_at, row.id), after, size)


def count_open(session: Session, by: Actor) -> int:
    """How many of them there are."""
    waiting = select(func.count(Objection.id)).join(Unit).where(Objection.outcome == Outcome.OPEN)
    return session.scalar(waiting.where(within(by.paths()))) or 0


def objected(session: Session, codes: Collection[str]) -> Collection[str]:
    """Of these units those of which an objection waits."""
    return set(
        session.scalars(
            select(Objection.unit_code).where(
                Objection.outcome == Outcome.OPEN, Objection.unit_code.in_(codes)
            )
        )
    )
