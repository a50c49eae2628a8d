"""Publications and their attempts."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, FetchedValue, ForeignKey, Index, Text, false, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.accounts.models import SocialAccount
from evidence.capture.models import LEVELS
from evidence.compose.models import Post, PostVersion
from evidence.core.db import Base, one_of
from evidence.units.models import Unit


class PublicationState(enum.StrEnum):
    """queued → preparing → ready → publishing → published, and the ways off that road.

    Proof alone leads back to it from ``failed`` and ``cancelled``.
    """

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
# Out, as far as anybody knows.
OUT = (PublicationState.PUBLISHED, PublicationState.WITHDRAW_FAILED)
# Out, on its way out or to be taken down, or not known to be neither.
MAY_BE_OUT = (*OUT, PublicationState.WITHDRAWING, PublicationState.PUBLISHING, PublicationState.UNCONFIRMED)
# Before the intent nothing irreversible has happened.
BEFORE_INTENT = (PublicationState.QUEUED, PublicationState.PREPARING, PublicationState.READY)
# Nothing more happens to these by itself.
WAITS = (
    "state IN ('unconfirmed', 'failed', 'withdraw_failed') OR (state = 'queued' AND hold_reason IS NOT NULL)"
    " OR strays <> '[]'::jsonb"
)


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
        Index("ix_publications_post", "post_id"),
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
        # Who comes first on an account, of those that are not sent yet.
        Index(
            "ix_publications_open",
            "account_id",
            "planned_at",
            postgresql_where="state IN ('queued', 'preparing', 'ready', 'publishing')",
        ),
        # Whose post it is that a network shows.
        Index("ix_publications_remote", "account_id", "remote_id", postgresql_where="remote_id IS NOT NULL"),
        Index("ix_publications_look", "look_at", postgresql_where="look_at IS NOT NULL"),
        # What waits for a person, the oldest first.
        Index("ix_publications_waits", "updated_at", "id", postgresql_where=WAITS),
        # What an account or the house sent within a time.
        Index("ix_publications_posted", "posted_at", postgresql_where="posted_at IS NOT NULL"),
        Index(
            "ix_publications_withdrawing",
            "due_at",
            postgresql_where="state = 'withdrawing' AND NOT withdraws_by_hand",
        ),
        Index("ix_publications_figures", "figures_at", postgresql_where="figures_at IS NOT NULL"),
        # Where a person has to share, delete, or paste something.
        Index(
            "ix_publications_hands",
            "updated_at",
            postgresql_where="state IN ('ready', 'withdrawing') OR ask_link_at IS NOT NULL",
        ),
        # The days of a calendar: when it went out, or when it shall.
        Index("ix_publications_planned_at", "planned_at"),
        Index("ix_publications_posted_at", "posted_at"),
        # What stands, the newest first, as strangers are shown it.
        Index("ix_publications_standing", "posted_at", "id", postgresql_where="state = 'published'"),
        *(
            Index(
                f"ix_publications_level_{n}",
                text(f"split_part(unit_path, '/', {n})"),
                "posted_at",
                "id",
                postgresql_where="state = 'published'",
            )
            for n in LEVELS
        ),
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
    # When a person wanted it sent, which keeps the order of an account; `due_at` is when it is tried next.
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    hold_reason: Mapped[Hold | None] = mapped_column(one_of(Hold, "hold_reason"))
    # Each claim raises it, so that a worker that was taken over can't move the row any more.
    attempt: Mapped[int] = mapped_column(default=0)
    # Refusals in a row; a person's retry starts the count again.
    refusals: Mapped[int] = mapped_column(default=0)
    # What the network has made of it so far, and what it will be published from once that is done.
    progress: Mapped[str] = mapped_column(default="")
    container: Mapped[str] = mapped_column(default="")
    # The hash of the bytes that were handed to the network (`frozen.digest` of several).
    sent_sha256: Mapped[str] = mapped_column(default="")
    intent_at: Mapped[datetime | None]
    # When the call was made last: with its intent, or again where the network fences.
    called_at: Mapped[datetime | None]
    remote_id: Mapped[str | None]
    permalink: Mapped[str] = mapped_column(default="")
    posted_at: Mapped[datetime | None]
    # When to look at the network again: for the permalink, or whether a lost answer was a post.
    look_at: Mapped[datetime | None]
    looks: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    # When to read at the network what it counts.
    figures_at: Mapped[datetime | None]
    # When to ask whoever shared it for the link once more.
    ask_link_at: Mapped[datetime | None]
    # Why it is taken down, and since when; `withdrawn_at` is when it was gone.
    withdraw_reason: Mapped[str] = mapped_column(server_default="", default="")
    withdraw_asked_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    # Whether a person deletes it at the network, since no call of ours can.
    withdraws_by_hand: Mapped[bool] = mapped_column(server_default=false(), default=False)
    # Posts that a proof showed where none of this publication should stand, until a person has settled each: as
    # `strays.Stray` has them.
    strays: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]", default=list)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    # Whose it is from the root down, as of its activity; the database writes it and keeps it true.
    unit_path: Mapped[str] = mapped_column(
        Text(collation="C"), FetchedValue(), server_onupdate=FetchedValue(), nullable=True
    )

    post: Mapped[Post] = relationship()
    version: Mapped[PostVersion] = relationship()
    account: Mapped[SocialAccount] = relationship()
    attempts: Mapped[list["Attempt"]] = relationship(back_populates="publication", order_by="Attempt.id")


class Attempt(Base):
    """One step of one try of a publication: from which state to which, when, by whom and why."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("publications.id"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    old: Mapped[str]
    new: Mapped[str]
    by_name: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")

    publication: Mapped[Publication] = relationship(back_populates="attempts")


class Figures(Base):
    """What was counted of a publication when it was looked at; what was not told is missing, never 0."""

    __tablename__ = "publication_figures"
    __table_args__ = (Index("ix_publication_figures_publication_id", "publication_id", "seen_at"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    publication_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("publications.id"))
    seen_at: Mapped[datetime]
    likes: Mapped[int | None] = mapped_column(BigInteger)
    comments: Mapped[int | None] = mapped_column(BigInteger)
    shares: Mapped[int | None] = mapped_column(BigInteger)
    views: Mapped[int | None] = mapped_column(BigInteger)
    reach: Mapped[int | None] = mapped_column(BigInteger)
    # The network said that there is no such post any more.
    gone: Mapped[bool] = mapped_column(default=False)
    # Who read it off the account and noted it; "" where the network told it to us.
    by_name: Mapped[str] = mapped_column(server_default="", default="")


class Ledger(Base):
    """What we know of an account's room on its network: until when it rests, and how much of its quota is used."""

    __tablename__ = "ledgers"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("social_accounts.id"), primary_key=True)
    rests_until: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    # As the network said it at `read_at`; nothing where it says nothing. The window is in seconds.
    used: Mapped[int | None]
    total: Mapped[int | None]
    window: Mapped[float | None]
    read_at: Mapped[datetime | None]


class AlertLine(Base):
    """When the log was last told of an alert, so that of all processes one tells it."""

    __tablename__ = "alert_lines"

    name: Mapped[str] = mapped_column(primary_key=True)
    told_at: Mapped[datetime]


class MediaLink(Base):
    """An address under which a network reads one approved picture for a while; its id is what nobody can guess."""

    __tablename__ = "media_links"
    __table_args__ = (Index("ix_media_links_publication_id", "publication_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    publication_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("publications.id"))
    object_key: Mapped[str]
    sha256: Mapped[str]
    expires_at: Mapped[datetime]


class UnitSchedule(Base):
    """When the posts of a unit go out, and of the units below it that chose nothing of their own."""

    __tablename__ = "unit_schedules"

    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    # Each as `slots.Slot.stored`.
    slots: Mapped[list[str]] = mapped_column(default=list)
    # Hours after its time in which a post is still sent without asking anybody.
    late_after: Mapped[int]
    updated_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Pause(Base):
    """A switch that keeps publications from being sent: those of a unit and all below it, or those of a network.

    While ``ended_at`` is empty it is on. On the root unit it holds the whole city.
    """

    __tablename__ = "pauses"
    __table_args__ = (
        CheckConstraint("(unit_code IS NULL) <> (network IS NULL)", name="one_thing"),
        Index("uq_pauses_unit_code", "unit_code", unique=True, postgresql_where="ended_at IS NULL"),
        Index("uq_pauses_network", "network", unique=True, postgresql_where="ended_at IS NULL"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    unit_code: Mapped[str | None] = mapped_column(ForeignKey("units.code"))
    network: Mapped[str | None]
    reason: Mapped[str]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    # With "Plh." or "Plt." before the name when the right came from a delegation.
    by_name: Mapped[str]
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")

    unit: Mapped[Unit | None] = relationship()
