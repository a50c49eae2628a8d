"""Which units show their published work to everybody."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.core.db import Base
from evidence.units.models import Unit


class OpenGallery(Base):
    """A unit whose gallery the city opened. It is closed by taking the row away; the trail says when and by whom."""

    __tablename__ = "open_galleries"

    unit_code: Mapped[str] = mapped_column(Text, ForeignKey("units.code"), primary_key=True)
    opened_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    opened_by_name: Mapped[str]
    opened_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()
