"""Every object that a row speaks of, read from the store and hashed. It may be stopped and go on where it was."""

import hashlib
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from evidence.adapters.storage import ObjectMissing, Storage
from evidence.capture.consents import Consent
from evidence.capture.models import OriginalState, Photo, PhotoPart, PhotoState
from evidence.compose.looks import crest_key
from evidence.compose.models import Rendition, RenditionState, UnitTheme
from evidence.core.db import Sessions
from evidence.integrity import photos
from evidence.integrity.models import Redaction
from evidence.integrity.report import Problem, Report

AT_ONCE = 100
READERS = 4
# A worker that was away begins again by itself within the hour.
ERASED_WITHIN = timedelta(hours=2)
PHOTOS, RENDITIONS, CRESTS, PAPERS = "photos", "renditions", "crests", "papers"
KINDS = (PHOTOS, RENDITIONS, CRESTS, PAPERS)


@dataclass(frozen=True)
class Expected:
    """An object that must be there with that hash, or with any where none is known, or must be gone."""

    key: str
    sha256: str | None
    photo: str = ""
    gone: bool = False


@dataclass(frozen=True)
class Place:
    """How far the reading has come: the kind, and the last thing of it that was read."""

    kind: str = PHOTOS
    after: str = ""


@dataclass(frozen=True)
class Choice:
    """Which objects are read: of things newer than ``since``, or ``sample`` of each kind drawn by lot, or all."""

    since: datetime | None = None
    sample: int | None = None


def check(
    sessions: Sessions,
    storage: Storage,
    report: Report,
    choice: Choice,
    begin: Place,
    told: Callable[[Place], None],
    at_once: int = AT_ONCE,
) -> None:
    """Read everything of ``choice`` from ``begin`` on; ``told`` hears after each part. Raises StorageUnavailable.

    A part are the objects of ``at_once`` photos or pictures.
    """
    with ThreadPoolExecutor(READERS) as readers:
        for kind in KINDS[KINDS.index(begin.kind) :]:
            place = begin if kind == begin.kind else Place(kind)
            while True:
                with sessions() as session:
                    ids, expected = _some(session, kind, place.after, choice, at_once)
                if not ids:
                    break
                for each, found in zip(
                    expected, readers.map(lambda one: _read(storage, one), expected), strict=True
                ):
                    report.checked["objects"] += 1
                    report.checked["bytes"] += found.size
                    if found.problem is not None and _is_still(sessions, kind, ids, each):
                        report.found([found.problem])
                if choice.sample is not None:
                    break
                place = Place(kind, ids[-1])
                told(place)
    report.complete = choice == Choice()


def _is_still(sessions: Sessions, kind: str, ids: Sequence[str], wanted: Expected) -> bool:
    """Whether the rows still say so: the house goes on while it is looked at."""
    with sessions() as session:
        return wanted in _LISTS[kind](session, ids)


@dataclass(frozen=True)
class _Found:
    size: int = 0
    problem: Problem | None = None


def _read(storage: Storage, wanted: Expected) -> _Found:
    if wanted.gone:
        left = storage.head(wanted.key) is not None
        told = {"key": wanted.key}
        return _Found(problem=Problem("redaction_left", wanted.photo, told) if left else None)
    kept, size = hashlib.sha256(), 0
    try:
        for chunk in storage.stream(wanted.key):
            kept.update(chunk)
            size += len(chunk)
    except ObjectMissing:
        return _Found(problem=Problem("object_missing", wanted.key))
    except ValueError:
        # No key of ours: somebody wrote it into the row.
        return _Found(problem=Problem("object_missing", wanted.key))
    if wanted.sha256 is not None and kept.hexdigest() != wanted.sha256:
        return _Found(size, Problem("object_changed", wanted.key))
    return _Found(size)


def _some(
    session: Session, kind: str, after: str, choice: Choice, at_once: int
) -> tuple[Sequence[str], Sequence[Expected]]:
    if kind == PHOTOS:
        # What is missing or was rejected has no object; what was redacted must have none.
        some = photos.LIVE | (Photo.state == PhotoState.REDACTED)
        ids = _ids(session, Photo.id, some, Photo.received_at, after, choice, at_once)
    elif kind == RENDITIONS:
        ready = Rendition.state == RenditionState.READY
        ids = _ids(session, Rendition.id, ready, Rendition.created_at, after, choice, at_once)
    elif kind == PAPERS:
        ids = _ids(session, Consent.id, Consent.paper_key != "", Consent.recorded_at, after, choice, at_once)
    else:
        themes = select(UnitTheme.unit_code).where(UnitTheme.crest_sha256 != "", UnitTheme.unit_code > after)
        ids = list(session.scalars(themes.order_by(UnitTheme.unit_code).limit(at_once)))
    return ids, _LISTS[kind](session, ids)


def _ids(
    session: Session,
    column: InstrumentedAttribute[uuid.UUID],
    some: ColumnElement[bool],
    at: InstrumentedAttribute[datetime],
    after: str,
    choice: Choice,
    at_once: int,
) -> list[str]:
    statement = select(column).where(some)
    if choice.since is not None:
        statement = statement.where(at >= choice.since)
    if choice.sample is not None:
        statement = statement.order_by(func.random()).limit(choice.sample)
    else:
        statement = statement.order_by(column).limit(at_once)
        if after:
            statement = statement.where(column > uuid.UUID(after))
    return [str(each) for each in session.scalars(statement)]


def _of_photos(session: Session, ids: Sequence[str]) -> list[Expected]:
    numbers = [uuid.UUID(each) for each in ids]
    rows = session.scalars(select(Photo).where(Photo.id.in_(numbers)).order_by(Photo.id)).all()
    acts = photos.acts_of(session, numbers)
    expected = []
    for row in rows:
        if photos.is_live(row):
            expected.append(Expected(row.object_key, row.sha256))
            made = photos.derivatives_of(acts[row.id])
            expected += [Expected(key, made.get(edge)) for edge, key in row.derivatives.items()]
        if row.original_state is OriginalState.STORED and row.original_key:
            expected.append(Expected(row.original_key, row.original_sha256))
    done = Redaction.erased_at.is_not(None) | (Redaction.redacted_at < func.now() - ERASED_WITHIN)
    for redaction in session.scalars(select(Redaction).where(Redaction.photo_id.in_(numbers), done)):
        expected += [Expected(key, None, str(redaction.photo_id), gone=True) for key in redaction.objects]
    parts = select(PhotoPart).where(PhotoPart.photo_id.in_(numbers), PhotoPart.dropped.is_(False))
    expected += [Expected(part.object_key, part.sha256) for part in session.scalars(parts)]
    return expected


def _of_renditions(session: Session, ids: Sequence[str]) -> list[Expected]:
    rows = session.scalars(
        select(Rendition).where(
            Rendition.id.in_([uuid.UUID(each) for each in ids]), Rendition.state == RenditionState.READY
        )
    )
    return [Expected(row.object_key, row.sha256) for row in rows]


def _of_crests(session: Session, ids: Sequence[str]) -> list[Expected]:
    rows = session.scalars(select(UnitTheme).where(UnitTheme.unit_code.in_(ids)))
    return [Expected(crest_key(row.crest_sha256), row.crest_sha256) for row in rows if row.crest_sha256]


def _of_papers(session: Session, ids: Sequence[str]) -> list[Expected]:
    rows = session.scalars(select(Consent).where(Consent.id.in_([uuid.UUID(each) for each in ids])))
    return [Expected(row.paper_key, row.paper_sha256) for row in rows]


_LISTS: dict[str, Callable[[Session, Sequence[str]], list[Expected]]] = {
    PHOTOS: _of_photos,
    RENDITIONS: _of_renditions,
    CRESTS: _of_crests,
    PAPERS: _of_papers,
}


def total(session: Session, choice: Choice) -> int:
    """About how many photos and pictures will be looked at, for whoever waits."""
    if choice.sample is not None:
        return 2 * choice.sample
    photo, picture = select(func.count()).select_from(Photo), select(func.count()).select_from(Rendition)
    if choice.since is not None:
        photo = photo.where(Photo.received_at >= choice.since)
        picture = picture.where(Rendition.created_at >= choice.since)
    return sum(session.scalar(each) or 0 for each in (photo, picture))
