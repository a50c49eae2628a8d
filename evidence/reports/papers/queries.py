"""Reading papers and letterheads, and the activities that a paper is about."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Session, joinedload

from evidence.capture.models import Photo, PhotoState
from evidence.compose.models import PhotoCovers
from evidence.core.errors import NotFound
from evidence.core.words import N_
from evidence.reports.board.scope import reads
from evidence.reports.papers.models import ILLUSTRATED, Kind, Paper, PaperState, Shape
from evidence.units.access import Actor
from evidence.units.models import Unit

NO_PAPER = N_("Laporan itu tidak ada.")


def paper(session: Session, paper_id: uuid.UUID, by: Actor) -> Paper:
    """A paper of this person's, as long as they may have it; NotFound alike for a missing and a foreign one."""
    found = session.scalar(select(Paper).options(joinedload(Paper.unit)).where(Paper.id == paper_id))
    if found is None or found.requested_by != by.id or not may_have(found.kind, found.unit, by):
        raise NotFound(NO_PAPER)
    return found


def may_have(kind: Kind, unit: Unit, by: Actor) -> bool:
    """Whether ``by`` may have a paper of that kind about ``unit``: a board is not for everybody who sees its unit."""
    return reads(by, unit.path) if kind is Kind.BOARD else by.sees(unit.path)


def papers(session: Session, by: Actor, most: int = 40) -> Sequence[Paper]:
    """This person's papers, the newest first; those that were asked for together in the order of their shapes."""
    newest = (Paper.requested_at.desc(), Paper.id)
    query = select(Paper).options(joinedload(Paper.unit)).where(Paper.requested_by == by.id)
    found = [
        each
        for each in session.scalars(query.order_by(*newest).limit(most))
        if may_have(each.kind, each.unit, by)
    ]
    shapes = list(Shape)
    return sorted(found, key=lambda each: (-each.requested_at.timestamp(), shapes.index(each.shape)))


def open_papers(session: Session, by: Actor) -> int:
    """How many of this person's papers wait or are being made."""
    under_way = Paper.state.in_((PaperState.WAITING, PaperState.RUNNING))
    return session.scalar(select(func.count(Paper.id)).where(Paper.requested_by == by.id, under_way)) or 0


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
