"""Notices."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.core.db import Base
from evidence.units.models import Unit


class Notice(Base):
    """One thing that those who manage a unit should know; open until its cause is gone."""

    __tablename__ = "notices"
    __table_args__ = (
        # Said once, as long as it stands.
        Index("uq_notices_kind_subject", "kind", "subject", unique=True, postgresql_where="done_at IS NULL"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    kind: Mapped[str]
    # What it is about: an account, a publication.
    subject: Mapped[uuid.UUID]
    # A message id with its parameters. One called ``..._at`` is a moment in ISO form, shown as its day; one called
    # ``..._word`` is a message id itself.
    text: Mapped[str]
    params: Mapped[dict[str, Any]]
    # Where to act: a path of ours.
    url: Mapped[str]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
