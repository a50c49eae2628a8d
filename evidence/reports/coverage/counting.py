"""The facts of many units at once, by the database; `looks.facts_of` says the same of one.

What was known of a unit on a day is kept as `State`; a rule makes facts of it, the facts are counted, and what they
mean is left to `measures`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from evidence.core.clock import WIB
from evidence.reports.coverage.measures import Facts, Measure, Step, Verdict, every_kind, judge, step
from evidence.reports.coverage.models import Context, State
from evidence.reports.coverage.rules import Rule
from evidence.reports.coverage.shares import Coverage, cover
from evidence.units.models import Unit

COLUMNS = ("presence", "official", "contact", "pace", "old", "bound", "excused")


@dataclass(frozen=True)
class Asked:
    """Which day, by which rule, on which network; None for all of them together."""

    on: date
    rule: Rule
    network: str | None = None

    @property
    def until(self) -> datetime:
        """The last moment of the day in WIB."""
        return datetime.combine(self.on + timedelta(days=1), time(), WIB) - timedelta(microseconds=1)


def counted(session: Session, scope: Select[Any], asked: Asked) -> Coverage:
    """The coverage of the units that ``scope`` selects."""
    found = facts(scope, asked)
    columns = [found.c[name] for name in COLUMNS]
    rows = session.execute(select(*columns, func.count()).group_by(*columns))
    return cover(_read(rows))


def counted_within(
    session: Session, scope: Select[Any], above: Sequence[Unit], asked: Asked
) -> dict[str, Coverage]:
    """The same for the units at or below each of ``above``, by its code."""
    if not above:
        return {}
    found = facts(
        scope.where(or_(*(Unit.path.startswith(each.path, autoescape=True) for each in above))), asked
    )
    columns = [found.c[name] for name in COLUMNS]
    over = select(Unit.code, Unit.path).where(Unit.code.in_([each.code for each in above])).subquery()
    rows = session.execute(
        select(over.c.code, *columns, func.count())
        .join(found, func.starts_with(found.c.path, over.c.path))
        .group_by(over.c.code, *columns)
    ).all()
    return {each.code: cover(_read(row[1:] for row in rows if row[0] == each.code)) for each in above}


def waiting(scope: Select[Any], asked: Asked, steps: Collection[Step]) -> Select[Any]:
    """Of the units that ``scope`` selects those for which one of ``steps`` is next."""
    return _those(scope, asked, [each.key for each in every_kind() if step(each) in steps])


def answering(
    scope: Select[Any], asked: Asked, measure: Measure, verdicts: Collection[Verdict]
) -> Select[Any]:
    """Of the units that ``scope`` selects and that are measured those of which ``measure`` says one of ``verdicts``."""
    kinds = (each for each in every_kind() if not each.excused and judge(each)[measure] in verdicts)
    return _those(scope, asked, [each.key for each in kinds])


def _those(scope: Select[Any], asked: Asked, keys: Collection[str]) -> Select[Any]:
    """Of the units that ``scope`` selects those whose facts are among ``keys``."""
    found = facts(scope, asked)
    key = func.concat_ws("/", *(_as_text(found.c[name]) for name in COLUMNS))
    return scope.where(Unit.code.in_(select(found.c.code).where(key.in_(keys))))


def _as_text(column: ColumnElement[Any]) -> ColumnElement[str]:
    flag = column.key in ("old", "bound", "excused")
    return case((column, "1"), else_="0") if flag else column


def _read(rows: Iterable[Any]) -> Iterable[tuple[Facts, int]]:
    return ((Facts(*row[:-1]), row[-1]) for row in rows)


def facts(scope: Select[Any], asked: Asked) -> Subquery:
    """Code, path and facts of each unit that ``scope``, a select from `Unit`, gives."""
    units = scope.with_only_columns(Unit.code, Unit.kind, Unit.path).order_by(None).subquery("scope")
    then = _then(units, asked)
    limit = _limit(units.c.kind, asked.rule)
    oldest = literal(asked.on) - asked.rule.look_days
    # In the order of `COLUMNS`.
    return (
        select(
            units.c.code,
            units.c.path,
            func.coalesce(then.c.presence, "").label("presence"),
            func.coalesce(then.c.official, "").label("official"),
            func.coalesce(then.c.contact, "").label("contact"),
            case(
                (limit.is_(None), ""),
                (then.c.last_post_on >= literal(asked.on) - limit, "recent"),
                (and_(then.c.gap > limit, then.c.told_on >= oldest), "over"),
                else_="",
            ).label("pace"),
            func.coalesce(then.c.seen_on < oldest, False).label("old"),
            limit.is_not(None).label("bound"),
            units.c.code.in_(excused(asked.on)).label("excused"),
        )
        .outerjoin_from(units, then, true())
        .subquery("facts")
    )


def _then(units: Subquery, asked: Asked) -> FromClause:
    """The last state before: one step along the table's own key for each unit, however long it has been looked at."""
    return (
        select(State)
        .where(
            State.unit_code == units.c.code,
            State.network == (asked.network or ""),
            State.on_day <= asked.on,
        )
        .order_by(State.on_day.desc())
        .limit(1)
        .lateral("known")
    )


def _limit(kind: ColumnElement[str], rule: Rule) -> ColumnElement[Any]:
    known = [(kind == name, literal(int(days))) for name, days in rule.days.items()]
    return case(*known, else_=null()) if known else cast(null(), Integer)


def excused(on: date) -> Select[Any]:
    """The codes of units that are taken out of the measure on that day."""
    return select(Context.unit_code).where(
        Context.from_on <= on,
        or_(Context.until_on.is_(None), Context.until_on >= on),
        Context.mistaken.is_(False),
    )
