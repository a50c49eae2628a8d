"""The one way a publication changes: an UPDATE that names the old state, and a row that says what happened."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from evidence.core import audit
from evidence.publish.models import Attempt, Publication, PublicationState

WORKER = "Bukti"
# Between the parts of a reason: what happened, and what somebody adds to it.
JOINT = "; "
# The worker's own steps on the way are no acts; what comes of them or ends it, and every step of a person, is one.
LASTING = frozenset(PublicationState) - {
    PublicationState.QUEUED,
    PublicationState.PREPARING,
    PublicationState.READY,
}
# What such an act keeps of the row.
KEPT = (Publication.sent_sha256, Publication.remote_id, Publication.permalink)


def move(
    session: Session,
    publication_id: uuid.UUID,
    old: PublicationState,
    new: PublicationState,
    *,
    now: datetime,
    attempt: int | None = None,
    only_if: ColumnElement[bool] | None = None,
    by_name: str = WORKER,
    reason: str = "",
    raise_to: int | None = None,
    **columns: Any,
) -> bool:
    """Move a publication from ``old`` to ``new``; False when it is not there any more.

    ``attempt`` fences: a worker names the attempt it claimed, and a row that was taken over has a higher one.
    ``raise_to`` is the number of the attempt that begins with this move.
    """
    statement = update(Publication).where(Publication.id == publication_id, Publication.state == old)
    if attempt is not None:
        statement = statement.where(Publication.attempt == attempt)
    if only_if is not None:
        statement = statement.where(only_if)
    if raise_to is not None:
        columns["attempt"] = raise_to
    moved = session.execute(
        statement.values(state=new, updated_at=now, **columns)
        .returning(Publication.attempt, *KEPT)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if moved is None:
        return False
    number = moved.attempt
    session.add(
        Attempt(
            publication_id=publication_id,
            number=number,
            at=now,
            old=old.value,
            new=new.value,
            by_name=by_name,
            reason=reason[:500],
        )
    )
    if LASTING & {old, new} or by_name != WORKER:
        told: dict[str, Any] = {each.key: getattr(moved, each.key) for each in KEPT}
        audit.record(
            session,
            f"publish.{new}",
            publication_id,
            actor_name=by_name,
            old=old.value,
            attempt=number,
            **told,
        )
    return True
