"""Publications and their attempts."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.accounts.models import SocialAccount
from evidence.compose.models import Post, PostVersion
from evidence.core.db import Base, one_of


class PublicationState(enum.StrEnum):
    """queued → preparing → ready → publishing → published, and the ways off that road."""

    QUEUED = "queued"
    PREPARING = "preparing"
    READY = "ready"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    WITHDRAW_FAILED = "withdraw_failed"


class Hold(enum.StrEnum):
    """Why a queued publication waits although it is due."""

    TOKEN = "token"  # noqa: S105  (a reason, not a secret)
    PAUSED = "paused"
    LATE = "late"
    FINDING = "finding"
    DISCONNECTED = "disconnected"


# While one of these stands, the same post can't be given to the same account again.
GONE = (PublicationState.CANCELLED, PublicationState.FAILED, PublicationState.WITHDRAWN)
# Before the intent nothing irreversible has happened.
BEFORE_INTENT = (PublicationState.QUEUED, PublicationState.PREPARING, PublicationState.READY)


class Publication(Base):
    """One version on one account: the row that waits, runs and ends, and the only truth about it."""

    __tablename__ = "publications"
    __table_args__ = (
        Index(
            "uq_publications_post_id_account_id",
            "post_id",
            "account_id",
            unique=True,
            postgresql_where="state NOT IN ('cancelled', 'failed', 'withdrawn')",
        ),
        Index("ix_publications_due", "due_at", postgresql_where="state = 'queued' AND hold_reason IS NULL"),
        Index(
            "ix_publications_held",
            "account_id",
            postgresql_where="state = 'queued' AND hold_reason IS NOT NULL",
        ),
        Index(
            "ix_publications_moving",
            "updated_at",
            postgresql_where="state IN ('preparing', 'ready', 'publishing')",
        ),
        Index("ix_publications_look", "look_at", postgresql_where="look_at IS NOT NULL"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"))
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post_versions.id"))
    decision_id: Mapped[uuid.UUID]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("social_accounts.id"))
    network: Mapped[str]
    # The content hash the decision was made on.
    approved_hash: Mapped[str]

    state: Mapped[PublicationState] = mapped_column(
        one_of(PublicationState, "state"), default=PublicationState.QUEUED
    )
    due_at: Mapped[datetime]
    hold_reason: Mapped[Hold | None] = mapped_column(one_of(Hold, "hold_reason"))
    # Each claim raises it, so that a worker that was taken over can't move the row any more.
    attempt: Mapped[int] = mapped_column(default=0)
    # Refusals in a row; a person's retry starts the count again.
    refusals: Mapped[int] = mapped_column(default=0)
    container: Mapped[str] = mapped_column(default="")
    # The hash of the bytes that were handed to the network.
    sent_sha256: Mapped[str] = mapped_column(default="")
    intent_at: Mapped[datetime | None]
    remote_id: Mapped[str | None]
    permalink: Mapped[str] = mapped_column(default="")
    posted_at: Mapped[datetime | None]
    # When to look at the network again: for the permalink, or whether a lost answer was a post.
    look_at: Mapped[datetime | None]
    looks: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    post: Mapped[Post] = relationship()
    version: Mapped[PostVersion] = relationship()
    account: Mapped[SocialAccount] = relationship()
    attempts: Mapped[list["Attempt"]] = relationship(back_populates="publication", order_by="Attempt.id")


class Attempt(Base):
    """One step of one try of a publication: from which state to which, when, by whom and why."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("publications.id"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    old: Mapped[str]
    new: Mapped[str]
    by_name: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")

    publication: Mapped[Publication] = relationship(back_populates="attempts")
