"""Work on photos beside the web: verifying and deriving. Each task may run twice without harm."""

import hashlib
import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evidence.adapters import imaging
from evidence.adapters.storage import ObjectMissing, Storage
from evidence.capture import findings, keeping, parts, services
from evidence.capture.checking import Checking
from evidence.capture.joining import Joining
from evidence.capture.models import Activity, Photo, PhotoState, Stage
from evidence.core import audit, clock
from evidence.core.db import Sessions
from evidence.core.jobs import Patient, Worker

log = logging.getLogger(__name__)
ONCE_AN_HOUR = 3600.0

# Told within the same transaction when all stages of an activity are stored; the room above decides what follows.
WhenComplete = Callable[[Session, uuid.UUID], None]


def register(
    worker: Worker, sessions: Sessions, storage: Storage, when_complete: WhenComplete, checking: Checking
) -> None:
    """Let ``worker`` do the work of this room."""
    worker.task(services.VERIFY, Verification(sessions, storage, when_complete).run, Patient())
    worker.task(findings.CHECK, checking.run, Patient())
    joining = Joining(sessions, storage)
    worker.task(parts.JOIN, joining.run, Patient())
    worker.every(ONCE_AN_HOUR, joining.ask_again)
    worker.every(ONCE_AN_HOUR, checking.ask_again)


@dataclass(frozen=True)
class Verification:
    """Reads a photo back, checks its hash, decodes it in a bounded child and says *stored*, *rejected* or *missing*."""

    sessions: Sessions
    storage: Storage
    when_complete: WhenComplete

    def run(self, key: str) -> None:
        """Verify the photo whose uuid is ``key``. What the store raises is tried again by the engine."""
        photo_id = uuid.UUID(key)
        self._verify(photo_id)
        with self.sessions.begin() as session:
            keeping.look_after(session, [photo_id])

    def _verify(self, photo_id: uuid.UUID) -> None:
        with self.sessions() as session:
            photo = session.get(Photo, photo_id)
        if photo is None or photo.state not in (PhotoState.RECEIVED, PhotoState.STORED, PhotoState.REJECTED):
            return
        if photo.state is PhotoState.REJECTED:
            # An earlier run may have ended between its word and the removal.
            self.storage.delete(photo.object_key)
            return
        try:
            body = self.storage.get(photo.object_key)
        except ObjectMissing:
            self._settle(photo, PhotoState.MISSING)
            return
        if hashlib.sha256(body).hexdigest() != photo.sha256:
            # Torn or swapped bytes are as good as none: the phone sends its copy again.
            self._settle(photo, PhotoState.MISSING)
            return
        try:
            examined = imaging.examine(body)
        except imaging.Unreadable as refusal:
            if self._settle(photo, PhotoState.REJECTED, reason=refusal.reason):
                self.storage.delete(photo.object_key)
            return
        keys, digests = {}, {}
        for edge, picture in examined.derivatives.items():
            keys[str(edge)] = f"derived/{photo.id}/{photo.sha256}/{edge}.jpg"
            digests[str(edge)] = hashlib.sha256(picture).hexdigest()
            self.storage.put(keys[str(edge)], picture, "image/jpeg")
        self._settle(
            photo,
            PhotoState.STORED,
            digests=digests,
            derivatives=keys,
            width=examined.width,
            height=examined.height,
            exif=_exif(examined),
        )

    def _settle(
        self, photo: Photo, state: PhotoState, digests: Mapping[str, str] | None = None, **columns: object
    ) -> bool:
        """Move the photo on from the state it was read in, once; False when somebody else's newer word stands.

        ``digests`` are those of its derivatives, which the act keeps.
        """
        now = clock.now()
        stored_at = {"stored_at": photo.stored_at or now} if state is PhotoState.STORED else {}
        with self.sessions.begin() as session:
            # The photos of an activity settle one after another, so that each sees what became of the others.
            session.get_one(Activity, photo.activity_id, with_for_update={"key_share": True})
            moved = session.execute(
                update(Photo)
                .where(Photo.id == photo.id, Photo.state == photo.state)
                .values(state=state, **stored_at, **columns)
                .returning(Photo.id)
            ).scalar()
            if moved is None:
                return False
            made: dict[str, Any] = (
                {"sha256": photo.sha256, "derivatives": dict(digests)} if digests is not None else {}
            )
            if photo.state is state:
                # Its small copies were made anew, perhaps by a newer program that draws them a little differently.
                audit.record(session, "capture.photo_derived", photo.id, photo=str(photo.id), **made)
                return True
            audit.record(
                session, f"capture.photo_{state}", photo.activity_id,
                photo=str(photo.id), stage=photo.stage.value, reason=str(columns.get("reason", "")), **made,
            )  # fmt: skip
            if state is PhotoState.STORED:
                _keep_newest(session, photo)
                findings.ask(session, photo.activity_id)
                if services.settle_activity(session, photo.activity_id):
                    self.when_complete(session, photo.activity_id)
        log.info("photo settled", extra={"photo": str(photo.id), "state": state.value})
        return True


def _keep_newest(session: Session, photo: Photo) -> None:
    """Of the stored photos of one stage the newest stands, whichever was verified first; the others are marked."""
    if photo.stage is Stage.PLAIN:
        return
    *older, newest = session.scalars(
        select(Photo)
        .where(
            Photo.activity_id == photo.activity_id,
            Photo.stage == photo.stage,
            Photo.percent.is_not_distinct_from(photo.percent),
            Photo.state == PhotoState.STORED,
        )
        .order_by(Photo.received_at, Photo.id)
    )
    for each in older:
        each.state = PhotoState.REPLACED
        audit.record(
            session, "capture.photo_replaced", photo.activity_id, photo=str(each.id), by=str(newest.id)
        )


def _exif(examined: imaging.Examined) -> dict[str, object]:
    """What the file itself says, as JSON; its wall clock has no zone and is kept as written."""
    told: dict[str, object] = {"orientation": examined.orientation, "format": examined.format}
    if examined.taken_at:
        told["taken_at"] = examined.taken_at.isoformat()
    if examined.camera:
        told["camera"] = examined.camera
    if examined.position:
        told["position"] = list(examined.position)
    return told
