"""Switches that hold publishing back: one unit with all below it, one network, or the whole city. The edges commit."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased, joinedload

from evidence.accounts.models import SocialAccount
from evidence.core import audit
from evidence.core.errors import Invalid, NotAllowed, NotFound
from evidence.core.words import N_
from evidence.publish.models import Pause, Publication
from evidence.units import queries as units
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import within

MOST_REASON = 300


def held_back() -> ColumnElement[bool]:
    """Whether a switch that is on holds a Publication of the query around it."""
    # Under names of their own, so that they stay whole in any query.
    above, own, account, on = aliased(Unit), aliased(Unit), aliased(SocialAccount), aliased(Pause)
    networks = select(on.network).where(on.ended_at.is_(None), on.network.is_not(None))
    accounts = (
        select(account.id)
        .join(own, own.code == account.unit_code)
        .join(above, func.starts_with(own.path, above.path))
        .join(on, on.unit_code == above.code)
        .where(on.ended_at.is_(None))
    )
    return or_(Publication.network.in_(networks), Publication.account_id.in_(accounts))


def holds(session: Session, publication_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of them that a switch holds now."""
    return set(
        session.scalars(select(Publication.id).where(Publication.id.in_(publication_ids), held_back()))
    )


def active(session: Session) -> Sequence[Pause]:
    """The switches that are on, the oldest first."""
    return session.scalars(
        select(Pause).options(joinedload(Pause.unit)).where(Pause.ended_at.is_(None)).order_by(Pause.since)
    ).all()


def concerning(session: Session, by: Actor) -> list[Pause]:
    """Of the switches that are on those that hold something of the units of ``by``, or stand above them."""
    found = active(session)
    wanted = {each.network for each in found if each.network}
    here: Collection[str] = ()
    if wanted:
        here = session.scalars(
            select(SocialAccount.network)
            .distinct()
            .join(Unit, Unit.code == SocialAccount.unit_code)
            .where(SocialAccount.network.in_(wanted), within(by.paths()))
        ).all()
    return [
        each for each in found if each.network in here or (each.unit is not None and touches(by, each.unit))
    ]


def touches(by: Actor, unit: Unit) -> bool:
    """Whether the unit belongs to one of ``by``, or stands above it."""
    return any(unit.path.startswith(path) or path.startswith(unit.path) for path in by.paths())


def lately(session: Session, limit: int = 20) -> Sequence[Pause]:
    """The switches that were on before, the one that ended last first."""
    return session.scalars(
        select(Pause)
        .options(joinedload(Pause.unit))
        .where(Pause.ended_at.is_not(None))
        .order_by(Pause.ended_at.desc(), Pause.id)
        .limit(limit)
    ).all()


def one(session: Session, pause_id: uuid.UUID, by: Actor) -> Pause:
    """The switch with that number, if it concerns ``by``."""
    found = session.get(Pause, pause_id)
    if found is None or not (found.unit is None or touches(by, found.unit)):
        raise NotFound("Penahanan itu tidak ada.")
    return found


def may_hold(by: Actor, unit: Unit | None, root: Unit) -> bool:
    """Whether ``by`` may throw the switch of that unit, or of a network where none is named.

    The whole city and a network are for the city's admin; a unit is for whoever approves or administers there.
    """
    if unit is None or unit.code == root.code:
        return by.may(Role.ADMIN, root.path)
    return by.may(Role.ADMIN, unit.path) or by.may(Role.APPROVER, unit.path)


def root_unit(session: Session) -> Unit:
    """The city, without which nothing is published."""
    city = units.root(session)
    assert city is not None
    return city


def pause(
    session: Session, unit: Unit | None, network: str | None, reason: str, *, by: Actor, now: datetime
) -> bool:
    """Hold a unit with all below it, or a network; once more is no other switch, and False.

    What passed its intent goes on.
    """
    root = root_unit(session)
    if not may_hold(by, unit, root):
        raise NotAllowed("Penerbitan ini ditahan oleh pejabat atau admin di atasnya.")
    reason = reason.strip()
    if not reason:
        raise Invalid("Tulis alasan penerbitan ditahan.", {"reason": N_("Tulis alasannya.")})
    if "\x00" in reason or len(reason) > MOST_REASON:
        raise Invalid("Periksa alasannya.", {"reason": N_("Alasan paling panjang 300 huruf.")})
    ident, who = uuid.uuid4(), _name(by, unit or root)
    added = session.execute(
        insert(Pause)
        .values(
            id=ident, unit_code=unit.code if unit else None, network=network, reason=reason,
            by_id=by.id, by_name=who, since=now, ended_by="",
        )
        .on_conflict_do_nothing()
        .returning(Pause.id)
    ).scalar()  # fmt: skip
    if added is not None:
        _record(session, "publish.held", ident, by, unit.code if unit else None, network)
    return added is not None


def resume(session: Session, found: Pause, *, by: Actor, now: datetime) -> None:
    """Let what was held go on, in order; a switch that is off already stays off."""
    root = root_unit(session)
    if not may_hold(by, found.unit, root):
        raise NotAllowed("Penerbitan ini dilanjutkan oleh pejabat atau admin di atasnya.")
    ended = session.execute(
        update(Pause)
        .where(Pause.id == found.id, Pause.ended_at.is_(None))
        .values(ended_at=now, ended_by=_name(by, found.unit or root))
        .returning(Pause.id)
    ).scalar()
    if ended is not None:
        _record(session, "publish.let_go", found.id, by, found.unit_code, found.network)


def _name(by: Actor, unit: Unit) -> str:
    roles = (Role.APPROVER, Role.ADMIN)
    capacity = next((by.acting_as(role, unit.path) for role in roles if by.may(role, unit.path)), "")
    return f"{capacity} {by.name}".strip()


def _record(
    session: Session, act: str, ident: uuid.UUID, by: Actor, unit: str | None, network: str | None
) -> None:
    audit.record(session, act, ident, actor_id=by.id, actor_name=by.name, unit=unit, network=network)
