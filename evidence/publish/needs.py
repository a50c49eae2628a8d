"""What waits for a person of a unit: to look, to share, to delete, to paste a link, to say whether it is too late."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from evidence.capture.models import Activity
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.publish.models import GONE, Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import within


def waiting(session: Session, by: Actor, *, now: datetime, most: int = 50) -> Sequence[Publication]:
    """Publications of ``by``'s units on which only a person can go on, what has waited longest first."""
    other = aliased(Publication)
    # A failed one counts while it can be tried again: its version stands, and its account got no other one.
    wanted = and_(
        Publication.state == P.FAILED,
        exists().where(PostVersion.id == Publication.version_id, PostVersion.state == VersionState.APPROVED),
        ~exists().where(
            other.post_id == Publication.post_id,
            other.account_id == Publication.account_id,
            other.id != Publication.id,
            other.state.not_in(GONE),
        ),
    )
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
                wanted,
                by_hand,
                and_(Publication.state == P.WITHDRAWING, Publication.withdraws_by_hand),
                and_(Publication.state == P.PUBLISHED, Publication.ask_link_at <= now),
                and_(Publication.state == P.QUEUED, Publication.hold_reason == Hold.LATE),
            ),
        )
        .order_by(Publication.updated_at, Publication.id)
        .limit(most)
    ).all()
