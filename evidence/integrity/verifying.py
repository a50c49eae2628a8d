"""`evidence verify`: chain, heads, rows, objects, in this order. It opens its own sessions and only reads."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from evidence.adapters.storage import Storage
from evidence.core import clock
from evidence.core.canonical import moment
from evidence.core.db import Sessions
from evidence.core.files import write_private
from evidence.integrity import decided, exported, heads, links, objects, photos
from evidence.integrity.heads import Copy
from evidence.integrity.keys import KeyRing
from evidence.integrity.objects import Choice, Place
from evidence.integrity.report import Problem, Report

# Hears how far it has come: what is looked at, and how many of about how many.
Progress = Callable[[str, int, int], None]


def nobody(_what: str, _done: int, _all: int) -> None:
    """For whoever does not wait."""


@dataclass(frozen=True)
class Sources:
    """Where to look: the database, the store, the folder with heads, and heads at hand.

    Each of ``sessions`` sees the database as it stood in one moment, so that what is compared belongs together.
    """

    sessions: Sessions
    storage: Storage
    keys: KeyRing
    folder: Path | None = None
    at_hand: Sequence[Copy] = ()


@dataclass
class Verification:
    """One run. ``with_objects`` off leaves the store's objects out; ``state`` is the file of a run that was stopped."""

    sources: Sources
    choice: Choice = field(default_factory=Choice)
    with_objects: bool = True
    state: Path | None = None
    progress: Progress = nobody
    now: Callable[[], datetime] = clock.now
    at_once: int = objects.AT_ONCE

    def run(self) -> Report:
        """Look at everything. Raises StorageUnavailable, OperationalError and OSError when something is away."""
        report, now = Report(), self.now()
        # Before the database is asked: the house goes on, and a head of later is not in what was read of the chain.
        carried = self._carried()
        with self.sources.sessions() as session:
            self._rows(session, report, carried, now)
        report.complete = self.with_objects
        if self.with_objects:
            self._objects(report)
        return report

    def _carried(self) -> Mapping[str, Sequence[Copy]]:
        """The heads that were carried outside, by where they lie."""
        folder = self.sources.folder
        found = {"S3": list(heads.in_store(self.sources.storage))}
        return found | ({str(folder): list(heads.in_folder(folder))} if folder is not None else {})

    def _rows(
        self, session: Session, report: Report, carried: Mapping[str, Sequence[Copy]], now: datetime
    ) -> None:
        keys = self.sources.keys
        self.progress("chain", 0, 0)
        links.check(session, keys, report, now)
        self.progress("heads", 0, 0)
        for where, copies in carried.items():
            days = exported.check(session, keys, copies, report)
            report.found(exported.missing(session, days, where, now))
        exported.check(session, keys, self.sources.at_hand, report)
        self.progress("rows", 0, 0)
        photos.check(session, report)
        decided.check(session, report)

    def _objects(self, report: Report) -> None:
        begin = self._resumed(report)
        with self.sources.sessions() as session:
            about = objects.total(session, self.choice)

        def told(place: Place) -> None:
            self.progress("objects", report.checked["objects"], about)
            self._keep(report, place)

        objects.check(
            self.sources.sessions, self.sources.storage, report, self.choice, begin, told, self.at_once
        )
        if self.state is not None:
            self.state.unlink(missing_ok=True)

    def _resumed(self, report: Report) -> Place:
        """Where an earlier run with the same choice stopped, with what it had found; the beginning without one."""
        if self.state is None or not self.state.exists():
            return Place()
        try:
            told = json.loads(self.state.read_text(encoding="utf-8"))
            if told["choice"] != self._choice():
                return Place()
            counts, found = Counter(told["counts"]), [Problem(**each) for each in told["problems"]]
            report.checked.update(told["checked"])
            place = Place(**told["place"])
        except (ValueError, KeyError, TypeError):
            # What was kept cannot be read, so everything is looked at again.
            return Place()
        report.counts.update(counts)
        report.problems += found
        return place

    def _keep(self, report: Report, place: Place) -> None:
        if self.state is None:
            return
        # Rows are compared anew each time; only what was read from the store is worth keeping.
        ours = [each for each in report.problems if each.code in OF_OBJECTS]
        told = {
            "choice": self._choice(),
            "place": asdict(place),
            "checked": {name: report.checked[name] for name in ("objects", "bytes")},
            "counts": {code: report.counts[code] for code in OF_OBJECTS if report.counts[code]},
            "problems": [asdict(each) for each in ours],
        }
        write_private(self.state, json.dumps(told))

    def _choice(self) -> dict[str, object]:
        since = self.choice.since
        return {"since": moment(since) if since else None, "sample": self.choice.sample}


OF_OBJECTS = ("object_missing", "object_changed", "redaction_left")
