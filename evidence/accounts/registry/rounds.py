"""Going through units one after the other: where nobody has looked yet, and where a unit's own word waits for somebody
above it; and how far a network's round has come.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from evidence.accounts.registry import queries
from evidence.accounts.registry.listing import claims, tied
from evidence.accounts.registry.models import Answer, Mistake, Observation, Presence, Source
from evidence.accounts.registry.queries import counts
from evidence.accounts.registry.vouching import own_path, stands_above
from evidence.units.access import Actor
from evidence.units.models import Unit
from evidence.units.queries import NEIGHBOURHOODS, within

BATCH = 50


def next_to_look(session: Session, network: str, after: Unit, by: Actor, now: datetime) -> Unit | None:
    """The next unit in the tree after ``after``, else the first of all, at which ``by`` should look on ``network``.

    That is one at which nobody has, and one whose account only others call official where the city stands for what
    ``by`` sees. RW and RT come in turn among themselves only: there are too many of them for the round of a city.
    """
    neighbours = after.kind in NEIGHBOURHOODS
    kind = Unit.kind.in_(NEIGHBOURHOODS) if neighbours else Unit.kind.not_in(NEIGHBOURHOODS)
    query = select(Unit).where(within(by.paths()), kind)
    if neighbours:
        query = query.where(Unit.path.startswith(own_path(after)))
    for part in (Unit.path > after.path, Unit.path < after.path):
        rest = query.where(part).order_by(Unit.path)
        unseen = session.scalar(rest.where(~_looked(network)).limit(1))
        # Only what comes before that one can come first.
        before = rest.where(Unit.path < unseen.path) if unseen else rest
        if found := _unconfirmed(session, before, network, by, now) or unseen:
            return found
    return None


def _unconfirmed(
    session: Session, query: Select[Unit], network: str, by: Actor, now: datetime
) -> Unit | None:
    """The first unit of ``query`` of whose account ``by`` would make more than somebody's word."""
    after = ""
    while True:
        # The database narrows, and the rule decides: of what it gives, nearly all is waiting.
        rows = session.scalars(query.where(_claimed(network), Unit.path > after).limit(BATCH)).all()
        found = unconfirmed(session, [each for each in rows if stands_above(by, each)], network, now)
        if found or len(rows) < BATCH:
            return next(iter(found), None)
        after = rows[-1].path


def unconfirmed(session: Session, units: Sequence[Unit], network: str, now: datetime) -> Sequence[Unit]:
    """Those of ``units`` that have an account on ``network`` which only others call official."""
    codes = [each.code for each in units]
    if not codes:
        return []
    asked = select(Unit.code).where(Unit.code.in_(codes))
    slots = queries.standing(session, units=asked, network=network, until=now)
    ours = tied(session, codes)
    waiting = {key[0] for key, slot in slots.items() if any(claims(slot, ours))}
    return [each for each in units if each.code in waiting]


def _looked(network: str) -> ColumnElement[bool]:
    return exists().where(Observation.unit_code == Unit.code, Observation.network == network, counts())


def _claimed(network: str) -> ColumnElement[bool]:
    """Whether others than the city call an account of the unit official, and nobody above has answered since."""
    later = aliased(Observation)
    answered = exists().where(
        later.unit_code == Observation.unit_code,
        later.network == network,
        func.lower(later.handle) == func.lower(Observation.handle),
        later.official.is_not(None),
        later.from_above,
        later.looked_at > Observation.looked_at,
        ~exists().where(Mistake.look_id == later.id),
    )
    return exists().where(
        Observation.unit_code == Unit.code,
        Observation.network == network,
        Observation.presence == Presence.PRESENT,
        Observation.official == Answer.YES,
        Observation.source != Source.API,
        ~Observation.from_above,
        counts(),
        ~answered,
    )


def progress_below(session: Session, network: str, codes: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """The same as `progress` of each unit of ``codes`` and those right below it; none of them is below another."""
    head = case((Unit.code.in_(codes), Unit.code), else_=Unit.parent_code)
    rows = session.execute(
        select(head, func.count().filter(_looked(network)), func.count())
        .select_from(Unit)
        .where(or_(Unit.code.in_(codes), Unit.parent_code.in_(codes)), Unit.kind.not_in(NEIGHBOURHOODS))
        .group_by(head)
    )
    return {code: (done, whole) for code, done, whole in rows}


def progress(session: Session, network: str, by: Actor) -> tuple[int, int]:
    """At how many of the units of ``by`` somebody has looked on ``network``, and how many there are; no RW or RT."""
    counted = select(func.count().filter(_looked(network)), func.count()).where(
        within(by.paths()), Unit.kind.not_in(NEIGHBOURHOODS)
    )
    done, whole = session.execute(counted.select_from(Unit)).one()
    return int(done), int(whole)
