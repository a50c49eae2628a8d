"""A forgotten password: an admin of the city makes a link, and its person sets a new one. The edges commit.

The link is that of an invitation (`invitations`): shown once, used once, good for a day.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from evidence.core import audit
from evidence.core.errors import Conflict, NotAllowed, NotFound
from evidence.core.words import N_, Words
from evidence.units import invitations
from evidence.units.access import Actor
from evidence.units.models import Invitation, User

YOURS = N_("Kata sandi Anda sendiri diganti lewat tautan dari admin kota yang lain.")
WAITS = N_("Orang itu belum membuat kata sandi. Buat tautan undangan yang baru untuknya.")
NO_LINK = N_("Tidak ada tautan kata sandi yang berlaku untuk orang itu.")

OFFERED = N_("Tautan kata sandi baru untuk Anda")
IF_UNASKED = N_(
    "%(who)s membuat tautan untuk mengganti kata sandi Bukti Anda. Jika Anda tidak memintanya, segera beri tahu "
    "atasan Anda dan admin kota yang lain."
)
CHANGED = N_("Kata sandi Bukti Anda diganti")
IF_NOT_YOU = N_(
    "Kata sandi Anda diganti lewat tautan yang dibuat %(who)s, dan semua perangkat dikeluarkan. Jika bukan Anda yang "
    "menggantinya, segera beri tahu admin kota."
)


@dataclass(frozen=True)
class Alert:
    """What somebody is told of their own account, once for each ``about``; ``who`` made the link."""

    about: str
    title: Words
    body: Words
    who: str


def offered(link: Invitation) -> Alert:
    """A link was made that could take their account."""
    return Alert(f"reset-made:{link.id}", OFFERED, IF_UNASKED, link.maker.name)


def changed(link: Invitation) -> Alert:
    """It was used."""
    return Alert(f"reset-used:{link.id}", CHANGED, IF_NOT_YOU, link.maker.name)


def offer(session: Session, user_id: uuid.UUID, *, by: Actor, now: datetime) -> tuple[User, str]:
    """A link by which somebody who is in sets a new password; returns them and its secret, which is kept nowhere.

    Until it is used the old password stays good. Nobody makes one for themselves: whoever finds a browser in which an
    admin is signed in would have their account by it.
    """
    invitations.check(by)
    if user_id == by.id:
        raise NotAllowed(YOURS)
    person = session.scalar(invitations.locked(user_id))
    if person is None:
        raise NotFound(invitations.NOBODY)
    if invitations.without_password(session, [user_id]):
        raise Conflict(WAITS)
    return person, invitations.link(session, person, by, now, reset=True)


def withdraw(session: Session, user_id: uuid.UUID, *, by: Actor, now: datetime) -> User:
    """End the link that was made; it answers then as one that is over. Raises NotFound where none stands."""
    invitations.check(by)
    person = session.scalar(invitations.locked(user_id))
    if person is None or standing(session, user_id, now) is None:
        raise NotFound(NO_LINK)
    invitations.end_links(session, user_id, now)
    audit.record(
        session, "units.reset_link_ended", user_id, actor_id=by.id, actor_name=by.name,
        username=person.username,
    )  # fmt: skip
    return person


def standing(session: Session, user_id: uuid.UUID, now: datetime) -> Invitation | None:
    """The link that could be used now."""
    return session.scalar(
        select(Invitation).where(
            Invitation.user_id == user_id,
            Invitation.reset,
            Invitation.used_at.is_(None),
            Invitation.ended_at.is_(None),
            Invitation.expires_at > now,
        )
    )


def unseen(session: Session, user_id: uuid.UUID) -> Invitation | None:
    """The last link that changed this person's password, with its maker, while they have not said that they know."""
    return session.scalar(
        select(Invitation)
        .options(joinedload(Invitation.maker))
        .where(
            Invitation.user_id == user_id,
            Invitation.reset,
            Invitation.used_at.is_not(None),
            Invitation.seen_at.is_(None),
        )
        .order_by(Invitation.used_at.desc())
        .limit(1)
    )


def see(session: Session, *, by: Actor, now: datetime) -> None:
    """The person knows that their password was changed; saying it again changes nothing."""
    seen = session.scalars(
        update(Invitation)
        .where(
            Invitation.user_id == by.id,
            Invitation.reset,
            Invitation.used_at.is_not(None),
            Invitation.seen_at.is_(None),
        )
        .values(seen_at=now)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    ).all()
    for each in seen:
        audit.record(
            session, "units.reset_seen", by.id, actor_id=by.id, actor_name=by.name, invitation=str(each)
        )
