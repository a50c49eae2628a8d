"""The galleries: everything a person may see, narrowed by what they ask, the newest first. No Flask here.

``filtered`` says which activities, ``page`` reads one page of them and ``count`` how many there are. Each reads a
bounded number of rows of an index, however many there are. Why and how: docs/adr/0033.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from evidence.capture.checks.base import Level
from evidence.capture.models import Activity, Finding
from evidence.core.paging import SIZE, Key, read_key, write_key
from evidence.gallery.asked import Filters
from evidence.gallery.conditions import conditions, rare
from evidence.gallery.models import SavedView
from evidence.gallery.scope import below, below_any, narrowed
from evidence.units.access import Actor
from evidence.units.models import Unit

# How many rows one question looks at, the newest first; and how many are few enough to look at all of them.
LOOKED = 2000
FEW = 2000


@dataclass(frozen=True)
class Question:
    """Which activities: those of the subtrees at ``paths`` that fit ``filters``."""

    paths: tuple[str, ...]
    filters: Filters

    @property
    def plain(self) -> bool:
        """Whether the index alone answers: nothing but subtree and period is asked."""
        return not conditions(Activity, self.filters) and not self.filters.place


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

    Looks at the newest ``LOOKED`` in the subtree. Where too few of them fit, it asks whether there are few altogether,
    and then finds all; otherwise it says how far it looked, and the next page goes on there.
    """
    key = read_key(after)
    if not question.paths:
        return Found((), None)
    near = window(question, key, size + 1 if question.plain else LOOKED)
    rows = _fitting(session, question, near, size + 1)
    if len(rows) <= size and not question.plain and (last := _last(session, near)):
        few = _few(session, question)
        if few is None:
            return Found(rows, write_key(*last), last[0])
        rows = _fitting(session, question, _among(question, key, few), size + 1)
    if len(rows) <= size:
        return Found(rows, None)
    return Found(rows[:size], write_key(*_key(rows[size - 1])))


def count(session: Session, question: Question, most: int = LOOKED) -> Count:
    """How many there are among the newest ``most``, and whether there may be more."""
    if not question.paths:
        return Count(0, False)
    near = window(question, None, most)
    number = _counted(session, question, near)
    if ended(session, near, most):
        return Count(number, False)
    few = _few(session, question) if number < SIZE else None
    if few is None:
        return Count(number, True)
    return Count(_counted(session, question, _among(question, None, few)), False)


def _counted(session: Session, question: Question, among: Subquery) -> int:
    row = aliased(Activity, among)
    query = select(func.count()).select_from(row).where(*asked_of(row, question))
    return session.scalar(query) or 0


def _fitting(session: Session, question: Question, among: Subquery, most: int) -> Sequence[Activity]:
    row = aliased(Activity, among)
    query = (
        select(row)
        .where(*asked_of(row, question))
        .order_by(row.shown_at.desc(), row.id.desc())
        .limit(most)
        .options(joinedload(row.unit), joinedload(row.place_unit), selectinload(row.photos))
    )
    return session.scalars(query).all()


def asked_of(row: Any, question: Question) -> list[ColumnElement[bool]]:
    """What the filters ask of a row of a window, beside what its index asked already."""
    asked = conditions(row, question.filters)
    # The place has an index of its own, which knows nothing of who may see what was done there.
    return [*asked, below_any(row.unit_path, question.paths)] if question.filters.place else asked


def window(question: Question, key: Key | None, most: int) -> Subquery:
    """The newest ``most`` in the subtrees and the period: one walk down an index for each subtree."""
    place = question.filters.place
    walks = (
        [Activity.place_code == place] if place else [below(Activity.unit_path, each) for each in question.paths]
    )
    newest = [
        _newest(select(Activity.__table__).where(each, *_within(Activity, question, key)), Activity, most)
        for each in walks
    ]
    if len(newest) == 1:
        return newest[0].subquery()
    together = union_all(*(select(each.subquery()) for each in newest)).subquery()
    return _newest(select(together), together.c, most).subquery()


def _newest(query: Select[Any], of: Any, most: int) -> Select[Any]:
    return query.order_by(of.shown_at.desc(), of.id.desc()).limit(most)


def within_period(of: Any, question: Question) -> list[ColumnElement[bool]]:
    """The question's days."""
    since, until = question.filters.since, question.filters.until
    return [*([of.shown_at >= since] if since else ()), *([of.shown_at < until] if until else ())]


def _within(of: Any, question: Question, key: Key | None) -> list[ColumnElement[bool]]:
    """The period, and what comes after the key."""
    asked = within_period(of, question)
    return [*asked, tuple_(of.shown_at, of.id) < tuple_(*key)] if key else asked


def ended(session: Session, near: Subquery, most: int = LOOKED) -> bool:
    """Whether a window holds all there is."""
    return _last(session, near, most) is None


def _last(session: Session, near: Subquery, most: int = LOOKED) -> Key | None:
    """The key of the last row that was looked at, or None where the list ended before."""
    counted = select(near.c.shown_at, near.c.id, func.count().over().label("rows"))
    found = session.execute(counted.order_by(near.c.shown_at, near.c.id).limit(1)).one_or_none()
    return (found.shown_at, found.id) if found and found.rows >= most else None


def _few(session: Session, question: Question) -> Sequence[uuid.UUID] | None:
    """All that a rare filter fits, in whatever subtree; None where it fits many, or none of the filters is rare."""
    for query in rare(question.filters):
        found = session.scalars(query.limit(FEW + 1)).all()
        if len(found) <= FEW:
            return found
    return None


def _among(question: Question, key: Key | None, few: Sequence[uuid.UUID]) -> Subquery:
    return (
        select(Activity.__table__)
        .where(
            Activity.id.in_(few),
            below_any(Activity.unit_path, question.paths),
            *([Activity.place_code == question.filters.place] if question.filters.place else ()),
            *_within(Activity, question, key),
        )
        .subquery()
    )


def warnings(session: Session, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many warnings stand open about each of a page's activities."""
    rows = session.execute(
        select(Finding.activity_id, func.count())
        .where(Finding.activity_id.in_(ids), Finding.cleared_at.is_(None), Finding.level == Level.WARNING)
        .group_by(Finding.activity_id)
    )
    return {activity: number for activity, number in rows}


def _key(row: Activity) -> Key:
    assert row.shown_at is not None, "The database writes it with each activity."
    return row.shown_at, row.id


def saved(session: Session, by: Actor) -> Sequence[SavedView]:
    """A person's own views, by their names."""
    return session.scalars(
        select(SavedView).where(SavedView.user_id == by.id).order_by(func.lower(SavedView.name), SavedView.id)
    ).all()
