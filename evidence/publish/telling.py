"""Telling the log of alerts, each once an hour, and people of what waits for them. An edge: it commits."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.core import clock, signs
from evidence.core.db import Sessions
from evidence.core.jobs import Worker
from evidence.notices import services as notices
from evidence.publish.alerts import Alert, alerts, for_units
from evidence.publish.models import AlertLine
from evidence.publish.queue import picture
from evidence.publish.waiting import by_unit
from evidence.publish.withdrawing import close_asked

log = logging.getLogger(__name__)

# Seconds between two looks of a worker, and how long one cause is not told again.
EVERY = 20.0
AGAIN = timedelta(hours=1)
# How notices of this room are called, before their cause.
KIND = "publish."


def register(worker: Worker, sessions: Sessions, queues: Sequence[str]) -> None:
    """Let ``worker`` say that it lives and look how all stands, beside its work on ``queues``."""
    signs.register(worker, sessions, queues)

    def look() -> None:
        with sessions.begin() as session:
            tell(session, alerts(picture(session, now=clock.now())), now=clock.now())
            notify(session, now=clock.now())

    worker.every(EVERY, look)


def tell(session: Session, found: Sequence[Alert], *, now: datetime) -> None:
    """Write one line for each alert of which no process has told within the hour."""
    for each in found:
        if not _first(session, each.name, now):
            continue
        told = {"alert": each.cause.value, "count": each.count}
        if each.queue:
            told["queue"] = each.queue
        if each.since is not None:
            told["since"] = each.since.isoformat()
        log.warning("alert", extra=told)


def notify(session: Session, *, now: datetime) -> None:
    """Tell each unit's people of what waits for them, once, and take back what no longer does."""
    found = {
        (f"{KIND}{each.cause.value}", each.publication_id): each
        for each in for_units(by_unit(session), now=now)
    }
    for (kind, subject), each in found.items():
        notices.tell(
            session, kind, subject, each.unit_code, each.words, url=f"/unggahan/{each.post_id}", now=now,
            title=each.title,
        )  # fmt: skip
    notices.settle_others(session, KIND, list(found), now=now)
    close_asked(session, now=now)


def _first(session: Session, name: str, now: datetime) -> bool:
    line = insert(AlertLine).values(name=name, told_at=now)
    return (
        session.execute(
            line.on_conflict_do_update(
                index_elements=[AlertLine.name], set_={"told_at": now}, where=AlertLine.told_at <= now - AGAIN
            ).returning(AlertLine.name)
        ).scalar()
        is not None
    )
