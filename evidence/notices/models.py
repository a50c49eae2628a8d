"""Notices, what people chose about them, and what left the house."""

import enum
import uuid
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.core.db import Base, one_of
from evidence.units.models import Device, Unit


class Notice(Base):
    """One thing that those who manage a unit should know; open until its cause is gone."""

    __tablename__ = "notices"
    __table_args__ = (
        # Said once, as long as it stands.
        Index("uq_notices_kind_subject", "kind", "subject", unique=True, postgresql_where="done_at IS NULL"),
        Index("ix_notices_open", "unit_code", postgresql_where="done_at IS NULL"),
        Index("ix_notices_unspread", "created_at", postgresql_where="spread_at IS NULL AND done_at IS NULL"),
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
    # When it was looked at who is to be told of it elsewhere than in the app; nobody has yet where it is empty.
    spread_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()


class DeliveryState(enum.StrEnum):
    """waiting → sending → sent, failed or unknown, or waiting again where nothing can have arrived; → dropped.

    ``unknown`` may have arrived and is never sent again. ``dropped`` was not worth sending any more.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class NoticeSettings(Base):
    """What a person chose about notices; whoever has no row gets what the city chose for all."""

    __tablename__ = "notice_settings"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    # Where the person differs from what is usual: "push:befores" to false or true.
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Hours in WIB; the same twice for whoever wants none. Empty where the city's hold.
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    digest_at: Mapped[time | None]
    # The language of their last choice, since a letter is written where no browser says one.
    language: Mapped[str] = mapped_column(server_default="id", default="id")
    # An address counts once somebody opened the link that was sent there.
    mail_to: Mapped[str | None]
    mail_confirmed_at: Mapped[datetime | None]
    # The last days (WIB) for which a digest was thought of.
    daily_on: Mapped[date | None]
    weekly_on: Mapped[date | None]


class PushSubscription(Base):
    """A browser that a push reaches, as long as its person is signed in there."""

    __tablename__ = "push_subscriptions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    device_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("devices.id"))
    # A key to that browser, never shown or logged, like the two that seal a message for it.
    endpoint: Mapped[str] = mapped_column(unique=True)
    browser_key: Mapped[str]
    browser_secret: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    device: Mapped[Device] = relationship()


class Delivery(Base):
    """One thing told to one person in one way; the row is what keeps it from being told twice."""

    __tablename__ = "notice_deliveries"
    __table_args__ = (
        UniqueConstraint("user_id", "way", "about"),
        Index("ix_notice_deliveries_due", "due_at", postgresql_where="state = 'waiting'"),
        Index("ix_notice_deliveries_sending", "claimed_at", postgresql_where="state = 'sending'"),
        Index("ix_notice_deliveries_made", "made_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    # A code of `topics.Way`.
    way: Mapped[str]
    # The notice's id, or what a digest or a letter is about: "daily:2026-11-28".
    about: Mapped[str]
    notice_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("notices.id"))
    # A code of `topics.TOPICS`.
    topic: Mapped[str]
    # The words of what is no notice, in its reader's language.
    title: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    state: Mapped[DeliveryState] = mapped_column(
        one_of(DeliveryState, "state"), default=DeliveryState.WAITING
    )
    reason: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    notice: Mapped[Notice | None] = relationship()
