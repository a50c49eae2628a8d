"""Erasing beside the web. An edge: it commits, and may run twice."""

import logging
import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from evidence.adapters.storage import Storage
from evidence.capture.keeping import ERASE, ask_to_erase
from evidence.compose.models import Rendition, RenditionState
from evidence.core import clock, jobs
from evidence.core.db import Sessions
from evidence.core.jobs import Patient, Worker
from evidence.integrity import queries
from evidence.integrity.models import Redaction
from evidence.integrity.services import give_up

log = logging.getLogger(__name__)
ONCE_AN_HOUR = 3600.0
# An act that has just been done has its own job.
SETTLES = timedelta(minutes=5)
# The erasures that are not done, and those of which a picture is still there.
WORTH_A_LOOK = (
    select(Redaction)
    .where(
        or_(
            Redaction.erased_at.is_(None),
            text(
                "EXISTS (SELECT 1 FROM renditions WHERE state = 'ready' AND id IN"
                " (SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(redactions.renditions)))"
            ),
        )
    )
    .order_by(Redaction.photo_id)
)


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
        with self.sessions.begin() as session:
            row = session.get(Redaction, photo_id)
            if row is None:
                return
            listed, found = row.objects, self._left(session, row)
            # The same picture of a photo that was sent again lies under the same key.
            shown = queries.shown(session, [*listed, *found])
            for each in {*listed, *found} - shown:
                self.storage.delete(each)
            row = session.get(Redaction, photo_id, with_for_update=True, populate_existing=True)
            # More may have been listed since; then the next run is still to come.
            if row is not None and row.objects == listed:
                row.objects = [*listed, *sorted(found - shown - set(listed))]
                row.erased_at = clock.now()
        log.info("photo erased", extra={"photo": key, "objects": len(listed)})

    def _left(self, session: Session, row: Redaction) -> set[str]:
        """Everything in the store that lies under the photo's name or under that of an erased picture of it.

        Whoever put it may have ended before they wrote its key down. Those pictures are not drawn anew before the
        session's transaction ends.
        """
        erased = session.scalars(
            select(Rendition.recipe_digest)
            .where(
                Rendition.id.in_([uuid.UUID(each) for each in row.renditions]),
                Rendition.state == RenditionState.REDACTED,
            )
            .order_by(Rendition.id)
            .with_for_update()
        )
        prefixes = [f"{folder}/{row.photo_id}/" for folder in ("originals", "derived", "parts")]
        prefixes += [f"renditions/{digest}/" for digest in erased]
        return {each.key for prefix in prefixes for each in self.storage.list(prefix)}

    def look_again(self) -> None:
        """Ask for every erasure that is not done, and list pictures that were out and are taken down by now."""
        with self.sessions() as session:
            rows = session.scalars(WORTH_A_LOOK).all()
        for row in rows:
            with self.sessions.begin() as session:
                self._look(session, row.photo_id)

    def _look(self, session: Session, photo_id: uuid.UUID) -> None:
        asked = jobs.live_queueing_locks(session, f"{ERASE}:{photo_id}")
        row = session.get_one(Redaction, photo_id)
        more = self._gone_by_now(session, row)
        settled = row.redacted_at < clock.now() - self.settles
        if more:
            # After its pictures, in the order of whoever erases them.
            session.refresh(row, with_for_update=True)
            row.objects, row.erased_at = [*row.objects, *more], None
        if row.erased_at is None and settled and not asked:
            ask_to_erase(session, photo_id)

    def _gone_by_now(self, session: Session, row: Redaction) -> list[str]:
        """The keys of pictures that were out when the photo was erased, and are so no more."""
        out = (
            select(Rendition)
            .where(
                Rendition.id.in_([uuid.UUID(each) for each in row.renditions]),
                Rendition.state == RenditionState.READY,
                # What was drawn anew under the same number shows another photo.
                Rendition.photo_ids.contains([str(row.photo_id)]),
            )
            .order_by(Rendition.id)
        )
        kept = queries.still_out(session, session.scalars(out).all())
        gone = session.scalars(out.where(Rendition.id.not_in(kept)).with_for_update()).all()
        return give_up(gone)
