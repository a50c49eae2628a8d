"""The acts of mending. Each keeps the activity from everybody else first, so that two at once do no harm; repeated,
each answers as it did. Nothing is taken away: what no longer stands stays as evidence."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from evidence.capture import findings
from evidence.capture import queries as capture
from evidence.capture.models import Activity, ActivityState, Photo, PhotoState, Stage
from evidence.capture.queries import NO_ACTIVITY
from evidence.capture.services import ARCHIVED, NOT_YOURS, check_stage, hold, own, settle_activity
from evidence.capture.unfinished import MAX_NOTE, OTHER, REASONS
from evidence.compose.services import renew_picture
from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.core.text import is_text
from evidence.core.words import N_
from evidence.repair.queries import OPEN_TO_PHOTOS, held
from evidence.units.access import Actor, Role

CHANGED = N_("Foto kegiatan ini baru saja berubah. Muat ulang halaman, lalu periksa lagi.")


def swap(
    session: Session,
    activity_id: uuid.UUID,
    before_id: uuid.UUID,
    after_id: uuid.UUID,
    *,
    by: Actor,
    practice: bool,
) -> bool:
    """Let the before be the after and the after the before, and say whether this call did it.

    The photos are named, so that a repeated call finds them swapped and does not swap them back.
    """
    activity = own(session, activity_id, by)
    photos = {each.id: each for each in activity.photos if each.state is PhotoState.STORED}
    before, after = photos.get(before_id), photos.get(after_id)
    if before is None or after is None:
        raise Conflict(CHANGED)
    if (before.stage, after.stage) == (Stage.AFTER, Stage.BEFORE):
        return False
    if (before.stage, after.stage) != (Stage.BEFORE, Stage.AFTER):
        raise Conflict(CHANGED)
    _check_free(session, activity)
    if any(
        each.state is PhotoState.RECEIVED and each.stage in (Stage.BEFORE, Stage.AFTER)
        for each in activity.photos
    ):
        raise Conflict("Foto baru sedang dicek. Coba lagi beberapa detik lagi.")
    before.stage, after.stage = Stage.AFTER, Stage.BEFORE
    audit.record(
        session, "capture.photos_swapped", activity.id, actor_id=by.id, actor_name=by.name,
        acting_as=_acting_as(by, activity), before=str(after.id), after=str(before.id),
    )  # fmt: skip
    session.flush()
    findings.ask(session, activity.id)
    renew_picture(session, activity, practice=practice)
    return True


def move(
    session: Session,
    photo_id: uuid.UUID,
    source_id: uuid.UUID,
    target_id: uuid.UUID,
    stage: Stage,
    percent: int | None = None,
    *,
    by: Actor,
    practice: bool,
) -> bool:
    """Put a stored photo of one activity under a stage of another, and say whether this call did it.

    A place that is taken refuses it: which of two photos stands is said by replacing, never by moving.
    """
    percent = percent if stage is Stage.PROGRESS else None
    source, target = _both(session, photo_id, source_id, target_id, by)
    photo = session.get_one(Photo, photo_id)
    if photo.activity_id == target.id and (photo.stage, photo.percent) == (stage, percent):
        return False
    if photo.activity_id != source.id or photo.state is not PhotoState.STORED:
        raise Conflict(CHANGED)
    if source.id == target.id:
        raise Invalid("Pilih kegiatan lain.", {"activity": N_("Pilih kegiatan lain.")})
    if target.state not in OPEN_TO_PHOTOS:
        raise Conflict(ARCHIVED)
    check_stage(target, stage)
    if stage is Stage.PROGRESS and (percent is None or not 0 <= percent <= 100):
        raise Invalid("Tulis persen 0 sampai 100.", {"percent": N_("Tulis persen 0 sampai 100.")})
    for each in (source, target):
        _check_free(session, each)
    if stage is not Stage.PLAIN and capture.taken(session, target.id, stage, percent):
        raise Conflict(
            "Kegiatan tujuan sudah punya foto untuk tahap itu. Pilih tahap lain, atau ganti fotonya di sana."
        )
    told = {"photo": str(photo.id), "source": str(source.id), "target": str(target.id)}
    for subject, act in ((source, "capture.photo_moved_away"), (target, "capture.photo_moved_here")):
        audit.record(
            session, act, subject.id, actor_id=by.id, actor_name=by.name, acting_as=_acting_as(by, subject),
            stage=stage.value, old=photo.stage.value, **told,
        )  # fmt: skip
    photo.activity_id, photo.stage, photo.percent = target.id, stage, percent
    session.flush()
    for each in (source, target):
        session.expire(each, ["photos"])
        settle_activity(session, each.id)
        findings.ask(session, each.id)
        renew_picture(session, each, practice=practice)
    return True


def set_aside(session: Session, photo_id: uuid.UUID, *, by: Actor, practice: bool) -> bool:
    """Let a photo of a documentation stand no longer, and say whether this call did it.

    Of the other stages a newer photo takes the place; here nothing else could take one back that should not have left
    the phone. Its file stays as evidence.
    """
    photo = capture.photo(session, photo_id, by)
    activity = own(session, photo.activity_id, by)
    if photo.activity_id != activity.id or photo.stage is not Stage.PLAIN:
        raise Conflict(CHANGED)
    if photo.state is PhotoState.REPLACED:
        return False
    if photo.state is not PhotoState.STORED:
        raise Conflict(CHANGED)
    _check_free(session, activity)
    photo.state = PhotoState.REPLACED
    audit.record(
        session, "capture.photo_set_aside", activity.id, actor_id=by.id, actor_name=by.name,
        acting_as=_acting_as(by, activity), photo=str(photo.id),
    )  # fmt: skip
    session.flush()
    session.expire(activity, ["photos"])
    settle_activity(session, activity.id)
    findings.ask(session, activity.id)
    renew_picture(session, activity, practice=practice)
    return True


def mark_unfinished(
    session: Session,
    activity_id: uuid.UUID,
    reason: str,
    note: str,
    *,
    by: Actor,
    now: datetime,
    after: uuid.UUID | None = None,
) -> bool:
    """Say honestly that the work waits, and why; returns whether that is new. Another reason may be given later.

    Of work that is complete the named ``after`` stands no longer; its file stays as evidence. Conflict where none is
    named: somebody else may have finished the work meanwhile.
    """
    activity = own(session, activity_id, by)
    note = _checked(reason, note)
    if activity.state is ActivityState.COMPLETE:
        _let_go(session, activity, after, by=by)
    if activity.state is ActivityState.UNFINISHED:
        if (activity.unfinished_reason, activity.unfinished_note or "") == (reason, note):
            return False
    else:
        activity.state, activity.unfinished_at = ActivityState.UNFINISHED, now
    activity.unfinished_reason, activity.unfinished_note = reason, note
    audit.record(
        session, "capture.activity_unfinished", activity.id, actor_id=by.id, actor_name=by.name,
        acting_as=_acting_as(by, activity), reason=reason,
    )  # fmt: skip
    return True


def _let_go(session: Session, activity: Activity, after: uuid.UUID | None, *, by: Actor) -> None:
    """What was not finished has no after yet, whatever was sent as one."""
    stands = capture.stored(activity, Stage.AFTER)
    if stands is None or stands.id != after:
        raise Conflict("Semua tahap foto kegiatan ini sudah lengkap.")
    _check_free(session, activity)
    stands.state = PhotoState.REPLACED
    audit.record(
        session, "capture.photo_set_aside", activity.id, actor_id=by.id, actor_name=by.name,
        acting_as=_acting_as(by, activity), photo=str(stands.id), stage=stands.stage.value,
    )  # fmt: skip
    session.flush()
    session.expire(activity, ["photos"])
    settle_activity(session, activity.id)
    findings.ask(session, activity.id)


def resume(session: Session, activity_id: uuid.UUID, *, by: Actor) -> bool:
    """Open unfinished work again; returns whether this call did it."""
    activity = own(session, activity_id, by)
    if activity.state is not ActivityState.UNFINISHED:
        return False
    activity.state = ActivityState.OPEN
    activity.unfinished_reason, activity.unfinished_note, activity.unfinished_at = "", None, None
    audit.record(
        session, "capture.activity_resumed", activity.id, actor_id=by.id, actor_name=by.name,
        acting_as=_acting_as(by, activity),
    )  # fmt: skip
    return True


def _acting_as(by: Actor, activity: Activity) -> str:
    return by.acting_as(Role.UPLOADER, activity.unit.path)


def _both(
    session: Session, photo_id: uuid.UUID, source_id: uuid.UUID, target_id: uuid.UUID, by: Actor
) -> tuple[Activity, Activity]:
    """The photo's activity as it was told and the one it goes to, kept in the order that everybody keeps them in."""
    found = {each.id: each for each in hold(session, source_id, target_id)}
    photo = session.get(Photo, photo_id, populate_existing=True)
    if photo is None or not by.sees(photo.activity.unit.path):
        raise NotFound("Foto itu tidak ada.")
    if not by.may(Role.UPLOADER, photo.activity.unit.path):
        raise NotAllowed(NOT_YOURS)
    for ident in (source_id, target_id):
        if ident not in found or not by.may(Role.UPLOADER, found[ident].unit.path):
            # Another unit's activity answers like one that is not there.
            raise NotFound(NO_ACTIVITY)
    return found[source_id], found[target_id]


def _check_free(session: Session, activity: Activity) -> None:
    told = held(session, activity.id)
    if told is not None:
        raise Conflict(told)


def _checked(reason: str, note: str) -> str:
    note, wrong = " ".join(note.split()), {}
    if reason not in REASONS:
        wrong["reason"] = N_("Pilih alasannya.")
    if not is_text(note):
        wrong["note"] = N_("Ada tanda yang tidak dapat disimpan.")
    elif len(note) > MAX_NOTE:
        wrong["note"] = N_("Penjelasan paling panjang 300 huruf.")
    elif reason == OTHER and not note:
        wrong["note"] = N_("Tulis alasannya.")
    if wrong:
        raise Invalid("Periksa kembali isian ini.", wrong)
    return note
