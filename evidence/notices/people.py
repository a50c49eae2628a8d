"""Who is told of a notice: for each role of its topic, those at the nearest unit that has somebody in it."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from evidence.notices.models import Notice
from evidence.notices.topics import topic_of
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


def in_force(now: datetime) -> ColumnElement[bool]:
    """Memberships of active people that hold at ``now``."""
    return (
        User.active
        & (Membership.valid_from <= now)
        & or_(Membership.valid_until.is_(None), Membership.valid_until > now)
    )
