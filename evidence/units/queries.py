"""Reading units and people."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.core.errors import NotFound
from evidence.core.paging import MANY, Page
from evidence.core.secrets import digest
from evidence.core.text import holdable
from evidence.units.access import Actor, Grant, Role
from evidence.units.models import ApiToken, Device, Membership, Passkey, Unit, User

# They are registered and own no work, so no list of those who do names them.
NEIGHBOURHOODS = ("rw", "rt")


def within(paths: Sequence[str]) -> ColumnElement[bool]:
    """Units at or below any of ``paths``; none of them when there is no path."""
    if not paths:
        return false()
    return or_(*(Unit.path.startswith(path, autoescape=True) for path in paths))


def unit(session: Session, code: str) -> Unit:
    """The unit with that code; NotFound otherwise."""
    found = session.get(Unit, code)
    if found is None:
        raise NotFound("Unit itu tidak ada.")
    return found


def root(session: Session) -> Unit | None:
    """The city itself, above all other units; None before any was entered."""
    return session.scalar(select(Unit).where(Unit.parent_code.is_(None)).order_by(Unit.path).limit(1))


def units(session: Session, paths: Sequence[str]) -> Sequence[Unit]:
    """The units at or below ``paths`` that can own work, in the order of the tree: all but RW and RT."""
    query = select(Unit).where(within(paths), Unit.kind.not_in(NEIGHBOURHOODS))
    return session.scalars(query.order_by(Unit.path)).all()


def page(session: Session, paths: Sequence[str], after: str | None, size: int = MANY) -> Page[Unit]:
    """At most ``size`` of the same, those behind the path ``after``."""
    query = select(Unit).where(within(paths), Unit.kind.not_in(NEIGHBOURHOODS), Unit.path > (after or ""))
    found = session.scalars(query.order_by(Unit.path).limit(size + 1)).all()
    return Page(found[:size], found[size - 1].path if len(found) > size else None)


def works(session: Session, code: str, paths: Sequence[str]) -> bool:
    """Whether that is a unit at or below ``paths`` that can own work."""
    found = session.get(Unit, holdable(code))
    return (
        found is not None
        and found.kind not in NEIGHBOURHOODS
        and any(found.path.startswith(path) for path in paths)
    )


def children(session: Session, of: Unit) -> Sequence[Unit]:
    """The units right below ``of``."""
    return session.scalars(select(Unit).where(Unit.parent_code == of.code).order_by(Unit.path)).all()


def first_kelurahan(session: Session, paths: Sequence[str]) -> str | None:
    """The code of the first kelurahan at or below ``paths``."""
    query = select(Unit.code).where(within(paths), Unit.kind == "kelurahan").order_by(Unit.path)
    return session.scalar(query.limit(1))


def ancestors(session: Session, of: Unit) -> Sequence[Unit]:
    """The units above ``of``, the nearest first."""
    above = func.starts_with(of.path, Unit.path)
    found = session.scalars(select(Unit).where(above, Unit.code != of.code)).all()
    return sorted(found, key=lambda each: -len(each.path))


def actor(session: Session, user_id: uuid.UUID, now: datetime) -> Actor | None:
    """The active user as an actor with the memberships in force at ``now``."""
    user = session.get(User, user_id)
    if user is None or not user.active:
        return None
    memberships = session.scalars(
        select(Membership)
        .options(joinedload(Membership.unit))
        .where(
            Membership.user_id == user_id,
            in_force(now),
        )
        .order_by(Membership.id)
    )
    grants = tuple(
        Grant(each.role, each.unit_code, each.unit.path, each.acting_as, each.valid_until, each.id)
        for each in memberships
    )
    return Actor(user.id, user.username, user.name, grants)


def in_force(moment: datetime | ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a membership holds at that moment, a value or what the database makes of one."""
    return (Membership.valid_from <= moment) & or_(
        Membership.valid_until.is_(None), Membership.valid_until > moment
    )


def holders_over_the_city(session: Session, role: Role, now: datetime, most: int = 3) -> Sequence[User]:
    """The active people who hold that role over the root, whoever has held it longest first."""
    held = (
        select(Membership.user_id, func.min(Membership.valid_from).label("since"))
        .join(Unit, Unit.code == Membership.unit_code)
        .where(
            Unit.parent_code.is_(None),
            Membership.role == role,
            in_force(now),
        )
        .group_by(Membership.user_id)
        .subquery()
    )
    return session.scalars(
        select(User)
        .join(held, held.c.user_id == User.id)
        .where(User.active)
        .order_by(held.c.since, User.id)
        .limit(most)
    ).all()


def hold(session: Session, *people: uuid.UUID) -> None:
    """Keep what these people are and hold for this transaction; the others wait.

    People are held before their memberships, and in the order of their ids, so that no two wait for each other.
    """
    session.execute(
        select(User.id).where(User.id.in_(people)).order_by(User.id).with_for_update(key_share=True)
    )


def still_holds(session: Session, grant: Grant, now: datetime) -> bool:
    """Whether the membership behind ``grant`` is in force and its person active, at this very moment.

    Both stay as they are until the transaction ends, so that what is done by this right and the end of the right come
    one after the other, never at once.
    """
    # The database looks at its own clock too: whoever waited here for the end of a membership began before it.
    moment = func.greatest(now, func.clock_timestamp())
    return (
        session.scalar(
            select(Membership.id)
            .join(User, User.id == Membership.user_id)
            .where(
                Membership.id == grant.membership,
                User.active,
                in_force(moment),
            )
            # Locked in this order, as `hold` has it.
            .with_for_update(read=True, of=[User, Membership])
        )
        is not None
    )


def token_owner(session: Session, token: str, now: datetime) -> ApiToken | None:
    """The unexpired, unrevoked token row for ``token``, looked up by its hash."""
    return session.scalar(
        select(ApiToken).where(
            ApiToken.digest == digest(token), ApiToken.revoked_at.is_(None), ApiToken.expires_at > now
        )
    )


def count_tokens(session: Session, user_id: uuid.UUID, now: datetime) -> int:
    """How many API tokens of that person open something at ``now``."""
    counted = select(func.count()).where(
        ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now
    )
    return session.scalar(counted) or 0


def device(session: Session, secret: str) -> Device | None:
    """The sign-in whose cookie carries ``secret``, whether it still holds or not."""
    return session.scalar(select(Device).where(Device.digest == digest(secret)))


def devices(session: Session, user_id: uuid.UUID, now: datetime) -> Sequence[Device]:
    """Where the person is signed in at ``now``, the device last seen first."""
    return session.scalars(
        select(Device)
        .where(Device.user_id == user_id, Device.ended_at.is_(None), Device.expires_at > now)
        .order_by(Device.last_seen_at.desc(), Device.id)
    ).all()


def passkeys(session: Session, user_id: uuid.UUID) -> Sequence[Passkey]:
    """The person's passkeys, the newest first."""
    return session.scalars(
        select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.created_at.desc(), Passkey.id)
    ).all()
