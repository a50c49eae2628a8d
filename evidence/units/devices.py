"""Sign-ins on devices: how long each holds, and how it ends before that."""

import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from evidence.core import audit
from evidence.core.errors import NotFound
from evidence.core.secrets import digest
from evidence.core.words import N_
from evidence.units import queries
from evidence.units.access import Actor, Role
from evidence.units.agents import browser_and_system
from evidence.units.models import Device, User

OWN = timedelta(days=30)
SHARED = timedelta(days=1)
# Whoever can approve or administer signs in every working day, whatever they say of their phone.
POWER = timedelta(hours=12)
# Knowing it to the minute is worth no write with each request.
SEEN_EVERY = timedelta(minutes=5)
NO_DEVICE = N_("Perangkat itu tidak ada, atau sudah dikeluarkan.")


def lasts(by: Actor, own: bool) -> timedelta:
    """How long a sign-in holds, by what the person may do and whether the device is theirs alone."""
    if by.has(Role.APPROVER, Role.ADMIN):
        return POWER
    return OWN if own and by.only(Role.UPLOADER) else SHARED


def holds(device: Device, by: Actor, now: datetime) -> bool:
    """Whether the sign-in is still good for what its person may do at ``now``, which may have become more."""
    ends = min(device.expires_at, device.signed_in_at + lasts(by, device.own))
    return device.user_id == by.id and device.ended_at is None and now < ends


def sign_in(
    session: Session, by: Actor, agent: str, *, own: bool, via: str = "password", now: datetime
) -> tuple[Device, str]:
    """Note a sign-in; returns its row and the secret for the device's cookie, which is kept nowhere.

    ``agent`` is the browser's ``User-Agent`` header, ``via`` what proved who is there.
    """
    secret = secrets.token_urlsafe(32)
    browser, system = browser_and_system(agent)
    device = Device(
        user_id=by.id,
        digest=digest(secret),
        browser=browser,
        system=system,
        own=own,
        signed_in_at=now,
        last_seen_at=now,
        expires_at=now + lasts(by, own),
    )
    session.add(device)
    session.flush()
    audit.record(
        session, "units.device_signed_in", device.id, actor_id=by.id, actor_name=by.name,
        username=by.username, browser=browser, system=system, own=own, via=via,
    )  # fmt: skip
    return device, secret


def note_seen(session: Session, device: Device, now: datetime) -> bool:
    """Note that the device was here, unless that was noted a moment ago; whether there was something to note."""
    if device.last_seen_at > now - SEEN_EVERY:
        return False
    session.execute(
        update(Device)
        .where(Device.id == device.id, Device.last_seen_at < now)
        .values(last_seen_at=now)
        .execution_options(synchronize_session=False)
    )
    return True


def end(session: Session, device_id: uuid.UUID, now: datetime, *, by: Actor) -> None:
    """Sign one of the person's own devices out; NotFound for any other, and for one that is out already."""
    if not _end(session, (Device.id == device_id) & (Device.user_id == by.id), now, by):
        raise NotFound(NO_DEVICE)


def sign_out(session: Session, device: Device, now: datetime) -> bool:
    """End the sign-in by which its own person came; False when it had ended."""
    by = queries.actor(session, device.user_id, now)
    return _end(session, Device.id == device.id, now, by) == 1


def end_others(session: Session, present: uuid.UUID, now: datetime, *, by: Actor) -> int:
    """Sign all of the person's devices out but the ``present`` one; returns how many."""
    return _end(session, (Device.id != present) & (Device.user_id == by.id), now, by)


def end_all(session: Session, user: User, now: datetime, *, by: Actor | None = None) -> int:
    """Sign every device of ``user`` out, as when a phone was lost or an office was handed over; returns how many."""
    return _end(session, Device.user_id == user.id, now, by)


def _end(session: Session, which: ColumnElement[bool], now: datetime, by: Actor | None) -> int:
    ended = session.scalars(
        update(Device)
        .where(which, Device.ended_at.is_(None), Device.expires_at > now)
        .values(ended_at=now)
        .returning(Device)
    ).all()
    for row in ended:
        audit.record(
            session, "units.device_ended", row.id, actor_id=by.id if by else None,
            actor_name=by.name if by else "Bukti", username=row.user.username,
        )  # fmt: skip
    return len(ended)
