"""What was noticed about an activity: asked for, written down, explained, frozen with a version. The edges commit."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from evidence.capture.checks import words
from evidence.capture.checks.all import BY_CODE, CHECKS
from evidence.capture.checks.base import Check, Level, Noticed
from evidence.capture.models import Activity, ChecksState, Finding, Photo
from evidence.core import audit, clock, jobs
from evidence.core.errors import Invalid, NotAllowed, NotFound
from evidence.core.text import is_text
from evidence.core.words import N_
from evidence.units.access import Actor, Role

CHECK = "capture.check"
MAX_NOTE = 500
_ORDER = {check.code: place for place, check in enumerate(CHECKS)}


def ask(session: Session, activity_id: uuid.UUID, *, priority: int = 5) -> None:
    """Ask for the activity's checks, since something that they look at changed."""
    session.execute(
        update(Activity)
        .where(Activity.id == activity_id)
        .values(checks_state=ChecksState.WAITING, checks_asked_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    # Behind photos that wait to be verified, before pictures that are drawn.
    name = f"{CHECK}:{activity_id}"
    jobs.enqueue(
        session,
        CHECK,
        queue=jobs.RENDER,
        lock=name,
        queueing_lock=name,
        priority=priority,
        key=str(activity_id),
    )


def ask_again(session: Session) -> None:
    """Ask for every activity that waits without a job: a worker of an older release drops a job it does not know."""
    asked = jobs.live_queueing_locks(session, CHECK)
    waiting = select(Activity.id).where(Activity.checks_state == ChecksState.WAITING).order_by(Activity.id)
    for activity_id in session.scalars(waiting).all():
        if f"{CHECK}:{activity_id}" not in asked:
            ask(session, activity_id)


def open_findings(session: Session, activity_id: uuid.UUID) -> Sequence[Finding]:
    """What stands noticed about the activity, warnings first."""
    found = session.scalars(
        select(Finding).where(Finding.activity_id == activity_id, Finding.cleared_at.is_(None))
    )
    return in_order(found.all())


def count_warnings(session: Session, activity_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many warnings stand of each of these activities; those without any are left out."""
    rows = session.execute(
        select(Finding.activity_id, func.count())
        .where(
            Finding.activity_id.in_(activity_ids),
            Finding.level == Level.WARNING,
            Finding.cleared_at.is_(None),
        )
        .group_by(Finding.activity_id)
    )
    return {activity_id: int(count) for activity_id, count in rows}


def count_by_level(
    session: Session, activity_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, tuple[int, int]]:
    """How many warnings and how many notes stand of each of these activities; those without any are left out."""
    warning = func.count().filter(Finding.level == Level.WARNING)
    rows = session.execute(
        select(Finding.activity_id, warning, func.count())
        .where(Finding.activity_id.in_(activity_ids), Finding.cleared_at.is_(None))
        .group_by(Finding.activity_id)
    )
    return {ident: (int(warnings), int(every) - int(warnings)) for ident, warnings, every in rows}


def in_order(found: Sequence[Finding]) -> Sequence[Finding]:
    """Warnings first, then as the checks stand in their table, then the oldest first."""
    return sorted(
        found,
        key=lambda each: (
            each.level is not Level.WARNING,
            _ORDER.get(each.check_code, 99),
            each.found_at,
            each.id,
        ),
    )


def of_photos(session: Session, photo_ids: Collection[uuid.UUID]) -> Sequence[Finding]:
    """What stands noticed about these photos."""
    return in_order(
        session.scalars(
            select(Finding).where(Finding.photo_id.in_(photo_ids), Finding.cleared_at.is_(None))
        ).all()
    )


def finding(session: Session, finding_id: uuid.UUID, by: Actor) -> Finding:
    """The finding, by the access rule of its activity."""
    found = session.get(Finding, finding_id)
    activity = session.get_one(Activity, found.activity_id) if found else None
    if found is None or activity is None or not by.sees(activity.unit.path):
        raise NotFound("Temuan itu tidak ada.")
    return found


def reconcile(
    session: Session,
    activity_id: uuid.UUID,
    noticed: Sequence[tuple[Check, Noticed]],
    *,
    unmade: Collection[str],
    now: datetime,
) -> Sequence[Finding]:
    """Let the activity's findings be what was noticed; returns the warnings that stand now and did not before.

    What is found again keeps its number and its note, also when it had been cleared meanwhile. Findings of a check that
    could not be made (``unmade``) stay as they are. The caller keeps the activity from everybody else.
    """
    known = {
        _key(each): each
        for each in session.scalars(
            select(Finding).where(Finding.activity_id == activity_id).order_by(Finding.found_at)
        )
    }
    opened, stands = [], set()
    for check, said in noticed:
        row = Finding(
            id=uuid.uuid4(), activity_id=activity_id, photo_id=uuid.UUID(said.photo),
            other_id=uuid.UUID(said.other) if said.other else None, check_code=check.code, version=check.version,
            level=said.level, sentence=said.sentence, params=dict(said.params), evidence=dict(said.evidence),
            found_at=now, note="", noted_by_name="",
        )  # fmt: skip
        key = _key(row)
        before = known.get(key)
        stands.add(key)
        if before is None:
            session.add(row)
            known[key] = row
            opened.append(row)
            continue
        before.version, before.params, before.evidence = check.version, row.params, row.evidence
        if before.cleared_at is not None:
            before.cleared_at, before.found_at = None, now
            opened.append(before)
    for key, each in known.items():
        if key not in stands and each.cleared_at is None and each.check_code not in unmade:
            each.cleared_at = now
    session.flush()
    return [each for each in opened if each.level is Level.WARNING]


def _key(each: Finding) -> tuple[object, ...]:
    return each.check_code, each.sentence, each.level, each.photo_id, each.other_id


def explain(session: Session, found: Finding, note: str, *, by: Actor, now: datetime) -> bool:
    """Write down what the unit's own people have to say about a finding; returns whether that is new.

    An empty note takes back what was said before.
    """
    activity = session.get_one(Activity, found.activity_id)
    if not by.may(Role.UPLOADER, activity.unit.path):
        raise NotAllowed("Temuan dijelaskan oleh petugas unitnya.")
    note = " ".join(note.split())
    if not is_text(note):
        raise Invalid("Periksa penjelasannya.", {"note": N_("Ada tanda yang tidak dapat disimpan.")})
    if len(note) > MAX_NOTE:
        raise Invalid("Periksa penjelasannya.", {"note": N_("Penjelasan paling panjang 500 huruf.")})
    if note == found.note:
        return False
    acting_as = by.acting_as(Role.UPLOADER, activity.unit.path)
    found.note, found.noted_by, found.noted_at = note, by.id, now
    found.noted_by_name = f"{acting_as} {by.name}".strip()
    audit.record(
        session, "capture.finding_explained", activity.id, actor_id=by.id, actor_name=by.name,
        acting_as=acting_as, finding=str(found.id), check=found.check_code,
    )  # fmt: skip
    return True


def freeze(session: Session, activity: Activity, now: datetime) -> dict[str, Any]:
    """What stands noticed and what was said about it, to be kept with a version as it is now.

    ``at`` is when, ``state`` how the checks stood, ``items`` the findings, each with its Indonesian words beside all
    that they came from, so that they read the same years later.
    """
    photos = {each.id: each for each in activity.photos}
    return {
        "at": now.isoformat(),
        "state": activity.checks_state.value if activity.checks_state else None,
        "items": [plain(each, photos.get(each.photo_id)) for each in open_findings(session, activity.id)],
    }


def plain(each: Finding, photo: Photo | None) -> dict[str, Any]:
    """A finding as JSON."""
    check = BY_CODE.get(each.check_code)
    text = check.sentences.get(each.sentence, each.sentence) if check else each.sentence
    return {
        "id": str(each.id),
        "check": each.check_code,
        "version": each.version,
        "level": each.level.value,
        "sentence": each.sentence,
        "params": each.params,
        "evidence": each.evidence,
        "words": words.sentence(text, each.params, words.INDONESIAN),
        "limit": str(check.limit) if check else "",
        "photo": str(each.photo_id),
        "other": str(each.other_id) if each.other_id else None,
        "stage": photo.stage.value if photo else None,
        "percent": photo.percent if photo else None,
        "found_at": each.found_at.isoformat(),
        "note": each.note,
        "noted_by": each.noted_by_name,
        "noted_at": each.noted_at.isoformat() if each.noted_at else None,
    }
