"""Erasing beside the web. An edge: it commits, and may run twice."""

import logging
import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.adapters.storage import Storage
from evidence.compose.models import Rendition, RenditionState
from evidence.core import clock, jobs
from evidence.core.db import Sessions
from evidence.core.jobs import Patient, Worker
from evidence.integrity import queries
from evidence.integrity.models import Redaction
from evidence.integrity.services import ERASE, give_up

log = logging.getLogger(__name__)
ONCE_AN_HOUR = 3600.0
# An act that has just been done has its own job.
SETTLES = timedelta(minutes=5)


def register(worker: Worker, sessions: Sessions, storage: Storage) -> None:
    """Let ``worker`` do the work of this room."""
    erasing = Erasing(sessions, storage)
    worker.task(ERASE, erasing.run, Patient())
    worker.every(ONCE_AN_HOUR, erasing.look_again)


@dataclass(frozen=True)
class Erasing:
    """Removes the objects of redacted photos from the store."""

    sessions: Sessions
    storage: Storage
    settles: timedelta = SETTLES

    def run(self, key: str) -> None:
        """Erase what is listed for the photo whose uuid is ``key``. What the store raises is tried again."""
        photo_id = uuid.UUID(key)
        with self.sessions() as session:
            row = session.get(Redaction, photo_id)
            listed = row.objects if row else []
        for each in listed:
            self.storage.delete(each)
        with self.sessions.begin() as session:
            row = session.get(Redaction, photo_id, with_for_update=True)
            # More may have been listed since; then the next run is still to come.
            if row is not None and row.objects == listed:
                row.erased_at = clock.now()
        log.info("photo erased", extra={"photo": key, "objects": len(listed)})

    def look_again(self) -> None:
        """Ask for every erasure that is not done, and list pictures that were out and are taken down by now."""
        with self.sessions.begin() as session:
            asked = jobs.live_queueing_locks(session, ERASE)
            for row in session.scalars(select(Redaction).order_by(Redaction.photo_id).with_for_update()):
                self._list_more(session, row)
                settled = row.redacted_at < clock.now() - self.settles
                if row.erased_at is None and settled and f"{ERASE}:{row.photo_id}" not in asked:
                    jobs.enqueue(
                        session, ERASE, queue=jobs.RENDER, queueing_lock=f"{ERASE}:{row.photo_id}",
                        key=str(row.photo_id),
                    )  # fmt: skip

    def _list_more(self, session: Session, row: Redaction) -> None:
        ready = session.scalars(
            select(Rendition)
            .where(
                Rendition.id.in_([uuid.UUID(each) for each in row.renditions]),
                Rendition.state == RenditionState.READY,
                # What was drawn anew under the same number shows another photo.
                Rendition.photo_ids.contains([str(row.photo_id)]),
            )
            .with_for_update()
        ).all()
        kept = queries.still_out(session, ready)
        gone = give_up(each for each in ready if each.id not in kept)
        if gone:
            row.objects, row.erased_at = [*row.objects, *gone], None
