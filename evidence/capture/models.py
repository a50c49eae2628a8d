"""Activities, their photos, and the places that repeat."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, FetchedValue, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.capture.categories import Mode, label
from evidence.capture.checks.base import Level
from evidence.core.db import Base, one_of
from evidence.units.models import Unit, User


class ActivityState(enum.StrEnum):
    """``unfinished`` is an open activity's honest end."""

    OPEN = "open"
    COMPLETE = "complete"
    UNFINISHED = "unfinished"
    ARCHIVED = "archived"


class Stage(enum.StrEnum):
    """When in the work a photo was taken; ``plain`` photos document work without a before."""

    BEFORE = "before"
    PROGRESS = "progress"
    AFTER = "after"
    PLAIN = "plain"


class PhotoState(enum.StrEnum):
    """received → stored, rejected or missing; stored → replaced or redacted."""

    RECEIVED = "received"
    STORED = "stored"
    REJECTED = "rejected"
    MISSING = "missing"
    REPLACED = "replaced"
    REDACTED = "redacted"


class OriginalState(enum.StrEnum):
    """How far the camera's own file has come: receiving → verifying → stored or rejected → receiving again."""

    RECEIVING = "receiving"
    VERIFYING = "verifying"
    STORED = "stored"
    REJECTED = "rejected"


class ChecksState(enum.StrEnum):
    """waiting → done, or failed where one of the checks could not be made; nothing while none was asked for."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Placed:
    """What is of a category and stands at a place within its ``place_unit``."""

    category: Mapped[str]
    rt: Mapped[int | None]
    rw: Mapped[int | None]
    street: Mapped[str] = mapped_column(default="")

    @property
    def category_label(self) -> str:
        """The category in words."""
        return label(self.category)

    @property
    def place(self) -> str:
        """``Jl. Kyai Mojo, RT 05 RW 03``, as much of it as is known; without the kelurahan."""
        pairs = (("RT", self.rt), ("RW", self.rw))
        numbers = " ".join(f"{name} {number:02d}" for name, number in pairs if number)
        return ", ".join(part for part in (self.street, numbers) if part)


class PhotoPoint(Placed, Base):
    """A place that is photographed again and again: what a new activity there is, and the code on its sign."""

    __tablename__ = "photo_points"
    __table_args__ = (Index("ix_photo_points_unit_code_created", "unit_code", "created_at", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    # As people read it, ``7Q4M-2KXD``; it never changes, since signs carry it.
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    place_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    mode: Mapped[Mode] = mapped_column(one_of(Mode, "mode"))
    # ``lat`` and ``lon`` in degrees, as the phone claimed them for the before photo that the point was made from.
    position: Mapped[dict[str, Any] | None]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    # Since when nobody begins anything here any more; what was done here stays.
    retired_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_code])
    place_unit: Mapped[Unit] = relationship(foreign_keys=[place_code])


# The levels of a path that galleries are walked by; what lies deeper is looked through within the last of them.
LEVELS = range(2, 7)


class Activity(Placed, Base):
    """One piece of work: owned by ``unit``, done at a place inside the kelurahan ``place_unit``."""

    __tablename__ = "activities"
    __table_args__ = (
        Index("ix_activities_unit_code_created", "unit_code", "created_at", "id"),
        Index("ix_activities_created", "created_at", "id"),
        Index("ix_activities_open", "unit_code", postgresql_where="state = 'open'"),
        Index("ix_activities_unchecked", "id", postgresql_where="checks_state = 'waiting'"),
        Index("ix_activities_point", "point_id", postgresql_where="point_id IS NOT NULL"),
        # A gallery of any subtree, newest first, is one walk down an index, however many units it has.
        *(
            Index(f"ix_activities_level_{n}", text(f"split_part(unit_path, '/', {n})"), "shown_at", "id")
            for n in LEVELS
        ),
        Index("ix_activities_place", "place_code", "shown_at", "id"),
        Index("ix_activities_words", "words", postgresql_using="gin"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    place_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    title: Mapped[str]
    mode: Mapped[Mode] = mapped_column(one_of(Mode, "mode"))
    work_date: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    # The place that it repeats, where there is one.
    point_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("photo_points.id"))
    state: Mapped[ActivityState] = mapped_column(one_of(ActivityState, "state"), default=ActivityState.OPEN)
    # Why the work waits, a code of ``unfinished.REASONS``, with the person's own words and the moment they said so.
    unfinished_reason: Mapped[str] = mapped_column(default="")
    unfinished_note: Mapped[str | None]
    unfinished_at: Mapped[datetime | None]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    # How the checks of its photos stand, and when they were last asked for: whoever finishes an older run does not end
    # the newer one.
    checks_state: Mapped[ChecksState | None] = mapped_column(one_of(ChecksState, "checks_state"))
    checks_asked_at: Mapped[datetime | None]
    # What the last run looked at, by check: its version, and the photos of which it could not say anything.
    checks: Mapped[dict[str, Any] | None]
    # Whose it is from the root down, since when it stands in a gallery (its day of work; the moment it was recorded
    # where that is the same day or nobody told one), and its words. The database writes them and keeps them true; they
    # may be empty only so that a migration could fill them while people worked.
    unit_path: Mapped[str] = mapped_column(
        Text(collation="C"), FetchedValue(), server_onupdate=FetchedValue(), nullable=True
    )
    shown_at: Mapped[datetime] = mapped_column(FetchedValue(), server_onupdate=FetchedValue(), nullable=True)
    words: Mapped[str] = mapped_column(
        TSVECTOR, FetchedValue(), server_onupdate=FetchedValue(), nullable=True, deferred=True
    )

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_code])
    place_unit: Mapped[Unit] = relationship(foreign_keys=[place_code])
    author: Mapped[User] = relationship(foreign_keys=[created_by])
    point: Mapped[PhotoPoint | None] = relationship()
    photos: Mapped[list["Photo"]] = relationship(back_populates="activity", order_by="Photo.received_at")


class Photo(Base):
    """One photo as received; the bytes stand in the store under ``object_key`` and are never changed."""

    __tablename__ = "photos"
    __table_args__ = (
        CheckConstraint("(stage = 'progress') = (percent IS NOT NULL)", "percent_of_progress"),
        Index("ix_photos_activity", "activity_id", "stage"),
        Index("ix_photos_sha256", "sha256"),
        Index("ix_photos_original_sha256", "original_sha256", postgresql_where="original_sha256 <> ''"),
        Index("ix_photos_waiting", "received_at", postgresql_where="state = 'received'"),
        Index("ix_photos_rejected", "received_at", postgresql_where="state = 'rejected'"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    activity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("activities.id"))
    stage: Mapped[Stage] = mapped_column(one_of(Stage, "stage"))
    percent: Mapped[int | None]
    state: Mapped[PhotoState] = mapped_column(one_of(PhotoState, "state"))
    # Why it was rejected: a code of ``adapters.imaging.REASONS``.
    reason: Mapped[str] = mapped_column(default="")

    sha256: Mapped[str]
    size: Mapped[int]
    content_type: Mapped[str]
    object_key: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    # Long edge in pixels → object key; made from the photo, never shown to strangers.
    derivatives: Mapped[dict[str, Any]] = mapped_column(default=dict)

    uploaded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    # "Plh." of whoever sent it in another's stead, "" in their own; nobody noted it of the first photos.
    acting_as: Mapped[str | None]
    received_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]

    # What the phone said, kept as claims: the phone's clock and place are evidence, not truth.
    taken_at: Mapped[datetime | None]
    device_time: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(default="")
    position: Mapped[dict[str, Any] | None]
    original_sha256: Mapped[str] = mapped_column(default="")
    claims: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # What the file itself says, read from its EXIF.
    exif: Mapped[dict[str, Any]] = mapped_column(default=dict)

    # The camera's own file, which may follow the photo in parts. Nothing is known of it until its first part is here;
    # then its size and how much of it is held, in bytes.
    original_state: Mapped[OriginalState | None] = mapped_column(one_of(OriginalState, "original_state"))
    original_size: Mapped[int | None]
    original_offset: Mapped[int | None]
    # Why it was rejected: a code of ``parts.REASONS``.
    original_reason: Mapped[str | None]
    original_key: Mapped[str | None]
    original_stored_at: Mapped[datetime | None]

    activity: Mapped[Activity] = relationship(back_populates="photos")
    uploader: Mapped[User] = relationship()

    def claimed(self) -> dict[str, Any]:
        """What was told with the photo and never changes; the act of its coming holds the hash of it."""
        return {
            "size": self.size,
            "content_type": self.content_type,
            "uploaded_by": self.uploaded_by,
            "acting_as": self.acting_as,
            "received_at": self.received_at,
            "taken_at": self.taken_at,
            "device_time": self.device_time,
            "source": self.source,
            "position": self.position,
            "original_sha256": self.original_sha256,
            "claims": self.claims,
        }


class PhotoPart(Base):
    """A part of a camera's own file: the bytes from ``start`` on, which stand in the store under ``object_key``."""

    __tablename__ = "photo_parts"
    __table_args__ = (
        # Whoever sends the same part twice, or from two tabs at once, adds nothing.
        Index("uq_photo_parts_live", "photo_id", "start", unique=True, postgresql_where="NOT dropped"),
        Index("ix_photo_parts_dropped", "photo_id", postgresql_where="dropped"),
    )

    object_key: Mapped[str] = mapped_column(primary_key=True)
    photo_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("photos.id"))
    start: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str]
    received_at: Mapped[datetime]
    # Nobody wants it any more: first its object goes, then this row.
    dropped: Mapped[bool] = mapped_column(default=False)


class Measure(Base):
    """What was measured once of a photo, or of a photo and an earlier one, so that checks run again without pixels."""

    __tablename__ = "measures"
    __table_args__ = (
        Index("uq_measures_of_one", "photo_id", "kind", unique=True, postgresql_where="other_id IS NULL"),
        Index(
            "uq_measures_of_two", "photo_id", "other_id", "kind", unique=True,
            postgresql_where="other_id IS NOT NULL",
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    photo_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("photos.id"))
    other_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("photos.id"))
    # ``marks``, ``original``, ``pixels`` or ``pair``.
    kind: Mapped[str]
    # Of the way it was measured.
    version: Mapped[str]
    values: Mapped[dict[str, Any]]
    measured_at: Mapped[datetime]


class Finding(Base):
    """Something a check noticed about a photo, or about a photo and another one; never deleted.

    What is no longer found is cleared. ``sentence``, ``params`` and ``evidence`` are those of `checks.base.Noticed`.
    """

    __tablename__ = "findings"
    __table_args__ = (
        Index("ix_findings_activity", "activity_id", "found_at"),
        Index("ix_findings_photo", "photo_id"),
        Index("ix_findings_open", "activity_id", "level", postgresql_where="cleared_at IS NULL"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    activity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("activities.id"))
    photo_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("photos.id"))
    other_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("photos.id"))
    # A code of ``checks.all.BY_CODE``, and its version when it last found this.
    check_code: Mapped[str]
    version: Mapped[int]
    level: Mapped[Level] = mapped_column(one_of(Level, "level"))
    sentence: Mapped[str]
    params: Mapped[dict[str, Any]]
    evidence: Mapped[dict[str, Any]]
    found_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    # What the unit's own people have to say about it.
    note: Mapped[str] = mapped_column(default="")
    noted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    noted_by_name: Mapped[str] = mapped_column(default="")
    noted_at: Mapped[datetime | None]
