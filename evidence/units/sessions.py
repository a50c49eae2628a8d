"""What ties a browser's cookie to the row of its sign-in: the cookie carries a secret, the row its hash."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, flash, g, request, session
from flask_babel import gettext as _
from flask_login import user_logged_out
from flask_security import current_user, logout_user, user_authenticated
from sqlalchemy import select

from evidence.core import clock
from evidence.core.web import db
from evidence.units import devices, queries
from evidence.units.access import Actor
from evidence.units.models import Device, User

SECRET = "device"  # noqa: S105 - the name of a field, not what stands in it.
# A cookie of its own, which scripts may read: a phone must know who signed in last before it asks the city anything,
# or it would take a photo in the name of the one before. It opens nothing.
PERSON = "orang"


def watch(app: Flask) -> None:
    """Follow the sign-in library: a row for each sign-in, ended with the sign-out."""
    user_authenticated.connect(_begin, app)
    user_logged_out.connect(_end, app)
    app.after_request(_name)


def say_own(own: bool) -> None:
    """Whether the person who is signing in called this device their own."""
    g.own_device = own


def present() -> Device | None:
    """The sign-in by which this request came; None for a program, which brings a token instead."""
    found: Device | None = g.get("device")
    return found


def person() -> Actor | None:
    """The person of this session; one whose time is over, or who was signed out elsewhere, is sent to sign in again."""
    now = clock.now()
    by = queries.actor(db(), current_user.id, now)
    secret = session.get(SECRET)
    device = queries.device(db(), secret) if secret else None
    if by is None or device is None or not devices.holds(device, by, now):
        session.pop(SECRET, None)
        logout_user()
        # Said on the sign-in page, also when a page's script was the first to hear of it.
        flash(_("Sesi Anda berakhir. Silakan masuk kembali."), "info")
        return None
    g.device = device
    g.named = str(by.id)
    if devices.note_seen(db(), device, now):
        # Most requests only read and would never write it; nothing else has begun yet.
        db().commit()
    return by


def _begin(_app: Flask, user: User, authn_via: Sequence[str] | None = None, **_more: Any) -> None:
    # Whoever lets a person in commits.
    now = clock.now()
    by = queries.actor(db(), user.id, now)
    if by is None:
        return
    if "passkey" not in (authn_via or ()) and _stale(user):
        # No device, no session: the next request is sent to sign in again.
        return
    own, agent = g.get("own_device", False), request.user_agent.string
    via = ", ".join(authn_via or ("password",))
    _device, session[SECRET] = devices.sign_in(db(), by, agent, own=own, via=via, now=now)
    # A browser on a phone is closed all the time; how long the cookie is good for is said by the row.
    session.permanent = True
    g.named = str(by.id)


def _stale(user: User) -> bool:
    """Whether the password was changed while this one was being checked; what ends all devices would miss this one.

    A passkey needs no such look: the change removes it, and waits for whoever is just using it.
    """
    kept = db().scalar(select(User.password).where(User.id == user.id).with_for_update(read=True))
    return kept != user.password


def _end(_app: Flask, user: User, **_more: Any) -> None:
    secret = session.pop(SECRET, None)
    device = queries.device(db(), secret) if secret else None
    session.permanent = False
    if device is not None and devices.sign_out(db(), device, clock.now()):
        # The library's view commits nothing when somebody leaves.
        db().commit()
        # A session that is over ends otherwise: what is on the phone then stays its person's.
        g.named = ""


def _name(response: Response) -> Response:
    """Tell the browser who is signed in, where it does not know that yet."""
    person: str | None = g.get("named")
    if person is None or person == request.cookies.get(PERSON, ""):
        return response
    # At the way out it is empty, and over at once.
    lasts = devices.OWN if person else timedelta()
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(PERSON, person, max_age=lasts, secure=secure, samesite="Lax")
    return response
