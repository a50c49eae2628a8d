"""The facts of many units at once, by the database; `looks.facts_of` says the same of one.

One pass over the looks gives each account its last word (`accounts_then`), each unit its facts; the facts are counted,
and what they mean is left to `measures`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from evidence.accounts.registry.models import Answer, Presence
from evidence.core.clock import WIB
from evidence.reports.coverage.accounts_then import accounts
from evidence.reports.coverage.measures import Coverage, Facts, Step, cover, every_kind, step
from evidence.reports.coverage.models import Context
from evidence.reports.coverage.rules import Rule
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
    found = facts(scope, asked)
    keys = [each.key for each in every_kind() if step(each) in steps]
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
    found = accounts(select(units.c.code), asked.until, asked.network)
    there = found.c.presence == Presence.PRESENT
    limit = _limit(units.c.kind, asked.rule)
    oldest = literal(asked.on) - asked.rule.look_days
    return (
        select(
            units.c.code,
            units.c.path,
            case(
                *((_any(found.c.presence == each), each.value) for each in
                  (Presence.PRESENT, Presence.GONE, Presence.ABSENT)),
                else_="",
            ).label("presence"),
            _best(found.c.official, there).label("official"),
            _best(found.c.contact, there).label("contact"),
            _pace(found, there, limit, asked).label("pace"),
            func.coalesce(func.max(found.c.day) < oldest, False).label("old"),
            limit.is_not(None).label("bound"),
            _excused(units.c.code, asked.on).label("excused"),
        )
        .outerjoin_from(units, found, found.c.unit_code == units.c.code)
        .group_by(units.c.code, units.c.kind, units.c.path)
        .subquery("facts")
    )  # fmt: skip


def _any(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return func.coalesce(func.bool_or(condition), False)


def _best(answer: ColumnElement[Any], there: ColumnElement[bool]) -> ColumnElement[str]:
    """As `looks.BEST_FIRST`."""
    return case(
        (_any(and_(there, answer == Answer.YES)), "yes"),
        (_any(and_(there, answer.is_(None))), ""),
        (_any(and_(there, answer == Answer.UNSEEN)), "unseen"),
        (_any(and_(there, answer == Answer.NO)), "no"),
        else_="",
    )


def _limit(kind: ColumnElement[str], rule: Rule) -> ColumnElement[Any]:
    known = [(kind == name, days) for name, days in rule.days.items()]
    return case(*known, else_=null()) if known else null()


def _pace(
    found: Subquery, there: ColumnElement[bool], limit: ColumnElement[Any], asked: Asked
) -> ColumnElement[str]:
    """As `looks._pace`: "over" only where each account was seen so, by a look that still counts."""
    if not asked.rule.days:
        return literal("")
    last, oldest = found.c.last_post_on, literal(asked.on) - asked.rule.look_days
    over = case(
        (last.is_(None), and_(found.c.posts == 0, found.c.posts_day >= oldest)),
        else_=and_(found.c.last_post_day - last > limit, found.c.last_post_day >= oldest),
    )
    return case(
        (limit.is_(None), ""),
        (_any(and_(there, last >= literal(asked.on) - limit)), "recent"),
        (func.coalesce(func.bool_and(func.coalesce(over, False)).filter(there), False), "over"),
        else_="",
    )


def _excused(code: ColumnElement[str], on: date) -> ColumnElement[bool]:
    return exists().where(
        Context.unit_code == code,
        Context.from_on <= on,
        or_(Context.until_on.is_(None), Context.until_on >= on),
        Context.mistaken.is_(False),
    )
