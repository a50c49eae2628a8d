"""Who is known, and putting right what was mistyped of somebody: their name, or that they were invited at all.

The edges commit.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.core.words import N_
from evidence.units import invitations, passwords
from evidence.units.access import Actor
from evidence.units.models import Invitation, Membership, User
from evidence.units.queries import in_force

NO_PERSON = N_("Orang itu tidak ada.")
FIXED = N_("Nama pengguna orang yang sudah masuk tidak dapat diubah.")
# More than that nobody looks through: then one types a part of the name.
MOST = 100


@dataclass(frozen=True)
class Known:
    """Somebody with what they hold now; ``waits`` where they were invited and have no password yet."""

    person: User
    offices: Sequence[Membership]
    waits: bool = False


def known(session: Session, words: str, *, by: Actor, now: datetime) -> tuple[Sequence[Known], bool]:
    """The active people who are in and whose name or user name has each of ``words``; whether there are more."""
    invitations.check(by)
    used = func.count(Invitation.used_at)
    waiting = (
        select(Invitation.user_id)
        .where(Invitation.reset.is_(False))
        .group_by(Invitation.user_id)
        .having(used == 0)
    )
    said = func.lower(User.name + " " + User.username)
    asked = and_(True, *(said.contains(word, autoescape=True) for word in words.lower().split()))
    found = session.scalars(
        select(User)
        .where(User.active, User.id.not_in(waiting), asked)
        .order_by(User.name, User.username)
        .limit(MOST + 1)
    ).all()
    held = _offices(session, [each.id for each in found], now)
    rows = [Known(each, [one for one in held if one.user_id == each.id]) for each in found[:MOST]]
    return rows, len(found) > MOST


def person(session: Session, user_id: uuid.UUID, *, by: Actor, now: datetime) -> Known:
    """One active person. Raises NotFound."""
    invitations.check(by)
    found = session.get(User, user_id)
    if found is None or not found.active:
        raise NotFound(NO_PERSON)
    waits = bool(invitations.without_password(session, [user_id]))
    return Known(found, _offices(session, [user_id], now), waits)


def correct(session: Session, user_id: uuid.UUID, name: str, username: str, *, by: Actor) -> User:
    """Put the name right that people see, and the user name of who has not come in yet.

    Raises Conflict where the user name is taken, Invalid, NotFound.
    """
    invitations.check(by)
    found = session.scalar(invitations.locked(user_id))
    if found is None:
        raise NotFound(NO_PERSON)
    kept, kept_username, wrong = invitations.names(name, username)
    if kept_username == found.username:
        # One from before these rules, or from a command.
        wrong.pop("username", None)
    elif not invitations.without_password(session, [user_id]):
        # They know it by heart, and phones have stored it.
        wrong["username"] = FIXED
    if wrong:
        raise Invalid(passwords.LOOK_AGAIN, wrong)
    before = {"name": found.name, "username": found.username}
    if before == {"name": kept, "username": kept_username}:
        return found
    try:
        with session.begin_nested():
            found.name, found.username = kept, kept_username
    except IntegrityError:
        raise Conflict("Nama pengguna %(username)s sudah dipakai.", username=kept_username) from None
    audit.record(
        session, "units.person_corrected", user_id, actor_id=by.id, actor_name=by.name, before=before,
        name=kept, username=kept_username,
    )  # fmt: skip
    return found


def withdraw(session: Session, user_id: uuid.UUID, *, by: Actor, now: datetime) -> str:
    """Take an invitation back: the link, the rights and the account end; returns the name. Raises Conflict, NotFound.

    The row stays, as the trail and memberships name it; its user name is free for somebody else.
    """
    invitations.check(by)
    found = invitations.awaited(session, user_id)
    invitations.end_links(session, user_id, now)
    ended = session.scalars(
        update(Membership)
        .where(
            Membership.user_id == user_id,
            or_(Membership.valid_until.is_(None), Membership.valid_until > now),
        )
        # One that was to begin later never does.
        .values(valid_until=func.greatest(Membership.valid_from, now))
        .returning(Membership.id)
        .execution_options(synchronize_session=False)
    ).all()
    username = found.username
    # No user name that anybody can be given has this sign.
    found.active, found.username = False, f"{username}#{user_id.hex[:8]}"
    session.flush()
    audit.record(
        session, "units.invitation_withdrawn", user_id, actor_id=by.id, actor_name=by.name,
        username=username, name=found.name, memberships=[str(each) for each in ended],
    )  # fmt: skip
    return found.name


def _offices(session: Session, people: Sequence[uuid.UUID], now: datetime) -> Sequence[Membership]:
    return session.scalars(
        select(Membership)
        .options(joinedload(Membership.unit))
        .where(
            Membership.user_id.in_(people),
            in_force(now),
        )
        .order_by(Membership.valid_from, Membership.id)
    ).all()
