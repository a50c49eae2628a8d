"""The newest rows of a gallery, a bounded number of them, read in order from one index. No Flask here."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select, tuple_, union_all
from sqlalchemy.orm import Session

from evidence.capture.models import Activity
from evidence.core.paging import Key
from evidence.gallery.asked import Filters
from evidence.gallery.conditions import conditions, rare
from evidence.gallery.scope import below, below_any

# How many rows one question looks at, the newest first; and how many are few enough to look at all of them.
LOOKED = 2000
FEW = 2000


@dataclass(frozen=True)
class Question:
    """Which activities: those of the subtrees at ``paths`` that fit ``filters``; and how many are looked at."""

    paths: tuple[str, ...]
    filters: Filters
    looked: int = LOOKED
    few: int = FEW

    @property
    def plain(self) -> bool:
        """Whether the index alone answers: nothing but subtree and period is asked."""
        return not conditions(Activity, self.filters) and not self.filters.place


def window(question: Question, key: Key | None, most: int) -> Subquery:
    """The newest ``most`` in the subtrees and the period: one walk down an index for each subtree."""
    place = question.filters.place
    walks = (
        [Activity.place_code == place]
        if place
        else [below(Activity.unit_path, each) for each in question.paths]
    )
    newest = [
        _newest(select(Activity.__table__).where(each, *_within(question, key)), Activity, most)
        for each in walks
    ]
    if len(newest) == 1:
        return newest[0].subquery()
    together = union_all(*(select(each.subquery()) for each in newest)).subquery()
    return _newest(select(together), together.c, most).subquery()


def _newest(query: Select[Any], of: Any, most: int) -> Select[Any]:
    return query.order_by(of.shown_at.desc(), of.id.desc()).limit(most)


def asked_of(row: Any, question: Question) -> list[ColumnElement[bool]]:
    """What the filters ask of a row of a window, beside what its index asked already."""
    asked = conditions(row, question.filters)
    # The place has an index of its own, which knows nothing of who may see what was done there.
    return [*asked, below_any(row.unit_path, question.paths)] if question.filters.place else asked


def within_period(question: Question) -> list[ColumnElement[bool]]:
    """The question's days."""
    since, until = question.filters.since, question.filters.until
    asked = [Activity.shown_at >= since] if since else []
    return [*asked, Activity.shown_at < until] if until else asked


def _within(question: Question, key: Key | None) -> list[ColumnElement[bool]]:
    """The period, and what comes after the key."""
    asked = within_period(question)
    return [*asked, tuple_(Activity.shown_at, Activity.id) < tuple_(*key)] if key else asked


def last(session: Session, near: Subquery, most: int) -> Key | None:
    """The key of the last row of a window of ``most``, or None where the list ended before."""
    counted = select(near.c.shown_at, near.c.id, func.count().over().label("rows"))
    found = session.execute(counted.order_by(near.c.shown_at, near.c.id).limit(1)).one_or_none()
    return (found.shown_at, found.id) if found and found.rows >= most else None


def few(session: Session, question: Question) -> Sequence[uuid.UUID] | None:
    """All that a rare filter fits, in whatever subtree; None where it fits many, or none of the filters is rare."""
    for query in rare(question.filters):
        found = session.scalars(query.limit(question.few + 1)).all()
        if len(found) <= question.few:
            return found
    return None


def among(question: Question, key: Key | None, ids: Sequence[uuid.UUID]) -> Subquery:
    """Those of ``ids`` that lie in the subtrees, the period and the place."""
    place = question.filters.place
    here = [Activity.place_code == place] if place else []
    seen = below_any(Activity.unit_path, question.paths)
    asked = [Activity.id.in_(ids), seen, *here, *_within(question, key)]
    return select(Activity.__table__).where(*asked).subquery()
