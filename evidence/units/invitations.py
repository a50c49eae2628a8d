"""Bringing a new person in: an admin of the city adds them, and a link lets them set a password of their own.

The link is shown once, works once and for a day; its hash is what is kept. One for a forgotten password (`resets`) is
used in the same way. The edges commit.
"""

import re
import secrets
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select, update
from sqlalchemy.orm import Session, contains_eager

from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.core.secrets import digest
from evidence.core.text import is_text
from evidence.core.words import N_
from evidence.units import devices, passkeys, passwords, queries, services
from evidence.units.access import Actor, Role
from evidence.units.models import Invitation, Membership, User

LASTS = timedelta(days=1)
MOST_NAME = 80
USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,38})[a-z0-9]")
FOR_THE_CITY = N_("Hanya admin kota yang menambahkan orang dan membuat tautan kata sandi.")
NOBODY = N_("Orang itu tidak ada, atau tidak menunggu tautan.")
WRONG_NAME = N_("Tulis nama, paling panjang 80 huruf.")
WRONG_USERNAME = N_("Tiga sampai 40 tanda: huruf kecil tanpa aksen, angka, titik, dan garis.")
HAS_ONE = N_("Orang itu sudah membuat kata sandinya.")
OVER = N_(
    "Tautan ini sudah dipakai atau tidak berlaku lagi. Minta admin kota membuat tautan baru. Jika bukan Anda yang "
    "memakainya, beri tahu admin kota."
)


@dataclass(frozen=True)
class Newcomer:
    """Who comes in; without ``unit`` and ``roles`` an office is handed over to them later."""

    name: str
    username: str
    unit: str = ""
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Waiting:
    """Somebody who has not set a password yet: until when their link works, and whether they hold anything."""

    person: User
    until: datetime
    begun: bool


def may_add(by: Actor) -> bool:
    """Whether ``by`` may bring people in: an admin of the city, as whoever has no unit is known to the city alone."""
    return by.over_the_city(Role.ADMIN)


def add(
    session: Session, told: Newcomer, password_hash: str, *, by: Actor, now: datetime
) -> tuple[User, str]:
    """Bring them in; returns the person and the secret of their link, which is kept nowhere.

    ``password_hash`` is that of a password which nobody knows.
    """
    check(by)
    name, username, wrong = names(told.name, told.username)
    if bool(told.unit) != bool(told.roles):
        missing = "roles" if told.unit else "unit"
        wrong[missing] = N_("Pilih unit dan haknya bersama-sama, atau kosongkan keduanya.")
    elif told.unit and not queries.works(session, told.unit, by.paths(Role.ADMIN)):
        wrong["unit"] = N_("Pilih unit dari daftar.")
    if wrong:
        raise Invalid(passwords.LOOK_AGAIN, wrong)
    person = services.add_person(session, username, name, password_hash, by=by)
    for role in sorted(told.roles):
        services.add_membership(session, person, role, told.unit, valid_from=now, by=by)
    return person, link(session, person, by, now)


def names(name: str, username: str) -> tuple[str, str, dict[str, str]]:
    """Both as they are kept, and what is wrong with each."""
    name, username = " ".join(name.split()), username.strip().lower()
    wrong: dict[str, str] = {}
    if not name or len(name) > MOST_NAME or not is_text(name):
        wrong["name"] = WRONG_NAME
    if not USERNAME.fullmatch(username):
        wrong["username"] = WRONG_USERNAME
    return name, username, wrong


def renew(session: Session, user_id: uuid.UUID, *, by: Actor, now: datetime) -> tuple[User, str]:
    """A new link for somebody who has not used theirs, which ends; never for one who has a password."""
    check(by)
    person = awaited(session, user_id)
    return person, link(session, person, by, now)


def awaited(session: Session, user_id: uuid.UUID) -> User:
    """Somebody who was brought in and has no password yet, locked. Raises Conflict for one who has, else NotFound."""
    # Whoever is using the link at this moment is waited for.
    person = session.scalar(locked(user_id))
    first = select(Invitation.used_at).where(Invitation.user_id == user_id, Invitation.reset.is_(False))
    known = session.scalars(first).all()
    if person is None or not known:
        raise NotFound(NOBODY)
    if any(known):
        raise Conflict(HAS_ONE)
    return person


def waiting(session: Session, by: Actor) -> Sequence[Waiting]:
    """Who was brought in and has not set a password, the newest first."""
    check(by)
    begun = exists().where(Membership.user_id == User.id)
    done = select(Invitation.user_id).where(Invitation.used_at.is_not(None))
    first = Invitation.reset.is_(False)
    rows = session.execute(
        select(User, Invitation.expires_at, begun)
        .join(Invitation, Invitation.user_id == User.id)
        .where(first, Invitation.ended_at.is_(None), User.active, User.id.not_in(done))
        .order_by(Invitation.made_at.desc(), Invitation.id)
    )
    return [Waiting(*row) for row in rows]


def without_password(session: Session, people: Collection[uuid.UUID]) -> Collection[uuid.UUID]:
    """Those of ``people`` who were brought in by a link and have not used any, whether or not it still works."""
    return set(
        session.scalars(
            select(Invitation.user_id)
            .where(Invitation.user_id.in_(people), Invitation.reset.is_(False))
            .group_by(Invitation.user_id)
            .having(func.count(Invitation.used_at) == 0)
        )
    )


def invited(session: Session, secret: str, now: datetime) -> Invitation:
    """The link itself; looking uses nothing up, since machines open links too. Raises NotFound."""
    found = session.scalar(
        select(Invitation)
        .join(User, User.id == Invitation.user_id)
        .options(contains_eager(Invitation.user))
        .where(*_open(secret, now))
    )
    if found is None:
        raise NotFound(OVER)
    return found


def accept(
    session: Session, secret: str, password: str, keep: Callable[[str], str], *, now: datetime
) -> Invitation:
    """Set the password that the person of the link chose, and use the link up. Raises Invalid, NotFound.

    ``keep`` makes the hash that is kept of it. Whoever came in before, by whatever way, comes in by it alone;
    a token, which nobody gets on a page, goes on.
    """
    person = invited(session, secret, now).user
    passwords.check(password, person.name, person.username)
    # One after the other: a second use of the link, and an admin who makes a new one.
    session.scalar(locked(person.id))
    used = session.scalar(
        update(Invitation)
        .where(Invitation.user_id == person.id, Invitation.user_id == User.id, *_open(secret, now))
        .values(used_at=now)
        .returning(Invitation)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    if used is None:
        raise NotFound(OVER)
    person.password = keep(password)
    session.flush()
    # Passkeys first: one that is just letting somebody in is waited for, and that device is then among the ended.
    removed = passkeys.remove_all(session, person)
    ended = devices.end_all(session, person, now)
    audit.record(
        session, "units.password_set", person.id, actor_id=person.id, actor_name=person.name,
        username=person.username, invitation=str(used.id), reset=used.reset, devices=ended, passkeys=removed,
    )  # fmt: skip
    return used


def link(session: Session, person: User, by: Actor, now: datetime, *, reset: bool = False) -> str:
    """The secret of a new link, which ends those before it; ``person`` is locked."""
    end_links(session, person.id, now)
    secret = secrets.token_urlsafe(32)
    row = Invitation(
        user_id=person.id,
        digest=digest(secret),
        made_by=by.id,
        made_at=now,
        expires_at=now + LASTS,
        reset=reset,
    )
    session.add(row)
    session.flush()
    audit.record(
        session, "units.reset_link_made" if reset else "units.invited", person.id, actor_id=by.id,
        actor_name=by.name, username=person.username, invitation=str(row.id), until=row.expires_at.isoformat(),
    )  # fmt: skip
    return secret


def end_links(session: Session, user_id: uuid.UUID, now: datetime) -> int:
    """End the links of that person that still open something; returns how many."""
    return len(
        session.scalars(
            update(Invitation)
            .where(Invitation.user_id == user_id, Invitation.ended_at.is_(None), Invitation.used_at.is_(None))
            .values(ended_at=now)
            .returning(Invitation.id)
            .execution_options(synchronize_session=False)
        ).all()
    )


def _open(secret: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    # The database looks at its own clock too: whoever waited here for somebody else began before it.
    moment = func.greatest(now, func.clock_timestamp())
    return (
        Invitation.digest == digest(secret),
        Invitation.used_at.is_(None),
        Invitation.ended_at.is_(None),
        Invitation.expires_at > moment,
        User.active.is_(True),
    )


def locked(user_id: uuid.UUID) -> Select[User]:
    """The active person of that number, for this transaction alone; a sign-in may note its device beside it."""
    return (
        select(User)
        .where(User.id == user_id, User.active)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def check(by: Actor) -> None:
    """NotAllowed unless ``by`` may bring people in."""
    if not may_add(by):
        raise NotAllowed(FOR_THE_CITY)
