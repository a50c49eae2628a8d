"""What waits for whose decision."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from evidence.capture.models import Activity, Photo
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.core.audit import AuditEvent
from evidence.review.models import Decision
from evidence.units.access import Actor, Role
from evidence.units.models import Membership, Unit, User

T = TypeVar("T")
# Another approver, and the unit they decide for.
NEARER, NEARER_UNIT = aliased(Membership), aliased(Unit)

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


def had_a_hand(who: uuid.UUID | InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
    """Whether ``who`` made, photographed, wrote or submitted the work of an Activity in the query around it."""
    acted = select(AuditEvent.id).where(
        AuditEvent.subject == Activity.id, AuditEvent.actor_id == who, AuditEvent.act.in_(HANDS)
    )
    # A photo that was moved here was received under another activity, and is its photographer's work all the same.
    took = select(Photo.id).where(Photo.activity_id == Activity.id, Photo.uploaded_by == who)
    around = (Activity, NEARER)
    return or_(acted.correlate(*around).exists(), took.correlate(*around).exists())


@dataclass(frozen=True)
class Turn:
    """Whose turn a version is at ``now``: the nearest approver's, until it has waited for ``patience``.

    ``all`` asks for everything that may be decided on, whoever comes first.
    """

    now: datetime
    patience: timedelta
    all: bool = False


def waiting(session: Session, by: Actor, turn: Turn, limit: int = 100) -> Sequence[PostVersion]:
    """Submitted versions that ``by`` is to decide on, the oldest first; their own work is left out."""
    return session.scalars(
        _waiting_for(by, turn, select(PostVersion))
        .options(
            joinedload(PostVersion.post).joinedload(Post.activity).joinedload(Activity.unit),
            joinedload(PostVersion.post).joinedload(Post.activity).selectinload(Activity.photos),
            joinedload(PostVersion.rendition),
        )
        .order_by(PostVersion.submitted_at, PostVersion.id)
        .limit(limit)
    ).all()


def count_waiting(session: Session, by: Actor, turn: Turn) -> int:
    """How many versions wait for ``by``; every page shows it, so nothing of them is read."""
    return session.scalar(_waiting_for(by, turn, select(func.count(PostVersion.id)))) or 0


def neighbours(
    session: Session, by: Actor, turn: Turn, post_id: uuid.UUID
) -> tuple[Sequence[uuid.UUID], int]:
    """The posts of what waits for ``by`` in order, and the place of this one among them; -1 when it does not wait."""
    ids = session.scalars(
        _waiting_for(by, turn, select(PostVersion.post_id))
        .order_by(PostVersion.submitted_at, PostVersion.id)
        .limit(200)
    ).all()
    return ids, (list(ids).index(post_id) if post_id in ids else -1)


def _nearer(path: str, now: datetime) -> ColumnElement[bool]:
    """Whether somebody between the unit at ``path`` and that of the work may decide on it, and had no hand in it."""
    return (
        select(NEARER.id)
        .join(NEARER_UNIT, NEARER_UNIT.code == NEARER.unit_code)
        .join(User, User.id == NEARER.user_id)
        .where(
            NEARER.role == Role.APPROVER,
            User.active,
            NEARER.valid_from <= now,
            or_(NEARER.valid_until.is_(None), NEARER.valid_until > now),
            NEARER_UNIT.path.startswith(path, autoescape=True),
            NEARER_UNIT.path != path,
            func.starts_with(Unit.path, NEARER_UNIT.path),
            NEARER_UNIT.path != Unit.path,
            ~had_a_hand(NEARER.user_id),
        )
        .correlate(Activity, Unit)
        .exists()
    )


def decided_under(path: str) -> ColumnElement[bool]:
    """Whether an approver of the unit at ``path`` decides on the work of a Unit in the query around it.

    A grant decides what lies below its unit; only the root decides its own work within itself.
    """
    below = Unit.path.startswith(path, autoescape=True)
    return and_(below, Unit.path != path) if path.count("/") > 2 else below


def decided_by(by: Actor) -> ColumnElement[bool]:
    """Whether ``by`` may decide on the Activity of a Unit in the query around it, as `rights.deciding_grant` asks."""
    return and_(or_(false(), *map(decided_under, by.paths(Role.APPROVER))), ~had_a_hand(by.id))


def _waiting_for(by: Actor, turn: Turn, query: Select[T]) -> Select[T]:
    reach = [
        and_(decided_under(path), *([] if turn.all else [_first_or_late(path, turn)]))
        for path in by.paths(Role.APPROVER)
    ]
    return (
        query.join(Post, PostVersion.post_id == Post.id)
        .join(Activity, Activity.id == Post.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .where(PostVersion.state == VersionState.SUBMITTED, ~had_a_hand(by.id), or_(false(), *reach))
    )


def _first_or_late(path: str, turn: Turn) -> ColumnElement[bool]:
    return or_(PostVersion.submitted_at <= turn.now - turn.patience, ~_nearer(path, turn.now))


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
