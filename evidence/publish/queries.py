"""Reading publications."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidence.accounts.models import SocialAccount
from evidence.capture.models import Activity
from evidence.compose.models import Post
from evidence.core.errors import NotFound
from evidence.core.paging import Page, newest_first
from evidence.publish.models import Publication, PublicationState
from evidence.units.access import Actor
from evidence.units.models import Unit
from evidence.units.queries import within

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


def states(session: Session, post_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[PublicationState]]:
    """The states of the newest publication on each account, by post."""
    rows = session.execute(
        select(Publication.post_id, Publication.account_id, Publication.state)
        .where(Publication.post_id.in_(post_ids))
        .order_by(Publication.created_at)
    )
    newest: dict[uuid.UUID, dict[uuid.UUID, PublicationState]] = defaultdict(dict)
    for post_id, account_id, state in rows:
        newest[post_id][account_id] = state
    return {post_id: list(each.values()) for post_id, each in newest.items()}


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
    session: Session, now: datetime, under_way: Collection[uuid.UUID], limit: int = 200
) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """(publication, account) of rows that need a job: due, standing still on the way, or due for a look.

    A ready row without a container is shared by hand and waits for a person. Those ``under_way`` have their job and
    don't count, lest a crowd at one slow account stand before all others.
    """
    stands = Publication.updated_at < now - STANDS_STILL
    moving = or_(
        Publication.state.in_((PublicationState.PREPARING, PublicationState.PUBLISHING)),
        and_(Publication.state == PublicationState.READY, Publication.container != ""),
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
                ),
                and_(moving, stands),
                Publication.look_at <= now,
            ),
        )
        .order_by(Publication.due_at, Publication.id)
        .limit(limit)
    )
    return rows.all()
