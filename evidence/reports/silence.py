"""Which units are silent: those of which nothing that is still there was posted for some days.

One meaning for the board, its list and the letters on Mondays. A unit that coverage does not measure now (leave, a
disaster, not its task) is not asked either. Reads the days that are folded and the moves that are not yet in one
statement each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Integer, Select, case, cast, false, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from evidence.reports.coverage.counting import excused
from evidence.units.days import DailyCount, DailyMove
from evidence.units.models import Unit

PUBLISHED = "publication.published"
# Each unit has one: the last day on which it posted (`note_last_posts` in migration 0037).
LAST = "unit.last_posted"
# Of whom the order asks that they show their work; as in that function.
KINDS = ("kecamatan", "kelurahan")


@dataclass(frozen=True)
class Numbers:
    """How many are silent, of how many that are asked, and how many are not asked now."""

    silent: int
    asked: int
    excused: int


def silent(path: str, since: date, today: date) -> Sequence[ColumnElement[bool]]:
    """What is true of a unit at or below ``path`` of which nothing was posted from the day ``since`` on."""
    return *_below(path), Unit.code.not_in(excused(today)), ~_heard(since)


def silent_then(path: str, since: date, day: date) -> Sequence[ColumnElement[bool]]:
    """The same of a ``day`` that is over, told from what is still there now: nothing posted from ``since`` to it."""
    return *_below(path), Unit.code.not_in(excused(day)), ~_heard_then(since, day)


def numbers_then(session: Session, unit: Unit, since: date, day: date) -> Numbers:
    """How many those are below ``unit``, by a look at each."""
    asked = Unit.code.not_in(excused(day))
    quiet = func.count().filter(asked, ~_heard_then(since, day))
    query = (
        select(func.count(), func.count().filter(asked), quiet).select_from(Unit).where(*_below(unit.path))
    )
    row = session.execute(query).one()
    return Numbers(row[2], row[1], row[0] - row[1])


def numbers(session: Session, unit: Unit, since: date, today: date) -> Numbers:
    """How many those are below ``unit``, from the counts of ``unit`` and of the few whose counts are not all of it."""
    all_of_them = select(func.count()).select_from(Unit).where(*_below(unit.path)).scalar_subquery()
    away = Unit.code.in_(excused(today))
    taken_out = select(func.count(Unit.code)).where(*_below(unit.path), away).scalar_subquery()
    folded = (
        select(func.coalesce(cast(func.sum(DailyCount.whole), Integer), 0))
        .where(DailyCount.unit_code == unit.code, DailyCount.measure == LAST, DailyCount.day >= since)
        .scalar_subquery()
    )
    # What the folded number has of those that are not asked comes off, and what moves change of the others comes on.
    right = case((away, 0), else_=cast(_heard(since), Integer))
    beside = (
        select(func.coalesce(cast(func.sum(right - cast(_heard_folded(since), Integer)), Integer), 0))
        .where(*_below(unit.path), Unit.code.in_(excused(today).union(_moved(since))))
        .scalar_subquery()
    )
    row = session.execute(select(all_of_them, taken_out, folded + beside)).one()
    asked = row[0] - row[1]
    return Numbers(asked - row[2], asked, row[1])


def _below(path: str) -> Sequence[ColumnElement[bool]]:
    return Unit.path.startswith(path, autoescape=True), Unit.kind.in_(KINDS)


def _moved(since: date) -> Select[str]:
    """Those of which some days from ``since`` on are not folded yet."""
    return select(DailyMove.unit_code).where(DailyMove.measure == PUBLISHED, DailyMove.day >= since)


def _heard_folded(since: date) -> ColumnElement[bool]:
    # Of each unit by itself: as an EXISTS the planner would rather read the counts of all units first.
    last = (
        select(func.max(DailyCount.day))
        .where(DailyCount.unit_code == Unit.code, DailyCount.measure == LAST, DailyCount.own > 0)
        .correlate(Unit)
        .scalar_subquery()
    )
    return func.coalesce(last >= since, false())


def _heard(since: date) -> ColumnElement[bool]:
    """Whether anything of the unit's own that is still there was posted on ``since`` or later."""
    kept, moved = _posted(since)
    return case((Unit.code.in_(_moved(since)), kept + moved > 0), else_=_heard_folded(since))


def _heard_then(since: date, day: date) -> ColumnElement[bool]:
    """The same of the days from ``since`` to ``day``, both included."""
    kept, moved = _posted(since, day)
    return case((Unit.code.in_(_moved(since)), kept + moved > 0), else_=kept > 0)


def _posted(since: date, last: date | None = None) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """How much of the unit's own was posted from ``since`` on, up to ``last``: what is folded, and what moves."""

    def number(
        of: type[DailyCount] | type[DailyMove], value: InstrumentedAttribute[int]
    ) -> ColumnElement[int]:
        until = [of.day <= last] if last else []
        found = select(func.coalesce(func.sum(value), 0)).where(
            of.unit_code == Unit.code, of.measure == PUBLISHED, of.day >= since, *until
        )
        return found.correlate(Unit).scalar_subquery()

    return number(DailyCount, DailyCount.own), number(DailyMove, DailyMove.change)
