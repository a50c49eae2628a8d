"""Decisions."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
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
    # The findings that were seen, each with id and level; nothing of decisions from before there were checks.
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
