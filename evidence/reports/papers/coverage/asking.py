"""Asking for a paper about coverage. The edges commit."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence.core.errors import Invalid
from evidence.core.words import N_, Words
from evidence.reports.coverage import queries
from evidence.reports.papers import services
from evidence.reports.papers.models import Kind, Shape
from evidence.reports.papers.services import WRONG, Asked
from evidence.units.access import Actor
from evidence.units.models import Unit

SHAPES = (Shape.PDF, Shape.DOCX, Shape.XLSX)


@dataclass(frozen=True)
class Wanted:
    """What a person chose; ``network`` and ``kind`` are "" where they narrow nothing."""

    unit: str
    on: date
    network: str
    kind: str
    shapes: Sequence[Shape]


def roots(session: Session, by: Actor) -> Sequence[Unit]:
    """The units of which ``by`` sees everything below: a paper is of one of them, or of one kecamatan below."""
    paths = by.paths()
    highest = [each for each in paths if not any(each != other and each.startswith(other) for other in paths)]
    return session.scalars(select(Unit).where(Unit.path.in_(highest)).order_by(Unit.path)).all()


def ask(
    session: Session, first_id: uuid.UUID, wanted: Wanted, *, by: Actor, now: datetime
) -> Sequence[uuid.UUID]:
    """Have each chosen shape made; whoever asks twice has them once. Raises Invalid and Conflict as `services.ask`."""
    unit = session.get(Unit, wanted.unit)
    wrong: dict[str, Words] = {}
    shapes = [each for each in SHAPES if each in wanted.shapes]
    total = 0
    if unit is None or not by.sees(unit.path):
        wrong["unit"] = N_("Pilih unitnya.")
    else:
        kinds = (wanted.kind,) if wanted.kind else queries.OFFICES
        units = queries.scope(by, kinds=kinds, below=unit.path).subquery()
        total = session.scalar(select(func.count()).select_from(units)) or 0
        if not total:
            wrong["unit"] = N_("Tidak ada unit pada pilihan ini.")
    if not shapes:
        wrong["shapes"] = N_("Pilih paling sedikit satu bentuk.")
    if wrong:
        raise Invalid(WRONG, wrong)
    narrowed = {"network": wanted.network, "kind": wanted.kind}
    filters = {name: value for name, value in narrowed.items() if value}
    asked = Asked(Kind.COVERAGE, wanted.unit, wanted.on, wanted.on, shapes, filters)
    return services.put(session, first_id, asked, total, by=by, now=now)
