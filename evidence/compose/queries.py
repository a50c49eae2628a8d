"""Reading posts and renditions."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidence.capture.models import Activity
from evidence.compose.models import (
    Arrangement,
    CaptionTemplate,
    PhotoCovers,
    Post,
    PostVersion,
    Rendition,
    UnitTheme,
    VersionState,
)
from evidence.core.errors import NotFound
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import ancestors, within

OfUnit = TypeVar("OfUnit", UnitTheme, CaptionTemplate)


def post(session: Session, post_id: uuid.UUID, by: Actor) -> Post:
    """The post with its activity and versions, by the access rule of the activity."""
    found = session.scalar(
        select(Post)
        .options(joinedload(Post.activity).joinedload(Activity.unit), selectinload(Post.versions))
        .where(Post.id == post_id)
    )
    if found is None or not by.sees(found.activity.unit.path):
        raise NotFound("Unggahan itu tidak ada.")
    return found


def post_of(session: Session, activity_id: uuid.UUID) -> Post | None:
    """The post about an activity, if there is one."""
    return session.scalar(
        select(Post).options(selectinload(Post.versions)).where(Post.activity_id == activity_id)
    )


class Latest(NamedTuple):
    """How the latest version of a post stands, and whether it is left so."""

    post_id: uuid.UUID
    state: VersionState
    left: bool


def latest_states(session: Session, activity_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Latest]:
    """For each activity that has a post: how its latest version stands."""
    rows = session.execute(
        select(Post.activity_id, Post.id, PostVersion.state, PostVersion.left_at.is_not(None))
        .join(PostVersion, PostVersion.post_id == Post.id)
        .where(Post.activity_id.in_(activity_ids))
        .order_by(Post.id, PostVersion.number)
    )
    return {activity_id: Latest(post_id, state, left) for activity_id, post_id, state, left in rows}


def rendition(session: Session, rendition_id: uuid.UUID, by: Actor) -> Rendition:
    """The rendition, by the access rule of its activity."""
    row = session.execute(
        select(Rendition, Unit.path)
        .join(Activity, Activity.id == Rendition.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .where(Rendition.id == rendition_id)
    ).one_or_none()
    if row is None or not by.sees(row[1]):
        raise NotFound("Gambar itu tidak ada.")
    return row[0]


def arrangement(session: Session, activity_id: uuid.UUID) -> Arrangement | None:
    """How a person arranged the activity's picture, if one did."""
    return session.get(Arrangement, activity_id)


def shapes_of(session: Session, photo_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[dict[str, Any]]]:
    """What is hidden of those of the photos of which anything is, as it is kept."""
    rows = session.scalars(select(PhotoCovers).where(PhotoCovers.photo_id.in_(photo_ids)))
    return {row.photo_id: row.shapes for row in rows if row.shapes}


def theme_of(session: Session, unit: Unit) -> UnitTheme | None:
    """The unit's own theme, or that of the nearest unit above that has one."""
    return _nearest(session, UnitTheme, unit)


def template_of(session: Session, unit: Unit) -> CaptionTemplate | None:
    """The unit's own template of captions, or that of the nearest unit above that has one."""
    return _nearest(session, CaptionTemplate, unit)


def _nearest(session: Session, model: type[OfUnit], unit: Unit) -> OfUnit | None:
    above = [unit.code, *(each.code for each in ancestors(session, unit))]
    found = {
        each.unit_code: each for each in session.scalars(select(model).where(model.unit_code.in_(above)))
    }
    return next((found[code] for code in above if code in found), None)


def returned(session: Session, by: Actor, limit: int = 20) -> Sequence[PostVersion]:
    """The latest versions that must be mended, of units ``by`` writes for, oldest first.

    They were sent back or opened again, the mended version is not sent yet, and nobody left it so.
    """
    newer = (
        select(PostVersion.id)
        .where(PostVersion.post_id == Post.id)
        .order_by(PostVersion.number.desc())
        .limit(1)
    )
    return session.scalars(
        select(PostVersion)
        .join(Post, PostVersion.post_id == Post.id)
        .join(Activity, Activity.id == Post.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .options(
            joinedload(PostVersion.post).joinedload(Post.activity).joinedload(Activity.unit),
            joinedload(PostVersion.post).selectinload(Post.versions),
        )
        .where(
            or_(
                PostVersion.state.in_((VersionState.CHANGES_REQUESTED, VersionState.SUPERSEDED)),
                and_(PostVersion.state == VersionState.DRAFT, PostVersion.number > 1),
            ),
            PostVersion.id == newer.correlate(Post).scalar_subquery(),
            PostVersion.left_at.is_(None),
            within(by.paths(Role.UPLOADER)),
        )
        .order_by(PostVersion.created_at, PostVersion.id)
        .limit(limit)
    ).all()
