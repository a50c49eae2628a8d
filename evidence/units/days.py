"""What units did on each day, as triggers count it (migrations 0032, 0037, 0041); nothing here is written by hand."""

import uuid
from datetime import date

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from evidence.core.db import Base


class ActivityStanding(Base):
    """How an activity was counted last, so that each change of it or of its photos is told from what was."""

    __tablename__ = "activity_standings"

    activity_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    unit_code: Mapped[str]
    begun_on: Mapped[date]
    state: Mapped[str]
    befores: Mapped[int]
    afters: Mapped[int]


class DailyMove(Base):
    """One change of a count, written with the act that caused it; folded into the counts a moment later."""

    __tablename__ = "daily_moves"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    unit_code: Mapped[str]
    measure: Mapped[str]
    # In WIB.
    day: Mapped[date]
    # How long it took, as `durations` reads it; 0 where nothing is timed.
    bucket: Mapped[int]
    change: Mapped[int]


class DailyCount(Base):
    """How many of a measure fell on a day: of the unit's own, and of the whole of it with all units below."""

    __tablename__ = "daily_counts"
    __table_args__ = (
        Index(
            "ix_daily_counts_own", "unit_code", "measure", "day",
            postgresql_include=["own"], postgresql_where="own > 0",
        ),
        Index("ix_daily_counts_empty", "unit_code", postgresql_where="whole = 0"),
    )  # fmt: skip

    unit_code: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    bucket: Mapped[int] = mapped_column(primary_key=True)
    own: Mapped[int]
    whole: Mapped[int]
