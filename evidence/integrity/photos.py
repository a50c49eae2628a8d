"""The rows of photos against the acts of their trail: what was received, where it stands, and what became of it."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from evidence.capture.models import Photo, PhotoState
from evidence.core.audit import AuditEvent
from evidence.core.canonical import digest
from evidence.integrity.models import Redaction
from evidence.integrity.report import Problem, Report

AT_ONCE = 200
SWAPPED = "capture.photos_swapped"
# What each act leaves a photo in.
STATES = {
    "capture.photo_received": PhotoState.RECEIVED,
    "capture.photo_stored": PhotoState.STORED,
    "capture.photo_rejected": PhotoState.REJECTED,
    "capture.photo_missing": PhotoState.MISSING,
    "capture.photo_replaced": PhotoState.REPLACED,
    "capture.photo_set_aside": PhotoState.REPLACED,
    "capture.photo_redacted": PhotoState.REDACTED,
}

GONE = text(
    "SELECT DISTINCT facts ->> 'photo' FROM audit_events WHERE act = 'capture.photo_received' AND facts ? 'photo'"
    " AND NOT EXISTS (SELECT 1 FROM photos WHERE CAST(photos.id AS text) = facts ->> 'photo')"
)


def check(session: Session, report: Report) -> None:
    """Compare every photo's row with its acts."""
    report.found(Problem("photo_missing", ident) for ident in session.scalars(GONE))
    after: uuid.UUID | None = None
    while photos := _next(session, after):
        acts = acts_of(session, [each.id for each in photos])
        swaps = _swaps(session, acts)
        for photo in photos:
            own = acts[photo.id]
            report.found(_compare(photo, own, swaps))
        report.found(_redacted(session, photos, acts))
        report.checked["photos"] += len(photos)
        report.checked["redacted"] += sum(each.state is PhotoState.REDACTED for each in photos)
        after = photos[-1].id
        session.expunge_all()


def _next(session: Session, after: uuid.UUID | None) -> Sequence[Photo]:
    statement = select(Photo).order_by(Photo.id).limit(AT_ONCE)
    return session.scalars(statement.where(Photo.id > after) if after else statement).all()


def acts_of(session: Session, photos: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[AuditEvent]]:
    """The acts of each of these photos, the oldest first, wherever it stood."""
    found: dict[uuid.UUID, list[AuditEvent]] = defaultdict(list)
    # Written as the index has it, or the whole trail would be read for each part.
    of = text("(facts ->> 'photo') = ANY(:photos) AND facts ? 'photo'").bindparams(
        photos=[str(each) for each in photos]
    )
    known = {str(each): each for each in photos}
    for event in _readable(session.scalars(select(AuditEvent).where(of).order_by(AuditEvent.id))):
        found[known[event.facts["photo"]]].append(event)
    return found


def _swaps(
    session: Session, acts: Mapping[uuid.UUID, list[AuditEvent]]
) -> Mapping[uuid.UUID, list[AuditEvent]]:
    """The swaps in the activities where these photos stood, by the photo's id."""
    stood = {event.subject for own in acts.values() for event in own}
    known = {str(each): each for each in acts}
    known = {str(each): each for each in acts}
    found: dict[uuid.UUID, list[AuditEvent]] = defaultdict(list)
    rows = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject.in_(stood), AuditEvent.act == SWAPPED)
        .order_by(AuditEvent.id)
    )
    for event in _readable(rows):
        for name in ("before", "after"):
            if event.facts.get(name) in known:
                found[known[event.facts[name]]].append(event)
    return found


def _readable(events: Iterable[AuditEvent]) -> Iterator[AuditEvent]:
    # One whose facts somebody wrote over is told of by the chain; nothing is to be read from it.
    return (event for event in events if isinstance(event.facts, dict))


def _compare(
    photo: Photo, own: Sequence[AuditEvent], swaps: Mapping[uuid.UUID, list[AuditEvent]]
) -> Iterator[Problem]:
    for name, told, is_now in _expected(photo, own, swaps.get(photo.id, ())):
        if told != is_now:
            yield Problem("photo_changed", str(photo.id), {"what": name})


def _expected(
    photo: Photo, own: Sequence[AuditEvent], swaps: Sequence[AuditEvent]
) -> Iterator[tuple[str, Any, Any]]:
    """Name, what the acts say, and what the row says. Acts of earlier releases say less."""
    came = [each for each in own if each.act in ("capture.photo_received", "capture.photo_stored_again")]
    for event in came:
        if "sha256" in event.facts:
            yield "sha256", event.facts["sha256"], photo.sha256
        if "claims_sha256" in event.facts and photo.state is not PhotoState.REDACTED:
            yield "keterangan dari HP", event.facts["claims_sha256"], digest(photo.claimed())
    if not came:
        return
    stage, activity = came[0].facts.get("stage", photo.stage.value), came[0].subject
    state: PhotoState | None = None
    for event in sorted((*own, *swaps), key=lambda each: each.id):
        if event.act == SWAPPED:
            stage = "before" if event.facts.get("before") == str(photo.id) else "after"
        elif event.act == "capture.photo_moved_here":
            stage, activity = event.facts.get("stage"), event.subject
        # One that was not missing is only stored anew.
        elif event.act == "capture.photo_stored_again" and state is PhotoState.MISSING:
            state = PhotoState.RECEIVED
        state = STATES.get(event.act, state)
    yield "tahap", stage, photo.stage.value
    yield "kegiatan", activity, photo.activity_id
    yield "keadaan", state, photo.state


def _redacted(
    session: Session, photos: Sequence[Photo], acts: Mapping[uuid.UUID, list[AuditEvent]]
) -> Iterator[Problem]:
    rows = session.scalars(
        select(Redaction).where(Redaction.photo_id.in_([each.id for each in photos]))
    ).all()
    known = {each.photo_id: each for each in rows}
    for photo in photos:
        told = [
            each.facts.get("told_sha256") for each in acts[photo.id] if each.act == "capture.photo_redacted"
        ]
        row = known.get(photo.id)
        if (photo.state is PhotoState.REDACTED or row is not None) and not told:
            yield Problem("redaction_unproven", str(photo.id))
        elif told and (row is None or digest(row.told()) != told[-1]):
            yield Problem("redaction_changed", str(photo.id))


def derivatives_of(acts: Sequence[AuditEvent]) -> Mapping[str, str]:
    """The hashes of a photo's small copies, by edge, as its last act that made them says."""
    made = [told for each in acts if isinstance(told := each.facts.get("derivatives"), dict)]
    return made[-1] if made else {}


def is_live(photo: Photo) -> bool:
    """Whether the photo's object must be in the store."""
    return photo.state in (PhotoState.RECEIVED, PhotoState.STORED, PhotoState.REPLACED)


LIVE = or_(*(Photo.state == each for each in (PhotoState.RECEIVED, PhotoState.STORED, PhotoState.REPLACED)))
