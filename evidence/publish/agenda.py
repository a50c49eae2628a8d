"""What a calendar shows: what was published, what shall be, and what waits for approval, by the day of WIB."""

import enum
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Subquery, and_, case, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from evidence.accounts.models import SocialAccount
from evidence.capture.models import Activity
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.publish import needs
from evidence.publish.days import Span
from evidence.publish.models import Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.pauses import held_back
from evidence.units.models import Unit
from evidence.units.queries import within

# More than a city of sixty units sends in a week; whoever has more narrows the calendar down to a unit.
MOST = 400
# The dispatcher and the accounts before it have their time before anything is said to have missed its own.
GRACE = timedelta(minutes=5)
HIDDEN = (P.CANCELLED, P.WITHDRAWN)
WIB = timedelta(hours=7)


class Kind(enum.StrEnum):
    """What stands at a time."""

    SCHEDULED = "scheduled"
    HELD = "held"
    SENDING = "sending"
    WAITING = "waiting"
    PUBLISHED = "published"
    WITHDRAWING = "withdrawing"
    # The following need a person.
    LATE = "late"
    OVERDUE = "overdue"
    BY_HAND = "by_hand"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    TO_DELETE = "to_delete"
    WITHDRAW_FAILED = "withdraw_failed"


class Mark(enum.StrEnum):
    """What a day of the month shows."""

    PLANNED = "planned"
    WAITING = "waiting"
    OUT = "out"
    NEEDS = "needs"


MARKS = {
    Kind.SCHEDULED: Mark.PLANNED, Kind.HELD: Mark.PLANNED, Kind.SENDING: Mark.PLANNED, Kind.WAITING: Mark.WAITING,
    Kind.PUBLISHED: Mark.OUT, Kind.LATE: Mark.NEEDS, Kind.OVERDUE: Mark.NEEDS, Kind.BY_HAND: Mark.NEEDS,
    Kind.UNCONFIRMED: Mark.NEEDS, Kind.FAILED: Mark.NEEDS,
    # Still seen by everybody.
    Kind.WITHDRAWING: Mark.OUT, Kind.TO_DELETE: Mark.NEEDS, Kind.WITHDRAW_FAILED: Mark.NEEDS,
}  # fmt: skip
SAID = {
    P.PUBLISHED: Kind.PUBLISHED, P.WITHDRAWING: Kind.WITHDRAWING, P.WITHDRAW_FAILED: Kind.WITHDRAW_FAILED,
    P.UNCONFIRMED: Kind.UNCONFIRMED, P.FAILED: Kind.FAILED,
    P.PREPARING: Kind.SENDING, P.READY: Kind.SENDING, P.PUBLISHING: Kind.SENDING,
}  # fmt: skip


def kind_of(
    state: P, hold: Hold | None, *, passed: bool, by_hand: bool, to_delete: bool, paused: bool = False
) -> Kind:
    """What a publication is to whoever looks at the calendar.

    ``by_hand`` says that a ready one waits for a person, ``to_delete`` that one being withdrawn does.
    """
    if state is P.READY and by_hand:
        return Kind.BY_HAND
    if state is P.WITHDRAWING and to_delete:
        return Kind.TO_DELETE
    if state in SAID:
        return SAID[state]
    if hold is Hold.LATE or passed:
        return Kind.LATE
    return Kind.HELD if hold or paused else Kind.SCHEDULED


@dataclass(frozen=True)
class Entry:
    """One publication, or a version that waits for approval, at its time.

    ``accounts`` are (network, site, handle); a version that waits has as many as it names.
    """

    at: datetime
    kind: Kind
    post: uuid.UUID
    title: str
    unit: str
    path: str
    accounts: tuple[tuple[str, str, str], ...]
    publication: uuid.UUID | None = None
    hold: Hold | None = None
    paused: bool = False
    movable: bool = False


def entries(
    session: Session, span: Span, paths: Sequence[str], narrowed: str, now: datetime
) -> tuple[list[Entry], bool]:
    """What stands in ``span`` for the units at or below ``paths`` and ``narrowed``, and whether there is more."""
    published = _publications(session, span, _reach(paths, narrowed), now)
    waiting = _waiting(session, span, _reach(paths, narrowed), now)
    found = sorted([*published, *waiting], key=lambda each: (each.at, each.title, each.accounts))
    return found[:MOST], len(found) > MOST


def _reach(paths: Sequence[str], narrowed: str) -> ColumnElement[bool]:
    return and_(within(paths), within([narrowed])) if narrowed else within(paths)


def _in(span: Span) -> ColumnElement[bool]:
    """Two ranges, each of which an index answers."""
    return or_(
        and_(
            Publication.posted_at.is_(None),
            Publication.planned_at >= span.begins,
            Publication.planned_at < span.ends,
        ),
        and_(Publication.posted_at >= span.begins, Publication.posted_at < span.ends),
    )


def _shown() -> ColumnElement[bool]:
    # What failed under a version that was replaced is history.
    return and_(
        Publication.state.not_in(HIDDEN),
        or_(Publication.state != P.FAILED, PostVersion.state == VersionState.APPROVED),
    )


def _publications(session: Session, span: Span, reach: ColumnElement[bool], now: datetime) -> list[Entry]:
    rows = session.execute(
        select(
            Publication.id, Publication.post_id, Publication.state, Publication.hold_reason,
            Publication.planned_at, Publication.posted_at, Publication.network, SocialAccount.site,
            SocialAccount.handle, Publication.remote_id, Publication.withdraws_by_hand,
            needs.by_hand().label("by_hand"), held_back().label("paused"), Activity.title, Unit,
        )
        .join(SocialAccount, SocialAccount.id == Publication.account_id)
        .join(PostVersion, PostVersion.id == Publication.version_id)
        .join(Post, Post.id == Publication.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .where(_in(span), _shown(), reach)
        .order_by(func.coalesce(Publication.posted_at, Publication.planned_at), Publication.id)
        .limit(MOST + 1)
    )  # fmt: skip
    found = []
    for row in rows:
        passed = row.planned_at < now - GRACE
        kind = kind_of(
            row.state, row.hold_reason, passed=passed, by_hand=row.by_hand, to_delete=row.withdraws_by_hand,
            paused=row.paused,
        )  # fmt: skip
        found.append(
            Entry(
                row.posted_at or row.planned_at, kind, row.post_id, row.title, row.Unit.title, row.Unit.path,
                ((row.network, row.site, row.handle),), row.id, row.hold_reason, row.paused,
                movable=row.state in (P.QUEUED, P.PREPARING, P.READY) and row.remote_id is None,
            )
        )  # fmt: skip
    return found


def _waiting(session: Session, span: Span, reach: ColumnElement[bool], now: datetime) -> list[Entry]:
    rows = session.execute(
        select(PostVersion.due_at, PostVersion.accounts, Post.id, Activity.title, Unit)
        .join(Post, Post.id == PostVersion.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .where(
            PostVersion.state == VersionState.SUBMITTED,
            PostVersion.due_at >= span.begins,
            PostVersion.due_at < span.ends,
            reach,
        )
        .order_by(PostVersion.due_at, PostVersion.id)
        .limit(MOST + 1)
    ).all()
    named = _accounts(session, {uuid.UUID(each) for row in rows for each in row.accounts})
    return [
        Entry(
            row.due_at, Kind.OVERDUE if row.due_at <= now else Kind.WAITING, row.id, row.title,
            row.Unit.title, row.Unit.path,
            tuple(sorted(named[ident] for ident in map(uuid.UUID, row.accounts) if ident in named)),
        )
        for row in rows
    ]  # fmt: skip


def _accounts(session: Session, idents: set[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str, str]]:
    of = SocialAccount
    rows = session.execute(select(of.id, of.network, of.site, of.handle).where(of.id.in_(idents)))
    return {ident: (network, site, handle) for ident, network, site, handle in rows}


def marks(
    session: Session, span: Span, paths: Sequence[str], narrowed: str, now: datetime
) -> dict[date, Counter[Mark]]:
    """How much stands on each day of ``span``, counted by the database: a whole city's month is a few rows."""
    found: dict[date, Counter[Mark]] = {}
    late = case((Publication.hold_reason == Hold.LATE, True), else_=False)
    sent = (
        select(
            _day(func.coalesce(Publication.posted_at, Publication.planned_at)).label("day"),
            Publication.state.label("state"),
            late.label("late"),
            (Publication.planned_at < now - GRACE).label("passed"),
            needs.by_hand().label("by_hand"),
            Publication.withdraws_by_hand.label("to_delete"),
        )
        .join(PostVersion, PostVersion.id == Publication.version_id)
        .join(Post, Post.id == Publication.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .where(_in(span), _shown(), _reach(paths, narrowed))
        .subquery()
    )
    for day, state, is_late, passed, by_hand, to_delete, count in _counted(session, sent):
        hold = Hold.LATE if is_late else None
        kind = kind_of(state, hold, passed=passed, by_hand=by_hand, to_delete=to_delete)
        found.setdefault(day, Counter())[MARKS[kind]] += count
    waiting = (
        select(_day(PostVersion.due_at).label("day"), (PostVersion.due_at <= now).label("overdue"))
        .join(Post, Post.id == PostVersion.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .where(
            PostVersion.state == VersionState.SUBMITTED,
            PostVersion.due_at >= span.begins,
            PostVersion.due_at < span.ends,
            _reach(paths, narrowed),
        )
        .subquery()
    )
    for day, overdue, count in _counted(session, waiting):
        found.setdefault(day, Counter())[Mark.NEEDS if overdue else Mark.WAITING] += count
    return found


def _counted(session: Session, rows: Subquery) -> Sequence[Any]:
    return session.execute(select(*rows.c, func.count()).group_by(*rows.c)).all()


def _day(moment: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[date]:
    # WIB knows no summer, so an offset is enough and the database's own time zones do not matter.
    return cast(func.timezone("UTC", moment) + WIB, Date)
