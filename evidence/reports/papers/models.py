"""Papers that were asked for, and what stands at the head and the foot of a unit's papers."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.core.db import Base, one_of
from evidence.units.models import Unit, User


class Kind(enum.StrEnum):
    """What a paper is: the work with its pictures, the photos as they were received, who can be reached, or a board."""

    DOCUMENTATION = "documentation"
    ANNEX = "annex"
    COVERAGE = "coverage"
    BOARD = "board"


# Those about a unit's work over a period, and those about many units, which are asked for where they are read.
OF_WORK = (Kind.DOCUMENTATION, Kind.ANNEX)
OF_UNITS = (Kind.COVERAGE, Kind.BOARD)


class Shape(enum.StrEnum):
    """What kind of file it is."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    ZIP = "zip"


# The shapes that a person chooses among; the photos themselves come in one only.
CHOICES = (Shape.PDF, Shape.DOCX, Shape.XLSX, Shape.CSV)
# Those with pictures in them: what is hidden of a photo since makes them stale.
ILLUSTRATED = (Shape.PDF, Shape.DOCX)

# What is kept in the store under each.
CONTENT_TYPES = {
    Shape.PDF: "application/pdf",
    Shape.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Shape.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Shape.CSV: "text/csv",
    # What is kept of an archive is the list of what goes into it.
    Shape.ZIP: "application/json",
}


class PaperState(enum.StrEnum):
    """waiting → running → done, failed or cancelled; failed → waiting; done → failed, when a photo was erased since."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


# Whoever waits for these has them still to come.
UNDER_WAY = (PaperState.WAITING, PaperState.RUNNING)
# Under which name the store keeps them.
FOLDER = "reports/"


class Sheet(enum.StrEnum):
    """The paper in the office's printer; folio is common there."""

    A4 = "A4"
    F4 = "F4"


class Paper(Base):
    """One paper that somebody asked for: what of, how far it is, and where its file lies until it is swept."""

    __tablename__ = "reports"
    __table_args__ = (
        Index("ix_reports_requested", "requested_by", "requested_at", "id"),
        Index("ix_reports_open", "requested_by", postgresql_where="state IN ('waiting', 'running')"),
        Index("ix_reports_expires", "expires_at", postgresql_where="expires_at IS NOT NULL"),
    )

    # Made with the page, so that whoever sends it twice asks once.
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(one_of(Kind, "kind"))
    shape: Mapped[Shape] = mapped_column(one_of(Shape, "shape"))
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    # Days in WIB, both included; of coverage, twice its day.
    first: Mapped[date]
    last: Mapped[date]
    # What narrows coverage further: ``network`` and ``kind`` of unit, where they were chosen.
    filters: Mapped[dict[str, Any] | None]
    requested_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    requested_by_name: Mapped[str]
    requested_at: Mapped[datetime]
    state: Mapped[PaperState] = mapped_column(one_of(PaperState, "state"), default=PaperState.WAITING)
    # Activities, or units, that are in it, of all that will be.
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    # Why there is none: a code of `words.REASONS`, and what it is about (photo, activity, title, stage).
    reason: Mapped[str] = mapped_column(default="")
    about: Mapped[dict[str, Any] | None]
    # The photos that can be seen in it, and when they were read: nothing erased or hidden since may be handed out.
    photo_ids: Mapped[list[str]] = mapped_column(default=list)
    read_at: Mapped[datetime | None]
    object_key: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")
    # Of what is downloaded, in bytes.
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    finished_at: Mapped[datetime | None]
    # When the row goes, and its object with it.
    expires_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
    requester: Mapped[User] = relationship()


class Letterhead(Base):
    """What a unit's papers say of its office and of who signs; what is empty is printed as an empty line."""

    __tablename__ = "letterheads"

    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    address: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    # Where papers are signed, and by whom: the office, the name with its degrees, and the NIP.
    place: Mapped[str] = mapped_column(default="")
    signer_office: Mapped[str] = mapped_column(default="")
    signer_name: Mapped[str] = mapped_column(default="")
    signer_number: Mapped[str] = mapped_column(default="")
    sheet: Mapped[Sheet] = mapped_column(one_of(Sheet, "sheet"), default=Sheet.A4)
    updated_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
