"""How far a paper is, told by whoever makes it: each step names the one before, so that a cancelled one ends. The edges
commit.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from evidence.capture import keeping
from evidence.core import audit
from evidence.reports.papers.making import Unmade
from evidence.reports.papers.models import UNDER_WAY, Paper, PaperState
from evidence.reports.papers.services import KEPT


def begin(session: Session, paper_id: uuid.UUID, now: datetime) -> Paper | None:
    """The paper, being made from now on; None when nobody waits for it any more. A run that died is begun anew."""
    moved = session.execute(
        update(Paper)
        .where(Paper.id == paper_id, Paper.state.in_(UNDER_WAY))
        .values(state=PaperState.RUNNING, done=0, read_at=now)
        .returning(Paper.id)
    ).scalar()
    return session.get(Paper, paper_id, populate_existing=True) if moved else None


def put_back(session: Session, paper_id: uuid.UUID) -> None:
    """It waits again: a part that it needs is not answering."""
    session.execute(
        update(Paper)
        .where(Paper.id == paper_id, Paper.state == PaperState.RUNNING)
        .values(state=PaperState.WAITING)
    )


def count(session: Session, paper_id: uuid.UUID, done: int, total: int) -> bool:
    """Keep how far it is; False when it was cancelled."""
    return (
        session.execute(
            update(Paper)
            .where(Paper.id == paper_id, Paper.state == PaperState.RUNNING)
            .values(done=done, total=total)
            .returning(Paper.id)
        ).scalar()
        is not None
    )


def finish(
    session: Session, paper_id: uuid.UUID, photos: Sequence[str], file: Mapping[str, Any], now: datetime
) -> bool:
    """It is made: ``file`` are the columns that say where it lies. False when nobody waits for it any more.

    Raises `Unmade` when one of its photos was erased meanwhile; none will be before this transaction ends.
    """
    if not keeping.may_keep(session, *map(uuid.UUID, photos)):
        raise Unmade("erased")
    kept = session.execute(
        update(Paper)
        .where(Paper.id == paper_id, Paper.state == PaperState.RUNNING)
        .values(state=PaperState.DONE, photo_ids=list(photos), finished_at=now, expires_at=now + KEPT, **file)
        .returning(Paper.sha256)
    ).scalar()
    if kept:
        audit.record(session, "reports.made", paper_id, sha256=kept)
    return kept is not None


def fail(session: Session, paper_id: uuid.UUID, reason: str, about: Mapping[str, Any], now: datetime) -> None:
    """There is none, and why; also of one that was made, when it may not be handed out any more."""
    old = (*UNDER_WAY, PaperState.DONE)
    moved = session.execute(
        update(Paper)
        .where(Paper.id == paper_id, Paper.state.in_(old))
        .values(
            state=PaperState.FAILED, reason=reason, about=dict(about) or None, finished_at=now, object_key="",
            sha256="", size=0, photo_ids=[],
        )
        .returning(Paper.id)
    ).scalar()  # fmt: skip
    if moved:
        audit.record(session, "reports.failed", paper_id, reason=reason)
