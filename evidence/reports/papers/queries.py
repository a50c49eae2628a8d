"""Reading papers and letterheads, and the activities that a paper is about."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Session, joinedload

from evidence.capture.models import Activity, OriginalState, Photo, PhotoState
from evidence.compose.models import PhotoCovers
from evidence.core.clock import WIB
from evidence.core.errors import NotFound
from evidence.core.words import N_
from evidence.gallery.queries import Filters, filtered
from evidence.reports.papers.models import ILLUSTRATED, Kind, Letterhead, Paper, PaperState, Shape, Sheet
from evidence.units.access import Actor
from evidence.units.models import Unit

NO_PAPER = N_("Laporan itu tidak ada.")
# Activities in one file: what still can be printed, and what a table program still opens with ease.
MOST = {Shape.PDF: 600, Shape.DOCX: 600, Shape.XLSX: 20_000, Shape.CSV: 20_000, Shape.ZIP: 5_000}
# Bytes, as measured (docs/proof/papers.md): of a small picture, of a row of a table, and of what is there anyway.
PICTURE, ROW, FRAME = 58_000, {Shape.XLSX: 150, Shape.CSV: 420}, {Shape.PDF: 45_000, Shape.DOCX: 40_000}


@dataclass(frozen=True)
class Extent:
    """How much a paper would hold: activities, the photos that stand for their stages, and the bytes of those."""

    works: int
    photos: int
    originals: int

    def size(self, shape: Shape) -> int:
        """About how many bytes the file will have."""
        if shape is Shape.ZIP:
            return self.originals
        if shape in ILLUSTRATED:
            return FRAME[shape] + self.photos * PICTURE
        return 8_000 + self.works * ROW[shape]


def wanted(session: Session, by: Actor, unit: str, first: date, last: date) -> Sequence[uuid.UUID]:
    """The activities of that unit, and of those below it, whose day lies in the period; the earliest first."""
    # WIB has no daylight saving, so its day is seven hours ahead of that of UTC.
    day = func.coalesce(
        Activity.work_date, func.date(func.timezone("UTC", Activity.created_at) + WIB.utcoffset(None))
    )
    query = filtered(session, by, Filters(unit=unit, first=first, last=last))
    order = (day, Activity.created_at, Activity.id)
    return session.scalars(query.with_only_columns(Activity.id).order_by(None).order_by(*order)).all()


def extent(session: Session, by: Actor, unit: str, first: date, last: date) -> Extent:
    """How much there is."""
    chosen = filtered(session, by, Filters(unit=unit, first=first, last=last))
    ids = chosen.with_only_columns(Activity.id).order_by(None).subquery()
    works = session.scalar(select(func.count()).select_from(ids)) or 0
    camera = func.coalesce(Photo.original_size, 0)
    kept = Photo.original_state == OriginalState.STORED
    row = session.execute(
        select(
            func.count(Photo.id).label("photos"),
            (func.coalesce(func.sum(Photo.size), 0) + func.coalesce(func.sum(camera).filter(kept), 0)).label(
                "size"
            ),
        ).where(Photo.activity_id.in_(select(ids.c.id)), Photo.state == PhotoState.STORED)
    ).one()
    return Extent(works, row.photos, int(row.size))


def paper(session: Session, paper_id: uuid.UUID, by: Actor) -> Paper:
    """A paper of this person's, as long as they see its unit; NotFound alike for a missing and a foreign one."""
    found = session.scalar(select(Paper).options(joinedload(Paper.unit)).where(Paper.id == paper_id))
    if found is None or found.requested_by != by.id or not by.sees(found.unit.path):
        raise NotFound(NO_PAPER)
    return found


def papers(session: Session, by: Actor, most: int = 40) -> Sequence[Paper]:
    """This person's papers, the newest first."""
    newest = (Paper.requested_at.desc(), Paper.id)
    query = select(Paper).options(joinedload(Paper.unit)).where(Paper.requested_by == by.id)
    return [each for each in session.scalars(query.order_by(*newest).limit(most)) if by.sees(each.unit.path)]


def open_papers(session: Session, by: Actor) -> int:
    """How many of this person's papers wait or are being made."""
    under_way = Paper.state.in_((PaperState.WAITING, PaperState.RUNNING))
    return session.scalar(select(func.count(Paper.id)).where(Paper.requested_by == by.id, under_way)) or 0


def letterhead(session: Session, unit: Unit) -> Letterhead:
    """What the unit's papers say of its office; an empty one where nothing was told yet."""
    return session.get(Letterhead, unit.code) or Letterhead(
        unit_code=unit.code, address="", contact="", place="", signer_office="", signer_name="",
        signer_number="", sheet=Sheet.A4,
    )  # fmt: skip


def _photo() -> ColumnElement[uuid.UUID]:
    """Each photo of a paper, as a table beside it."""
    return cast(func.jsonb_array_elements_text(Paper.photo_ids).column_valued("photo"), UUID(as_uuid=True))


def erased_since() -> ColumnElement[bool]:
    """A photo of the paper was erased: it may be handed out no more."""
    return exists().where(Photo.id == _photo(), Photo.state == PhotoState.REDACTED)


def covered_since() -> ColumnElement[bool]:
    """More or less was hidden of a photo since the paper's pictures were read."""
    changed = exists().where(PhotoCovers.photo_id == _photo(), PhotoCovers.updated_at > Paper.read_at)
    return and_(Paper.shape.in_(ILLUSTRATED), changed)


def stale(session: Session, *conditions: ColumnElement[bool]) -> Sequence[tuple[Paper, str]]:
    """Finished papers that may not be handed out any more, each with the code of its reason."""
    rows = session.execute(
        select(Paper, erased_since().label("erased"))
        .where(Paper.state == PaperState.DONE, or_(erased_since(), covered_since()), *conditions)
        .order_by(Paper.id)
    )
    return [(row.Paper, "erased" if row.erased else "covered") for row in rows]


def expired(session: Session, now: datetime, most: int = 200) -> Sequence[Paper]:
    """Papers whose days are over."""
    return session.scalars(
        select(Paper).where(Paper.expires_at <= now).order_by(Paper.expires_at, Paper.id).limit(most)
    ).all()


def held(session: Session, keys: Sequence[str]) -> set[str]:
    """Those of the objects that a row speaks of."""
    return set(session.scalars(select(Paper.object_key).where(Paper.object_key.in_(keys))))


def shapes_of(kind: Kind, chosen: Sequence[Shape]) -> Sequence[Shape]:
    """What is made of that kind: the shapes that were chosen, or for the photos themselves the one they come in."""
    return (
        [Shape.ZIP]
        if kind is Kind.ANNEX
        else [each for each in Shape if each in chosen and each is not Shape.ZIP]
    )
