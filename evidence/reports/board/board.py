"""All numbers of one board, read from the counts of days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from evidence.privacy import queries as privacy
from evidence.reports.board import durations, queries
from evidence.reports.board.figures import FIGURES, measures_of
from evidence.reports.board.periods import weeks_to
from evidence.reports.board.scope import Scope
from evidence.reports.coverage import noted
from evidence.reports.silence import PUBLISHED, Numbers
from evidence.reports.silence import numbers as silent_numbers
from evidence.units.access import Actor
from evidence.units.models import Unit

WEEKS = 12


@dataclass(frozen=True)
class Board:
    """What a board says; ``numbers`` by the names of ``FIGURES``."""

    numbers: Mapping[str, int]
    # Since when the longest waits for its after, and the longest to be approved.
    oldest: date | None
    submitted: date | None
    approved_in: timedelta | None
    sent_in: timedelta | None
    silent: Numbers
    # Monday and how many posts went out in its week, up to the last week of the period that has begun; None before
    # anything was ever posted.
    weeks: Sequence[tuple[date, int | None]]


def board(session: Session, scope: Scope) -> Board:
    """The board of that scope."""
    unit, period = scope.unit, scope.period
    mondays = weeks_to(scope.last_begun, WEEKS)
    posted = queries.by_week(session, unit, PUBLISHED, mondays[0], mondays[-1] + timedelta(days=6))
    began = queries.oldest(session, unit, PUBLISHED)
    return Board(
        numbers=numbers(session, scope),
        oldest=queries.oldest(session, unit, "activity.waiting"),
        submitted=queries.oldest(session, unit, "post.submitted"),
        approved_in=durations.median(queries.classes(session, unit, "decision.approve", period)),
        sent_in=durations.median(queries.classes(session, unit, "publication.sent", period)),
        silent=silent_numbers(session, unit, scope.heard_since, scope.today),
        weeks=[
            (monday, posted.get(monday, 0) if began and began <= monday + timedelta(days=6) else None)
            for monday in mondays
        ],
    )


def requests(session: Session, unit: Unit, by: Actor) -> Mapping[str, int]:
    """What people ask of the city, on its own board and for those who read their lists; nothing elsewhere."""
    if unit.parent_code is not None or not by.over_the_city():
        return {}
    return {"takedowns": privacy.count_open(session), "objections": noted.count_open(session, by)}


def numbers(session: Session, scope: Scope) -> Mapping[str, int]:
    """Each figure's number."""
    found: dict[str, int] = {}
    for (first, last), names in scope.by_days(FIGURES).items():
        told = queries.numbers(session, scope.unit, measures_of(names), first, last)
        for name in names:
            found[name] = sum(told.get(measure, 0) for measure in FIGURES[name].measures)
    return found


def number(session: Session, scope: Scope, name: str) -> int:
    """The number of one figure."""
    figure = FIGURES[name]
    return sum(queries.numbers(session, scope.unit, figure.measures, *scope.days(name, figure)).values())
