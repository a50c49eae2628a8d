"""Bringing a new person in: an admin of the city adds them, and a link lets them set a password of their own.

The link is shown once, works once and for a day; its hash is what is kept. The edges commit.
"""

import re
import secrets
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select, update
from sqlalchemy.orm import Session

from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.core.secrets import digest
from evidence.core.text import is_text
from evidence.core.words import N_
from evidence.units import passwords, queries, services
from evidence.units.access import Actor, Role
from evidence.units.models import Invitation, Membership, User

LASTS = timedelta(days=1)
MOST_NAME = 80
USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,38})[a-z0-9]")
FOR_THE_CITY = N_("Hanya admin kota yang menambahkan orang.")
NOBODY = N_("Orang itu tidak ada, atau tidak menunggu tautan.")
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
    _check(by)
    name, username = " ".join(told.name.split()), told.username.strip().lower()
    wrong: dict[str, str] = {}
    if not name or len(name) > MOST_NAME or not is_text(name):
        wrong["name"] = N_("Tulis nama, paling panjang 80 huruf.")
    if not USERNAME.fullmatch(username):
        wrong["username"] = N_("Tiga sampai 40 tanda: huruf kecil tanpa aksen, angka, titik, dan garis.")
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
    return person, _link(session, person, by, now)


def renew(session: Session, user_id: uuid.UUID, *, by: Actor, now: datetime) -> tuple[User, str]:
    """A new link for somebody who has not used theirs, which ends; never for one who has a password."""
    _check(by)
    # Whoever is using the old link at this moment is waited for.
    person = session.scalar(_locked(user_id))
    known = session.scalars(select(Invitation.used_at).where(Invitation.user_id == user_id)).all()
    if person is None or not known:
        raise NotFound(NOBODY)
    if any(known):
        raise Conflict(HAS_ONE)
    session.execute(
        update(Invitation)
        .where(Invitation.user_id == user_id, Invitation.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    return person, _link(session, person, by, now)


def waiting(session: Session, by: Actor) -> Sequence[Waiting]:
    """Who was brought in and has not set a password, the newest first."""
    _check(by)
    begun = exists().where(Membership.user_id == User.id)
    done = select(Invitation.user_id).where(Invitation.used_at.is_not(None))
    rows = session.execute(
        select(User, Invitation.expires_at, begun)
        .join(Invitation, Invitation.user_id == User.id)
        .where(Invitation.ended_at.is_(None), User.active, User.id.not_in(done))
        .order_by(Invitation.made_at.desc(), Invitation.id)
    )
    return [Waiting(*row) for row in rows]


def without_password(session: Session, people: Collection[uuid.UUID]) -> Collection[uuid.UUID]:
    """Those of ``people`` who were brought in by a link and have not used any, whether or not it still works."""
    return set(
        session.scalars(
            select(Invitation.user_id)
            .where(Invitation.user_id.in_(people))
            .group_by(Invitation.user_id)
            .having(func.count(Invitation.used_at) == 0)
        )
    )


def invited(session: Session, secret: str, now: datetime) -> User:
    """Whose link it is; looking uses nothing up, since machines open links too. Raises NotFound."""
    found = session.scalar(
        select(User).join(Invitation, Invitation.user_id == User.id).where(*_open(secret, now))
    )
    if found is None:
        raise NotFound(OVER)
    return found


def accept(
    session: Session, secret: str, password: str, keep: Callable[[str], str], *, now: datetime
) -> User:
    """Set the password that the person of the link chose, and use the link up. Raises Invalid, NotFound.

    ``keep`` makes the hash that is kept of it.
    """
    person = invited(session, secret, now)
    passwords.check(password, person.name, person.username)
    # One after the other: a second use of the link, and an admin who makes a new one.
    session.scalar(_locked(person.id))
    used = session.scalar(
        update(Invitation)
        .where(Invitation.user_id == person.id, Invitation.user_id == User.id, *_open(secret, now))
        .values(used_at=now)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    if used is None:
        raise NotFound(OVER)
    person.password = keep(password)
    session.flush()
    audit.record(
        session, "units.password_set", person.id, actor_id=person.id, actor_name=person.name,
        username=person.username, invitation=str(used),
    )  # fmt: skip
    return person


def _link(session: Session, person: User, by: Actor, now: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    row = Invitation(
        user_id=person.id, digest=digest(secret), made_by=by.id, made_at=now, expires_at=now + LASTS
    )
    session.add(row)
    session.flush()
    audit.record(
        session, "units.invited", person.id, actor_id=by.id, actor_name=by.name, username=person.username,
        invitation=str(row.id), until=row.expires_at.isoformat(),
    )  # fmt: skip
    return secret


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


def _locked(user_id: uuid.UUID) -> Select[User]:
    return (
        select(User)
        .where(User.id == user_id, User.active)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _check(by: Actor) -> None:
    if not may_add(by):
        raise NotAllowed(FOR_THE_CITY)
