"""A person's right to be erased: the files go, while hash, reason and minute stay. The edges commit."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from evidence.capture import keeping, prints
from evidence.capture import queries as capture
from evidence.capture.models import Finding, Measure, OriginalState, Photo, PhotoPart, PhotoState
from evidence.capture.parts import PHOTO_REFUSED
from evidence.capture.services import hold, settle_activity
from evidence.compose import queries as compose
from evidence.compose.models import Post, PostVersion, Rendition, RenditionState, VersionState
from evidence.compose.services import renew_picture, take_back
from evidence.core import audit
from evidence.core.canonical import digest
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.text import is_text
from evidence.core.words import N_
from evidence.integrity import queries
from evidence.integrity.models import Redaction
from evidence.review.services import void
from evidence.units.access import Actor, Role

REASONS = {
    "person": N_("Permintaan orang yang terlihat di foto"),
    "guardian": N_("Permintaan orang tua atau wali anak"),
    "home": N_("Permintaan penghuni rumah"),
    "document": N_("Foto memuat dokumen atau data pribadi"),
    "order": N_("Perintah pejabat atau pengadilan"),
}
MOST_NUMBER, MOST_TEXT = 100, 2000


@dataclass(frozen=True)
class Minute:
    """What the *berita acara* says: a code of `REASONS`, its number and its text."""

    reason: str
    number: str
    text: str


def may_redact(photo: Photo, by: Actor) -> bool:
    """Whether this person may erase the photo."""
    return by.may(Role.ADMIN, photo.activity.unit.path)


def redact(
    session: Session, photo_id: uuid.UUID, minute: Minute, *, by: Actor, practice: bool, now: datetime
) -> Redaction:
    """Erase a photo and every picture made of it that is not out; repeated, it erases again and answers with
    what was written then.

    What waits for a decision goes back to a draft, what was approved and not sent is cancelled. What is out is named
    by `queries.to_withdraw`: a person takes it down, and its picture is erased after that.
    """
    photo = capture.photo(session, photo_id, by)
    if not may_redact(photo, by):
        raise NotAllowed("Penghapusan atas permintaan dicatat oleh admin.")
    minute = checked(minute)
    places = queries.stood(session, photo)
    hold(session, *places)
    session.scalars(
        select(Photo).where(Photo.id == photo.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if photo.activity_id not in places:
        raise Conflict(N_("Foto ini baru saja dipindahkan. Coba lagi."))
    known = session.get(Redaction, photo.id)
    if known is not None:
        # Whoever repeats it may have seen that something is left.
        keeping.ask_to_erase(session, photo.id)
        return known
    if photo.state not in (PhotoState.STORED, PhotoState.REPLACED, PhotoState.MISSING):
        raise Conflict(
            N_("Foto ini masih dicek. Coba lagi beberapa detik lagi.")
            if photo.state is PhotoState.RECEIVED
            else N_("Berkas foto ini sudah tidak disimpan.")
        )
    for place in places:
        _free(session, compose.post_of(session, place), photo, by=by, now=now)
    made = queries.made_of(session, photo.id, places)
    kept = queries.still_out(session, made)
    row = Redaction(
        photo_id=photo.id,
        reason=minute.reason,
        minute_number=minute.number,
        minute_text=minute.text,
        redacted_by=by.id,
        redacted_at=now,
        objects=[*_objects(session, photo), *give_up(each for each in made if each.id not in kept)],
        renditions=[str(each.id) for each in made],
    )
    session.add(row)
    _empty(session, photo)
    session.flush()
    session.refresh(row)
    audit.record(
        session, "capture.photo_redacted", photo.activity_id, actor_id=by.id, actor_name=by.name,
        acting_as=by.acting_as(Role.ADMIN, photo.activity.unit.path), photo=str(photo.id), sha256=photo.sha256,
        reason=minute.reason, minute=minute.number, told_sha256=digest(row.told()),
    )  # fmt: skip
    for activity in hold(session, *places):
        settle_activity(session, activity.id)
        renew_picture(session, activity, practice=practice)
    keeping.ask_to_erase(session, photo.id)
    return row


def checked(minute: Minute) -> Minute:
    """The minute without space around it. Raises Invalid."""
    found = Minute(minute.reason, " ".join(minute.number.split()), minute.text.replace("\r\n", "\n").strip())
    wrong = {}
    if found.reason not in REASONS:
        wrong["reason"] = N_("Pilih alasannya.")
    for name, value, most, empty in (
        ("number", found.number, MOST_NUMBER, N_("Tulis nomor berita acara.")),
        ("text", found.text, MOST_TEXT, N_("Tulis isi berita acara.")),
    ):
        if not value:
            wrong[name] = empty
        elif not is_text(value):
            wrong[name] = N_("Ada tanda yang tidak dapat disimpan.")
        elif len(value) > most:
            wrong[name] = N_("Terlalu panjang.")
    if wrong:
        raise Invalid("Periksa kembali isian ini.", wrong)
    return found


def _free(session: Session, post: Post | None, photo: Photo, *, by: Actor, now: datetime) -> None:
    """Let nothing that shows the photo be decided on or sent any more."""
    if post is None or not queries.shows(session, post.latest, photo.id):
        return
    state = session.scalar(
        select(PostVersion.state).where(PostVersion.id == post.latest.id).with_for_update()
    )
    session.refresh(post.latest)
    if state is VersionState.SUBMITTED:
        take_back(session, post, by=by)
    elif state is VersionState.APPROVED:
        void(session, post, by=by, now=now)


def _objects(session: Session, photo: Photo) -> Sequence[str]:
    """The keys of everything that the store holds of the photo itself."""
    parts = session.scalars(select(PhotoPart.object_key).where(PhotoPart.photo_id == photo.id)).all()
    camera = [photo.original_key] if photo.original_key else []
    return [photo.object_key, *photo.derivatives.values(), *camera, *parts]


def _empty(session: Session, photo: Photo) -> None:
    """Leave the row with what says that there was a photo, and nothing of what it showed or where."""
    photo.state = PhotoState.REDACTED
    photo.derivatives, photo.exif, photo.claims, photo.position = {}, {}, {}, None
    if photo.original_state is not None:
        photo.original_state, photo.original_reason = OriginalState.REJECTED, PHOTO_REFUSED
        photo.original_key = photo.original_size = photo.original_offset = None
    session.execute(update(PhotoPart).where(PhotoPart.photo_id == photo.id).values(dropped=True))
    # By its print it would still be known again, and the small copy in that shows what it showed.
    prints.remove(session, photo.id)
    # What was measured of its pixels, and where and with what it was taken.
    session.execute(delete(Measure).where(or_(Measure.photo_id == photo.id, Measure.other_id == photo.id)))
    session.execute(
        update(Finding)
        .where(or_(Finding.photo_id == photo.id, Finding.other_id == photo.id))
        .values(evidence={})
    )


def give_up(renditions: Iterable[Rendition]) -> list[str]:
    """Mark these pictures as erased; answers with the keys of their objects."""
    keys = []
    for each in renditions:
        each.state, each.reason = RenditionState.REDACTED, ""
        if each.object_key:
            keys.append(each.object_key)
    return keys
