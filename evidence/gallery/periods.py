"""Two periods side by side: what was done in each, by category. No Flask here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import and_, func, select, true
from sqlalchemy.orm import Session, aliased

from evidence.capture.models import Activity
from evidence.gallery.asked import Filters
from evidence.gallery.windows import Question, asked_of, window

Days = tuple[date, date]


@dataclass(frozen=True)
class Tally:
    """How many activities of each category there are; at least so many where there are more than were looked at."""

    by_category: Mapping[str, int]
    more: bool

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_category.values())


def tally(session: Session, question: Question) -> Tally:
    """The newest of the question's activities, counted by category."""
    if not question.paths:
        return Tally({}, False)
    row = aliased(Activity, window(question, None, question.looked))
    fits = and_(true(), *asked_of(row, question))
    rows = session.execute(
        select(row.category, func.count().filter(fits), func.count()).group_by(row.category)
    ).all()
    found = {category: number for category, number, _looked in rows if number}
    return Tally(found, sum(looked for *_, looked in rows) >= question.looked)


def during(question: Question, days: Days) -> Question:
    """The same question about another period."""
    return replace(question, filters=replace(question.filters, first=days[0], last=days[1], period=""))


def two(filters: Filters, other: tuple[date | None, date | None], today: date) -> tuple[Days, Days]:
    """The period that is looked at, this month so far where nobody chose one, and the one it is held against.

    Of that one a single day is enough: it gets as many days as the first has, or as many whole months where it begins
    or ends as months do. Without any, whole months are held against as many months before, a part of a month against
    the same days of the month before, and anything else against as many days just before. A period that was named
    (`asked.PERIODS`) is taken so far as it is over, and held against the same days of the one before.
    """
    first = filters.first or (filters.last or today).replace(day=1)
    last = filters.last or max(first, today)
    if filters.period:
        # Of a period that is not over the days so far, or they would be held against a whole one.
        last = min(last, today)
    begins, ends = other
    if begins and ends:
        return (first, last), (begins, ends)
    if filters.period == "week" and not begins and not ends:
        return (first, last), (first - timedelta(days=7), last - timedelta(days=7))
    eve = first - timedelta(days=1)
    whole = whole_months((first, last))
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if begins:
        by_months = whole and begins.day == 1
        after = _months_on(begins, months) if by_months else begins + (last - first) + timedelta(days=1)
        return (first, last), (begins, after - timedelta(days=1))
    if ends:
        by_months = whole and (ends + timedelta(days=1)).day == 1
        begun = _months_on(ends.replace(day=1), 1 - months) if by_months else ends - (last - first)
        return (first, last), (begun, ends)
    if first.day == 1 and (whole or filters.period or months == 1):
        begun = _months_on(first, -3 if filters.period == "quarter" else -months)
        return (first, last), (begun, eve if whole else min(eve, begun + (last - first)))
    return (first, last), (first - (last - first) - timedelta(days=1), eve)


def whole_months(days: Days) -> bool:
    """Whether a period begins and ends as months do."""
    return days[0].day == 1 and (days[1] + timedelta(days=1)).day == 1


def _months_on(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
