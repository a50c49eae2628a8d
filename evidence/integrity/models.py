"""What was erased because a person asked for it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.capture.models import Photo
from evidence.core.db import Base


class Redaction(Base):
    """A photo that was erased because a person had the right to it: why, and the minute that says so."""

    __tablename__ = "redactions"

    photo_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("photos.id"), primary_key=True)
    # A code of `services.REASONS`.
    reason: Mapped[str]
    minute_number: Mapped[str]
    minute_text: Mapped[str]
    redacted_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    redacted_at: Mapped[datetime]
    # The keys of all objects that go, and the ids of the renditions that were made from the photo.
    objects: Mapped[list[str]]
    renditions: Mapped[list[str]]
    # When the last of them was gone.
    erased_at: Mapped[datetime | None]

    photo: Mapped[Photo] = relationship()

    def told(self) -> dict[str, Any]:
        """What the act's event holds a hash of."""
        return {
            "photo": self.photo_id,
            "reason": self.reason,
            "minute_number": self.minute_number,
            "minute_text": self.minute_text,
            "redacted_by": self.redacted_by,
            "redacted_at": self.redacted_at,
        }
