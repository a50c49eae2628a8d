"""What a unit should know of its photos: befores that wait long for their after, and photos that cannot be used.

An edge: it commits.
"""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from evidence.adapters.imaging import REASONS
from evidence.capture.models import Activity, ActivityState, Photo, PhotoState, Stage
from evidence.core import clock
from evidence.core.db import Sessions
from evidence.core.jobs import Worker
from evidence.core.words import N_
from evidence.notices import services as notices
from evidence.notices.models import Notice

# Seconds between two looks: days are counted for befores, and who sent a bad photo may still be there.
EVERY = 60.0
WAITS, REJECTED = "capture.waits", "capture.rejected"
WAITING = N_("“%(title)s” menunggu foto sesudah sejak %(since_at)s.")
UNUSABLE = N_("%(stage_word)s untuk “%(title)s” tidak dapat dipakai. %(reason_word)s")
STAGES = {
    Stage.BEFORE: N_("Foto sebelum"),
    Stage.PROGRESS: N_("Foto proses"),
    Stage.AFTER: N_("Foto sesudah"),
    Stage.PLAIN: N_("Foto kegiatan"),
}
UNKNOWN = N_("Ambil ulang fotonya.")
# After that a photo that was never sent again is no news.
TOLD_FOR = timedelta(days=14)
# New notices of one look; the next one tells the rest.
MOST = 500


def register(worker: Worker, sessions: Sessions, *, after: timedelta) -> None:
    """Let ``worker`` look for befores that wait longer than ``after``, and for photos that were rejected."""

    def look() -> None:
        with sessions.begin() as session:
            notify(session, after=after, now=clock.now())

    worker.every(EVERY, look)


def notify(session: Session, *, after: timedelta, now: datetime) -> None:
    """Tell each unit of both, once, and take back what is over."""
    _tell_befores(session, now - after, now=now)
    _tell_rejected(session, now - TOLD_FOR, now=now)


def _untold(kind: str, subject: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
    told = select(Notice.id).where(Notice.kind == kind, Notice.subject == subject, Notice.done_at.is_(None))
    return ~told.exists()


def _settle(session: Session, kind: str, still: ColumnElement[bool], *, now: datetime) -> None:
    session.execute(
        update(Notice)
        .where(Notice.kind == kind, Notice.done_at.is_(None), ~still)
        .values(done_at=now)
        .execution_options(synchronize_session=False)
    )


def _tell_befores(session: Session, before: datetime, *, now: datetime) -> None:
    since = func.min(func.coalesce(Photo.stored_at, Photo.received_at))
    late = (
        select(Activity.id, Activity.unit_code, Activity.title, since)
        .join(Photo, Photo.activity_id == Activity.id)
        .where(
            Activity.state == ActivityState.OPEN,
            Photo.stage == Stage.BEFORE,
            Photo.state == PhotoState.STORED,
            _untold(WAITS, Activity.id),
        )
        .group_by(Activity.id)
        .having(since <= before)
        .limit(MOST)
    )
    for activity_id, unit, title, moment in session.execute(late).all():
        url = f"/kegiatan/{activity_id}"
        notices.tell(
            session, WAITS, activity_id, unit, WAITING, url=url, now=now, title=title, since_at=moment
        )
    waits = select(Activity.id).where(Activity.id == Notice.subject, Activity.state == ActivityState.OPEN)
    _settle(session, WAITS, waits.exists(), now=now)


def _tell_rejected(session: Session, since: datetime, *, now: datetime) -> None:
    newer = aliased(Photo)
    sent_again = (
        select(newer.id)
        .where(
            newer.activity_id == Photo.activity_id,
            newer.stage == Photo.stage,
            newer.percent.is_not_distinct_from(Photo.percent),
            newer.state.in_((PhotoState.RECEIVED, PhotoState.STORED)),
            newer.received_at > Photo.received_at,
        )
        .exists()
    )
    stands = (Photo.state == PhotoState.REJECTED) & (Photo.received_at > since) & ~sent_again
    found = (
        select(Photo.id, Photo.stage, Photo.reason, Activity.id, Activity.unit_code, Activity.title)
        .join(Activity, Activity.id == Photo.activity_id)
        .where(stands, _untold(REJECTED, Photo.id))
        .limit(MOST)
    )
    for photo_id, stage, reason, activity_id, unit, title in session.execute(found).all():
        notices.tell(
            session, REJECTED, photo_id, unit, UNUSABLE, url=f"/kegiatan/{activity_id}", now=now, title=title,
            stage_word=STAGES[stage], reason_word=REASONS.get(reason, UNKNOWN),
        )  # fmt: skip
    _settle(session, REJECTED, select(Photo.id).where(Photo.id == Notice.subject, stands).exists(), now=now)
