"""Activities turned into the values that a paper is written from, some at a time, so that none holds them all."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidence.adapters.imaging import Cover, Covers
from evidence.adapters.storage import ObjectMissing, Storage
from evidence.capture.categories import Mode
from evidence.capture.models import Activity, ActivityState, OriginalState, Photo, PhotoState, Stage
from evidence.capture.queries import shown
from evidence.capture.unfinished import OTHER
from evidence.capture.unfinished import REASONS as WAITS
from evidence.compose import codes, looks
from evidence.compose import queries as compose
from evidence.compose.models import ShortCode
from evidence.compose.recipes import taken_on
from evidence.core import clock
from evidence.publish import queries as publish
from evidence.publish.status import Status, status
from evidence.reports.papers import queries, words
from evidence.reports.papers.contents import Head, Original, Picture, Work
from evidence.reports.papers.models import Paper
from evidence.units import queries as units
from evidence.units.models import Unit

AT_ONCE = 40
# The small copy that a paper shows: sharp at the width of a column, and no more.
EDGE = 640
# Photos of one activity in a table of documentation.
MOST_PLAIN = 4
HALFWAY = 50


def head(session: Session, storage: Storage, paper: Paper, *, practice: bool) -> Head:
    """What stands around the tables of ``paper``."""
    unit = paper.unit
    told = queries.letterhead(session, unit)
    above = units.ancestors(session, unit)
    city = next((each for each in (unit, *above) if each.kind == "kota"), None)
    return Head(
        title=words.TITLES[paper.kind],
        period=words.period(paper.first, paper.last),
        first=paper.first,
        last=paper.last,
        unit=unit.title,
        offices=_offices(unit, above),
        address=told.address,
        contact=told.contact,
        crest=_crest(session, storage, unit),
        sheet=str(told.sheet),
        # A city's papers are signed there, unless the office says otherwise.
        place=told.place or (city.name.removeprefix("Kota ") if city else ""),
        signed_on=clock.date_text(paper.requested_at),
        signer_office=told.signer_office,
        signer_name=told.signer_name,
        signer_number=told.signer_number,
        made=words.made(paper.requested_by_name, paper.requested_at),
        chosen=words.chosen(unit.title, paper.first, paper.last),
        made_by=paper.requested_by_name,
        made_at=paper.requested_at,
        practice=practice,
    )


def _offices(unit: Unit, above: Sequence[Unit]) -> Sequence[str]:
    named = [*reversed(above), unit]
    return [
        f"PEMERINTAH {each.title}".upper() if each.kind == "kota" else each.title.upper() for each in named
    ]


def _crest(session: Session, storage: Storage, unit: Unit) -> bytes:
    theme = compose.theme_of(session, unit)
    if theme is None or not theme.crest_sha256:
        return b""
    try:
        return storage.get(looks.crest_key(theme.crest_sha256))
    except ObjectMissing:
        # Without it a letter is still a letter.
        return b""


@dataclass(frozen=True)
class _Beside:
    """What other rooms say of some activities."""

    statuses: Mapping[uuid.UUID, Status]
    codes: Mapping[uuid.UUID, str]
    covers: Mapping[uuid.UUID, Covers]


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
        beside = _beside(session, list(found.values()))
        numbered = enumerate(some, start=begin + 1)
        made = [_work(number, found[each], beside, base_url) for number, each in numbered if each in found]
        # Drawing them takes its time, and no row need be held meanwhile; a year of rows would fill the memory too.
        session.rollback()
        session.expunge_all()
        yield from made


def _beside(session: Session, found: Sequence[Activity]) -> _Beside:
    ids = [each.id for each in found]
    posts = compose.latest_states(session, ids)
    sent = publish.states(session, [post for post, _state in posts.values()])
    rows = session.execute(
        select(ShortCode.activity_id, ShortCode.code).where(ShortCode.activity_id.in_(ids))
    )
    photos = [photo.id for each in found for photo in each.photos]
    hidden = compose.shapes_of(session, photos)
    return _Beside(
        {each: status(state, sent.get(post, ())) for each, (post, state) in posts.items()},
        {row.activity_id: row.code for row in rows if row.activity_id},
        {photo: tuple(map(Cover.of_plain, shapes)) for photo, shapes in hidden.items()},
    )


def _work(number: int, each: Activity, beside: _Beside, base_url: str) -> Work:
    stands = shown(each)
    stored = [photo for photo in stands if photo.state is PhotoState.STORED]
    pictures = _pictures(each, stands, beside.covers)
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
        more=len(stored) - sum(bool(picture.key) for picture in pictures),
        pictures=pictures,
        originals=[original for photo in _in_order(each) for original in _originals(photo)],
    )


def _why(each: Activity) -> str:
    if each.state is not ActivityState.UNFINISHED:
        return ""
    reason = str(WAITS.get(each.unfinished_reason, WAITS[OTHER])).lower()
    return f"{reason} ({each.unfinished_note})" if each.unfinished_note else reason


def _pictures(
    each: Activity, stands: Sequence[Photo], covers: Mapping[uuid.UUID, Covers]
) -> Sequence[Picture]:
    """What stands in the table's columns, in their order."""
    by_stage: dict[Stage, list[Photo]] = {stage: [] for stage in Stage}
    for photo in stands:
        by_stage[photo.stage].append(photo)
    if each.mode is Mode.DOCUMENTATION:
        plain = by_stage[Stage.PLAIN] or by_stage[Stage.AFTER]
        erased = [photo for photo in each.photos if photo.state is PhotoState.REDACTED]
        shown_ones = [_picture(each, photo, photo.stage, "", covers) for photo in plain[:MOST_PLAIN]]
        gone = [_place(each, Stage.PLAIN, "", None, covers)] if erased or not plain else []
        return [*shown_ones, *gone][:MOST_PLAIN]
    middle: list[tuple[Stage, str, Photo | None]] = []
    if each.mode is Mode.PROGRESS:
        halfway = min(
            by_stage[Stage.PROGRESS], key=lambda photo: abs((photo.percent or 0) - HALFWAY), default=None
        )
        middle = [(Stage.PROGRESS, f"{halfway.percent if halfway else HALFWAY}%", halfway)]
    ends = ("0%", "100%") if each.mode is Mode.PROGRESS else ("Sebelum", "Sesudah")
    before, after = (next(iter(by_stage[stage]), None) for stage in (Stage.BEFORE, Stage.AFTER))
    return [
        _place(each, stage, heading, photo, covers)
        for stage, heading, photo in ((Stage.BEFORE, ends[0], before), *middle, (Stage.AFTER, ends[1], after))
    ]


def _place(
    each: Activity, stage: Stage, heading: str, photo: Photo | None, covers: Mapping[uuid.UUID, Covers]
) -> Picture:
    """The photo at its place, or in words why there is none."""
    if photo is not None and photo.state is PhotoState.STORED:
        return _picture(each, photo, stage, heading, covers)
    if any(one.state is PhotoState.REDACTED and one.stage is stage for one in each.photos):
        return Picture(heading, words=words.ERASED)
    on_its_way = photo is not None and photo.state is PhotoState.RECEIVED
    return Picture(heading, words=words.ON_ITS_WAY if on_its_way else words.NOT_THERE)


def _picture(
    each: Activity, photo: Photo, stage: Stage, heading: str, covers: Mapping[uuid.UUID, Covers]
) -> Picture:
    if photo.state is not PhotoState.STORED:
        return Picture(heading, words=words.ON_ITS_WAY)
    hidden = covers.get(photo.id, ())
    taken = taken_on(photo)
    caption = [clock.stamp(taken).removesuffix(" WIB") if taken else "", words.COVERED if hidden else ""]
    return Picture(
        heading=heading,
        key=_small(photo),
        covers=hidden,
        alt=f"{words.stage(stage, photo.percent)}: {each.title}",
        caption=", ".join(filter(None, caption)),
        photo=str(photo.id),
        width=photo.width or 4,
        height=photo.height or 3,
    )


def _small(photo: Photo) -> str:
    """The key of the copy with that long edge, or of the one nearest to it; every stored photo has some."""
    edges = sorted(int(each) for each in photo.derivatives)
    edge = next((each for each in edges if each >= EDGE), edges[-1] if edges else 0)
    return str(photo.derivatives.get(str(edge), f"derived/{photo.id}/{EDGE}.jpg"))


def _in_order(each: Activity) -> Sequence[Photo]:
    """The photos that stand, and the erased ones, so that the list of hashes says what became of those."""
    return [*shown(each), *(photo for photo in each.photos if photo.state is PhotoState.REDACTED)]


def _originals(photo: Photo) -> Iterator[Original]:
    if photo.state not in (PhotoState.STORED, PhotoState.REDACTED):
        return
    stage, taken = words.stage(photo.stage, photo.percent), taken_on(photo)
    there = photo.state is PhotoState.STORED
    key = photo.object_key if there else ""
    told = (taken if there else None, photo.received_at)
    yield Original(
        str(photo.id), stage, key, photo.sha256, photo.size, _extension(photo.object_key), False, *told
    )
    camera = photo.original_key
    if there and photo.original_state is OriginalState.STORED and camera:
        size = photo.original_size or 0
        yield Original(
            str(photo.id), stage, camera, photo.original_sha256, size, _extension(camera), True, *told
        )


def _extension(key: str) -> str:
    return key.rpartition(".")[2]
