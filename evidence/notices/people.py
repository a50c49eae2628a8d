"""Who is told of a notice: for each role of its topic, those at the nearest unit that has somebody in it."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from evidence.notices.models import Notice
from evidence.notices.topics import topic_of
from evidence.units.access import Role
from evidence.units.models import Membership, Unit, User


def told_of(session: Session, notice: Notice, now: datetime) -> Collection[uuid.UUID]:
    """Those people."""
    roles = topic_of(notice.kind).roles
    rows = session.execute(
        select(Membership.role, Unit.path, Membership.user_id)
        .join(Unit, Unit.code == Membership.unit_code)
        .join(User, User.id == Membership.user_id)
        .where(Membership.role.in_(roles), in_force(now), func.starts_with(notice.unit.path, Unit.path))
    ).all()
    found: set[uuid.UUID] = set()
    for role in roles:
        found |= _nearest([(path, user_id) for held, path, user_id in rows if held is role])
    return found


def _nearest(held: Sequence[tuple[str, uuid.UUID]]) -> set[uuid.UUID]:
    nearest = max((len(path) for path, _user_id in held), default=0)
    return {user_id for path, user_id in held if len(path) == nearest}


def waits_for(user_id: uuid.UUID, roles: Collection[Role], now: datetime) -> ColumnElement[bool]:
    """The same as a question: notices, joined to their unit, of which that person is told by one of ``roles``."""
    held, over = aliased(Membership), aliased(Unit)
    nearer, beneath, other = aliased(Membership), aliased(Unit), aliased(User)
    somebody_nearer = (
        select(nearer.id)
        .join(beneath, beneath.code == nearer.unit_code)
        .join(other, other.id == nearer.user_id)
        .where(
            nearer.role == held.role,
            in_force(now, nearer, other),
            func.starts_with(Unit.path, beneath.path),
            func.length(beneath.path) > func.length(over.path),
        )
    )
    return (
        select(held.id)
        .join(over, over.code == held.unit_code)
        .join(User, User.id == held.user_id)
        .where(
            held.user_id == user_id,
            held.role.in_(roles),
            in_force(now, held),
            func.starts_with(Unit.path, over.path),
            ~somebody_nearer.correlate(Unit, held, over).exists(),
        )
        .correlate(Unit)
        .exists()
    )


def in_force(
    now: datetime, membership: type[Membership] = Membership, user: type[User] = User
) -> ColumnElement[bool]:
    """Memberships of active people that hold at ``now``."""
    return (
        user.active
        & (membership.valid_from <= now)
        & or_(membership.valid_until.is_(None), membership.valid_until > now)
    )
