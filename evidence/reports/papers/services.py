"""Asking for papers, and what a unit's papers say of its office. The edges commit."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.core import again as once_more
from evidence.core import audit, clock, jobs
from evidence.core.errors import Conflict, Invalid
from evidence.core.words import N_, Words
from evidence.reports.papers import queries
from evidence.reports.papers.extent import MOST, Extent, extent, shapes_of
from evidence.reports.papers.models import ILLUSTRATED, UNDER_WAY, Kind, Paper, PaperState, Shape
from evidence.units.access import Actor
from evidence.units.models import Unit

MAKE = "reports.make"
KEPT = timedelta(days=30)
# What was asked for just now has its own job.
SETTLES = timedelta(minutes=1)
# Papers of one person that wait or are being made; all offices share the workers.
MOST_OPEN = 8
LONGEST = 366
# Behind the photos and pictures that somebody waits for on a phone.
PRIORITY = -5
WRONG = N_("Periksa kembali pilihan laporan.")
MOST_LINE = 160
NOT_PASSED = N_("Periode ini belum lewat. Laporan nihil dapat dibuat setelah tanggal akhirnya.")


class Nothing(Invalid):
    """Nobody recorded anything: all that can be made is a paper that says so."""


@dataclass(frozen=True)
class Asked:
    """What a person chose: days in WIB, both included; ``filters`` narrow coverage only."""

    kind: Kind
    unit: str
    first: date | None
    last: date | None
    shapes: Sequence[Shape]
    filters: Mapping[str, Any] | None = None


def check(session: Session, asked: Asked, *, by: Actor) -> Extent:
    """How much that is. Raises Invalid for what cannot be made, and `Nothing` where there is no work."""
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
    if not shapes_of(asked.kind, asked.shapes):
        wrong["shapes"] = N_("Pilih paling sedikit satu bentuk.")
    if wrong:
        raise Invalid(WRONG, wrong)
    assert unit is not None
    assert asked.first is not None
    assert asked.last is not None
    found = extent(session, by, unit.code, asked.first, asked.last)
    if not found.works:
        raise Nothing(WRONG, {"first": N_("Tidak ada kegiatan unit ini pada periode itu.")})
    most = min(MOST[shape] for shape in shapes_of(asked.kind, asked.shapes))
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
    return put(session, first_id, asked, check(session, asked, by=by).works, by=by, now=now)


def put(
    session: Session, first_id: uuid.UUID, asked: Asked, total: int, *, by: Actor, now: datetime
) -> Sequence[uuid.UUID]:
    """Have made what was checked and holds ``total`` activities or units.

    Raises Conflict as `ask`, and where another paper is kept under that number.
    """
    shapes = shapes_of(asked.kind, asked.shapes)
    ids = {shape: uuid.uuid5(first_id, shape.value) for shape in shapes}
    if queries.open_papers(session, by) + len(shapes) > MOST_OPEN:
        raise Conflict("Masih ada laporan yang dibuat. Tunggu sampai selesai atau batalkan.")
    for shape, ident in ids.items():
        sent = {
            "kind": asked.kind, "shape": shape, "unit_code": asked.unit, "first": asked.first, "last": asked.last,
            "filters": dict(asked.filters) if asked.filters else None, "requested_by": by.id,
        }  # fmt: skip
        made = session.execute(
            insert(Paper)
            .values(
                id=ident, requested_by_name=by.name, requested_at=now, state=PaperState.WAITING, done=0, total=total,
                reason="", photo_ids=[], object_key="", sha256="", size=0, expires_at=now + KEPT, **sent,
            )
            .on_conflict_do_nothing()
            .returning(Paper.id)
        ).scalar()  # fmt: skip
        if not made:
            once_more.same(session.get_one(Paper, ident), sent)
        else:
            _record(
                session, "reports.asked", ident, by, kind=asked.kind.value, shape=shape.value, unit=asked.unit
            )
            _enqueue(session, ident, by.id)
    return list(ids.values())


def ask_nihil(
    session: Session, first_id: uuid.UUID, asked: Asked, *, by: Actor, now: datetime
) -> Sequence[uuid.UUID]:
    """Have a paper made that says that there was no work, for whoever has to hand one in. Raises as `ask` does.

    Of days that are over only: nobody can sign for work that may still come.
    """
    signed = replace(asked, shapes=[each for each in asked.shapes if each in ILLUSTRATED])
    if asked.kind is not Kind.DOCUMENTATION or not signed.shapes:
        raise Invalid(WRONG, {"shapes": N_("Laporan nihil berupa PDF atau Word (DOCX).")})
    try:
        found = check(session, signed, by=by)
    except Nothing:
        if not passed(signed, clock.day_of(now)):
            raise Invalid(WRONG, {"last": NOT_PASSED}) from None
        return put(session, first_id, signed, 0, by=by, now=now)
    text = N_("Sudah ada %(works)s kegiatan pada periode itu. Buat laporannya.")
    raise Invalid(WRONG, {"first": text}, works=found.works)


def passed(asked: Asked, today: date) -> bool:
    """Whether all its days are over."""
    return asked.last is not None and asked.last < today


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
    _enqueue(session, paper.id, by.id)


def _move(session: Session, paper: Paper, *old: PaperState, **columns: Any) -> None:
    moved = session.execute(
        update(Paper).where(Paper.id == paper.id, Paper.state.in_(old)).values(**columns).returning(Paper.id)
    ).scalar()
    if moved is None:
        raise Conflict("Keadaan laporan ini sudah berubah. Lihat lagi daftarnya.")
    session.refresh(paper)


def ask_again(session: Session, now: datetime) -> None:
    """Have those made that wait and that no job is for."""
    asked = jobs.live_queueing_locks(session, f"{MAKE}:")
    old = select(Paper).where(Paper.state == PaperState.WAITING, Paper.requested_at < now - SETTLES)
    for each in session.scalars(old.order_by(Paper.requested_at, Paper.id)):
        if f"{MAKE}:{each.id}" not in asked:
            _enqueue(session, each.id, each.requested_by)


def _enqueue(session: Session, paper_id: uuid.UUID, by: uuid.UUID) -> None:
    # One after another of each person's: photos that a phone waits for are checked in the same places.
    jobs.enqueue(
        session, MAKE, queue=jobs.RENDER, lock=f"{MAKE}:{by}", queueing_lock=f"{MAKE}:{paper_id}",
        priority=PRIORITY, key=str(paper_id),
    )  # fmt: skip


def _record(session: Session, act: str, paper_id: uuid.UUID, by: Actor, **facts: str) -> None:
    audit.record(session, act, paper_id, actor_id=by.id, actor_name=by.name, **facts)
