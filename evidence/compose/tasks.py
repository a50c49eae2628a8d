"""Making pictures beside the web. Running twice makes the same bytes under the same key."""

import hashlib
import logging
import uuid
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evidence.adapters import imaging
from evidence.adapters.storage import ObjectMissing, Storage
from evidence.capture import keeping
from evidence.capture.models import Activity, Photo
from evidence.compose import renditions, services
from evidence.compose.looks import crest_of
from evidence.compose.models import Rendition, RenditionState
from evidence.core import audit
from evidence.core.db import Sessions
from evidence.core.jobs import Patient, Worker

log = logging.getLogger(__name__)


def register(worker: Worker, sessions: Sessions, storage: Storage) -> None:
    """Let ``worker`` do the work of this room."""
    worker.task(renditions.RENDER, Rendering(sessions, storage).run, Patient())


def compose_when_complete(session: Session, activity_id: uuid.UUID, *, practice: bool) -> None:
    """Ask for the picture of an activity whose stages are all stored, before anybody asks to see it."""
    services.renew_picture(session, session.get_one(Activity, activity_id), practice=practice)


def record_drawn(session: Session, rendition_id: uuid.UUID, activity_id: uuid.UUID, sha256: str) -> None:
    """Keep what was drawn; the picture's own trail, since an activity's tells what people did."""
    audit.record(session, "compose.drawn", rendition_id, activity=str(activity_id), sha256=sha256)


@dataclass(frozen=True)
class Rendering:
    """Draws one rendition from the stored photos."""

    sessions: Sessions
    storage: Storage

    def run(self, key: str) -> None:
        """Draw the rendition whose uuid is ``key``. What the store raises is tried again by the engine."""
        rendition_id = uuid.UUID(key)
        self._draw(rendition_id)
        with self.sessions.begin() as session:
            rendition = session.get(Rendition, rendition_id)
            if rendition is not None:
                keeping.look_after(session, [uuid.UUID(each) for each in rendition.photo_ids])

    def _draw(self, rendition_id: uuid.UUID) -> None:
        with self.sessions() as session:
            rendition = session.get(Rendition, rendition_id)
            if rendition is None or rendition.state is not RenditionState.WAITING:
                return
            rows = session.scalars(
                select(Photo).where(Photo.id.in_([uuid.UUID(each) for each in rendition.photo_ids]))
            )
            keys = {str(photo.id): photo.object_key for photo in rows}
        try:
            bodies = [self.storage.get(keys[each]) for each in rendition.photo_ids]
            recipe = renditions.recipe_of(rendition)
            picture = imaging.compose(recipe, bodies, crest_of(self.storage, recipe))
        except ObjectMissing:
            self._settle(rendition_id, state=RenditionState.FAILED, reason="missing")
            return
        except imaging.Unreadable as refusal:
            self._settle(rendition_id, state=RenditionState.FAILED, reason=refusal.reason)
            return
        digest = hashlib.sha256(picture).hexdigest()
        object_key = f"renditions/{rendition.recipe_digest}/{digest}.jpg"
        self.storage.put(object_key, picture, "image/jpeg")
        self._settle(
            rendition_id,
            state=RenditionState.READY,
            reason="",
            object_key=object_key,
            sha256=digest,
            size=len(picture),
        )

    def _settle(self, rendition_id: uuid.UUID, **columns: object) -> None:
        with self.sessions.begin() as session:
            drawn = session.execute(
                update(Rendition)
                .where(Rendition.id == rendition_id, Rendition.state == RenditionState.WAITING)
                .values(**columns)
                .returning(Rendition.sha256, Rendition.activity_id)
            ).one_or_none()
            if drawn and columns["state"] is RenditionState.READY:
                record_drawn(session, rendition_id, drawn.activity_id, drawn.sha256)
        log.info("rendition settled", extra={"rendition": str(rendition_id), "state": str(columns["state"])})
