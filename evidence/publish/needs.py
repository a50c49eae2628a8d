"""What waits for a person of a unit: to look, to share, to delete, to paste a link, to say whether it is too late."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.capture.models import Activity
from evidence.compose.models import Post
from evidence.publish import strays
from evidence.publish.models import Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.waiting import still_wanted
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import within


def waiting(session: Session, by: Actor, *, now: datetime, most: int = 50) -> Sequence[Publication]:
    """Publications of ``by``'s units on which only a person can go on, what has waited longest first."""
    by_hand = and_(
        Publication.state == P.READY, or_(Publication.container == "", Publication.remote_id.is_not(None))
    )
    return session.scalars(
        select(Publication)
        .join(Post, Post.id == Publication.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .options(
            joinedload(Publication.post).joinedload(Post.activity).joinedload(Activity.unit),
            joinedload(Publication.account),
        )
        .where(
            within(by.paths(Role.UPLOADER, Role.APPROVER)),
            or_(
                Publication.state.in_((P.UNCONFIRMED, P.WITHDRAW_FAILED)),
                strays.there_are(),
                and_(Publication.state == P.FAILED, still_wanted()),
                by_hand,
                and_(Publication.state == P.WITHDRAWING, Publication.withdraws_by_hand),
                and_(Publication.state == P.PUBLISHED, Publication.ask_link_at <= now),
                and_(Publication.state == P.QUEUED, Publication.hold_reason == Hold.LATE),
            ),
        )
        .order_by(Publication.updated_at, Publication.id)
        .limit(most)
    ).all()
