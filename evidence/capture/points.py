"""What capture itself asks of photo points. Their own room, above, makes them and shows them."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, joinedload

from evidence.capture.models import Activity, PhotoPoint
from evidence.capture.queries import awaits_after, going_on
from evidence.core.errors import NotFound
from evidence.core.words import N_
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import within

NO_POINT = N_("Titik foto itu tidak ada.")
# A phone keeps them all; a kelurahan has some dozens.
MOST = 300


def own(session: Session, point_id: uuid.UUID, by: Actor) -> PhotoPoint:
    """The point, for an officer of its unit; NotFound alike for a missing and a foreign one."""
    found = session.get(PhotoPoint, point_id)
    if found is None or not by.may(Role.UPLOADER, found.unit.path):
        raise NotFound(NO_POINT)
    return found


def in_use(session: Session, by: Actor, code: str = "", limit: int = MOST) -> Sequence[PhotoPoint]:
    """The points where ``by`` may begin something: the one of ``code``, then the newest."""
    return session.scalars(
        select(PhotoPoint)
        .join(Unit, PhotoPoint.unit_code == Unit.code)
        .options(joinedload(PhotoPoint.unit), joinedload(PhotoPoint.place_unit))
        .where(within(by.paths(Role.UPLOADER)), PhotoPoint.retired_at.is_(None))
        .order_by(PhotoPoint.code != code, PhotoPoint.created_at.desc(), PhotoPoint.id)
        .limit(limit)
    ).all()


def waiting_at(session: Session, point_id: uuid.UUID, by: Actor) -> Sequence[Activity]:
    """Activities at the point that have a before and wait for their after, the newest first.

    Only those that ``by`` may add photos to: a camat's own work at a lurah's point is not the lurah's to finish.
    """
    newest = (Activity.created_at.desc(), Activity.id)
    return session.scalars(_waiting([point_id], by).order_by(*newest)).all()


def newest_waiting(session: Session, point_ids: Sequence[uuid.UUID], by: Actor) -> Sequence[Activity]:
    """Of those at each of these points the newest."""
    newest = (Activity.point_id, Activity.created_at.desc(), Activity.id)
    query = _waiting(point_ids, by).ext(distinct_on(Activity.point_id))
    return session.scalars(query.order_by(*newest)).all()


def _waiting(point_ids: Sequence[uuid.UUID], by: Actor) -> Select[Activity]:
    return going_on(by).where(Activity.point_id.in_(point_ids), *awaits_after())
