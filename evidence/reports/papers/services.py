"""Asking for papers, and what a unit's papers say of its office. The edges commit."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.capture import keeping
from evidence.compose.looks import theme_for
from evidence.core import audit, jobs
from evidence.core.errors import Conflict, Invalid
from evidence.core.text import is_text
from evidence.core.words import N_, Words
from evidence.reports.papers import queries
from evidence.reports.papers.making import Unmade
from evidence.reports.papers.models import Kind, Letterhead, Paper, PaperState, Shape, Sheet
from evidence.units import queries as units
from evidence.units.access import Actor
from evidence.units.models import Unit

MAKE = "reports.make"
KEPT = timedelta(days=30)
# Papers of one person that wait or are being made; all offices share the workers.
MOST_OPEN = 8
LONGEST = 366
# Behind the photos and pictures that somebody waits for on a phone.
PRIORITY = -5
UNDER_WAY = (PaperState.WAITING, PaperState.RUNNING)
WRONG = N_("Periksa kembali pilihan laporan.")
MOST_LINE = 160


@dataclass(frozen=True)
class Asked:
    """What a person chose: days in WIB, both included."""

    kind: Kind
    unit: str
    first: date | None
    last: date | None
    shapes: Sequence[Shape]


def check(session: Session, asked: Asked, *, by: Actor) -> queries.Extent:
    """How much that is. Raises Invalid for what cannot be made."""
    wrong: dict[str, Words] = {}
    unit = session.get(Unit, asked.unit)
    if unit is None or not by.sees(unit.path):
        wrong["unit"] = N_("Pilih unitnya.")
    if asked.first is None or asked.last is None:
        wrong["first"] = N_("Isi kedua tanggalnya.")
    elif asked.first > asked.last:
        wrong["last"] = N_("Tanggal akhir sebelum tanggal awal.")
    elif (asked.last - asked.first).days >= LONGEST:
        wrong["last"] = N_("Periode paling panjang satu tahun.")
    if not queries.shapes_of(asked.kind, asked.shapes):
        wrong["shapes"] = N_("Pilih paling sedikit satu bentuk.")
    if wrong:
        raise Invalid(WRONG, wrong)
    assert unit is not None
    assert asked.first is not None
    assert asked.last is not None
    found = queries.extent(session, by, unit.code, asked.first, asked.last)
    if not found.works:
        raise Invalid(WRONG, {"first": N_("Tidak ada kegiatan unit ini pada periode itu.")})
    most = min(queries.MOST[shape] for shape in queries.shapes_of(asked.kind, asked.shapes))
    if found.works > most:
        text = N_(
            "Ada %(works)s kegiatan; bentuk yang dipilih memuat paling banyak %(most)s. Persempit periodenya."
        )
        raise Invalid(WRONG, {"first": text}, works=found.works, most=most)
    return found


def ask(
    session: Session, first_id: uuid.UUID, asked: Asked, *, by: Actor, now: datetime
) -> Sequence[uuid.UUID]:
    """Have each chosen shape made, under ids that follow from ``first_id``; whoever asks twice has them once.

    Raises Invalid, and Conflict while too many of this person's are under way.
    """
    shapes = queries.shapes_of(asked.kind, asked.shapes)
    ids = {shape: uuid.uuid5(first_id, shape.value) for shape in shapes}
    found = check(session, asked, by=by)
    if queries.open_papers(session, by) + len(shapes) > MOST_OPEN:
        raise Conflict("Masih ada laporan yang dibuat. Tunggu sampai selesai atau batalkan.")
    for shape, ident in ids.items():
        made = session.execute(
            insert(Paper)
            .values(
                id=ident, kind=asked.kind, shape=shape, unit_code=asked.unit, first=asked.first, last=asked.last,
                requested_by=by.id, requested_by_name=by.name, requested_at=now, state=PaperState.WAITING, done=0,
                total=found.works, reason="", photo_ids=[], object_key="", sha256="", size=0, expires_at=now + KEPT,
            )
            .on_conflict_do_nothing()
            .returning(Paper.id)
        ).scalar()  # fmt: skip
        if made:
            _record(
                session, "reports.asked", ident, by, kind=asked.kind.value, shape=shape.value, unit=asked.unit
            )
            _enqueue(session, ident)
    return list(ids.values())


def cancel(session: Session, paper: Paper, *, by: Actor) -> None:
    """Have it made no more. Raises Conflict when it is made already."""
    _move(session, paper, *UNDER_WAY, state=PaperState.CANCELLED)
    _record(session, "reports.cancelled", paper.id, by)


def again(session: Session, paper: Paper, *, by: Actor, now: datetime) -> None:
    """Make a failed or cancelled one anew, as things stand now."""
    if queries.open_papers(session, by) >= MOST_OPEN:
        raise Conflict("Masih ada laporan yang dibuat. Tunggu sampai selesai atau batalkan.")
    _move(
        session, paper, PaperState.FAILED, PaperState.CANCELLED, state=PaperState.WAITING, reason="", about=None,
        done=0, requested_at=now, finished_at=None, expires_at=now + KEPT, photo_ids=[], read_at=None,
    )  # fmt: skip
    _record(session, "reports.asked_again", paper.id, by)
    _enqueue(session, paper.id)


def _move(session: Session, paper: Paper, *old: PaperState, **columns: Any) -> None:
    moved = session.execute(
        update(Paper).where(Paper.id == paper.id, Paper.state.in_(old)).values(**columns).returning(Paper.id)
    ).scalar()
    if moved is None:
        raise Conflict("Keadaan laporan ini sudah berubah. Lihat lagi daftarnya.")
    session.refresh(paper)


def _enqueue(session: Session, paper_id: uuid.UUID) -> None:
    jobs.enqueue(
        session, MAKE, queue=jobs.RENDER, lock=f"{MAKE}:{paper_id}", queueing_lock=f"{MAKE}:{paper_id}",
        priority=PRIORITY, key=str(paper_id),
    )  # fmt: skip


def _record(session: Session, act: str, paper_id: uuid.UUID, by: Actor, **facts: str) -> None:
    audit.record(session, act, paper_id, actor_id=by.id, actor_name=by.name, **facts)


# --------------------------------------------------------------------------------------------- while it is made
def begin(session: Session, paper_id: uuid.UUID, now: datetime) -> Paper | None:
    """The paper, being made from now on; None when nobody waits for it any more. A run that died is begun anew."""
    moved = session.execute(
        update(Paper)
        .where(Paper.id == paper_id, Paper.state.in_(UNDER_WAY))
        .values(state=PaperState.RUNNING, done=0, read_at=now)
        .returning(Paper.id)
    ).scalar()
    return session.get(Paper, paper_id, populate_existing=True) if moved else None


def count(session: Session, paper_id: uuid.UUID, done: int, total: int) -> bool:
    """Keep how far it is; False when it was cancelled."""
    return (
        session.execute(
            update(Paper)
            .where(Paper.id == paper_id, Paper.state == PaperState.RUNNING)
            .values(done=done, total=total)
            .returning(Paper.id)
        ).scalar()
        is not None
    )


def finish(
    session: Session, paper_id: uuid.UUID, photos: Sequence[str], file: Mapping[str, Any], now: datetime
) -> bool:
    """It is made: ``file`` are the columns that say where it lies. False when nobody waits for it any more.

    Raises `Unmade` when one of its photos was erased meanwhile; none will be before this transaction ends.
    """
    if not keeping.may_keep(session, *map(uuid.UUID, photos)):
        raise Unmade("erased")
    kept = session.execute(
        update(Paper)
        .where(Paper.id == paper_id, Paper.state == PaperState.RUNNING)
        .values(state=PaperState.DONE, photo_ids=list(photos), finished_at=now, expires_at=now + KEPT, **file)
        .returning(Paper.sha256)
    ).scalar()
    if kept:
        audit.record(session, "reports.made", paper_id, sha256=kept)
    return kept is not None


def fail(session: Session, paper_id: uuid.UUID, reason: str, about: Mapping[str, Any], now: datetime) -> None:
    """There is none, and why; also of one that was made, when it may not be handed out any more."""
    old = (*UNDER_WAY, PaperState.DONE)
    moved = session.execute(
        update(Paper)
        .where(Paper.id == paper_id, Paper.state.in_(old))
        .values(
            state=PaperState.FAILED, reason=reason, about=dict(about) or None, finished_at=now, object_key="",
            sha256="", size=0, photo_ids=[],
        )
        .returning(Paper.id)
    ).scalar()  # fmt: skip
    if moved:
        audit.record(session, "reports.failed", paper_id, reason=reason)


# ------------------------------------------------------------------------------------------------- letterheads
@dataclass(frozen=True)
class Told:
    """What a unit says of its office and of who signs."""

    address: str
    contact: str
    place: str
    signer_office: str
    signer_name: str
    signer_number: str
    sheet: str


def put_letterhead(session: Session, code: str, told: Told, *, by: Actor) -> None:
    """What the unit's papers say from now on. Raises Invalid; NotFound for whoever may not say it."""
    unit = units.unit(session, code)
    theme_for(unit, by)
    lines = {each.name: " ".join(str(getattr(told, each.name)).split()) for each in fields(told)}
    wrong = {
        name: N_("Paling panjang 160 huruf.") for name, value in lines.items() if len(value) > MOST_LINE
    } | {
        name: N_("Ada tanda yang tidak dapat disimpan.")
        for name, value in lines.items()
        if not is_text(value)
    }
    if lines["sheet"] not in set(Sheet):
        wrong["sheet"] = N_("Pilih ukuran kertasnya.")
    if wrong:
        raise Invalid("Periksa kembali isian ini.", wrong)
    kept = {**lines, "sheet": Sheet(lines["sheet"]), "updated_by": by.id, "updated_at": func.now()}
    session.execute(
        insert(Letterhead)
        .values(unit_code=unit.code, **kept)
        .on_conflict_do_update(index_elements=[Letterhead.unit_code], set_=kept)
    )
    # Which lines are filled is told, not what stands there: a name and its number are a person's own.
    subject = uuid.uuid5(uuid.NAMESPACE_URL, f"unit:{unit.code}")
    filled = sorted(name for name, value in lines.items() if value)
    audit.record(
        session,
        "reports.letterhead_told",
        subject,
        actor_id=by.id,
        actor_name=by.name,
        unit=unit.code,
        filled=filled,
    )
