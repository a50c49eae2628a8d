"""What a paper would hold: which activities, how many photos, about how many bytes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence.capture.models import Activity, OriginalState, Photo, PhotoState
from evidence.core.clock import WIB
from evidence.gallery.queries import Filters, filtered
from evidence.reports.papers.models import ILLUSTRATED, Kind, Shape
from evidence.units.access import Actor

# Activities in one file: what still can be printed, and what a table program still opens with ease.
MOST = {Shape.PDF: 600, Shape.DOCX: 600, Shape.XLSX: 20_000, Shape.CSV: 20_000, Shape.ZIP: 5_000}
# Up to so many activities the pictures are sharp also to a reader who looks closely; beyond, they are as sharp as an
# office prints them, and the file still can be sent around.
PLENTY = 60
SHARP, PRINTED = 640, 320
# Bytes, as measured (docs/proof/papers.md): of a picture by its long edge, of a row of a table, and of what is there
# anyway.
PICTURE, ROW = {SHARP: 50_000, PRINTED: 17_000}, {Shape.XLSX: 130, Shape.CSV: 420}
FRAME = {Shape.PDF: 45_000, Shape.DOCX: 40_000}


def edge_for(works: int) -> int:
    """The long edge in pixels of the pictures in a paper about so many activities."""
    return SHARP if works <= PLENTY else PRINTED


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
            return FRAME[shape] + self.photos * PICTURE[edge_for(self.works)]
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


def shapes_of(kind: Kind, chosen: Sequence[Shape]) -> Sequence[Shape]:
    """What is made of that kind: the shapes that were chosen, or for the photos themselves the one they come in."""
    return (
        [Shape.ZIP]
        if kind is Kind.ANNEX
        else [each for each in Shape if each in chosen and each is not Shape.ZIP]
    )
