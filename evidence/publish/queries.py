"""Reading publications."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true, tuple_
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from evidence.accounts.models import SocialAccount
from evidence.adapters.networks.by_hand import ByHand
from evidence.capture.models import Activity
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.core.errors import NotFound
from evidence.core.paging import Page, newest_first
from evidence.publish.models import BEFORE_INTENT, GONE, Attempt, Hold, Ledger, Publication, PublicationState
from evidence.publish.pauses import held_back
from evidence.units.access import Actor
from evidence.units.models import Unit
from evidence.units.queries import within

# One that comes first on its account is waited for when it is tried again so soon.
WAITED_FOR = timedelta(minutes=5)
# A row that moved a moment ago is being worked on; only one that stands still may have lost its job.
STANDS_STILL = timedelta(seconds=10)


def publication(session: Session, publication_id: uuid.UUID, by: Actor) -> Publication:
    """The publication, by the access rule of its activity."""
    found = session.scalar(
        select(Publication)
        .options(
            joinedload(Publication.post).joinedload(Post.activity).joinedload(Activity.unit),
            joinedload(Publication.account),
            joinedload(Publication.version),
            selectinload(Publication.attempts),
        )
        .where(Publication.id == publication_id)
    )
    if found is None or not by.sees(found.post.activity.unit.path):
        raise NotFound("Penerbitan itu tidak ada.")
    return found


def of_post(session: Session, post_id: uuid.UUID) -> Sequence[Publication]:
    """A post's publications: what needs a person first, then by network."""
    rows = session.scalars(
        select(Publication)
        .join(SocialAccount)
        .options(
            joinedload(Publication.account),
            joinedload(Publication.version),
            selectinload(Publication.attempts),
        )
        .where(Publication.post_id == post_id)
        .order_by(SocialAccount.network, SocialAccount.handle, Publication.created_at)
    ).all()
    urgency = {PublicationState.UNCONFIRMED: 0, PublicationState.FAILED: 1}
    return sorted(rows, key=lambda row: urgency.get(row.state, 2))


def stands(state: PublicationState, hold: Hold | None) -> PublicationState | Hold:
    """Its state, or that it is late: then it is no longer planned for any time."""
    return Hold.LATE if state is PublicationState.QUEUED and hold is Hold.LATE else state


def states(
    session: Session, post_ids: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[PublicationState | Hold]]:
    """How the newest publication on each account stands, by post.

    What was cancelled for a newer version that was approved is left out: that version's own accounts count.
    """
    newer = aliased(PostVersion)
    replaced = exists().where(
        newer.post_id == Publication.post_id,
        newer.state == VersionState.APPROVED,
        newer.id != Publication.version_id,
    )
    rows = session.execute(
        select(
            Publication.post_id,
            Publication.account_id,
            Publication.state,
            Publication.hold_reason,
            Publication.strays,
            and_(Publication.state == PublicationState.CANCELLED, replaced),
        )
        .where(Publication.post_id.in_(post_ids))
        .order_by(Publication.created_at)
    )
    newest: dict[uuid.UUID, dict[uuid.UUID, PublicationState | Hold | None]] = defaultdict(dict)
    for post_id, account_id, state, hold, strays, over in rows:
        # What should not be there and is, is out as what could not be taken down is.
        still = state in GONE and any(each["public"] for each in strays)
        newest[post_id][account_id] = (
            PublicationState.WITHDRAW_FAILED if still else None if over else stands(state, hold)
        )
    return {
        post_id: [state for state in each.values() if state is not None] for post_id, each in newest.items()
    }


def posts(session: Session, by: Actor, after: str | None) -> Page[Post]:
    """One page of the posts of units ``by`` sees, newest first; ``after`` is the key of the last one seen."""
    query = (
        select(Post)
        .join(Activity, Activity.id == Post.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .options(
            joinedload(Post.activity).joinedload(Activity.unit),
            joinedload(Post.activity).selectinload(Activity.photos),
            selectinload(Post.versions),
        )
        .where(within(by.paths()))
    )
    columns = (Post.created_at, Post.id)
    return newest_first(session, query, columns, lambda row: (row.created_at, row.id), after)


def to_enqueue(
    session: Session,
    now: datetime,
    under_way: Collection[uuid.UUID],
    account_id: uuid.UUID | None = None,
    limit: int = 200,
) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """(publication, account) of rows that need a job: due, standing still on the way, or due for a look.

    Of those that are due the first of each account alone, or of ``account_id`` alone. A ready row without a container
    is shared by hand and waits for a person. Those ``under_way`` have their job and
    don't count, lest a crowd at one slow account stand before all others.
    """
    stands = Publication.updated_at < now - STANDS_STILL
    moving = or_(
        Publication.state == PublicationState.PUBLISHING,
        and_(Publication.state == PublicationState.PREPARING, ~held_back()),
        and_(
            Publication.state == PublicationState.READY,
            Publication.container != "",
            Publication.remote_id.is_(None),
            ~held_back(),
        ),
    )
    rows = session.execute(
        select(Publication.id, Publication.account_id)
        .where(
            Publication.id.not_in(under_way),
            or_(
                and_(
                    Publication.state == PublicationState.QUEUED,
                    Publication.hold_reason.is_(None),
                    Publication.due_at <= now,
                    ~_rests(now),
                    ~_behind(now),
                    ~held_back(),
                ),
                and_(moving, stands),
                Publication.look_at <= now,
            ),
            true() if account_id is None else Publication.account_id == account_id,
        )
        .order_by(Publication.planned_at, Publication.id)
        .limit(limit)
    )
    return rows.all()


def _rests(now: datetime) -> ColumnElement[bool]:
    return exists().where(Ledger.account_id == Publication.account_id, Ledger.rests_until > now)


def _behind(now: datetime) -> ColumnElement[bool]:
    """Whether another publication of the same account comes first: planned earlier, and tried now or soon.

    One that waits longer is overtaken, and so is one that waits for a person; by hand there is no line to stand in.
    """
    first = _first()
    unsent = or_(
        and_(first.state == PublicationState.QUEUED, first.hold_reason.is_(None)),
        first.state.in_((PublicationState.PREPARING, PublicationState.PUBLISHING)),
        and_(first.state == PublicationState.READY, first.container != "", first.remote_id.is_(None)),
    )
    return exists().where(
        first.account_id == Publication.account_id,
        first.network != ByHand.name,
        unsent,
        tuple_(first.planned_at, first.id) < tuple_(Publication.planned_at, Publication.id),
        first.due_at <= now + WAITED_FOR,
    )


@cache
def _first() -> type[Publication]:
    # Looked at twice for each publication that is sent; making it takes 3 ms, a tenth of the work.
    return aliased(Publication)


def comes_later(session: Session, publication_id: uuid.UUID, now: datetime) -> bool:
    """Whether another publication of the same account has to be sent before this one."""
    return session.scalar(select(_behind(now)).where(Publication.id == publication_id)) is True


def has_been(session: Session, publication_id: uuid.UUID, state: PublicationState) -> bool:
    """Whether it was in that state at any time."""
    found = select(Attempt.id).where(Attempt.publication_id == publication_id, Attempt.new == state.value)
    return session.scalar(found.limit(1)) is not None


def waiting(session: Session, account_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many publications of each of these accounts are not sent yet."""
    rows = session.execute(
        select(Publication.account_id, func.count())
        .where(
            Publication.account_id.in_(account_ids),
            Publication.state.in_((*BEFORE_INTENT, PublicationState.PUBLISHING)),
        )
        .group_by(Publication.account_id)
    )
    return {account_id: int(count) for account_id, count in rows}


def locked(session: Session, publication_id: uuid.UUID) -> Publication:
    """The row as it is, which nobody else changes until the transaction ends."""
    return session.scalars(
        select(Publication)
        .where(Publication.id == publication_id)
        .with_for_update(of=Publication)
        .execution_options(populate_existing=True)
    ).one()
