"""What networks count of a post, looked at ever more rarely. The edge commits."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, not_, select, update
from sqlalchemy.orm import Session

from evidence.accounts.models import SocialAccount
from evidence.publish.models import OUT, Figures, Publication

# How old a post is when it is looked at.
AGES = (timedelta(hours=1), timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))
# A network that is busy is asked again after this, or as it says; after the last look, for a day.
PATIENCE = timedelta(hours=1)
LAST_CHANCE = timedelta(days=1)
COUNTED = ("likes", "comments", "shares", "views", "reach")
# More than this nobody counted; a database has no room for any number.
MOST = 2**53


def next_look(posted_at: datetime, now: datetime, pace: float = 1.0) -> datetime | None:
    """When a post is looked at next, or None after the last time. Pure; ``pace`` as in `retry.after`."""
    moments = (posted_at + age / pace for age in AGES)
    return next((each for each in moments if each > now), None)


def look_again(
    posted_at: datetime, now: datetime, retry_after: float | None, pace: float = 1.0
) -> datetime | None:
    """When to look once more after the network could not say; never earlier than it asked for. Pure."""
    asked = timedelta(seconds=retry_after or 0.0)
    soon, planned = now + max(PATIENCE, asked) / pace, next_look(posted_at, now, pace)
    at = min(each for each in (soon, planned) if each is not None and each >= now + asked / pace)
    return at if at <= posted_at + (AGES[-1] + LAST_CHANCE) / pace else None


@dataclass(frozen=True)
class Look:
    """A look at one post that a worker has claimed."""

    publication_id: uuid.UUID
    network: str
    remote_id: str = field(repr=False)
    posted_at: datetime
    account: SocialAccount = field(repr=False)


def plan(session: Session, *, now: datetime, pace: float = 1.0) -> None:
    """Put off what is too young to be looked at, and leave what is not out any more."""
    first = AGES[0] / pace
    due = (
        update(Publication).where(Publication.figures_at <= now).execution_options(synchronize_session=False)
    )
    out = and_(
        Publication.state.in_(OUT), Publication.remote_id.is_not(None), Publication.posted_at.is_not(None)
    )
    session.execute(due.where(not_(out)).values(figures_at=None))
    session.execute(
        due.where(Publication.posted_at > now - first).values(figures_at=Publication.posted_at + first)
    )


def claim(session: Session, *, now: datetime, pace: float = 1.0) -> Look | None:
    """Claim the look that has been due longest, None when there is none; the next one is planned by it."""
    row = session.scalar(
        select(Publication)
        .where(
            Publication.figures_at <= now,
            Publication.state.in_(OUT),
            Publication.remote_id.is_not(None),
            Publication.posted_at.is_not(None),
        )
        .order_by(Publication.figures_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    assert row.remote_id is not None
    assert row.posted_at is not None
    row.figures_at = next_look(row.posted_at, now, pace)
    account = session.get_one(SocialAccount, row.account_id)
    session.flush()
    return Look(row.id, row.network, row.remote_id, row.posted_at, account)


def put_off(
    session: Session, look: Look, retry_after: float | None, *, now: datetime, pace: float = 1.0
) -> None:
    """The network could not say now: look again a little later."""
    again = look_again(look.posted_at, now, retry_after, pace)
    session.execute(
        update(Publication)
        .where(Publication.id == look.publication_id, Publication.state.in_(OUT))
        .values(figures_at=again)
    )


def note(session: Session, look: Look, counted: Mapping[str, object], *, now: datetime) -> None:
    """Keep what the network told; what it did not tell, or what is no number, stays missing."""
    told = {
        name: value
        for name in COUNTED
        if isinstance(value := counted.get(name), int) and not isinstance(value, bool) and 0 <= value <= MOST
    }
    if told:
        session.add(Figures(publication_id=look.publication_id, seen_at=now, gone=False, **told))


def note_gone(session: Session, look: Look, *, now: datetime) -> None:
    """Keep that the network knows no such post any more."""
    session.add(Figures(publication_id=look.publication_id, seen_at=now, gone=True))


def of(session: Session, publication_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[Figures]]:
    """What was seen of each publication, the newest first."""
    found: dict[uuid.UUID, list[Figures]] = {each: [] for each in publication_ids}
    rows = session.scalars(
        select(Figures)
        .where(Figures.publication_id.in_(publication_ids))
        .order_by(Figures.seen_at.desc(), Figures.id.desc())
    )
    for row in rows:
        found[row.publication_id].append(row)
    return found
