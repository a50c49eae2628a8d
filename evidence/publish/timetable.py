"""When the posts of a unit go out: its slots and its limit, its own or those of the unit above. The edges commit."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.capture.models import Activity
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.core.errors import Invalid, NotFound
from evidence.core.words import N_
from evidence.publish import slots
from evidence.publish.models import BEFORE_INTENT, Publication, PublicationState, UnitSchedule
from evidence.publish.slots import LATE_AFTER, LONGEST, SHORTEST, Slot
from evidence.units import tracing
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import ancestors

NO_UNIT = N_("Unit itu tidak ada.")


@dataclass(frozen=True)
class Timetable:
    """What holds for a unit; ``of`` is the code of the unit that chose it, "" where nobody did."""

    slots: tuple[Slot, ...] = ()
    late_after: int = LATE_AFTER
    of: str = ""


def timetable_of(session: Session, unit: Unit) -> Timetable:
    """The unit's own timetable, or that of the nearest unit above that has one."""
    line = [unit.code, *(each.code for each in ancestors(session, unit))]
    found = session.scalars(select(UnitSchedule).where(UnitSchedule.unit_code.in_(line))).all()
    nearest = min(found, key=lambda row: line.index(row.unit_code), default=None)
    if nearest is None:
        return Timetable()
    return Timetable(tuple(slots.read_stored(nearest.slots)), nearest.late_after, nearest.unit_code)


def may_choose(unit: Unit, by: Actor) -> None:
    """Whether this person may say when the unit's posts go out; NotFound for others."""
    if not (by.may(Role.UPLOADER, unit.path) or by.may(Role.ADMIN, unit.path)):
        raise NotFound(NO_UNIT)


def choose(
    session: Session, unit: Unit, chosen: Collection[Slot], late_after: int | None, *, by: Actor
) -> None:
    """Let the unit's posts go out so from now on; what is planned already keeps its time."""
    may_choose(unit, by)
    if late_after is None or not SHORTEST <= late_after <= LONGEST:
        raise Invalid(
            "Batas keterlambatan belum benar.", {"late_after": N_("Tulis angka dari 1 sampai 168.")}
        )
    told = {
        "slots": [each.stored for each in sorted(chosen)],
        "late_after": late_after,
        "updated_by": by.id,
        "updated_at": func.now(),
    }
    session.execute(
        insert(UnitSchedule)
        .values(unit_code=unit.code, **told)
        .on_conflict_do_update(index_elements=[UnitSchedule.unit_code], set_=told)
    )
    session.expire_all()
    _record(session, unit, "publish.timetable_chosen", by, slots=told["slots"], late_after=late_after)


def drop(session: Session, unit: Unit, *, by: Actor) -> None:
    """Follow the unit above again."""
    may_choose(unit, by)
    session.execute(delete(UnitSchedule).where(UnitSchedule.unit_code == unit.code))
    _record(session, unit, "publish.timetable_dropped", by)


def _record(session: Session, unit: Unit, act: str, by: Actor, **facts: object) -> None:
    tracing.record(session, unit.code, act, by, **facts)


def next_slot(session: Session, unit: Unit, post_id: uuid.UUID | None, now: datetime) -> datetime | None:
    """The unit's first slot after ``now`` at which no other post of it is planned; None without slots.

    A draft takes no place: what is sent for approval does, and what is approved and not sent yet.
    """
    chosen = timetable_of(session, unit).slots
    if not chosen:
        return None
    waiting = (
        select(PostVersion.due_at, Post.id)
        .join(Post, Post.id == PostVersion.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .where(
            Activity.unit_code == unit.code,
            PostVersion.state == VersionState.SUBMITTED,
            PostVersion.due_at > now,
        )
    )
    approved = (
        select(Publication.planned_at, Post.id)
        .join(Post, Post.id == Publication.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .where(
            Activity.unit_code == unit.code,
            Publication.state.in_((*BEFORE_INTENT, PublicationState.PUBLISHING)),
            Publication.planned_at > now,
        )
    )
    rows = [*session.execute(waiting), *session.execute(approved)]
    return slots.next_free(chosen, now, {planned for planned, post in rows if post != post_id})


def is_late(session: Session, publication: Publication, now: datetime) -> bool:
    """Whether its time passed longer ago than its unit lets it be sent without asking."""
    if not slots.too_late(publication.planned_at, now, SHORTEST):
        return False
    unit = session.scalars(
        select(Unit)
        .join(Activity, Activity.unit_code == Unit.code)
        .join(Post, Post.activity_id == Activity.id)
        .where(Post.id == publication.post_id)
    ).one()
    return slots.too_late(publication.planned_at, now, timetable_of(session, unit).late_after)
