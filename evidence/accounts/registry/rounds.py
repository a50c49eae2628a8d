"""Going through units one after the other: where nobody has looked yet, and how far a network's round has come."""

from collections.abc import Mapping, Sequence

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session

from evidence.accounts.registry.models import Observation
from evidence.accounts.registry.queries import counts
from evidence.units.access import Actor
from evidence.units.models import Unit
from evidence.units.queries import NEIGHBOURHOODS, within


def next_unchecked(session: Session, network: str, after: Unit, by: Actor) -> Unit | None:
    """The next unit in the tree after ``after`` that ``by`` may look at and at whose ``network`` nobody has; else the
    first of all.

    RW and RT come in turn among themselves only: there are too many of them for the round of a city.
    """
    neighbours = after.kind in NEIGHBOURHOODS
    kind = Unit.kind.in_(NEIGHBOURHOODS) if neighbours else Unit.kind.not_in(NEIGHBOURHOODS)
    looked = exists().where(Observation.unit_code == Unit.code, Observation.network == network, counts())
    query = select(Unit).where(within(by.paths()), kind, ~looked, Unit.code != after.code)
    if neighbours:
        # The kelurahan's own code is where the mark of an RW begins.
        query = query.where(Unit.path.startswith(after.path.partition(".RW")[0].rpartition("/")[0] + "/"))
    later = query.where(Unit.path > after.path).order_by(Unit.path).limit(1)
    return session.scalar(later) or session.scalar(query.order_by(Unit.path).limit(1))


def progress_below(session: Session, network: str, codes: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """The same of each unit of ``codes`` and those right below it; none of them is below another."""
    looked = exists().where(Observation.unit_code == Unit.code, Observation.network == network, counts())
    head = case((Unit.code.in_(codes), Unit.code), else_=Unit.parent_code)
    rows = session.execute(
        select(head, func.count().filter(looked), func.count())
        .select_from(Unit)
        .where(or_(Unit.code.in_(codes), Unit.parent_code.in_(codes)), Unit.kind.not_in(NEIGHBOURHOODS))
        .group_by(head)
    )
    return {code: (done, whole) for code, done, whole in rows}


def progress(session: Session, network: str, by: Actor) -> tuple[int, int]:
    """At how many of the units of ``by`` somebody has looked on ``network``, and how many there are; no RW or RT."""
    looked = exists().where(Observation.unit_code == Unit.code, Observation.network == network, counts())
    counted = select(func.count().filter(looked), func.count()).where(
        within(by.paths()), Unit.kind.not_in(NEIGHBOURHOODS)
    )
    done, whole = session.execute(counted.select_from(Unit)).one()
    return int(done), int(whole)
