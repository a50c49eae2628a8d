"""How many activities there are altogether, where the counts of days (docs/adr/0032) can tell. No Flask here."""

from dataclasses import replace

from sqlalchemy import ColumnElement, Integer, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from evidence.capture.models import ActivityState
from evidence.gallery.asked import Filters
from evidence.gallery.conditions import WORK
from evidence.gallery.scope import below_any
from evidence.gallery.windows import Question
from evidence.units.days import DailyCount, DailyMove
from evidence.units.models import Unit


def counted(session: Session, question: Question) -> int | None:
    """All activities of the question's subtrees, or those in one state of work; None where anything else is asked.

    Days are counted by when an activity was begun and a gallery goes by when it was done, so a period is not told. What
    is not folded yet is read in the same statement.
    """
    asked = question.filters
    if replace(asked, unit="", state="") != Filters() or asked.state not in ("", *WORK):
        return None
    measures = [f"activity.{each}" for each in WORK.get(asked.state, tuple(ActivityState))]
    codes = session.scalars(select(Unit.code).where(Unit.path.in_(question.paths))).all()
    path = select(Unit.path).where(Unit.code == DailyMove.unit_code).scalar_subquery()
    folded = select(_sum(DailyCount.whole)).where(
        DailyCount.unit_code.in_(codes), DailyCount.measure.in_(measures)
    )
    moves = select(_sum(DailyMove.change)).where(
        DailyMove.measure.in_(measures), below_any(path, question.paths)
    )
    return session.scalar(select(folded.scalar_subquery() + moves.scalar_subquery())) or 0


def _sum(of: InstrumentedAttribute[int]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(of), 0), Integer)
