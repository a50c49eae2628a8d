"""The trail of acts: written in the transaction of the act itself, never changed afterwards."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, func, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidence.core.db import Base


class AuditEvent(Base):
    """One act: who did what to which thing, and what a reader years later needs to know of it."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_subject", "subject", "id"),
        # What became of a photo, wherever it stood.
        Index("ix_audit_events_photo", text("(facts ->> 'photo')"), postgresql_where=text("facts ? 'photo'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    actor_id: Mapped[uuid.UUID | None]
    actor_name: Mapped[str]
    act: Mapped[str]
    subject: Mapped[uuid.UUID]
    facts: Mapped[dict[str, Any]]


def record(
    session: Session,
    act: str,
    subject: uuid.UUID,
    *,
    actor_id: uuid.UUID | None = None,
    actor_name: str = "Bukti",
    **facts: Any,
) -> None:
    """Add one event to the trail of ``subject``; the actor is Bukti itself where nobody is named.

    ``act`` reads ``room.verb``, for example ``capture.photo_stored``. ``facts`` must be JSON values and never hold a
    caption, a password or a token.
    """
    session.add(AuditEvent(actor_id=actor_id, actor_name=actor_name, act=act, subject=subject, facts=facts))
