"""The acts of capture. Preconditions first, adapters as arguments; the edges commit."""

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.adapters.imaging import HEAD, KINDS, kind_of
from evidence.adapters.storage import Storage
from evidence.capture import findings, points
from evidence.capture.categories import Mode
from evidence.capture.facts import ActivityFacts, checked
from evidence.capture.meta import Meta, is_digest
from evidence.capture.models import Activity, ActivityState, Photo, PhotoState, Stage
from evidence.capture.queries import NO_ACTIVITY, came_for, stands
from evidence.core import audit, jobs
from evidence.core.canonical import digest
from evidence.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooLarge, UnsupportedType
from evidence.core.words import N_, Words
from evidence.units import queries as units
from evidence.units.access import Actor, Role

MAX_PHOTO = 15 * 1024 * 1024
VERIFY = "capture.verify_photo"
ARCHIVED = N_("Kegiatan ini sudah diarsipkan.")
NOT_YOURS = N_("Kegiatan ini diisi oleh petugas unitnya.")

# Why the photos of an activity stand as they are now, and what to do about it; None while they may change. The answer
# is known in a room above, which hands it down.
Held = Callable[[Session, uuid.UUID], Words | None]


def put_activity(
    session: Session,
    activity_id: uuid.UUID,
    facts: ActivityFacts,
    *,
    by: Actor,
    held: Held,
    only_new: bool = False,
) -> tuple[Activity, bool]:
    """Make or edit an activity; returns it and whether it is new. Repeating the same call changes nothing.

    With ``only_new`` one that is there stays as it is: a phone that never heard the answer repeats its call much later,
    and somebody may have corrected the activity since. Conflict while its post is being decided on or published, since
    what was seen then must stay what is approved.
    """
    facts = checked(facts)
    unit = units.unit(session, facts.unit)
    if not by.may(Role.UPLOADER, unit.path):
        # A foreign unit answers like a missing one.
        raise NotFound("Unit itu tidak ada.")
    if units.unit(session, facts.place_unit).kind != "kelurahan":
        raise Invalid("Tempat kegiatan belum benar.", {"place_unit": N_("Pilih kelurahan tempat kegiatan.")})
    if facts.point is not None:
        points.own(session, facts.point, by)
    found = session.get(Activity, activity_id, with_for_update=True)
    if found is None:
        return _new_activity(session, activity_id, facts, by, by.acting_as(Role.UPLOADER, unit.path)), True
    if not by.may(Role.UPLOADER, found.unit.path):
        raise NotFound(NO_ACTIVITY)
    if found.state is ActivityState.ARCHIVED:
        raise Conflict(ARCHIVED)
    if only_new:
        return found, False
    changed = sorted(name for name, value in facts.columns().items() if getattr(found, name) != value)
    if "mode" in changed and any(photo.state is not PhotoState.REJECTED for photo in found.photos):
        # Which stages there are follows from it, and photos would stand under stages that are no more.
        raise Invalid(
            "Periksa kembali isian kegiatan.",
            {"mode": N_("Cara dokumentasi tidak dapat diubah setelah ada foto.")},
        )
    if changed:
        told = held(session, found.id)
        if told is not None:
            raise Conflict(told)
        for name, value in facts.columns().items():
            setattr(found, name, value)
        audit.record(
            session, "capture.activity_edited", found.id, actor_id=by.id, actor_name=by.name,
            acting_as=by.acting_as(Role.UPLOADER, found.unit.path), fields=changed,
        )  # fmt: skip
        if "place_code" in changed:
            findings.ask(session, found.id)
    return found, False


def _new_activity(
    session: Session, activity_id: uuid.UUID, facts: ActivityFacts, by: Actor, acting_as: str
) -> Activity:
    # Two tabs may make the same activity at once; the second one finds the first one's row.
    session.execute(
        insert(Activity)
        .values(
            id=activity_id,
            created_by=by.id,
            state=ActivityState.OPEN,
            unfinished_reason="",
            **facts.columns(),
        )
        .on_conflict_do_nothing(index_elements=[Activity.id])
    )
    audit.record(
        session, "capture.activity_made", activity_id, actor_id=by.id, actor_name=by.name, acting_as=acting_as
    )
    session.flush()
    return session.get_one(Activity, activity_id)


@dataclass(frozen=True)
class Expected:
    """What is known of a photo before its bytes are stored: where they go, or that they are here already."""

    key: str
    activity_id: uuid.UUID
    # The row that already answers this call, or None when bytes have to be stored first.
    known: Photo | None
    # In which capacity its sender acts for the unit.
    acting_as: str


def expect_photo(
    session: Session,
    photo_id: uuid.UUID,
    body: bytes,
    content_type: str,
    sha256: str,
    meta: Meta,
    *,
    by: Actor,
    held: Held,
) -> Expected:
    """Check everything that can be checked before the store is asked. Nothing is decoded.

    Raises NotFound, NotAllowed, Conflict (other bytes under this uuid), Invalid and UnsupportedType.
    """
    _check_body(body, content_type, sha256)
    activity = session.get(Activity, meta.activity)
    if activity is None or not by.sees(activity.unit.path):
        raise NotFound(NO_ACTIVITY)
    if not by.may(Role.UPLOADER, activity.unit.path):
        raise NotAllowed("Foto kegiatan ini dikirim oleh petugas unitnya.")
    found = session.get(Photo, photo_id)
    if found is None:
        _check_open(activity, meta.stage)
    elif not _same(session, found, sha256, meta.activity):
        raise Conflict("Nomor foto ini sudah dipakai foto lain.")
    _check_held(session, activity, found, meta, held)
    key = f"originals/{photo_id}/{sha256}.{KINDS[content_type]}"
    return Expected(key, activity.id, found, by.acting_as(Role.UPLOADER, activity.unit.path))


def _same(session: Session, photo: Photo, sha256: str, activity_id: uuid.UUID) -> bool:
    """Whether this call brings ``photo`` again; the phone does not know that somebody moved it since."""
    if photo.sha256 != sha256:
        return False
    return photo.activity_id == activity_id or came_for(session, photo.id, activity_id)


def _check_held(session: Session, activity: Activity, known: Photo | None, meta: Meta, held: Held) -> None:
    """Refuse a photo that would take the place of one that is being decided on or published."""
    if known is not None and known.state is not PhotoState.MISSING:
        return
    if meta.stage is Stage.PLAIN or not stands(session, activity.id, meta.stage, meta.percent):
        return
    told = held(session, activity.id)
    if told is not None:
        raise Conflict(told)


def needs_bytes(expected: Expected, storage: Storage) -> bool:
    """Whether the bytes must be stored: a new photo, a missing one, or one whose object is gone behind its row."""
    photo = expected.known
    if photo is None:
        return True
    if photo.state in (PhotoState.REJECTED, PhotoState.REDACTED):
        # The object was removed on purpose; the answer tells the phone why.
        return False
    if photo.state is PhotoState.MISSING:
        return True
    # A store that lost power may keep the name and lose the bytes.
    stored = storage.head(photo.object_key)
    return stored is None or stored.size != photo.size


def record_photo(
    session: Session,
    photo_id: uuid.UUID,
    expected: Expected,
    size: int,
    content_type: str,
    sha256: str,
    meta: Meta,
    *,
    by: Actor,
    held: Held,
    now: datetime,
) -> tuple[Photo, bool]:
    """Write row and job for bytes that are in the store. Returns the row and whether it is new or was stored anew.

    Of many parallel calls with one uuid exactly one inserts. Conflict when another photo came first.
    """
    # Whoever sends the post beside this waits here, and then sees that a newer photo is on its way.
    (activity,) = hold(session, expected.activity_id)
    known = session.get(Photo, photo_id, populate_existing=True)
    if known is None:
        _check_open(activity, meta.stage)
    _check_held(session, activity, known, meta, held)
    added = session.execute(
        insert(Photo)
        .values(
            id=photo_id,
            activity_id=expected.activity_id,
            stage=meta.stage,
            percent=meta.percent,
            state=PhotoState.RECEIVED,
            reason="",
            sha256=sha256,
            size=size,
            content_type=content_type,
            object_key=expected.key,
            derivatives={},
            uploaded_by=by.id,
            acting_as=expected.acting_as,
            received_at=now,
            taken_at=meta.taken_at,
            device_time=meta.device_time,
            source=meta.source,
            position=meta.position,
            original_sha256=meta.original_sha256,
            claims=meta.claims,
            exif={},
        )
        .on_conflict_do_nothing(index_elements=[Photo.id])
        .returning(Photo.id)
    ).scalar()
    photo = session.scalars(select(Photo).where(Photo.id == photo_id).with_for_update()).one()
    if not _same(session, photo, sha256, expected.activity_id):
        raise Conflict("Nomor foto ini sudah dipakai foto lain.")
    if added is None and expected.known is None:
        # A parallel call was first; its row and job serve us both.
        return photo, False
    if photo.state is PhotoState.MISSING:
        photo.state = PhotoState.RECEIVED
    _ask_to_verify(session, photo)
    act = "capture.photo_received" if added else "capture.photo_stored_again"
    audit.record(
        session, act, photo.activity_id, actor_id=by.id, actor_name=by.name,
        photo=str(photo_id), stage=photo.stage.value, sha256=sha256, source=photo.source,
        acting_as=expected.acting_as, claims_sha256=digest(photo.claimed()),
    )  # fmt: skip
    return photo, True


def _check_body(body: bytes, content_type: str, sha256: str) -> None:
    if not body:
        raise Invalid("Berkas foto kosong. Ambil ulang fotonya.")
    if len(body) > MAX_PHOTO:
        raise TooLarge("Foto lebih dari 15 MB. Ambil ulang lewat kamera Bukti.")
    if content_type not in KINDS or kind_of(body[:HEAD]) != content_type:
        raise UnsupportedType("Berkas ini bukan foto JPEG, PNG, WebP, AVIF atau HEIC.")
    if not is_digest(sha256):
        raise Invalid("X-Content-SHA256 wajib berisi sha-256 heksadesimal.")
    if hashlib.sha256(body).hexdigest() != sha256:
        raise Invalid("Foto berubah di perjalanan. Kirim sekali lagi.")


def _check_open(activity: Activity, stage: Stage) -> None:
    """Refuse a photo that the activity did not have before, where it takes none of this stage."""
    check_stage(activity, stage)
    if activity.state is ActivityState.ARCHIVED:
        raise Conflict(ARCHIVED)


def check_stage(activity: Activity, stage: Stage) -> None:
    """Invalid when the activity's mode has no such stage."""
    documentation = activity.mode is Mode.DOCUMENTATION
    if documentation != (stage is Stage.PLAIN):
        raise Invalid("Tahap foto tidak sesuai dengan cara dokumentasi kegiatan.")
    if stage is Stage.PROGRESS and activity.mode is not Mode.PROGRESS:
        raise Invalid("Foto proses hanya untuk kegiatan 0-50-100.")


def _ask_to_verify(session: Session, photo: Photo) -> None:
    # A person may be looking at the screen: verification goes before any rendering.
    jobs.enqueue(
        session,
        VERIFY,
        queue=jobs.RENDER,
        queueing_lock=f"{VERIFY}:{photo.id}",
        priority=10,
        key=str(photo.id),
    )


def hold(session: Session, *activity_ids: uuid.UUID) -> Sequence[Activity]:
    """Keep these activities from everybody else and read them and their photos as they stand, in the order of ids.

    Everybody takes them in the same order and before any post, so that nobody waits for somebody who waits for them.
    """
    found = session.scalars(
        select(Activity)
        .where(Activity.id.in_(activity_ids))
        .order_by(Activity.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    session.scalars(
        select(Photo).where(Photo.activity_id.in_(activity_ids)).execution_options(populate_existing=True)
    ).all()
    for each in found:
        session.expire(each, ["photos"])
    return found


def own(session: Session, activity_id: uuid.UUID, by: Actor) -> Activity:
    """The activity, kept for this transaction, for an officer of its unit. NotFound alike for a foreign one."""
    found = hold(session, activity_id)
    if not found or not by.sees(found[0].unit.path):
        raise NotFound(NO_ACTIVITY)
    (activity,) = found
    if not by.may(Role.UPLOADER, activity.unit.path):
        raise NotAllowed(NOT_YOURS)
    if activity.state is ActivityState.ARCHIVED:
        raise Conflict(ARCHIVED)
    return activity


def settle_activity(session: Session, activity_id: uuid.UUID) -> bool:
    """Say whether all stages of an activity are stored, and mark it complete when they are, open when they are not."""
    activity = session.get_one(Activity, activity_id, with_for_update=True)
    stored = set(
        session.scalars(
            select(Photo.stage).where(Photo.activity_id == activity_id, Photo.state == PhotoState.STORED)
        )
    )
    needed = {
        Mode.BEFORE_AFTER: {Stage.BEFORE, Stage.AFTER},
        Mode.PROGRESS: {Stage.BEFORE, Stage.PROGRESS, Stage.AFTER},
        Mode.DOCUMENTATION: {Stage.PLAIN},
    }[activity.mode]
    if not needed <= stored:
        if activity.state is ActivityState.COMPLETE:
            activity.state = ActivityState.OPEN
            audit.record(session, "capture.activity_incomplete", activity.id)
        return False
    if activity.state in (ActivityState.OPEN, ActivityState.UNFINISHED):
        activity.state = ActivityState.COMPLETE
        activity.unfinished_reason, activity.unfinished_note, activity.unfinished_at = "", None, None
        audit.record(session, "capture.activity_complete", activity.id)
    return True
