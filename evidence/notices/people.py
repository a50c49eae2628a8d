"""Who is told of a notice: for each role of its topic, those at the nearest unit that has somebody in it."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ARRAY, ColumnElement, ScalarSelect, Text, and_, any_, collate, false, func, or_, select
from sqlalchemy.orm import Session

from evidence.notices.choices import is_of
from evidence.notices.models import Notice
from evidence.notices.topics import OF_NOTICES, TELLING, topic_of
from evidence.units.access import Actor, Role
from evidence.units.models import Membership, Unit, User
from evidence.units.queries import in_force as held_at

# No tree is deeper.
DEEPEST = 99


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


def waits_for(by: Actor, now: datetime) -> ColumnElement[bool]:
    """The same as a question: notices, joined to their unit, that wait for this very person to act.

    They are told of it as the nearest who holds one of its topic's roles, and it asks for something. What others
    are nearer to, and what waits for somebody to be named, is for them to read along.
    """
    theirs = [
        and_(or_(*(is_of(each) for each in OF_NOTICES if role in each.roles)), _is_nearest(by, role, now))
        for role in Role
        if by.has(role)
    ]
    return and_(Notice.kind.not_in(TELLING), or_(false(), *theirs))


def _is_nearest(by: Actor, role: Role, now: datetime) -> ColumnElement[bool]:
    """Whether nobody holds ``role`` between a unit of theirs and the notice's."""
    return or_(
        *(
            Unit.path.startswith(path, autoescape=True) & _nearer(path, role, now).is_(None)
            for path in by.paths(role)
        )
    )


def _nearer(path: str, role: Role, now: datetime) -> ScalarSelect[uuid.UUID]:
    """Somebody who holds ``role`` over the notice's unit from below ``path``."""
    # The unit's own path names those between. They are asked for row by row, since joined all are read for each;
    # and in the collation of codes, not in that of paths, or no index of codes would do.
    codes = func.string_to_array(collate(Unit.path, "default"), "/", type_=ARRAY(Text))
    between = any_(codes[path.count("/") + 1 : DEEPEST])
    return (
        select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.unit_code == between, Membership.role == role, in_force(now))
        .limit(1)
        .correlate(Unit)
        .scalar_subquery()
    )


def in_force(now: datetime) -> ColumnElement[bool]:
    """Memberships of active people that hold at ``now``."""
    return User.active & held_at(now)
