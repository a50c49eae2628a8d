"""Making papers beside the web, and letting them go. An edge: it commits, and may run twice."""

import hashlib
import logging
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from evidence.adapters.storage import Storage
from evidence.core import clock
from evidence.core.db import Sessions
from evidence.core.errors import Unavailable
from evidence.core.jobs import Patient, Worker
from evidence.reports.papers import (
    annex,
    archive,
    extent,
    gathering,
    heading,
    progress,
    queries,
    services,
    words,
)
from evidence.reports.papers.board import making as board
from evidence.reports.papers.contents import Head, Work
from evidence.reports.papers.coverage import making as coverage
from evidence.reports.papers.docx import Docx
from evidence.reports.papers.letting_go import LettingGo
from evidence.reports.papers.making import Parts, Unmade, Writer, of_one_moment
from evidence.reports.papers.models import CONTENT_TYPES, FOLDER, ILLUSTRATED, OF_UNITS, Kind, Paper, Shape
from evidence.reports.papers.pdf import Pdf
from evidence.reports.papers.table import Csv
from evidence.reports.papers.xlsx import Xlsx
from evidence.units import queries as units
from evidence.units.access import Actor

log = logging.getLogger(__name__)
EVERY_MINUTE, ONCE_AN_HOUR = 60.0, 3600.0
# Seconds between two words about how far a paper is.
TOLD_EVERY = 0.7


def register(
    worker: Worker, sessions: Sessions, storage: Storage, base_url: str, *, practice: bool, silent_after: int
) -> None:
    """Let ``worker`` do the work of this room."""
    making = Making(sessions, storage, base_url, practice, silent_after)
    worker.task(services.MAKE, making.run, Patient())
    worker.every(EVERY_MINUTE, making.ask_again)
    letting_go = LettingGo(sessions, storage)
    worker.every(EVERY_MINUTE, letting_go.stale)
    worker.every(ONCE_AN_HOUR, letting_go.expired)


@dataclass(frozen=True)
class Making:
    """Writes one paper from what stands in the database and the store at that moment."""

    sessions: Sessions
    storage: Storage
    base_url: str
    practice: bool
    # Days without a post after which a unit is silent.
    silent_after: int

    def run(self, key: str) -> None:
        """Make the paper whose uuid is ``key``. While a part is away it waits, and the person's others are made.

        Whatever else goes wrong ends it as failed; a worker that is killed leaves it to the next one.
        """
        paper_id = uuid.UUID(key)
        with self.sessions.begin() as session:
            paper = progress.begin(session, paper_id, clock.now())
        if paper is None:
            return
        try:
            self._make(paper)
        except Unmade as none:
            if none.cause:
                log.warning("paper not made", extra={"paper": key, "cause": none.cause})
            with self.sessions.begin() as session:
                progress.fail(session, paper_id, none.reason, none.about, clock.now())
        except Unavailable as away:
            log.warning("paper waits", extra={"paper": key, "cause": away.cause})
            with self.sessions.begin() as session:
                progress.put_back(session, paper_id)
            return
        except (OperationalError, InterfaceError, PoolTimeout):
            # Where the database does not answer, nothing can be said of the paper either: the job is tried again.
            raise
        except Exception:
            # A fault of ours in one paper would be met by each try of it, and hold up the person's other papers.
            log.exception("paper failed", extra={"paper": key, "shape": paper.shape.value})
            with self.sessions.begin() as session:
                progress.fail(session, paper_id, "fault", {}, clock.now())
        log.info("paper settled", extra={"paper": key, "shape": paper.shape.value})

    def ask_again(self) -> None:
        """Have those made that wait and that no job is for."""
        with self.sessions.begin() as session:
            services.ask_again(session, clock.now())

    def _make(self, paper: Paper) -> None:
        if paper.kind in OF_UNITS:
            self._make_of_units(paper)
        else:
            self._make_of_work(paper)

    def _make_of_units(self, paper: Paper) -> None:
        with self.sessions() as session:
            by = self._asker(session, paper)
        told = 0.0

        def tell(done: int, total: int) -> bool:
            nonlocal told
            if done < total and time.monotonic() - told < TOLD_EVERY:
                return True
            told = time.monotonic()
            return self._still_wanted(paper.id, done, total)

        with TemporaryDirectory(prefix="bukti-") as name:
            parts = Parts(self.storage, by, Path(name), tell, self.practice)
            read = (
                coverage.reading(parts)
                if paper.kind is Kind.COVERAGE
                else board.reading(parts, self.silent_after)
            )
            body = of_one_moment(self.sessions, paper, read)
        if body is not None:
            self._keep(paper, [], body)

    def _make_of_work(self, paper: Paper) -> None:
        photos: list[str] = []
        with TemporaryDirectory(prefix="bukti-") as name, self.sessions() as session:
            ids = self._wanted(session, paper)
            row = session.get_one(Paper, paper.id)
            beneath = f"Periode {words.period(row.first, row.last)}"
            chosen = words.chosen(row.unit.title, row.first, row.last)
            head = heading.head(session, self.storage, row, beneath, chosen, practice=self.practice)
            writer = self._writer(paper.shape, Path(name), head)
            told = 0.0
            for number, work in enumerate(gathering.works(session, ids, self.base_url), start=1):
                writer.add(work)
                photos += shown(paper.shape, work)
                if number == len(ids) or time.monotonic() - told > TOLD_EVERY:
                    told = time.monotonic()
                    if not self._still_wanted(paper.id, number, len(ids)):
                        return
            body = writer.end()
        self._keep(paper, photos, body)

    def _asker(self, session: Session, paper: Paper) -> Actor:
        """Whoever asked, with the rights that they have now."""
        by = units.actor(session, paper.requested_by, clock.now())
        unit = units.unit(session, paper.unit_code)
        if by is None or not queries.may_have(paper.kind, unit, by):
            raise Unmade("unseen")
        return by

    def _wanted(self, session: Session, paper: Paper) -> list[uuid.UUID]:
        by = self._asker(session, paper)
        ids = list(extent.wanted(session, by, paper.unit_code, paper.first, paper.last))
        # Whoever asked for a paper that says so expects none.
        if not ids and paper.total:
            raise Unmade("empty")
        if len(ids) > extent.MOST[paper.shape]:
            raise Unmade("too_many")
        return ids

    def _writer(self, shape: Shape, folder: Path, head: Head) -> Writer:
        if shape is Shape.PDF:
            return Pdf(self.storage, folder, head)
        if shape is Shape.DOCX:
            return Docx(self.storage, head)
        if shape is Shape.XLSX:
            return Xlsx(folder, head)
        return Csv(head) if shape is Shape.CSV else annex.Zip(self.storage, head)

    def _still_wanted(self, paper_id: uuid.UUID, done: int, total: int) -> bool:
        with self.sessions.begin() as session:
            return progress.count(session, paper_id, done, total)

    def _keep(self, paper: Paper, photos: list[str], body: bytes) -> None:
        digest = hashlib.sha256(body).hexdigest()
        suffix = "json" if paper.shape is Shape.ZIP else paper.shape.value
        object_key = f"{FOLDER}{paper.id}/{digest}.{suffix}"
        size = archive.length(archive.read(body)) if paper.shape is Shape.ZIP else len(body)
        self.storage.put(object_key, body, CONTENT_TYPES[paper.shape])
        file = {"object_key": object_key, "sha256": digest, "size": size}
        try:
            with self.sessions.begin() as session:
                kept = progress.finish(session, paper.id, sorted(set(photos)), file, clock.now())
        except Unmade:
            self.storage.delete(object_key)
            raise
        if not kept:
            with self.sessions() as session:
                # Another run may have made the same bytes.
                if not queries.held(session, [object_key]):
                    self.storage.delete(object_key)


def shown(shape: Shape, work: Work) -> list[str]:
    """The photos of which something can be seen in a file of that shape."""
    if shape is Shape.ZIP:
        return [each.photo for each in work.originals if each.key]
    return [each.photo for each in work.pictures if each.key] if shape in ILLUSTRATED else []
