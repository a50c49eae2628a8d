"""Signs of life: which worker processes there are, what they work on, and when each was last heard of.

The engine has a heartbeat of its own, for taking over jobs. It does not say which queues a worker serves, and forgets a
dead worker as soon as another one has noticed; people want to know of both.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidence.core.db import Base, Sessions
from evidence.core.jobs import Worker

# How long a worker that fell silent is still told of.
REMEMBERED = timedelta(hours=1)
# More processes than any city runs; a page shows no more.
MOST = 100


class WorkerSign(Base):
    """One worker process; times are on the database's clock, which all of them share."""

    __tablename__ = "worker_signs"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    queues: Mapped[list[str]]
    began_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())


@dataclass(frozen=True)
class Sign:
    """A worker as it was last heard of; ``silent`` is how long ago that was."""

    queues: Sequence[str]
    began_at: datetime
    silent: timedelta


@dataclass
class _Self:
    """A worker process's own sign."""

    sessions: Sessions
    queues: Sequence[str]
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    begun: bool = False

    def beat(self) -> None:
        """Say that this process lives, and forget those that have been silent for long."""
        with self.sessions.begin() as session:
            session.execute(
                insert(WorkerSign)
                .values(id=self.id, queues=list(self.queues))
                .on_conflict_do_update(index_elements=[WorkerSign.id], set_={"seen_at": func.now()})
            )
            session.execute(delete(WorkerSign).where(WorkerSign.seen_at < func.now() - REMEMBERED))
        self.begun = True

    def end(self) -> None:
        """Take the sign away: a worker that ends as it was asked to is missed by nobody."""
        if self.begun:
            with self.sessions.begin() as session:
                session.execute(delete(WorkerSign).where(WorkerSign.id == self.id))


def register(worker: Worker, sessions: Sessions, queues: Sequence[str]) -> None:
    """Let ``worker`` say that it lives, as often as its jobs' heartbeat beats."""
    own = _Self(sessions, queues)
    worker.every(worker.heartbeat, own.beat)
    # Before the parts that it needs for it are let go of.
    worker.ends.insert(0, own.end)


def signs(session: Session) -> Sequence[Sign]:
    """Every worker that was heard of lately, the one heard last first."""
    silent = (func.now() - WorkerSign.seen_at).label("silent")
    rows = session.execute(
        select(WorkerSign.queues, WorkerSign.began_at, silent).order_by(silent, WorkerSign.id).limit(MOST)
    )
    return [Sign(row.queues, row.began_at, row.silent) for row in rows]
