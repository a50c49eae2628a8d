"""Coverage at several moments, each by the rule and the contexts of its own day."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from evidence.core.from_address import FIRST_DAY
from evidence.core.words import N_
from evidence.reports.coverage import moments, queries
from evidence.reports.coverage.asking import Question
from evidence.reports.coverage.rules import Rule, in_force
from evidence.reports.coverage.shares import Coverage
from evidence.units.access import Actor

POINTS = 12
PACES = {"minggu": N_("12 minggu"), "bulan": N_("12 bulan"), "tahun": N_("12 tahun")}


@dataclass(frozen=True)
class Point:
    """One moment."""

    on: date
    rule: Rule
    coverage: Coverage

    @property
    def stale(self) -> bool:
        """Whether all that is known of it is older than a look counts: nobody had looked at anything lately."""
        return self.coverage.looked > 0 and self.coverage.recent == 0


def history(session: Session, question: Question, pace: str, *, by: Actor) -> Sequence[Point]:
    """Twelve moments up to the day that was asked for, the oldest first."""
    rules = queries.rules(session)
    asked = [question.asked(in_force(rules, on), on) for on in days(question.on, pace)]
    found = moments.counted(session, question.scope(by), asked)
    return [Point(each.on, each.rule, coverage) for each, coverage in zip(asked, found, strict=True)]


def days(last: date, pace: str) -> Sequence[date]:
    """Twelve days a week, a month or a year apart, the last one last; none before there is anything to know."""
    found = [_before(last, back, pace) for back in range(POINTS)]
    return [each for each in reversed(found) if each >= FIRST_DAY]


def _before(last: date, back: int, pace: str) -> date:
    if pace == "minggu":
        return last - timedelta(days=7 * back)
    months = last.year * 12 + last.month - 1 - back * (12 if pace == "tahun" else 1)
    year, month = divmod(months, 12)
    # The 31st of a month without one is its last day.
    return date(year, month + 1, min(last.day, monthrange(year, month + 1)[1]))
