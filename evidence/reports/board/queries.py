"""Reading the counts of days: those that are folded, and the moves that are not yet, in one look."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Integer, Subquery, cast, func, select, union_all
from sqlalchemy.orm import Session, aliased

from evidence.capture.models import Activity
from evidence.compose.models import Post, PostVersion
from evidence.reports.board.periods import MONTH, WEEK, Period, begins
from evidence.units.days import DailyCount, DailyMove
from evidence.units.models import Unit

# What is timed is counted for each of these, on the first day of it (migration 0041).
PERIODS = {WEEK: "week", MONTH: "month"}
_KEPT = (DailyCount.unit_code, DailyCount.measure, DailyCount.day, DailyCount.bucket)


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


def whole(units: Sequence[Unit], measures: Sequence[str]) -> Subquery:
    """The same of many units, each with all below it, as rows of (unit_code, measure, day, bucket, number)."""
    codes = [each.code for each in units]
    of, over = aliased(Unit), aliased(Unit)
    folded = select(*_KEPT, DailyCount.whole.label("number"))
    moves = (
        select(over.code, DailyMove.measure, DailyMove.day, DailyMove.bucket, DailyMove.change)
        .join(of, of.code == DailyMove.unit_code)
        .join(over, func.starts_with(of.path, over.path))
    )
    return union_all(
        folded.where(DailyCount.unit_code.in_(codes), DailyCount.measure.in_(measures)),
        moves.where(over.code.in_(codes), DailyMove.measure.in_(measures)),
    ).subquery()


def own(units: Sequence[Unit], measures: Sequence[str]) -> Subquery:
    """What many units have of their own, as rows of (unit_code, measure, day, bucket, number)."""
    codes = [each.code for each in units]
    folded = select(*_KEPT, DailyCount.own.label("number")).where(DailyCount.own > 0)
    moves = select(DailyMove.unit_code, DailyMove.measure, DailyMove.day, DailyMove.bucket, DailyMove.change)
    return union_all(
        folded.where(DailyCount.unit_code.in_(codes), DailyCount.measure.in_(measures)),
        moves.where(DailyMove.unit_code.in_(codes), DailyMove.measure.in_(measures)),
    ).subquery()


def days(
    session: Session, units: Sequence[Unit], measures: Sequence[str]
) -> Sequence[tuple[str, str, date, int]]:
    """On which days units had how many of their own, as (code, measure, day, number)."""
    rows = own(units, measures)
    keys = (rows.c.unit_code, rows.c.measure, rows.c.day)
    query = select(*keys, _number(rows)).group_by(*keys).having(func.sum(rows.c.number) > 0)
    return [tuple(row) for row in session.execute(query)]


def last_days(session: Session, units: Sequence[Unit], measure: str, until: date) -> Mapping[str, date]:
    """The last day up to ``until`` on which each unit had one of its own that is still there, by its code."""
    rows = own(units, (measure,))
    there = (
        select(rows.c.unit_code, rows.c.day)
        .where(rows.c.day <= until)
        .group_by(rows.c.unit_code, rows.c.day)
        .having(func.sum(rows.c.number) > 0)
        .subquery()
    )
    query = select(there.c.unit_code, func.max(there.c.day)).group_by(there.c.unit_code)
    return {row[0]: row[1] for row in session.execute(query)}


def numbers_of(
    session: Session, rows: Subquery, first: date | None, last: date | None
) -> Mapping[tuple[str, str], int]:
    """Of such ``rows`` how many of each measure each unit has, by code and measure; what is 0 is missing."""
    keys = (rows.c.unit_code, rows.c.measure)
    query = select(*keys, _number(rows)).where(*_on(rows, first, last)).group_by(*keys)
    return {(code, measure): number for code, measure, number in session.execute(query) if number}


def classes_of(
    session: Session, rows: Subquery, period: Period
) -> Mapping[tuple[str, str], Mapping[int, int]]:
    """Of such ``rows`` of what is timed how many fell into each class of `durations`, by code and measure."""
    keys = (rows.c.unit_code, rows.c.measure, rows.c.bucket)
    query = select(*keys, _number(rows)).where(rows.c.day == period.first).group_by(*keys)
    found: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for code, measure, bucket, number in session.execute(query):
        if number:
            found[code, measure][bucket] = number
    return found


def submitted(session: Session, units: Sequence[Unit], period: Period) -> Mapping[str, int]:
    """How many uploads of their own those units sent in that period and did not take back, by their codes."""
    query = (
        select(Activity.unit_code, func.count(Post.id.distinct()))
        .join(Post, Post.activity_id == Activity.id)
        .join(PostVersion, PostVersion.post_id == Post.id)
        .where(
            Activity.unit_code.in_([each.code for each in units]),
            PostVersion.submitted_at >= begins(period.first),
            PostVersion.submitted_at < begins(period.after),
        )
        .group_by(Activity.unit_code)
    )
    return {row[0]: row[1] for row in session.execute(query)}


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
