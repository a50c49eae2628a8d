"""The orders by which coverage is measured, what takes a unit out of it, and objections to what it says."""

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
