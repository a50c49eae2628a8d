"""Reading the counts of days: those that are folded, and the moves that are not yet, in one look."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Integer, Subquery, cast, func, select, union_all
from sqlalchemy.orm import Session

from evidence.reports.board.models import DailyCount, DailyMove
from evidence.reports.board.periods import MONTH, WEEK, Period
from evidence.units.models import Unit

# What is timed is counted for each of these, on the first day of it (migration 0041).
PERIODS = {WEEK: "week", MONTH: "month"}


def told(unit: Unit, measures: Sequence[str]) -> Subquery:
    """What is counted of ``measures`` for ``unit`` with all below it, as rows of (measure, day, bucket, number).

    One statement reads both halves, so that what is being folded is never missed and never counted twice.
    """
    # Each move asks for its own unit: there are few of them, and many units.
    path = select(Unit.path).where(Unit.code == DailyMove.unit_code).scalar_subquery()
    folded = select(DailyCount.measure, DailyCount.day, DailyCount.bucket, DailyCount.whole.label("number"))
    moves = select(DailyMove.measure, DailyMove.day, DailyMove.bucket, DailyMove.change)
    return union_all(
        folded.where(DailyCount.unit_code == unit.code, DailyCount.measure.in_(measures)),
        moves.where(DailyMove.measure.in_(measures), func.starts_with(path, unit.path)),
    ).subquery()


def _number(rows: Subquery) -> ColumnElement[int]:
    return cast(func.sum(rows.c.number), Integer)


def _on(rows: Subquery, first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    return [
        *([rows.c.day >= first] if first else []),
        *([rows.c.day <= last] if last else []),
    ]


def numbers(
    session: Session, unit: Unit, measures: Sequence[str], first: date | None = None, last: date | None = None
) -> Mapping[str, int]:
    """How many of each measure there are, of the days ``first`` to ``last`` or of all; what is 0 is missing."""
    rows = told(unit, measures)
    query = select(rows.c.measure, _number(rows)).where(*_on(rows, first, last)).group_by(rows.c.measure)
    return {measure: number for measure, number in session.execute(query) if number}


def by_week(session: Session, unit: Unit, measure: str, first: date, last: date) -> Mapping[date, int]:
    """How many of the measure there are in each week, keyed by its Monday."""
    rows = told(unit, (measure,))
    monday = cast(func.date_trunc("week", rows.c.day), DailyCount.day.type)
    query = select(monday, _number(rows)).where(*_on(rows, first, last)).group_by(monday)
    return {day: number for day, number in session.execute(query) if number}


def oldest(session: Session, unit: Unit, measure: str) -> date | None:
    """The first day that still has one of the measure."""
    rows = told(unit, (measure,))
    days = select(rows.c.day).group_by(rows.c.day).having(func.sum(rows.c.number) > 0)
    return session.scalar(days.order_by(rows.c.day).limit(1))


def classes(session: Session, unit: Unit, measure: str, period: Period) -> Mapping[int, int]:
    """How many of the measure fell into each class of `durations` in that week or month."""
    rows = told(unit, (f"{measure}.{PERIODS[period.kind]}",))
    query = select(rows.c.bucket, _number(rows)).where(rows.c.day == period.first).group_by(rows.c.bucket)
    return {bucket: number for bucket, number in session.execute(query) if number}
