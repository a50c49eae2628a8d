"""Requests that a post be taken down."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.compose.models import Post
from evidence.core.db import Base, one_of


class Outcome(enum.StrEnum):
    """What was decided; "" while nothing is."""

    OPEN = ""
    WITHDRAW = "withdraw"
    REDACT = "redact"
    REFUSE = "refuse"


class Takedown(Base):
    """One request by anybody, without a sign-in. What it says was decided is never changed."""

    __tablename__ = "takedowns"
    __table_args__ = (Index("ix_takedowns_open", "due_at", postgresql_where="decided_at IS NULL"),)

    # Made with the page, so that whoever sends it twice asks once.
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    # By which the person asks for it again, ``HPS-7Q4M-2KXD``.
    reference: Mapped[str] = mapped_column(unique=True)
    # The link or the code, as the person wrote it.
    said: Mapped[str]
    # A code of `requests.REASONS`, and own words.
    reason: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    # Encrypted as tokens are; empty once the request is decided and answered.
    contact: Mapped[bytes | None]
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    # As it was named, and from the decision on as the city's people found it.
    post_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("posts.id"))
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome, "outcome"), default=Outcome.OPEN)
    # What was said to the person, and why.
    answer: Mapped[str] = mapped_column(default="")
    decided_by_name: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]

    post: Mapped[Post | None] = relationship()
