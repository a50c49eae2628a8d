"""Decisions."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.compose.models import PostVersion
from evidence.core.db import Base, one_of
from evidence.units.models import User


class Verdict(enum.StrEnum):
    """What a decision can say."""

    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    REJECT = "reject"


class Decision(Base):
    """One person's word on one frozen version, bound to its content hash; never changed."""

    __tablename__ = "decisions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post_versions.id"), unique=True)
    content_hash: Mapped[str]
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict, "verdict"))
    note: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    # "Plh." or "Plt." when the right came from a delegation.
    acting_as: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime]
    # The findings that were seen, each with id and level, and the reason of `despite.REASONS` for which it was approved
    # although one warns, where anybody was asked; nothing of decisions from before there were checks.
    findings: Mapped[dict[str, Any] | None]
    # What was drawn on the pictures, as `marks.read` has it; nothing where nobody drew.
    marks: Mapped[list[Any] | None]

    version: Mapped[PostVersion] = relationship()
    decider: Mapped[User] = relationship()

    def told(self) -> dict[str, Any]:
        """The whole decision; its act holds the hash of it."""
        told = {
            "id": self.id,
            "version": self.version_id,
            "content_hash": self.content_hash,
            "verdict": self.verdict.value,
            "note": self.note,
            "decided_by": self.decided_by,
            "acting_as": self.acting_as,
            "decided_at": self.decided_at,
            "findings": self.findings,
        }
        # Acts from before anybody could draw hold the hash of the rest alone.
        return {**told, "marks": self.marks} if self.marks else told


class Outcome(enum.StrEnum):
    """What a second look at an approved pair can say."""

    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"
    CANNOT_TELL = "cannot_tell"


class Sample(Base):
    """One draw of approved pairs for a second look; whoever has its seed and rule draws the same again."""

    __tablename__ = "samples"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    # Random, and made after what it draws from was settled.
    seed: Mapped[str]
    # How it draws: {name, share, from, to, of (how many approvals), digest (of their numbers in order)}.
    rule: Mapped[dict[str, Any]]
    drawn_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    drawn_at: Mapped[datetime]

    items: Mapped[list["SampleItem"]] = relationship(back_populates="sample", order_by="SampleItem.place")
    drawer: Mapped[User] = relationship()


class SampleItem(Base):
    """One approval of a draw, with what the second look said; looked at once, and not by who approved it."""

    __tablename__ = "sample_items"
    __table_args__ = (
        UniqueConstraint("sample_id", "decision_id"),
        CheckConstraint("(outcome IS NULL) = (looked_at IS NULL)", "outcome_with_its_time"),
        Index("ix_sample_items_waiting", "sample_id", postgresql_where="outcome IS NULL"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    sample_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("samples.id"))
    decision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("decisions.id"))
    place: Mapped[int]
    outcome: Mapped[Outcome | None] = mapped_column(one_of(Outcome, "outcome"))
    note: Mapped[str] = mapped_column(default="")
    looked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    looked_by_name: Mapped[str] = mapped_column(default="")
    looked_at: Mapped[datetime | None]

    sample: Mapped[Sample] = relationship(back_populates="items")
    decision: Mapped[Decision] = relationship()
