"""Reading activities and photos, always through the eyes of whoever asks."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from evidence.capture.models import Activity, ActivityState, Photo, PhotoState, Stage
from evidence.core.audit import AuditEvent
from evidence.core.errors import NotFound
from evidence.core.paging import SIZE, Page, newest_first
from evidence.core.words import N_
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import within

LIVE = (PhotoState.RECEIVED, PhotoState.STORED, PhotoState.REJECTED, PhotoState.MISSING)
NO_ACTIVITY = N_("Kegiatan itu tidak ada.")


def activity(session: Session, activity_id: uuid.UUID, by: Actor) -> Activity:
    """The activity with units and photos; NotFound alike for a missing and a foreign one."""
    found = session.scalar(
        select(Activity)
        .options(joinedload(Activity.unit), joinedload(Activity.place_unit), selectinload(Activity.photos))
        .where(Activity.id == activity_id)
    )
    if found is None or not by.sees(found.unit.path):
        raise NotFound(NO_ACTIVITY)
    return found


def photo(session: Session, photo_id: uuid.UUID, by: Actor) -> Photo:
    """The photo, by the access rule of its activity."""
    found = session.scalar(
        select(Photo)
        .options(joinedload(Photo.activity).joinedload(Activity.unit))
        .where(Photo.id == photo_id)
    )
    if found is None or not by.sees(found.activity.unit.path):
        raise NotFound("Foto itu tidak ada.")
    return found


def photos(session: Session, ids: Sequence[uuid.UUID], by: Actor) -> Sequence[Photo]:
    """Those of ``ids`` that exist and that ``by`` may see or has sent.

    Who sent a photo hears of it also when it was moved to another unit since, or would keep its copy for ever.
    """
    return session.scalars(
        select(Photo)
        .join(Activity, Photo.activity_id == Activity.id)
        .join(Unit, Activity.unit_code == Unit.code)
        .options(contains_eager(Photo.activity))
        .where(Photo.id.in_(ids), or_(within(by.paths()), Photo.uploaded_by == by.id))
        .order_by(Photo.received_at)
    ).all()


def shown(activity: Activity) -> Sequence[Photo]:
    """The photo that stands for each stage, in the order of the work; documentation keeps them all.

    A stored photo wins over one that is still on its way, and the newest wins among equals.
    """
    order = {Stage.BEFORE: -1, Stage.AFTER: 101, Stage.PLAIN: 102}
    best: dict[tuple[int, object], Photo] = {}
    rank = {PhotoState.STORED: 3, PhotoState.RECEIVED: 2, PhotoState.MISSING: 1, PhotoState.REJECTED: 0}
    for each in sorted(activity.photos, key=lambda one: one.received_at):
        if each.state not in LIVE:
            continue
        place = order.get(each.stage, each.percent or 0)
        slot = (place, each.id if each.stage is Stage.PLAIN else None)
        held = best.get(slot)
        if held is None or rank[each.state] >= rank[held.state]:
            best[slot] = each
    return [best[slot] for slot in sorted(best, key=lambda one: one[0])]


def stored(activity: Activity, stage: Stage) -> Photo | None:
    """The stored photo that stands for ``stage``."""
    found = [each for each in shown(activity) if each.stage is stage and each.state is PhotoState.STORED]
    return found[0] if found else None


def replaced(activity: Activity) -> Sequence[Photo]:
    """The photos that a newer one took the place of or that were set aside, the newest first; they stay evidence."""
    return [each for each in reversed(activity.photos) if each.state is PhotoState.REPLACED]


def stands(session: Session, activity_id: uuid.UUID, stage: Stage, percent: int | None) -> bool:
    """Whether a stored photo has that place already."""
    return session.scalar(_at(activity_id, stage, percent, PhotoState.STORED).limit(1)) is not None


def taken(session: Session, activity_id: uuid.UUID, stage: Stage, percent: int | None) -> bool:
    """Whether a photo has that place, is on its way there, or is lost and asked for again."""
    found = _at(activity_id, stage, percent, PhotoState.STORED, PhotoState.RECEIVED, PhotoState.MISSING)
    return session.scalar(found.limit(1)) is not None


def _at(activity_id: uuid.UUID, stage: Stage, percent: int | None, *states: PhotoState) -> Select[uuid.UUID]:
    return select(Photo.id).where(
        Photo.activity_id == activity_id,
        Photo.stage == stage,
        Photo.percent.is_not_distinct_from(percent),
        Photo.state.in_(states),
    )


def being_replaced(session: Session, activity_id: uuid.UUID) -> bool:
    """Whether a photo is being checked that will take the place of a stored one."""
    newer = aliased(Photo)
    return (
        session.scalar(
            select(newer.id)
            .join(
                Photo,
                (Photo.activity_id == newer.activity_id)
                & (Photo.stage == newer.stage)
                & Photo.percent.is_not_distinct_from(newer.percent),
            )
            .where(
                newer.activity_id == activity_id,
                newer.stage != Stage.PLAIN,
                newer.state == PhotoState.RECEIVED,
                Photo.state == PhotoState.STORED,
            )
            .limit(1)
        )
        is not None
    )


def came_for(session: Session, photo_id: uuid.UUID, activity_id: uuid.UUID) -> bool:
    """Whether the photo was first received for that activity, wherever it stands now."""
    return (
        session.scalar(
            select(AuditEvent.id)
            .where(
                AuditEvent.subject == activity_id,
                AuditEvent.act == "capture.photo_received",
                AuditEvent.facts["photo"].astext == str(photo_id),
            )
            .limit(1)
        )
        is not None
    )


def visible(by: Actor) -> Select[Activity]:
    """Activities of the units ``by`` sees, with what a card shows."""
    unit = aliased(Unit)
    return (
        select(Activity)
        .join(unit, Activity.unit_code == unit.code)
        .where(Activity.unit_code.in_(select(Unit.code).where(within(by.paths()))))
        .options(joinedload(Activity.unit), joinedload(Activity.place_unit), selectinload(Activity.photos))
    )


def page(session: Session, query: Select[Activity], after: str | None, size: int = SIZE) -> Page[Activity]:
    """One page of ``query``, newest first; ``after`` is the key of the last row seen."""
    columns = (Activity.created_at, Activity.id)
    return newest_first(session, query, columns, lambda row: (row.created_at, row.id), after, size)


def waiting_for_after(session: Session, by: Actor, limit: int = 20) -> Sequence[Activity]:
    """Open activities with a before that is safe and no after yet, the oldest first."""
    return session.scalars(_waiting(by).order_by(Activity.created_at, Activity.id).limit(limit)).all()


def count_waiting(session: Session, by: Actor) -> int:
    """How many wait for their after, those beyond the first page too."""
    return _count(session, _waiting(by))


def unfinished(session: Session, by: Actor, limit: int = 20) -> Sequence[Activity]:
    """What was said to be unfinished, the longest first."""
    order = (func.coalesce(Activity.unfinished_at, Activity.created_at), Activity.id)
    return session.scalars(_unfinished(by).order_by(*order).limit(limit)).all()


def count_unfinished(session: Session, by: Actor) -> int:
    """How many are unfinished, those beyond the first page too."""
    return _count(session, _unfinished(by))


def _unfinished(by: Actor) -> Select[Activity]:
    return visible(by).where(Activity.state == ActivityState.UNFINISHED)


def _count(session: Session, query: Select[Activity]) -> int:
    counted = query.with_only_columns(Activity.id).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0


def _waiting(by: Actor) -> Select[Activity]:
    return visible(by).where(Activity.state == ActivityState.OPEN, *awaits_after())


def awaits_after() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """An activity has its before, and no after is there or on its way."""
    has = select(Photo.id).where(
        Photo.activity_id == Activity.id, Photo.state.in_((PhotoState.RECEIVED, PhotoState.STORED))
    )
    return has.where(Photo.stage == Stage.BEFORE).exists(), ~has.where(Photo.stage == Stage.AFTER).exists()


def going_on(by: Actor) -> Select[Activity]:
    """Activities that ``by`` may add photos to and whose work goes on."""
    mine = select(Unit.code).where(within(by.paths(Role.UPLOADER)))
    return visible(by).where(
        Activity.unit_code.in_(mine), Activity.state.in_((ActivityState.OPEN, ActivityState.UNFINISHED))
    )


def in_work(session: Session, by: Actor, limit: int = 50) -> Sequence[Activity]:
    """Of those the newest."""
    newest = (Activity.created_at.desc(), Activity.id)
    return session.scalars(going_on(by).order_by(*newest).limit(limit)).all()


def history(session: Session, subjects: Sequence[uuid.UUID]) -> Sequence[AuditEvent]:
    """What was done to ``subjects``, in order."""
    return session.scalars(
        select(AuditEvent).where(AuditEvent.subject.in_(subjects)).order_by(AuditEvent.id)
    ).all()
