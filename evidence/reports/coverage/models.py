"""The orders by which coverage is measured, what was known on each day, what takes a unit out of it, objections."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.core.db import Base, one_of
from evidence.reports.coverage.rules import Rule
from evidence.units.models import Unit


class Order(Base):
    """One wording of what the city asks. A new one is added; none is ever changed, since it measured its own days."""

    __tablename__ = "coverage_orders"

    # Made with the page, so that whoever sends it twice orders once.
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    given_on: Mapped[date]
    valid_from: Mapped[date]
    text: Mapped[str]
    # Days by kind of unit; a kind that is missing has no limit.
    days: Mapped[dict[str, Any]]
    # In percent; None where the order names none.
    target: Mapped[int | None]
    # For how many days a look counts.
    look_days: Mapped[int]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    written_by: Mapped[str]
    written_at: Mapped[datetime]

    @property
    def rule(self) -> Rule:
        """It as the measures need it."""
        return Rule(
            self.name, self.given_on, self.valid_from, self.written_at, self.days, self.target, self.look_days,
            self.text,
        )  # fmt: skip


class State(Base):
    """What was known of a unit at the end of a day on which somebody looked at it, on one network or ("") on all.

    Only the database writes it, by a trigger on looks (migration 0031), and no rule is in it: what is asked of a unit
    may change, what was seen of it does not. What was known on any other day is the row of the last day before.
    """

    __tablename__ = "coverage_states"

    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code", ondelete="CASCADE"), primary_key=True)
    network: Mapped[str] = mapped_column(primary_key=True)
    on_day: Mapped[date] = mapped_column(primary_key=True)
    presence: Mapped[str]
    official: Mapped[str]
    contact: Mapped[str]
    # The last post of any account; then, only where each account told it: for how many days the least silent one had
    # been silent when it was seen, and when that was of the one seen longest ago.
    last_post_on: Mapped[date | None]
    gap: Mapped[int | None]
    told_on: Mapped[date | None]
    seen_on: Mapped[date]


class Reason(enum.StrEnum):
    """Why a unit is not measured for a while."""

    NOT_OURS = "not_ours"
    LEAVE = "leave"
    DISASTER = "disaster"
    OTHER = "other"


class Context(Base):
    """Something that takes a unit out of the measure from one day until another, shown wherever the share is."""

    __tablename__ = "coverage_contexts"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="in_order"),
        Index("ix_coverage_contexts_unit", "unit_code", "from_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    reason: Mapped[Reason] = mapped_column(one_of(Reason, "reason"))
    note: Mapped[str]
    from_on: Mapped[date]
    # The last day; None while nobody knows it.
    until_on: Mapped[date | None]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    noted_by: Mapped[str]
    noted_at: Mapped[datetime]
    # Who said that it was over sooner than was thought, and when; a context that was a mistake counts for no day.
    ended_by: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    mistaken: Mapped[bool] = mapped_column(default=False)

    unit: Mapped[Unit] = relationship()


class Outcome(enum.StrEnum):
    """What the city answers; "" while it has not."""

    OPEN = ""
    RIGHT = "right"
    STANDS = "stands"


class Objection(Base):
    """A unit's people say that what is shown of it is wrong; the city answers. Neither is changed afterwards."""

    __tablename__ = "coverage_objections"
    __table_args__ = (
        # One at a time, so that each gets its answer.
        Index("uq_coverage_objections_open", "unit_code", unique=True, postgresql_where="outcome = ''"),
        Index("ix_coverage_objections_unit", "unit_code", "raised_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    # The day whose figures they looked at.
    about_on: Mapped[date]
    words: Mapped[str]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    raised_by: Mapped[str]
    raised_at: Mapped[datetime]
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome, "outcome"), default=Outcome.OPEN)
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
