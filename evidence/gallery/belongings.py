"""What belongs to a unit, gathered from the rooms that know of it."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.naming import outlet_name
from evidence.capture.models import Activity, ActivityState
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.publish.models import BEFORE_INTENT, Publication, PublicationState
from evidence.units.belongings import Belongings, OwnAccount, Work
from evidence.units.models import Unit

# What a page shows of the work, and of the accounts; all of them are counted.
MOST = 30
# Whoever holds the office has to do something, or wait for somebody.
BEFORE_APPROVAL = (VersionState.DRAFT, VersionState.SUBMITTED, VersionState.CHANGES_REQUESTED)
MENDED = (*BEFORE_APPROVAL, VersionState.SUPERSEDED, VersionState.EXPIRED)
UNSENT = (*BEFORE_INTENT, PublicationState.PUBLISHING, PublicationState.UNCONFIRMED)


def belongings(session: Session, unit: Unit) -> Belongings:
    """What goes with ``unit`` to the next holder of its office."""
    own = Activity.unit_code == unit.code
    ours = (SocialAccount.unit_code == unit.code, SocialAccount.state != AccountState.CLOSED)
    in_order = (SocialAccount.network, SocialAccount.site, SocialAccount.handle)
    accounts = session.scalars(select(SocialAccount).where(*ours).order_by(*in_order).limit(MOST))
    return Belongings(
        activities=_count(session, own & _going_on()),
        posts=_posts(session, own),
        publications=_unsent(session, unit),
        to_decide=_to_decide(session, unit),
        work=_work(session, own),
        accounts=[
            OwnAccount(each.id, outlet_name(each.outlet), each.handle, each.state.value, each.connected_by)
            for each in accounts
        ],
        account_ids=session.scalars(select(SocialAccount.id).where(*ours).order_by(*in_order)).all(),
    )


def _going_on() -> ColumnElement[bool]:
    """The work is not over, or nothing was said about it yet."""
    told = select(Post.id).where(Post.activity_id == Activity.id)
    return (Activity.state != ActivityState.ARCHIVED) & ~told.exists()


def _latest() -> ColumnElement[bool]:
    newest = select(func.max(PostVersion.number)).where(PostVersion.post_id == Post.id)
    return PostVersion.number == newest.correlate(Post).scalar_subquery()


def _under_way() -> ColumnElement[bool]:
    """What is written is not done with; what its unit left withdrawn is."""
    return PostVersion.state.in_(MENDED) & PostVersion.left_at.is_(None)


def _count(session: Session, which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Activity).where(which)) or 0


def _posts(session: Session, own: ColumnElement[bool]) -> int:
    counted = (
        select(func.count())
        .select_from(Post)
        .join(Activity, Activity.id == Post.activity_id)
        .join(PostVersion, PostVersion.post_id == Post.id)
        .where(own, _latest(), _under_way())
    )
    return session.scalar(counted) or 0


def _unsent(session: Session, unit: Unit) -> int:
    counted = (
        select(func.count())
        .select_from(Publication)
        .join(Post, Post.id == Publication.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .where(Activity.unit_code == unit.code, Publication.state.in_(UNSENT))
    )
    return session.scalar(counted) or 0


def _to_decide(session: Session, unit: Unit) -> int:
    below: ColumnElement[bool] = Unit.path.startswith(unit.path, autoescape=True)
    if unit.parent_code is not None:
        below &= Unit.code != unit.code
    counted = (
        select(func.count())
        .select_from(PostVersion)
        .join(Post, Post.id == PostVersion.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .join(Unit, Unit.code == Activity.unit_code)
        .where(PostVersion.state == VersionState.SUBMITTED, below)
    )
    return session.scalar(counted) or 0


def _work(session: Session, own: ColumnElement[bool]) -> list[Work]:
    """The activities that wait, the oldest first; one of which something is written by its post's state."""
    rows = session.execute(
        select(Activity, PostVersion.state)
        .outerjoin(Post, Post.activity_id == Activity.id)
        .outerjoin(PostVersion, (PostVersion.post_id == Post.id) & _latest())
        .where(
            own,
            (PostVersion.id.is_(None) & (Activity.state != ActivityState.ARCHIVED)) | _under_way(),
        )
        .order_by(Activity.created_at, Activity.id)
        .limit(MOST)
    )
    return [
        Work(
            activity.id,
            activity.title,
            "post" if state else "activity",
            (state or activity.state).value,
            activity.created_at,
        )
        for activity, state in rows
    ]
