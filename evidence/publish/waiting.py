"""What waits for a person: for those of some units, for operators, and for whoever tells each unit's people."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.accounts.models import SocialAccount
from evidence.capture.models import Activity
from evidence.compose.models import Post
from evidence.core.paging import Page, oldest_first
from evidence.publish.models import Publication
from evidence.publish.needs import WHERE, Need, asks, need_of, switched_off, waits
from evidence.publish.pauses import active
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import within

# More than this a unit's people are not told of one by one.
MOST = 500
# What a person is to share by hand is theirs for so long; after that somebody else should know.
SHARED_WITHIN = timedelta(days=1)


def of_units(session: Session, by: Actor, *, now: datetime, most: int = 50) -> Sequence[Publication]:
    """Publications of ``by``'s units on which only a person can go on, what has waited longest first."""
    return session.scalars(
        select(Publication)
        .join(Post, Post.id == Publication.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .options(
            joinedload(Publication.post).joinedload(Post.activity).joinedload(Activity.unit),
            joinedload(Publication.account),
        )
        .where(within(by.paths(Role.UPLOADER, Role.APPROVER)), asks(now))
        .order_by(Publication.updated_at, Publication.id)
        .limit(most)
    ).all()


def page(session: Session, need: Need | None, after: str | None, size: int) -> Page[Publication]:
    """One page of what waits, the longest first, with all that a list shows of each.

    Without a ``need`` what is to be shared by hand is left out as long as its day is not over.
    """
    own_time = and_(WHERE[Need.BY_HAND], Publication.updated_at > func.now() - SHARED_WITHIN)
    wanted = waits(need) if need else and_(waits(), ~own_time)
    if need in (None, Need.HELD) and active(session):
        wanted = or_(wanted, switched_off())
    query = (
        select(Publication)
        .options(
            joinedload(Publication.post).joinedload(Post.activity).joinedload(Activity.unit),
            joinedload(Publication.account).joinedload(SocialAccount.unit),
            joinedload(Publication.version),
        )
        .where(wanted)
    )
    columns = (Publication.updated_at, Publication.id)
    return oldest_first(session, query, columns, lambda row: (row.updated_at, row.id), after, size)


@dataclass(frozen=True)
class Waits:
    """One publication that waits for a person of ``unit_code``, since when and why."""

    unit_code: str
    publication_id: uuid.UUID
    post_id: uuid.UUID
    need: Need
    hold_reason: str
    since: datetime
    title: str = ""


def by_unit(session: Session, most: int = MOST) -> Sequence[Waits]:
    """What waits, the longest first, with the unit whose people should know."""
    rows = session.execute(
        select(
            Activity.unit_code, Publication.id, Publication.post_id, need_of().label("need"),
            Publication.hold_reason, Publication.updated_at, Activity.title,
        )
        .join(Post, Post.id == Publication.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .where(waits())
        .order_by(Publication.updated_at, Publication.id)
        .limit(most)
    )  # fmt: skip
    return [
        Waits(
            row.unit_code,
            row.id,
            row.post_id,
            Need(row.need),
            row.hold_reason or "",
            row.updated_at,
            row.title,
        )
        for row in rows
    ]
