"""What waits for a person: for those of some units, for operators, and for whoever tells each unit's people."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidence.accounts.models import SocialAccount
from evidence.capture.models import Activity
from evidence.compose.models import Post
from evidence.core.paging import Page, oldest_first
from evidence.publish.models import Publication
from evidence.publish.needs import Need, asks, need_of, waits
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import within

# More than this a unit's people are not told of one by one.
MOST = 500


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
    """One page of what waits, the longest first, with all that a list shows of each."""
    query = (
        select(Publication)
        .options(
            joinedload(Publication.post).joinedload(Post.activity).joinedload(Activity.unit),
            joinedload(Publication.account).joinedload(SocialAccount.unit),
        )
        .where(waits(need) if need else waits())
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


def by_unit(session: Session, most: int = MOST) -> Sequence[Waits]:
    """What waits, the longest first, with the unit whose people should know."""
    rows = session.execute(
        select(
            Activity.unit_code, Publication.id, Publication.post_id, need_of().label("need"),
            Publication.hold_reason, Publication.updated_at,
        )
        .join(Post, Post.id == Publication.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .where(waits())
        .order_by(Publication.updated_at, Publication.id)
        .limit(most)
    )  # fmt: skip
    return [
        Waits(row.unit_code, row.id, row.post_id, Need(row.need), row.hold_reason or "", row.updated_at)
        for row in rows
    ]
