"""What a paper would hold: which activities, how many photos, about how many bytes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import Session

from evidence.capture.models import Activity, OriginalState, Photo, PhotoState
from evidence.gallery.asked import Filters
from evidence.gallery.queries import filtered
from evidence.gallery.scope import below
from evidence.gallery.windows import within_period
from evidence.reports.papers.models import ILLUSTRATED, Kind, Shape
from evidence.units.access import Actor

# Activities in one file: what still can be printed, and what a table program still opens with ease.
MOST = {Shape.PDF: 600, Shape.DOCX: 600, Shape.XLSX: 20_000, Shape.CSV: 20_000, Shape.ZIP: 5_000}
# Up to so many activities the pictures are sharp also to a reader who looks closely; beyond, they are as sharp as an
# office prints them, and the file still can be sent around.
PLENTY = 60
SHARP, PRINTED = 640, 320
# Bytes, as measured (docs/proof/papers.md) and rather more than that, since whoever sends a file around is served by no
# number that is too small: of a picture by its long edge, of a row of a table, and of what is there anyway.
PICTURE, ROW = {SHARP: 65_000, PRINTED: 20_000}, {Shape.XLSX: 150, Shape.CSV: 480}
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
        return 12_000 + self.works * ROW[shape]


def _chosen(session: Session, by: Actor, unit: str, first: date, last: date) -> Select[uuid.UUID]:
    """The activities of that unit, and of those below it, whose day lies in the period."""
    question = filtered(session, by, Filters(unit=unit, first=first, last=last))
    here = (below(Activity.unit_path, path) for path in question.paths)
    return select(Activity.id).where(or_(false(), *here), *within_period(question))


def wanted(session: Session, by: Actor, unit: str, first: date, last: date) -> Sequence[uuid.UUID]:
    """Those activities in the order of the tables, which is by mode, and within each the earliest first.

    A number says the same work in every shape, and no table of a paper begins or goes on with a gap.
    """
    query = _chosen(session, by, unit, first, last)
    order = (Activity.mode, Activity.shown_at, Activity.created_at, Activity.id)
    return session.scalars(query.order_by(*order)).all()


def extent(session: Session, by: Actor, unit: str, first: date, last: date) -> Extent:
    """How much there is."""
    ids = _chosen(session, by, unit, first, last).subquery()
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
