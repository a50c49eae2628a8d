"""The job that looks at an activity's photos: measures what lacks, makes every check, writes down what was noticed.

An edge: it commits. It runs after a photo is stored and never says anything of that: whatever fails here, the phone has
been told already.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.adapters import imaging
from evidence.adapters.storage import ObjectMissing, Storage
from evidence.capture import findings, keeping
from evidence.capture.checks.all import CHECKS
from evidence.capture.checks.base import Check, Noticed, Reuse, Subject, Unjudged
from evidence.capture.checks.thresholds import Thresholds
from evidence.capture.measuring import Pixels, Values, measured
from evidence.capture.models import Activity, ChecksState, Finding, Measure, OriginalState, Photo
from evidence.capture.reuses import everywhere
from evidence.capture.subjects import MARKS, ORIGINAL, PAIR, PIXELS, by_key, pairs, standing, subject
from evidence.core import clock
from evidence.core.db import Sessions
from evidence.core.errors import Unavailable

log = logging.getLogger(__name__)
# A machine that cannot measure for so long is not busy: it fails, and says so.
GIVE_UP = timedelta(minutes=30)
MOST_HEAD = 4 * 1024 * 1024

# Told within the same transaction of warnings that nobody could see before; a room above decides what follows.
WhenWarned = Callable[[Session, uuid.UUID, Sequence[Finding]], None]
FindReuses = Callable[[Session, Activity, Sequence[Photo], float], Sequence[Reuse]]


def nobody(_session: Session, _activity: uuid.UUID, _warnings: Sequence[Finding]) -> None:
    """For whoever needs not be told."""


@dataclass(frozen=True)
class Checking:
    """Looks at the photos of one activity."""

    sessions: Sessions
    storage: Storage
    thresholds: Thresholds = field(default_factory=Thresholds)
    pixels: Pixels | None = None
    find_reuses: FindReuses = everywhere
    when_warned: WhenWarned = nobody
    checks: Sequence[Check] = CHECKS

    def run(self, key: str) -> None:
        """Look at the activity whose uuid is ``key``. A machine that is busy is asked again by the engine."""
        activity_id = uuid.UUID(key)
        # Whoever asks while this job is being taken up adds none of their own, so what is asked for meanwhile is ours.
        while self._once(activity_id):
            pass

    def _once(self, activity_id: uuid.UUID) -> bool:
        """Look once; whether somebody asked again meanwhile."""
        away = None
        with self.sessions() as session:
            activity = session.get(Activity, activity_id)
            if activity is None:
                return False
            asked, photos = activity.checks_asked_at, standing(activity)
            known = _versions(session, photos)
        try:
            self._measure(activity_id, photos, known)
        except Unavailable as refusal:
            # All that needs no pixels is said at once.
            away = refusal
        reuses = self._reuses(activity_id)
        given_up = away is not None and asked is not None and clock.now() - asked > GIVE_UP
        state = None if away else ChecksState.DONE
        newest = self._settle(activity_id, asked, reuses, ChecksState.FAILED if given_up else state)
        if away and not given_up:
            raise away
        return newest != asked

    def ask_again(self) -> None:
        """Ask for what waits without a job."""
        with self.sessions.begin() as session:
            findings.ask_again(session)

    def _reuses(self, activity_id: uuid.UUID) -> Sequence[Reuse]:
        """Look through the city before the activity is locked: that takes a while, and photos may be coming."""
        with self.sessions.begin() as session:
            activity = session.get_one(Activity, activity_id)
            return self.find_reuses(session, activity, standing(activity), self.thresholds.reuse_alike_share)

    def _settle(
        self,
        activity_id: uuid.UUID,
        asked: datetime | None,
        reuses: Sequence[Reuse],
        state: ChecksState | None,
    ) -> datetime | None:
        """Make the checks and write down what they say; ``state`` None leaves the activity waiting.

        Returns when they were last asked for: what was asked for since ``asked`` keeps it waiting too.
        """
        with self.sessions.begin() as session:
            # Like everybody who changes photos, so that what is noticed is noticed of photos that stand.
            activity = session.get_one(Activity, activity_id, with_for_update={"key_share": True})
            photos = standing(activity)
            rows = session.scalars(select(Measure).where(Measure.photo_id.in_([each.id for each in photos])))
            noticed, unjudged, unmade = self._look(subject(activity, by_key(rows.all()), reuses))
            warned = findings.reconcile(session, activity_id, noticed, unmade=unmade, now=clock.now())
            activity.checks = {
                check.code: {"version": check.version, "unjudged": unjudged[check.code]}
                for check in self.checks
                if check.code not in unmade
            }
            if state is not None and activity.checks_asked_at == asked:
                activity.checks_state = ChecksState.FAILED if unmade else state
            if warned:
                self.when_warned(session, activity_id, warned)
        told = {"activity": str(activity_id), "noticed": len(noticed), "warnings": len(warned)}
        log.info("activity checked", extra=told)
        return activity.checks_asked_at

    def _look(self, found: Subject) -> tuple[list[tuple[Check, Noticed]], dict[str, list[str]], set[str]]:
        """What the checks noticed, of which photos each could not say anything, and which could not be made."""
        noticed: list[tuple[Check, Noticed]] = []
        unjudged: dict[str, list[str]] = {}
        unmade = set()
        for check in self.checks:
            try:
                said = list(check.look(found, self.thresholds))
            except Exception:
                # One check that is wrong must not keep a lurah from hearing of all others.
                log.exception("check failed", extra={"check": check.code})
                unmade.add(check.code)
                continue
            unjudged[check.code] = [each.photo for each in said if isinstance(each, Unjudged)]
            noticed += [(check, each) for each in said if isinstance(each, Noticed)]
        return noticed, unjudged, unmade

    # ------------------------------------------------------------------------------------------- measuring
    def _measure(
        self, activity_id: uuid.UUID, photos: Sequence[Photo], known: dict[tuple[object, ...], str]
    ) -> None:
        """Measure what was not measured yet, or in an older way; each measure is kept as soon as it is there."""
        bodies: dict[uuid.UUID, bytes | None] = {}
        keep = partial(self._keep, activity_id)
        marks, pixels = str(imaging.MARKS_VERSION), self.pixels

        def body(photo: Photo) -> bytes | None:
            if photo.id not in bodies:
                bodies[photo.id] = self._read(photo.object_key)
            return bodies[photo.id]

        for photo in photos:
            if known.get((photo.id, None, MARKS)) != marks and (data := body(photo)) is not None:
                keep(photo.id, None, MARKS, marks, measured(imaging.marks, data))
            if (
                photo.original_state is OriginalState.STORED
                and known.get((photo.id, None, ORIGINAL)) != marks
            ):
                head = self._head(photo.original_key or "")
                if head is not None:
                    keep(photo.id, None, ORIGINAL, marks, measured(imaging.marks, head))
            fresh = pixels is None or known.get((photo.id, None, PIXELS)) == pixels.version
            if pixels and not fresh and (data := body(photo)) is not None:
                keep(photo.id, None, PIXELS, pixels.version, measured(pixels.measure, data))
        for before, after in pairs(photos):
            if pixels is None or known.get((after.id, before.id, PAIR)) == pixels.version:
                continue
            first, second = body(before), body(after)
            if first is not None and second is not None:
                compared = measured(pixels.compare, first, second)
                keep(after.id, before.id, PAIR, pixels.version, compared)

    def _read(self, key: str) -> bytes | None:
        try:
            return self.storage.get(key)
        except ObjectMissing:
            return None

    def _head(self, key: str) -> bytes | None:
        """The beginning of a camera's own file, where its marks stand; all of it may be 60 MB."""
        head = bytearray()
        try:
            for part in self.storage.stream(key):
                head += part
                if len(head) >= MOST_HEAD:
                    break
        except ObjectMissing:
            return None
        return bytes(head)

    def _keep(
        self,
        activity: uuid.UUID,
        photo: uuid.UUID,
        other: uuid.UUID | None,
        kind: str,
        version: str,
        values: Values | None,
    ) -> None:
        if values is None:
            return
        row = {
            "id": uuid.uuid4(), "photo_id": photo, "other_id": other, "kind": kind, "version": version,
            "values": values, "measured_at": clock.now(),
        }  # fmt: skip
        columns = ["photo_id", "kind"] if other is None else ["photo_id", "other_id", "kind"]
        where = Measure.other_id.is_(None) if other is None else Measure.other_id.is_not(None)
        newer = {name: row[name] for name in ("version", "values", "measured_at")}
        with self.sessions.begin() as session:
            # The activity before its photos, as everybody who changes them.
            session.get_one(Activity, activity, with_for_update={"key_share": True})
            if not keeping.may_keep(session, photo, *([other] if other else [])):
                return
            session.execute(
                insert(Measure)
                .values(**row)
                .on_conflict_do_update(index_elements=columns, index_where=where, set_=newer)
            )


def _versions(session: Session, photos: Sequence[Photo]) -> dict[tuple[object, ...], str]:
    rows = session.execute(
        select(Measure.photo_id, Measure.other_id, Measure.kind, Measure.version).where(
            Measure.photo_id.in_([each.id for each in photos])
        )
    )
    return {(row.photo_id, row.other_id, row.kind): row.version for row in rows}
