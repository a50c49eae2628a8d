"""The gallery's filters over everything a person may see."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from evidence.capture.models import Activity
from evidence.capture.queries import visible
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.core.clock import WIB
from evidence.publish.models import OUT, Publication
from evidence.units.access import Actor
from evidence.units.models import Unit


@dataclass(frozen=True)
class Filters:
    """What a person asked for; empty values ask for everything. Days are days in WIB, both included."""

    unit: str = ""
    category: str = ""
    first: date | None = None
    last: date | None = None
    state: str = ""
    words: str = ""


# The states a person can ask for, as conditions on the activity.
STATES = ("waiting", "complete", "submitted", "approved", "published")


def filtered(session: Session, by: Actor, filters: Filters) -> Select[Activity]:
    """The activities ``by`` may see that fit ``filters``."""
    query = visible(by)
    if filters.unit:
        unit = session.get(Unit, filters.unit)
        path = unit.path if unit else "/nowhere/"
        below = select(Unit.code).where(Unit.path.startswith(path, autoescape=True))
        query = query.where(Activity.unit_code.in_(below))
    if filters.category:
        query = query.where(Activity.category == filters.category)
    if filters.first:
        query = query.where(
            _day(Activity.work_date >= filters.first, Activity.created_at >= _start(filters.first))
        )
    if filters.last:
        after = _start(filters.last + timedelta(days=1))
        query = query.where(_day(Activity.work_date <= filters.last, Activity.created_at < after))
    if filters.words:
        document = func.to_tsvector("indonesian", Activity.title + " " + Activity.street)
        query = query.where(document.op("@@")(func.websearch_to_tsquery("indonesian", filters.words)))
    return _in_state(query, filters.state)


def _day(worked: ColumnElement[bool], recorded: ColumnElement[bool]) -> ColumnElement[bool]:
    """The day of the work counts; where nobody told it, the day it was recorded, as the card says."""
    return or_(worked, and_(Activity.work_date.is_(None), recorded))


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), WIB).astimezone(UTC)


def _in_state(query: Select[Activity], state: str) -> Select[Activity]:
    if state == "waiting":
        return query.where(Activity.state.in_(("open", "unfinished")))
    if state == "complete":
        return query.where(Activity.state == "complete")
    if state == "published":
        sent = select(Publication.id).join(Post, Post.id == Publication.post_id)
        return query.where(sent.where(Post.activity_id == Activity.id, Publication.state.in_(OUT)).exists())
    if state in ("submitted", "approved"):
        version = select(PostVersion.id).join(Post, Post.id == PostVersion.post_id)
        return query.where(
            version.where(Post.activity_id == Activity.id, PostVersion.state == VersionState(state)).exists()
        )
    return query


def count(session: Session, query: Select[Activity], most: int = 10_000) -> int:
    """How many rows ``query`` has, counted up to ``most`` so that a wide question stays cheap."""
    limited = query.with_only_columns(Activity.id).order_by(None).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(limited)) or 0
