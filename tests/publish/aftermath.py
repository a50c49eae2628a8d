"""What a person and a worker do about a post that is out, for the tests of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import text

from evidence.core import clock
from evidence.publish import withdrawal
from evidence.publish.afterwards import Afterwards
from evidence.publish.models import PublicationState as P
from tests.house import House
from tests.publish.delivering import deliver
from tests.publish.desk import Desk

REASON = "isi atau fotonya keliru"


def published(approved: Desk) -> str:
    """Let a worker post it; returns the post's id on the network."""
    deliver(approved)
    row = approved.row()
    assert row.state is P.PUBLISHED
    assert row.remote_id
    return row.remote_id


def afterwards(house: House, **replaced: Any) -> Afterwards:
    """What a worker has for it; ``replaced`` are parts that are not as they should be."""
    parts = house.app.extensions["house"]
    told = {"sessions": house.sessions, "networks": parts.networks, "box": house.app.extensions["token_box"]}
    return Afterwards(**{**told, **replaced})


def ask(approved: Desk, who: str = "lurah.mojo", reason: str = REASON, now: datetime | None = None) -> None:
    """A person asks for the post to be taken down."""
    house = approved.house
    approved.do(
        withdrawal.withdraw, approved.row(), reason,
        by=house.actor(who), networks=house.app.extensions["house"].networks, now=now or clock.now(),
    )  # fmt: skip


def work(approved: Desk, **replaced: Any) -> None:
    """A worker takes it down, if it is time."""
    afterwards(approved.house, **replaced).withdraw(str(approved.row().id))


def due_again(approved: Desk) -> None:
    """Let the time pass that the withdrawal has to wait."""
    approved.put(approved.row().state, due_at=clock.now())


def somebody_waits(house: House) -> bool:
    """Whether a statement in this database waits for another one's commit."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with house.sessions() as session:
        return bool(session.scalar(waiting))
