"""The camera's own file, which follows its photo in parts: what is held of it, and what may come next.

A part begins where the last one ended. A part that is held already may be sent again, since its answer may have been
lost; anything else is told how far the file has come. The small copy stays the photo: nothing waits for its original.
"""

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.capture import queries
from evidence.capture.meta import is_digest
from evidence.capture.models import OriginalState, Photo, PhotoPart, PhotoState
from evidence.core import audit, jobs
from evidence.core.errors import Conflict, Invalid, NotAllowed, TooLarge, UnsupportedType
from evidence.units.access import Actor, Role

# Bytes. A camera of 200 megapixels writes up to 50 MB.
MOST_FILE = 60 * 1024 * 1024
MOST_PART = 1024 * 1024
CONTENT_TYPE = "application/partial-upload"
JOIN = "capture.join_original"
# What a phone is told of a file that was not taken: other bytes than announced, or the photo itself was refused.
MISMATCH, PHOTO_REFUSED = "mismatch", "photo_refused"
REASONS = (MISMATCH, PHOTO_REFUSED)
REFUSED = (PhotoState.REJECTED, PhotoState.REDACTED)
BEGUN = (OriginalState.RECEIVING, OriginalState.VERIFYING, OriginalState.STORED)


@dataclass(frozen=True)
class Part:
    """The bytes from ``start`` on of a file of ``total`` bytes."""

    start: int
    total: int
    sha256: str
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Progress:
    """How far a file has come: a state of `OriginalState` or ``none``, bytes held, and bytes in all once known."""

    state: str
    offset: int
    length: int | None


class OutOfStep(Conflict):
    """Not what comes next; ``progress`` says from where the phone goes on."""

    def __init__(self, text: str, progress: Progress) -> None:
        super().__init__(text)
        self.progress = progress


def progress(photo: Photo) -> Progress:
    """How far the camera's own file of ``photo`` has come."""
    return Progress(photo.original_state or "none", photo.original_offset or 0, photo.original_size)


def read_part(start: str, total: str, sha256: str, content_type: str, body: bytes) -> Part:
    """A part as its headers and body tell it. Raises UnsupportedType, TooLarge and Invalid."""
    if content_type != CONTENT_TYPE:
        raise UnsupportedType("Bagian berkas asli dikirim sebagai application/partial-upload.")
    if len(body) > MOST_PART:
        raise TooLarge("Satu bagian berkas asli paling besar 1 MB.")
    part = Part(_count("Upload-Offset", start), _count("Upload-Length", total), sha256, body)
    if part.total > MOST_FILE:
        raise TooLarge("Berkas asli lebih dari 60 MB, jadi hanya foto kecilnya yang disimpan.")
    if not body:
        raise Invalid("Bagian berkas asli kosong.")
    if part.start + len(body) > part.total:
        raise Invalid("Bagian ini melewati ukuran berkas asli pada Upload-Length.")
    if not is_digest(sha256):
        raise Invalid("X-Content-SHA256 wajib berisi sha-256 heksadesimal.")
    if hashlib.sha256(body).hexdigest() != sha256:
        raise Invalid("Bagian ini berubah di perjalanan. Kirim sekali lagi.")
    return part


def _count(name: str, value: str) -> int:
    # Ten digits are more than any file of ours has bytes, and fewer than hurt.
    if not (value.isascii() and value.isdigit() and len(value) <= 10):
        raise Invalid("%(name)s wajib berisi jumlah bita.", name=name)
    return int(value)


def for_upload(session: Session, photo_id: uuid.UUID, by: Actor) -> Photo:
    """The photo whose original ``by`` may send: an officer of its unit, or who sent the photo, wherever it stands now.

    Raises NotFound, alike for a foreign one, and NotAllowed.
    """
    own = session.get(Photo, photo_id)
    if own is not None and own.uploaded_by == by.id:
        return own
    photo = queries.photo(session, photo_id, by)
    if not by.may(Role.UPLOADER, photo.activity.unit.path):
        raise NotAllowed("Foto kegiatan ini dikirim oleh petugas unitnya.")
    return photo


def held(session: Session, photo: Photo, part: Part) -> bool:
    """Whether ``part`` is held already; False when it is the next one.

    Raises Invalid for a photo that announced no original, Conflict for a refused photo, and OutOfStep.
    """
    if not photo.original_sha256:
        raise Invalid("Foto ini dikirim tanpa sha-256 berkas aslinya, jadi aslinya tidak dapat diterima.")
    if photo.state in REFUSED:
        raise Conflict("Foto ini tidak disimpan, jadi berkas aslinya tidak diterima.")
    now = progress(photo)
    if photo.original_state in BEGUN and part.total != now.length:
        raise OutOfStep("Ukuran berkas asli tidak sama dengan yang disebut semula.", now)
    if photo.original_state is OriginalState.STORED:
        # Its parts are gone, and the whole was found right: whatever part this repeats, nobody needs it.
        return True
    if part.start == now.offset:
        return False
    known = session.scalar(
        select(PhotoPart.sha256).where(
            PhotoPart.photo_id == photo.id,
            PhotoPart.start == part.start,
            PhotoPart.dropped.is_(False),
        )
    )
    if known != part.sha256:
        raise OutOfStep("Bagian ini bukan lanjutan dari berkas asli yang sudah tersimpan.", now)
    return True


def record(
    session: Session, photo_id: uuid.UUID, part: Part, key: str, *, by: Actor, now: datetime
) -> tuple[Photo, bool]:
    """Write down that ``part`` stands in the store under ``key``; False when a parallel call was first.

    The last part asks for the whole to be joined. Raises what `held` raises.
    """
    photo = session.get_one(Photo, photo_id, with_for_update=True, populate_existing=True)
    if held(session, photo, part):
        return photo, False
    end = part.start + len(part.body)
    session.add(
        PhotoPart(
            object_key=key,
            photo_id=photo_id,
            start=part.start,
            size=len(part.body),
            sha256=part.sha256,
            received_at=now,
            dropped=False,
        )
    )
    photo.original_size, photo.original_offset, photo.original_reason = part.total, end, None
    photo.original_state = OriginalState.RECEIVING
    if end == part.total:
        photo.original_state = OriginalState.VERIFYING
        audit.record(
            session, "capture.original_received", photo.activity_id, actor_id=by.id, actor_name=by.name,
            acting_as=by.acting_as(Role.UPLOADER, photo.activity.unit.path), photo=str(photo_id), size=end,
        )  # fmt: skip
        ask_to_join(session, photo_id)
    return photo, True


def ask_to_join(session: Session, photo_id: uuid.UUID) -> None:
    """Have the whole of an original made from its parts; once, however often it is asked for."""
    jobs.enqueue(
        session,
        JOIN,
        queue=jobs.RENDER,
        queueing_lock=f"{JOIN}:{photo_id}",
        # Nobody waits for it: whatever a person looks at goes first.
        priority=-10,
        key=str(photo_id),
    )
