"""All numbers of one board, read from the counts of days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from evidence.reports.board import durations, queries
from evidence.reports.board.figures import FIGURES
from evidence.reports.board.periods import weeks_to
from evidence.reports.board.scope import Scope
from evidence.reports.silence import PUBLISHED, Numbers
from evidence.reports.silence import numbers as silent_numbers

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


def numbers(session: Session, scope: Scope) -> Mapping[str, int]:
    """Each figure's number."""
    found: dict[str, int] = {}
    asked: dict[tuple[date | None, date | None], list[str]] = {}
    for name, figure in FIGURES.items():
        asked.setdefault(scope.days(name, figure), []).append(name)
    for (first, last), names in asked.items():
        measures = sorted({measure for name in names for measure in FIGURES[name].measures})
        told = queries.numbers(session, scope.unit, measures, first, last)
        for name in names:
            found[name] = sum(told.get(measure, 0) for measure in FIGURES[name].measures)
    return found


def number(session: Session, scope: Scope, name: str) -> int:
    """The number of one figure."""
    figure = FIGURES[name]
    return sum(queries.numbers(session, scope.unit, figure.measures, *scope.days(name, figure)).values())
