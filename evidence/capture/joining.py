"""The task that makes a camera's own file whole again from its parts. An edge: it commits. It may run twice.

Whatever becomes of the file, its parts are first marked as unwanted, in the transaction that says so; then their
objects go, then their rows. A worker that dies in between leaves the rest to the next run.
"""

import hashlib
import io
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import delete, select, update

from evidence.adapters.imaging import HEAD, KINDS, kind_of
from evidence.adapters.storage import ObjectMissing, Storage
from evidence.capture import findings, keeping
from evidence.capture.models import Activity, OriginalState, Photo, PhotoPart
from evidence.capture.parts import JOIN, MISMATCH, PHOTO_REFUSED, REFUSED, ask_to_join
from evidence.core import audit, clock, jobs
from evidence.core.db import Sessions
from evidence.core.errors import Unavailable

log = logging.getLogger(__name__)


def named(head: bytes) -> tuple[str, str]:
    """Extension and content type by the first bytes of a file; what is no known picture is kept as plain bytes."""
    kind = kind_of(head)
    return (KINDS[kind], kind) if kind else ("bin", "application/octet-stream")


@dataclass(frozen=True)
class Joining:
    """Reads the parts in order, checks the whole against the announced hash, and stores it beside the small copy."""

    sessions: Sessions
    storage: Storage
    # A whole file of up to 60 MB stands in memory, so a process joins one at a time.
    alone: Lock = field(default_factory=Lock)

    def run(self, key: str) -> None:
        """Join the file of the photo whose uuid is ``key``. What the store raises is tried again by the engine."""
        photo_id = uuid.UUID(key)
        with self.sessions() as session:
            photo = session.get(Photo, photo_id)
            parts = session.scalars(
                select(PhotoPart)
                .where(PhotoPart.photo_id == photo_id, PhotoPart.dropped.is_(False))
                .order_by(PhotoPart.start)
            ).all()
        if photo is not None and photo.original_state is OriginalState.VERIFYING:
            if not self.alone.acquire(blocking=False):
                # Waiting here would keep the other place of this worker from the photos that people are waiting for.
                raise Unavailable("Berkas asli lain sedang digabung.", cause="another file is being joined")
            try:
                self._join(photo, parts)
            finally:
                self.alone.release()
        with self.sessions.begin() as session:
            keeping.look_after(session, [photo_id])
        self._clear(photo_id)

    def ask_again(self) -> None:
        """Ask for every file that waits without a job: a worker of an older release drops a job it does not know."""
        with self.sessions.begin() as session:
            asked = jobs.live_queueing_locks(session, JOIN)
            waiting = select(Photo.id).where(Photo.original_state == OriginalState.VERIFYING)
            for photo_id in session.scalars(waiting).all():
                if f"{JOIN}:{photo_id}" not in asked:
                    ask_to_join(session, photo_id)

    def _join(self, photo: Photo, parts: Sequence[PhotoPart]) -> None:
        if photo.state in REFUSED:
            self._settle(photo, OriginalState.REJECTED, parts, **_begin_again(PHOTO_REFUSED))
            return
        # A buffer hands out its bytes without a copy, and the store's client reads them in place.
        whole = io.BytesIO()
        for place, part in enumerate(parts):
            body = self._read(part)
            if body is None:
                # A store that lost power may lose a part. What came before it is good; the phone goes on from there.
                self._settle(photo, OriginalState.RECEIVING, parts[place:], original_offset=part.start)
                return
            whole.write(body)
        body = whole.getvalue()
        if hashlib.sha256(body).hexdigest() != photo.original_sha256:
            self._settle(photo, OriginalState.REJECTED, parts, **_begin_again(MISMATCH))
            return
        extension, content_type = named(body[:HEAD])
        key = f"originals/{photo.id}/camera-{photo.original_sha256}.{extension}"
        self.storage.put(key, body, content_type)
        self._settle(photo, OriginalState.STORED, parts, original_key=key, original_stored_at=clock.now())

    def _read(self, part: PhotoPart) -> bytes | None:
        """The bytes of a part, or None when they are not those that were sent."""
        try:
            body = self.storage.get(part.object_key)
        except ObjectMissing:
            return None
        return body if hashlib.sha256(body).hexdigest() == part.sha256 else None

    def _settle(
        self, photo: Photo, state: OriginalState, unwanted: Sequence[PhotoPart], **columns: object
    ) -> None:
        """Move the file on from *verifying*, once, unless the parts are no longer those that were read."""
        keys = [part.object_key for part in unwanted]
        with self.sessions.begin() as session:
            # The activity before its photos, in the order of whoever verifies them: neither then waits for the other.
            session.get_one(Activity, photo.activity_id, with_for_update={"key_share": True})
            moved = session.execute(
                update(Photo)
                .where(Photo.id == photo.id, Photo.original_state == OriginalState.VERIFYING)
                .values(original_state=state, **columns)
                .returning(Photo.id)
            ).scalar()
            dropped = session.scalars(
                update(PhotoPart)
                .where(PhotoPart.object_key.in_(keys), PhotoPart.dropped.is_(False))
                .values(dropped=True)
                .returning(PhotoPart.object_key)
            ).all()
            if moved is None or len(dropped) != len(keys):
                # Another run was first, and the phone may have begun again since.
                session.rollback()
                return
            if state is OriginalState.STORED:
                findings.ask(session, photo.activity_id)
            audit.record(
                session, f"capture.original_{state}", photo.activity_id,
                photo=str(photo.id), sha256=photo.original_sha256, reason=str(columns.get("original_reason", "")),
            )  # fmt: skip
        log.info("original settled", extra={"photo": str(photo.id), "state": state.value})

    def _clear(self, photo_id: uuid.UUID) -> None:
        """Remove the parts that nobody wants any more: objects first, then rows."""
        with self.sessions() as session:
            keys = session.scalars(
                select(PhotoPart.object_key).where(PhotoPart.photo_id == photo_id, PhotoPart.dropped)
            ).all()
        for key in keys:
            self.storage.delete(key)
        with self.sessions.begin() as session:
            session.execute(delete(PhotoPart).where(PhotoPart.object_key.in_(keys)))


def _begin_again(reason: str) -> dict[str, object]:
    return {"original_reason": reason, "original_size": None, "original_offset": None}
