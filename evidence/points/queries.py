"""Reading photo points and what was photographed at them, through the eyes of whoever asks."""

import uuid

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.capture.models import Activity, Photo, PhotoPoint, PhotoState
from evidence.capture.points import NO_POINT
from evidence.core.errors import NotFound
from evidence.core.paging import Page, newest_first
from evidence.units.access import Actor
from evidence.units.models import Unit
from evidence.units.queries import within


def point(session: Session, point_id: uuid.UUID, by: Actor) -> PhotoPoint:
    """The point, for whoever sees its unit; NotFound alike for a missing and a foreign one."""
    found = session.get(PhotoPoint, point_id)
    if found is None or not by.sees(found.unit.path):
        raise NotFound(NO_POINT)
    return found


def point_of(session: Session, activity: Activity, by: Actor) -> PhotoPoint | None:
    """The point at which the activity stands, where there is one that ``by`` may see."""
    found = session.get(PhotoPoint, activity.point_id) if activity.point_id else None
    return found if found and by.sees(found.unit.path) else None


def page(
    session: Session, by: Actor, words: str, after: str | None, *, retired: bool = False
) -> Page[PhotoPoint]:
    """One page of the points ``by`` sees, newest first; ``words`` are looked for in names and codes as written."""
    query = (
        select(PhotoPoint)
        .join(Unit, PhotoPoint.unit_code == Unit.code)
        .options(joinedload(PhotoPoint.unit), joinedload(PhotoPoint.place_unit))
        .where(
            within(by.paths()),
            PhotoPoint.retired_at.is_not(None) if retired else PhotoPoint.retired_at.is_(None),
        )
    )
    if words:
        query = query.where(
            or_(
                PhotoPoint.name.icontains(words, autoescape=True),
                PhotoPoint.code.icontains(words, autoescape=True),
            )
        )
    columns = (PhotoPoint.created_at, PhotoPoint.id)
    return newest_first(session, query, columns, lambda row: (row.created_at, row.id), after)


def series(session: Session, point_id: uuid.UUID, by: Actor, after: str | None) -> Page[Photo]:
    """One page of what the spot looked like, the newest first: stored photos of the activities that ``by`` sees.

    By when they were taken, which for a photo that says nothing of it is when it came.
    """
    query = (
        select(Photo)
        .join(Activity, Photo.activity_id == Activity.id)
        .join(Unit, Activity.unit_code == Unit.code)
        .options(joinedload(Photo.activity))
        .where(Activity.point_id == point_id, Photo.state == PhotoState.STORED, within(by.paths()))
    )
    columns = (func.coalesce(Photo.taken_at, Photo.received_at), Photo.id)
    return newest_first(session, query, columns, lambda row: (row.taken_at or row.received_at, row.id), after)
