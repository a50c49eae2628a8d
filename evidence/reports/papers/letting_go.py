"""Papers that nobody may have any more, or whose days are over. An edge: it commits, and may run twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from evidence.adapters.storage import ObjectInfo, Storage
from evidence.core import clock
from evidence.core.db import Sessions
from evidence.reports.papers import progress, queries
from evidence.reports.papers.models import FOLDER, Paper

# Long after the commit that follows the putting of an object.
SETTLES = timedelta(hours=6)


@dataclass(frozen=True)
class LettingGo:
    """Removes papers whose days are over, and those that may not be handed out any more."""

    sessions: Sessions
    storage: Storage

    def stale(self) -> None:
        """Those that show a photo that was erased, or of which more is hidden by now: their objects go at once."""
        with self.sessions() as session:
            found = [(each.id, each.object_key, reason) for each, reason in queries.stale(session)]
        for paper_id, object_key, reason in found:
            self.storage.delete(object_key)
            with self.sessions.begin() as session:
                progress.fail(session, paper_id, reason, {}, clock.now())

    def expired(self) -> None:
        """Those whose days are over: first the object, then the row that speaks of it; and what no row speaks of."""
        now = clock.now()
        with self.sessions() as session:
            found = [(each.id, each.object_key) for each in queries.expired(session, now)]
        for paper_id, object_key in found:
            if object_key:
                self.storage.delete(object_key)
            with self.sessions.begin() as session:
                session.execute(delete(Paper).where(Paper.id == paper_id, Paper.expires_at <= now))
        self._orphans(now)

    def _orphans(self, now: datetime) -> None:
        old: list[ObjectInfo] = [each for each in self.storage.list(FOLDER) if each.modified < now - SETTLES]
        with self.sessions() as session:
            held = queries.held(session, [each.key for each in old])
        for each in old:
            if each.key not in held:
                self.storage.delete(each.key)
