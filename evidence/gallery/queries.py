"""The galleries: everything a person may see, narrowed by what they ask, the newest day of work first. No Flask here.

``filtered`` says which activities, ``page`` reads one page of them and ``count`` how many there are. Each reads a
bounded number of rows of an index, however many there are. Why and how: docs/adr/0033.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, and_, func, select, true
from sqlalchemy.orm import Session, aliased, selectinload

from evidence.capture.checks.base import Level
from evidence.capture.models import Activity, Finding
from evidence.core.paging import SIZE, read_key, write_key
from evidence.gallery import windows
from evidence.gallery.asked import Filters
from evidence.gallery.counted import counted
from evidence.gallery.models import SavedView
from evidence.gallery.scope import narrowed
from evidence.gallery.windows import Question, among, asked_of, window
from evidence.units.access import Actor
from evidence.units.models import Unit


@dataclass(frozen=True)
class Found:
    """Some activities, and the key that asks for those after them, or None on the last page.

    ``until`` is the moment down to which was looked, where a rare answer did not fill the page; None where it is full
    or the list has ended.
    """

    rows: Sequence[Activity]
    after: str | None
    until: datetime | None = None


@dataclass(frozen=True)
class Count:
    """How many there are, or with ``more`` how many at least."""

    number: int
    more: bool


def filtered(session: Session, by: Actor, filters: Filters) -> Question:
    """The activities ``by`` may see that fit ``filters``; an unknown unit has none."""
    if not filters.unit:
        return Question(narrowed(by.paths()), filters)
    unit = session.get(Unit, filters.unit)
    return Question(narrowed(by.paths(), unit.path) if unit else (), filters)


def page(session: Session, question: Question, after: str | None = None, size: int = SIZE) -> Found:
    """At most ``size`` activities after the key ``after``, the newest first; a broken key starts anew.

    Looks at the newest ``question.looked`` in the subtree. Where too few of them fit, it asks whether there are few
    altogether, and then finds all; otherwise it says how far it looked, and the next page goes on there.
    """
    if not question.paths:
        return Found((), None)
    key, most = read_key(after), size + 1 if question.plain else question.looked
    near = window(question, key, most)
    rows = _fitting(session, question, near, size + 1)
    if len(rows) <= size and not question.plain and (last := windows.last(session, near, most)):
        ids = windows.few(session, question)
        if ids is None:
            return Found(rows, write_key(*last), last[0])
        rows = _fitting(session, question, among(question, key, ids), size + 1)
    if len(rows) <= size:
        return Found(rows, None)
    return Found(rows[:size], write_key(rows[size - 1].shown_at, rows[size - 1].id))


def count(session: Session, question: Question) -> Count:
    """How many there are: by the counts of days where these know it, else among the newest ``question.looked``, and
    whether there may be more.
    """
    if not question.paths:
        return Count(0, False)
    if (all_of_them := counted(session, question)) is not None:
        return Count(all_of_them, False)
    number, looked = _counted(session, question, window(question, None, question.looked))
    if looked < question.looked:
        return Count(number, False)
    ids = windows.few(session, question) if number <= SIZE else None
    if ids is None:
        return Count(number, True)
    return Count(_counted(session, question, among(question, None, ids))[0], False)


def _counted(session: Session, question: Question, among: Subquery) -> tuple[int, int]:
    """How many of those fit, and how many they are."""
    row = aliased(Activity, among)
    fits = and_(true(), *asked_of(row, question))
    number, looked = session.execute(select(func.count().filter(fits), func.count()).select_from(row)).one()
    return number, looked


def _fitting(session: Session, question: Question, among: Subquery, most: int) -> Sequence[Activity]:
    row = aliased(Activity, among)
    query = (
        select(row)
        .where(*asked_of(row, question))
        .order_by(row.shown_at.desc(), row.id.desc())
        .limit(most)
        # Each by its key afterwards: a join would have the planner weigh reading the whole tree of units.
        .options(selectinload(row.unit), selectinload(row.place_unit), selectinload(row.photos))
    )
    return session.scalars(query).all()


def warnings(session: Session, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many warnings stand open about each of a page's activities."""
    rows = session.execute(
        select(Finding.activity_id, func.count())
        .where(Finding.activity_id.in_(ids), Finding.cleared_at.is_(None), Finding.level == Level.WARNING)
        .group_by(Finding.activity_id)
    )
    return dict(iter(rows))


def saved(session: Session, by: Actor) -> Sequence[SavedView]:
    """A person's own views, by their names."""
    return session.scalars(
        select(SavedView).where(SavedView.user_id == by.id).order_by(func.lower(SavedView.name), SavedView.id)
    ).all()


def own(session: Session, by: Actor) -> Sequence[Unit]:
    """The units whose galleries these are: those that ``by`` has a role over."""
    return session.scalars(select(Unit).where(Unit.path.in_(narrowed(by.paths()))).order_by(Unit.path)).all()
