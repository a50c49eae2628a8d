"""What waits for whose decision."""

import uuid
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.capture.models import Activity, Photo
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.core.audit import AuditEvent
from evidence.review.models import Decision
from evidence.units.access import Actor, Role
from evidence.units.models import Unit

T = TypeVar("T")

# Whoever did one of these had a hand in the work.
HANDS = (
    "capture.activity_made",
    "capture.activity_edited",
    "capture.photo_received",
    "capture.photo_stored_again",
    "capture.photo_set_aside",
    "capture.photos_swapped",
    "capture.photo_moved_away",
    "capture.photo_moved_here",
    "capture.finding_explained",
    "compose.draft_begun",
    "compose.draft_edited",
    "compose.arranged",
    "compose.covered",
    "compose.submitted",
)


def had_a_hand(by: Actor) -> ColumnElement[bool]:
    """Whether ``by`` made, photographed, wrote or submitted the work of an Activity in the query around it."""
    acted = select(AuditEvent.id).where(
        AuditEvent.subject == Activity.id, AuditEvent.actor_id == by.id, AuditEvent.act.in_(HANDS)
    )
    # A photo that was moved here was received under another activity, and is its photographer's work all the same.
    took = select(Photo.id).where(Photo.activity_id == Activity.id, Photo.uploaded_by == by.id)
    return or_(acted.exists(), took.exists())


def waiting(session: Session, by: Actor, limit: int = 100) -> Sequence[PostVersion]:
    """Submitted versions that ``by`` may decide on, the oldest first; their own work is left out."""
    return session.scalars(
        _waiting_for(by, select(PostVersion))
        .options(
            joinedload(PostVersion.post).joinedload(Post.activity).joinedload(Activity.unit),
            joinedload(PostVersion.post).joinedload(Post.activity).selectinload(Activity.photos),
            joinedload(PostVersion.rendition),
        )
        .order_by(PostVersion.submitted_at, PostVersion.id)
        .limit(limit)
    ).all()


def count_waiting(session: Session, by: Actor) -> int:
    """How many versions wait for ``by``; every page shows it, so nothing of them is read."""
    return session.scalar(_waiting_for(by, select(func.count(PostVersion.id)))) or 0


def _waiting_for(by: Actor, query: Select[T]) -> Select[T]:
    # A grant decides what lies below its unit; only the root decides its own work within itself.
    reach = [
        and_(Unit.path.startswith(path, autoescape=True), Unit.path != path)
        if path.count("/") > 2
        else Unit.path.startswith(path, autoescape=True)
        for path in by.paths(Role.APPROVER)
    ]
    return (
        query.join(Post, PostVersion.post_id == Post.id)
        .join(Activity, Activity.id == Post.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .where(PostVersion.state == VersionState.SUBMITTED, ~had_a_hand(by), or_(false(), *reach))
    )


def decisions(session: Session, post_id: uuid.UUID) -> Sequence[Decision]:
    """The decisions on a post's versions, in order."""
    return session.scalars(
        select(Decision)
        .join(PostVersion, PostVersion.id == Decision.version_id)
        .options(joinedload(Decision.decider), joinedload(Decision.version))
        .where(PostVersion.post_id == post_id)
        .order_by(PostVersion.number)
    ).all()


def last_decided(session: Session, by: Actor) -> Decision | None:
    """The newest decision of ``by``."""
    return session.scalar(
        select(Decision).where(Decision.decided_by == by.id).order_by(Decision.decided_at.desc()).limit(1)
    )
