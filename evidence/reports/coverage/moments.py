"""The coverage of many units on several days, by one statement; `counting.counted` says the same of each day alone.

Of each unit only those states are read that were the last one on one of the days: from the last day back, one step
along the table's own key each. What was known stands until the next look, while what a rule makes of it changes as
days pass it by. So the database counts how many of those days each date has reached (`Scale`), and the facts of each
day are read from that.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Row,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal,
    null,
    select,
    true,
)
from sqlalchemy.orm import Session

from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.measures import Facts
from evidence.reports.coverage.models import Context, State
from evidence.reports.coverage.shares import Coverage, cover
from evidence.units.models import Unit

SAID = ("presence", "official", "contact")


class Scale:
    """Marks against which a value is held, the lowest first; its height is how many of them it has reached."""

    def __init__(self, marks: Collection[Any], kind: type[Date] | type[Integer] = Date) -> None:
        self.marks, self._kind = sorted(set(marks)), kind

    @property
    def array(self) -> ColumnElement[Any]:
        """The marks, for the database."""
        return cast(self.marks, ARRAY(self._kind))

    def height(self, value: Any) -> ColumnElement[Any]:
        """How many marks ``value`` has reached; NULL where it is unknown, or where there are none."""
        return func.width_bucket(value, self.array) if self.marks else cast(null(), Integer)

    def reached(self, height: int | None, mark: Any) -> bool:
        """Whether a value of that height has reached ``mark``; one that is unknown has reached nothing."""
        return height is not None and height > self.marks.index(mark)


class Moments:
    """Several days, the oldest first and none twice, each with its rule; all on one network, or on all of them."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = asked
        self.days = Scale([each.on for each in asked])
        assert self.days.marks == [each.on for each in asked], "the oldest first and none twice"
        # Since when a look counts.
        self.looks = Scale([_counts_since(each) for each in asked])
        kinds = {kind for each in asked for kind in each.rule.days}
        # Since when a post keeps within the limit of a kind of unit, and those limits; a silence passes one that it
        # is a day longer than.
        self.posts = {kind: Scale([each.on - limit for each, limit in self._limits(kind)]) for kind in kinds}
        self.gaps = {
            kind: Scale([limit.days + 1 for _each, limit in self._limits(kind)], Integer) for kind in kinds
        }

    def _limits(self, kind: str) -> Iterator[tuple[Asked, timedelta]]:
        return ((each, limit) for each in self.asked if (limit := _limit(each, kind)) is not None)

    def facts(self, row: Row[Any], place: int) -> Facts:
        """What a row of `_together` says of its units on the day of that place."""
        asked = self.asked[place]
        limit = _limit(asked, row.kind)
        return Facts(
            presence=row.presence or "",
            official=row.official or "",
            contact=row.contact or "",
            pace=self._pace(row, asked, limit) if limit is not None else "",
            old=row.seen_on is not None and not self.looks.reached(row.seen_on, _counts_since(asked)),
            bound=limit is not None,
            excused=bool(row.excused >> place & 1),
        )

    def _pace(self, row: Row[Any], asked: Asked, limit: timedelta) -> str:
        if self.posts[row.kind].reached(row.last_post_on, asked.on - limit):
            return "recent"
        over = self.gaps[row.kind].reached(row.gap, limit.days + 1)
        return "over" if over and self.looks.reached(row.told_on, _counts_since(asked)) else ""


def counted(session: Session, scope: Select[Any], asked: Sequence[Asked]) -> Sequence[Coverage]:
    """The coverage of the units that ``scope`` selects on each of these days, which are as `Moments` has them."""
    moments = Moments(asked)
    found: list[list[tuple[Facts, int]]] = [[] for _each in asked]
    for row in session.execute(_together(scope, moments)):
        for place in range(row.since, row.until):
            found[place].append((moments.facts(row, place), row.units))
    return [cover(each) for each in found]


def _limit(asked: Asked, kind: str) -> timedelta | None:
    days = asked.rule.days.get(kind)
    return None if days is None else timedelta(days=int(days))


def _counts_since(asked: Asked) -> date:
    return asked.on - timedelta(days=asked.rule.look_days)


def _together(scope: Select[Any], moments: Moments) -> Select[Any]:
    """How many units of a kind had the same known of them on the days from place ``since`` to before ``until``.

    Dates and gaps are heights; ``excused`` has a bit for the place of each day on which a unit was taken out.
    """
    known, excused = _stretches(scope, moments), _excused(moments)
    kind = known.c.kind
    columns = [
        kind,
        known.c.since,
        known.c.until,
        *(known.c[name] for name in SAID),
        _of_kind(moments.posts, kind, known.c.last_post_on).label("last_post_on"),
        _of_kind(moments.gaps, kind, known.c.gap).label("gap"),
        moments.looks.height(known.c.told_on).label("told_on"),
        moments.looks.height(known.c.seen_on).label("seen_on"),
        func.coalesce(excused.c.places, 0).label("excused"),
    ]
    rows = (
        select(*columns).outerjoin_from(known, excused, excused.c.unit_code == known.c.code).subquery("rows")
    )
    return select(*rows.c, func.count().label("units")).group_by(*rows.c)


def _of_kind(
    scales: dict[str, Scale], kind: ColumnElement[str], value: ColumnElement[Any]
) -> ColumnElement[Any]:
    known = [(kind == name, scale.height(value)) for name, scale in sorted(scales.items())]
    return case(*known, else_=null()) if known else cast(null(), Integer)


def _stretches(scope: Select[Any], moments: Moments) -> CTE:
    """Each unit as often as what was known of it changed between the days; each day is in one of the rows."""
    units = scope.with_only_columns(Unit.code, Unit.kind).order_by(None).subquery("scope")
    network, days = moments.asked[0].network or "", moments.days
    last = _last(units.c.code, literal(days.marks[-1]), network)
    stretch = (
        select(units.c.code, units.c.kind, literal(len(days.marks)).label("until"), *_known(last, days))
        .outerjoin_from(units, last, true())
        .cte("stretch", recursive=True)
    )
    # The last day before that look: what was known then is another thing.
    before = case({place: literal(day) for place, day in enumerate(days.marks, 1)}, value=stretch.c.since)
    earlier = _last(stretch.c.code, before, network)
    return stretch.union_all(
        select(stretch.c.code, stretch.c.kind, stretch.c.since, *_known(earlier, days))
        .outerjoin_from(stretch, earlier, true())
        .where(stretch.c.since > 0)
    )


def _last(code: ColumnElement[str], on: ColumnElement[date], network: str) -> FromClause:
    return (
        select(State)
        .where(State.unit_code == code, State.network == network, State.on_day <= on)
        .order_by(State.on_day.desc())
        .limit(1)
        .lateral("known")
    )


def _known(state: FromClause, days: Scale) -> Sequence[ColumnElement[Any]]:
    """At how many of the days nobody had looked yet, and what the look said."""
    names = (*SAID, "last_post_on", "gap", "told_on", "seen_on")
    return [
        func.coalesce(days.height(state.c.on_day - 1), 0).label("since"),
        *(state.c[name] for name in names),
    ]


def _excused(moments: Moments) -> Subquery:
    """The units that are taken out on any of the days, with those days' places as bits."""
    days, one = moments.days, literal(1)
    since = days.height(Context.from_on - 1)
    until = func.coalesce(days.height(Context.until_on), len(days.marks))
    places = one.bitwise_lshift(until) - one.bitwise_lshift(since)
    return (
        select(Context.unit_code, func.bit_or(places).label("places"))
        .where(Context.mistaken.is_(False))
        .group_by(Context.unit_code)
        .subquery("excused")
    )
