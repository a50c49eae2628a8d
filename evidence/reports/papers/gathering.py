"""Activities turned into the values that a paper is written from, some at a time, so that none holds them all."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidence.adapters.imaging import Cover
from evidence.capture.categories import Mode
from evidence.capture.models import Activity, ActivityState, PhotoState
from evidence.capture.queries import shown
from evidence.capture.unfinished import OTHER
from evidence.capture.unfinished import REASONS as WAITS
from evidence.compose import codes
from evidence.compose import queries as compose
from evidence.compose.models import ShortCode
from evidence.core import clock
from evidence.core.text import all_holdable
from evidence.publish import queries as publish
from evidence.publish.status import Status, status
from evidence.reports.papers import placing, words
from evidence.reports.papers.contents import Work
from evidence.reports.papers.extent import edge_for
from evidence.reports.papers.placing import Copies

AT_ONCE = 40


@dataclass(frozen=True)
class _Beside:
    """What other rooms say of some activities."""

    statuses: Mapping[uuid.UUID, Status]
    codes: Mapping[uuid.UUID, str]
    copies: Copies


def works(session: Session, ids: Sequence[uuid.UUID], base_url: str) -> Iterator[Work]:
    """The activities in that order; what was deleted since is left out."""
    for begin in range(0, len(ids), AT_ONCE):
        some = ids[begin : begin + AT_ONCE]
        rows = session.scalars(
            select(Activity)
            .options(
                joinedload(Activity.unit), joinedload(Activity.place_unit), selectinload(Activity.photos)
            )
            .where(Activity.id.in_(some))
        )
        found = {each.id: each for each in rows}
        beside = _beside(session, list(found.values()), edge_for(len(ids)))
        numbered = enumerate(some, start=begin + 1)
        made = [
            all_holdable(_work(number, found[each], beside, base_url))
            for number, each in numbered
            if each in found
        ]
        # Drawing them takes its time, and no row need be held meanwhile; a year of rows would fill the memory too.
        session.rollback()
        session.expunge_all()
        yield from made


def _beside(session: Session, found: Sequence[Activity], edge: int) -> _Beside:
    ids = [each.id for each in found]
    posts = compose.latest_states(session, ids)
    sent = publish.states(session, [post.post_id for post in posts.values()])
    rows = session.execute(
        select(ShortCode.activity_id, ShortCode.code).where(ShortCode.activity_id.in_(ids))
    )
    photos = [photo.id for each in found for photo in each.photos]
    hidden = compose.shapes_of(session, photos)
    return _Beside(
        {
            each: status(post.state, sent.get(post.post_id, ()), left=post.left)
            for each, post in posts.items()
        },
        {row.activity_id: row.code for row in rows if row.activity_id},
        Copies({photo: tuple(map(Cover.of_plain, shapes)) for photo, shapes in hidden.items()}, edge),
    )


def _work(number: int, each: Activity, beside: _Beside, base_url: str) -> Work:
    stands = shown(each)
    stored = [photo for photo in stands if photo.state is PhotoState.STORED]
    placed = placing.pictures(each, stands, beside.copies)
    state = beside.statuses.get(each.id)
    mode = Mode(each.mode)
    out = state in words.OUT
    return Work(
        number=number,
        id=str(each.id),
        day=each.work_date or clock.day_of(each.created_at),
        told=each.work_date is not None,
        title=each.title,
        category=each.category,
        mode=mode,
        unit=each.unit.title,
        kelurahan=each.place_unit.title,
        place=each.place,
        rt=each.rt,
        rw=each.rw,
        street=each.street,
        state=ActivityState(each.state),
        why=_why(each),
        status=words.STATUSES[state] if state else words.NO_POST,
        out=out,
        note=each.note,
        # What is not out has no page of proof that a reader could open.
        code=f"Kode bukti {codes.printed(beside.codes[each.id])}" if out and each.id in beside.codes else "",
        url=f"{base_url}/kegiatan/{each.id}",
        recorded_at=each.created_at,
        photos=len(stored),
        more=len(stored) - sum(bool(picture.key) for picture in placed),
        pictures=placed,
        originals=list(placing.originals(each)),
    )


def _why(each: Activity) -> str:
    if each.state is not ActivityState.UNFINISHED:
        return ""
    reason = str(WAITS.get(each.unfinished_reason, WAITS[OTHER])).lower()
    return f"{reason} ({each.unfinished_note})" if each.unfinished_note else reason
