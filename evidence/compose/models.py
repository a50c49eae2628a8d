"""Renditions, posts and post versions."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.adapters.imaging import FORMATS
from evidence.capture.models import Activity
from evidence.core.db import Base, one_of
from evidence.units.models import User


class RenditionState(enum.StrEnum):
    """``failed`` keeps the reason; asking again starts anew. ``redacted`` was erased with one of its photos."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    REDACTED = "redacted"


class VersionState(enum.StrEnum):
    """draft → submitted → approved, changes_requested or rejected; approved → superseded or expired."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


# What may be written on; all others are frozen.
EDITABLE = (VersionState.DRAFT, VersionState.CHANGES_REQUESTED, VersionState.SUPERSEDED, VersionState.EXPIRED)


class UnitTheme(Base):
    """How the pictures of a unit look, and of the units below it that chose nothing of their own."""

    __tablename__ = "unit_themes"

    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    # As shown, which is as asked for where that can be read.
    band: Mapped[str]
    text: Mapped[str]
    second: Mapped[str]
    accent: Mapped[str]
    handle: Mapped[str] = mapped_column(default="")
    crest_sha256: Mapped[str] = mapped_column(default="")
    # How the address begins that pictures carry with their short code, as it was when this was chosen, so that every
    # process draws the same; empty where they carry none.
    proof_base: Mapped[str] = mapped_column(server_default="", default="")
    updated_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class CaptionTemplate(Base):
    """How the captions of a unit are proposed, and of the units below it that wrote no template of their own."""

    __tablename__ = "caption_templates"

    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    # With the placeholders of `caption.PLACEHOLDERS`.
    template: Mapped[str]
    updated_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Arrangement(Base):
    """How a person arranged the picture of an activity; what is empty the house chooses."""

    __tablename__ = "arrangements"

    activity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    format: Mapped[str]
    layout: Mapped[str] = mapped_column(default="")
    whole: Mapped[bool | None]
    # By the photo's id: x, y and zoom as `imaging.Frame` has them. A photo that was replaced begins anew.
    frames: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # How the after is laid over the before, as `alignments.Laid` has it; empty where it is not.
    laid: Mapped[dict[str, Any] | None]
    updated_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class PhotoCovers(Base):
    """What is hidden of a photo in every picture made of it; the photo itself stays as it came."""

    __tablename__ = "photo_covers"

    photo_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("photos.id"), primary_key=True)
    # Each as `imaging.Cover` has it, in the order in which they were drawn.
    shapes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    updated_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Alignment(Base):
    """How the after of two photos lies on their before, as it was found; the same files are looked at once."""

    __tablename__ = "alignments"

    before_sha256: Mapped[str] = mapped_column(primary_key=True)
    after_sha256: Mapped[str] = mapped_column(primary_key=True)
    # As `imaging.Similarity` has it; empty where nothing could be trusted.
    similarity: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Rendition(Base):
    """A picture made from photos by a recipe. The recipe's digest is its key: nothing is rendered twice."""

    __tablename__ = "renditions"
    __table_args__ = (UniqueConstraint("activity_id", "recipe_digest"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    activity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("activities.id"))
    recipe_digest: Mapped[str]
    recipe: Mapped[dict[str, Any]]
    # The photos in the order of the panels.
    photo_ids: Mapped[list[str]]
    state: Mapped[RenditionState] = mapped_column(one_of(RenditionState, "state"))
    reason: Mapped[str] = mapped_column(default="")
    object_key: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")
    size: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the picture."""
        return FORMATS[self.recipe["format"]]


class ShortCode(Base):
    """The code under which a stranger finds the proof of what is published of an activity; given once and for ever."""

    __tablename__ = "short_codes"

    # Thirteen letters of `points.services.LETTERS`, without dashes.
    code: Mapped[str] = mapped_column(primary_key=True)
    # Empty where the activity is gone: its code stays taken.
    activity_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("activities.id", ondelete="SET NULL"), unique=True
    )
    minted_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Post(Base):
    """What is said about one activity. There is one a piece of work, so that nothing can be told twice."""

    __tablename__ = "posts"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    activity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("activities.id"), unique=True)
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    activity: Mapped[Activity] = relationship()
    versions: Mapped[list["PostVersion"]] = relationship(back_populates="post", order_by="PostVersion.number")

    @property
    def latest(self) -> "PostVersion":
        """The version that counts now."""
        return self.versions[-1]

    @property
    def answered(self) -> "PostVersion | None":
        """The version an approver sent back or refused, until a mended one is approved."""
        for version in reversed(self.versions):
            if version.state in (VersionState.CHANGES_REQUESTED, VersionState.REJECTED):
                return version
            # What was opened again had been approved.
            if version.state in (VersionState.APPROVED, VersionState.SUPERSEDED, VersionState.EXPIRED):
                return None
        return None


class PostVersion(Base):
    """One text and picture; frozen under its content hash from the moment it is submitted."""

    __tablename__ = "post_versions"
    __table_args__ = (
        UniqueConstraint("post_id", "number"),
        # One version at a time is being written or reviewed.
        Index(
            "uq_post_versions_open",
            "post_id",
            unique=True,
            postgresql_where="state IN ('draft', 'submitted')",
        ),
        Index("ix_post_versions_submitted", "submitted_at", postgresql_where="state = 'submitted'"),
        Index("ix_post_versions_doubted", "doubted_at", postgresql_where="doubted_at IS NOT NULL"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(one_of(VersionState, "state"))
    caption: Mapped[str]
    # Variants by the name of the outlet (`SocialAccount.outlet`), where one differs from the caption; under that of a
    # network for all its outlets. `kinds` and `pictures` are by outlet as well.
    captions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    alt_text: Mapped[str]
    accounts: Mapped[list[str]] = mapped_column(default=list)
    due_at: Mapped[datetime | None]
    rendition_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("renditions.id"))
    # The picture's hash at the moment of freezing; what is posted must still have it.
    image_sha256: Mapped[str] = mapped_column(default="")
    # What a post is made of, by outlet, where it is not a single picture: "carousel" or "story".
    kinds: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Frozen beside the main picture, by outlet: pictures made for it (`frozen.frozen_pictures` reads them).
    pictures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    content_hash: Mapped[str] = mapped_column(default="")
    # What the checks had noticed and what was said about it when it was submitted (`capture.findings.freeze`); nothing
    # of versions from before there were checks. The content hash does not cover it.
    findings: Mapped[dict[str, Any] | None]
    # What was answered about people's privacy, of which picture and by whom (`privacy.Answered`); nothing of versions
    # from before it was asked. Frozen with the rest; the content hash does not cover it, its act names the answers.
    privacy: Mapped[dict[str, Any] | None]
    # Since when a warning that nobody saw when they approved keeps it from being sent; empty once somebody looked.
    doubted_at: Mapped[datetime | None]
    # What whoever decided had to say, kept here so that the author's page need not know the review.
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str] = mapped_column(default="")
    # And what they drew on its pictures: {photo, x, y, width, height, text} each, in shares of the picture's sides.
    answer_marks: Mapped[list[Any] | None]
    # The decision that approved it; what is published under it names this number.
    decision_id: Mapped[uuid.UUID | None]
    # When it was decided on: what was approved after somebody asked for the old post to go takes its place.
    decided_at: Mapped[datetime | None]
    # Since when it is left as it is and nobody is asked to mend it, and by whom; empty again once somebody goes on.
    left_at: Mapped[datetime | None]
    left_by: Mapped[str] = mapped_column(server_default="", default="")
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    submitted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    submitted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    post: Mapped[Post] = relationship(back_populates="versions")
    rendition: Mapped[Rendition | None] = relationship()
    submitter: Mapped[User | None] = relationship(foreign_keys=[submitted_by])

    def own_words(self, outlet: str) -> str:
        """What was written for that outlet, or for all of its network; "" where it has the caption."""
        found = self.captions.get(outlet) or self.captions.get(outlet.partition(".")[0])
        return str(found or "")

    def words(self, outlet: str) -> str:
        """What is said at that outlet."""
        return self.own_words(outlet) or self.caption
