"""The things behind each number of the board, one row each; the number and the length of its list are the same."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidence.accounts.models import AccountState, SocialAccount
from evidence.capture.models import Activity, ActivityState, Finding
from evidence.capture.queries import awaits_after
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.core.paging import Page, newest_first, oldest_first
from evidence.publish.models import OUT, Publication, PublicationState
from evidence.reports.board.figures import Figure, Kind
from evidence.reports.board.periods import begins
from evidence.review.models import Decision, Outcome, Sample, SampleItem, Verdict
from evidence.units.models import Unit

ENDING = (AccountState.EXPIRING, AccountState.NEEDS_RECONNECT)
BY_HAND = "by_hand"
STUCK: Mapping[str, tuple[PublicationState, ...]] = {
    "unconfirmed": (PublicationState.UNCONFIRMED,),
    "failed": (PublicationState.FAILED, PublicationState.WITHDRAW_FAILED),
}


@dataclass(frozen=True)
class Source:
    """Where a list reads: its rows, the moment that gives each its day, and how both keys are read from a row."""

    query: Select[Any]
    moment: SQLColumnExpression[datetime]
    ident: SQLColumnExpression[uuid.UUID]
    key: Callable[[Any], tuple[datetime, uuid.UUID]]


def page(
    session: Session,
    figure: Figure,
    unit: Unit,
    first: date | None,
    last: date | None,
    after: str | None,
    size: int,
) -> Page[Any]:
    """One page of what ``figure`` counts for ``unit``, of the days from ``first`` to ``last``.

    What is of a period stands newest first, what waits oldest first.
    """
    source = SOURCES[figure.kind](figure.values)
    query = source.query.where(Unit.path.startswith(unit.path, autoescape=True))
    if first is not None:
        query = query.where(source.moment >= begins(first))
    if last is not None:
        query = query.where(source.moment < begins(last + timedelta(days=1)))
    walk = newest_first if figure.dated else oldest_first
    return walk(session, query, (source.moment, source.ident), source.key, after, size)


def _activities(*where: ColumnElement[bool]) -> Source:
    query = (
        select(Activity)
        .join(Unit, Unit.code == Activity.unit_code)
        .options(joinedload(Activity.unit), selectinload(Activity.photos))
        .where(*where)
    )
    return Source(query, Activity.created_at, Activity.id, lambda row: (row.created_at, row.id))


def _of_activity(query: Select[Any]) -> Select[Any]:
    return query.join(Activity, Activity.id == Post.activity_id).join(Unit, Unit.code == Activity.unit_code)


def _submitted(_values: tuple[str, ...]) -> Source:
    query = _of_activity(select(PostVersion).join(Post, Post.id == PostVersion.post_id)).options(
        joinedload(PostVersion.post).joinedload(Post.activity).joinedload(Activity.unit)
    )
    moment: Any = PostVersion.submitted_at
    query = query.where(PostVersion.state == VersionState.SUBMITTED, moment.is_not(None))
    return Source(query, moment, PostVersion.id, lambda row: (row.submitted_at, row.id))


def _decisions(values: tuple[str, ...]) -> Source:
    version = joinedload(Decision.version)
    query = _of_activity(
        select(Decision)
        .join(PostVersion, PostVersion.id == Decision.version_id)
        .join(Post, Post.id == PostVersion.post_id)
    ).options(
        version.joinedload(PostVersion.post).joinedload(Post.activity).joinedload(Activity.unit),
        joinedload(Decision.decider),
    )
    query = query.where(Decision.verdict.in_([Verdict(each) for each in values]))
    return Source(query, Decision.decided_at, Decision.id, lambda row: (row.decided_at, row.id))


def _publications(*where: ColumnElement[bool]) -> Select[Any]:
    return (
        _of_activity(select(Publication).join(Post, Post.id == Publication.post_id))
        .options(
            joinedload(Publication.post).joinedload(Post.activity).joinedload(Activity.unit),
            joinedload(Publication.account),
        )
        .where(*where)
    )


def _out(*where: ColumnElement[bool]) -> Source:
    moment: Any = Publication.posted_at
    query = _publications(Publication.state.in_(OUT), moment.is_not(None), *where)
    return Source(query, moment, Publication.id, lambda row: (row.posted_at, row.id))


def _stuck(values: tuple[str, ...]) -> Source:
    states = [state for each in values for state in STUCK[each]]
    query = _publications(Publication.state.in_(states))
    return Source(query, Publication.created_at, Publication.id, lambda row: (row.created_at, row.id))


def _findings(values: tuple[str, ...]) -> Source:
    query = (
        select(Finding)
        .join(Activity, Activity.id == Finding.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .where(Finding.level.in_(values), Finding.cleared_at.is_(None))
    )
    return Source(query, Finding.found_at, Finding.id, lambda row: (row.found_at, row.id))


def _samples(values: tuple[str, ...]) -> Source:
    outcomes = [Outcome(each) for each in values if each != "waiting"]
    moment: Any = func.coalesce(SampleItem.looked_at, Sample.drawn_at)
    query = _of_activity(
        select(SampleItem)
        .join(Sample, Sample.id == SampleItem.sample_id)
        .join(Decision, Decision.id == SampleItem.decision_id)
        .join(PostVersion, PostVersion.id == Decision.version_id)
        .join(Post, Post.id == PostVersion.post_id)
    ).options(
        joinedload(SampleItem.sample),
        joinedload(SampleItem.decision)
        .joinedload(Decision.version)
        .joinedload(PostVersion.post)
        .joinedload(Post.activity)
        .joinedload(Activity.unit),
    )
    query = query.where(SampleItem.outcome.in_(outcomes) if outcomes else SampleItem.outcome.is_(None))
    return Source(query, moment, SampleItem.id, lambda row: (row.looked_at or row.sample.drawn_at, row.id))


def _accounts(_values: tuple[str, ...]) -> Source:
    query = (
        select(SocialAccount)
        .join(Unit, Unit.code == SocialAccount.unit_code)
        .options(joinedload(SocialAccount.unit))
        .where(SocialAccount.state.in_(ENDING))
    )
    return Source(query, SocialAccount.created_at, SocialAccount.id, lambda row: (row.created_at, row.id))


SOURCES: Mapping[Kind, Callable[[tuple[str, ...]], Source]] = {
    Kind.ACTIVITY: lambda values: _activities(Activity.state.in_([ActivityState(each) for each in values])),
    Kind.WAITING: lambda _values: _activities(Activity.state == ActivityState.OPEN, *awaits_after()),
    Kind.SUBMITTED: _submitted,
    Kind.DECISION: _decisions,
    Kind.OUT: lambda _values: _out(),
    Kind.SENT: lambda _values: _out(Publication.network != BY_HAND),
    Kind.STUCK: _stuck,
    Kind.FINDING: _findings,
    Kind.SAMPLE: _samples,
    Kind.ACCOUNT: _accounts,
}
