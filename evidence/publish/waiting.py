"""What waits for a person: a list of publications, and the same for each unit, for whoever tells its people."""

import enum
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from evidence.accounts.models import SocialAccount
from evidence.capture.models import Activity
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.core.paging import Page, oldest_first
from evidence.publish import strays
from evidence.publish.models import GONE, Publication
from evidence.publish.models import PublicationState as P

# More than this a unit's people are not told of one by one.
MOST = 500


class Need(enum.StrEnum):
    """Why a publication waits for a person."""

    STRAY = "stray"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    HELD = "held"
    WITHDRAW_FAILED = "withdraw_failed"


# A post beside what a publication is waits whatever its state.
WHERE: Mapping[Need, ColumnElement[bool]] = {
    Need.STRAY: strays.there_are(),
    Need.UNCONFIRMED: Publication.state == P.UNCONFIRMED,
    Need.FAILED: Publication.state == P.FAILED,
    Need.HELD: and_(Publication.state == P.QUEUED, Publication.hold_reason.is_not(None)),
    Need.WITHDRAW_FAILED: Publication.state == P.WITHDRAW_FAILED,
}


def still_wanted() -> ColumnElement[bool]:
    """Whether a failed publication could be tried again: its version stands, and its account got no other one."""
    other = aliased(Publication)
    return and_(
        exists().where(PostVersion.id == Publication.version_id, PostVersion.state == VersionState.APPROVED),
        ~exists().where(
            other.post_id == Publication.post_id,
            other.account_id == Publication.account_id,
            other.id != Publication.id,
            other.state.not_in(GONE),
        ),
    )


def waits(*needs: Need) -> ColumnElement[bool]:
    """Publications that wait for a person, for one of those ``needs`` or for any."""
    # The same as the index is over, for PostgreSQL to recognise.
    stands = or_(
        Publication.state.in_((P.UNCONFIRMED, P.FAILED, P.WITHDRAW_FAILED)),
        and_(Publication.state == P.QUEUED, Publication.hold_reason.is_not(None)),
        strays.there_are(),
    )
    wanted = (
        and_(WHERE[each], still_wanted()) if each is Need.FAILED else WHERE[each] for each in needs or Need
    )
    return and_(stands, or_(*wanted))


def need_of() -> ColumnElement[str]:
    """The need of a publication that waits."""
    return case(*((where, need.value) for need, where in WHERE.items()))


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
