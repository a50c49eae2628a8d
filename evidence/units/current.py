"""Who is asking, and with which parts of the house their request works."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import current_app, g
from flask_security import current_user
from sqlalchemy.orm import Session

from config import Settings
from evidence.adapters.networks.base import Network
from evidence.adapters.networks.connecting import Connector
from evidence.adapters.storage import Storage
from evidence.core.errors import NotAllowed
from evidence.core.words import Words
from evidence.units import sessions
from evidence.units.access import Actor
from evidence.units.belongings import Belongings
from evidence.units.handing_over import Handed
from evidence.units.models import Unit
from evidence.units.resets import Alert


@dataclass(frozen=True)
class House:
    """The parts that the web passes on to services."""

    settings: Settings
    storage: Storage
    networks: Mapping[str, Network]
    # Why an activity's photos may not change now: asked in the rooms below, answered by one above.
    held: Callable[[Session, uuid.UUID], Words | None]
    # How an account is connected on each network that asks for it; the others open accounts without a sign-in.
    connectors: Mapping[str, Connector] = field(default_factory=dict)
    # How many publications wait for each of some accounts: asked by their pages, answered by a room above.
    waiting: Callable[[Session, Sequence[uuid.UUID]], Mapping[uuid.UUID, int]] = lambda _session, _accounts: {}
    # For how many days a look at an account counts, by the order that holds on a day; the same way around.
    look_days: Callable[[Session, date], int] = lambda *_asked: 30
    # A unit's first posting slot after a moment that no post but the named one has; the same way around.
    next_slot: Callable[[Session, Unit, uuid.UUID | None, datetime], datetime | None] = lambda *_asked: None
    # What goes with a unit from one holder of its office to the next; the same way around.
    belongings: Callable[[Session, Unit], Belongings] = lambda *_asked: Belongings()
    # Tells one person by push and by mail of what concerns their own account; the same way around.
    alert: Callable[[Session, uuid.UUID, Alert, datetime], None] = lambda *_told: None
    # What is to be told once a unit has changed hands, from whom to whom; the same way around.
    handed_over: Callable[[Session, Handed, datetime], None] = lambda *_told: None


def house() -> House:
    """The parts this application was built with."""
    found: House = current_app.extensions["house"]
    return found


def visitor() -> Actor | None:
    """The person asking, or None for a stranger; read once a request."""
    if "actor" not in g:
        token_actor = g.get("token_actor")
        g.actor = token_actor or (sessions.person() if current_user.is_authenticated else None)
    found: Actor | None = g.actor
    return found


def actor() -> Actor:
    """The person asking; the guard has made sure that there is one."""
    found = visitor()
    if found is None:
        raise NotAllowed("Silakan masuk terlebih dahulu.")
    return found
