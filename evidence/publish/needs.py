"""What a publication needs of a person, as conditions; `waiting` has the lists that are made of them."""

import enum
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, or_
from sqlalchemy.orm import aliased

from evidence.compose.models import PostVersion, VersionState
from evidence.publish import strays
from evidence.publish.models import GONE, Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.pauses import held_back


class Need(enum.StrEnum):
    """Why a publication waits for a person."""

    STRAY = "stray"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    HELD = "held"
    WITHDRAW_FAILED = "withdraw_failed"
    # A person's own hands are needed.
    TO_DELETE = "to_delete"
    INBOX = "inbox"
    BY_HAND = "by_hand"


HANDS = frozenset({Need.TO_DELETE, Need.INBOX, Need.BY_HAND})
# A post beside what a publication is waits whatever its state.
WHERE: Mapping[Need, ColumnElement[bool]] = {
    Need.STRAY: strays.there_are(),
    Need.UNCONFIRMED: Publication.state == P.UNCONFIRMED,
    Need.FAILED: Publication.state == P.FAILED,
    Need.HELD: and_(Publication.state == P.QUEUED, Publication.hold_reason.is_not(None)),
    Need.WITHDRAW_FAILED: Publication.state == P.WITHDRAW_FAILED,
    Need.TO_DELETE: and_(Publication.state == P.WITHDRAWING, Publication.withdraws_by_hand),
    Need.INBOX: and_(Publication.state == P.READY, Publication.remote_id.is_not(None)),
    Need.BY_HAND: and_(
        Publication.state == P.READY, Publication.container == "", Publication.remote_id.is_(None)
    ),
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
    # The same as the indexes are over, for PostgreSQL to recognise.
    stands = or_(
        Publication.state.in_((P.UNCONFIRMED, P.FAILED, P.WITHDRAW_FAILED)),
        and_(Publication.state == P.QUEUED, Publication.hold_reason.is_not(None)),
        strays.there_are(),
    )
    asked = needs or tuple(Need)
    still = [
        and_(WHERE[each], still_wanted()) if each is Need.FAILED else WHERE[each]
        for each in asked
        if each not in HANDS
    ]
    hands = [WHERE[each] for each in asked if each in HANDS]
    parts = [and_(stands, or_(*still))] if still else []
    if hands:
        parts.append(and_(Publication.state.in_((P.READY, P.WITHDRAWING)), or_(*hands)))
    return or_(*parts)


def need_of() -> ColumnElement[str]:
    """The need of a publication that waits."""
    return case(*((where, need.value) for need, where in WHERE.items()))


def switched_off() -> ColumnElement[bool]:
    """What only a switch holds back (`pauses`): it is queued, and nothing else is the matter with it."""
    return and_(Publication.state == P.QUEUED, Publication.hold_reason.is_(None), held_back())


def by_hand() -> ColumnElement[bool]:
    """Whether a ready publication is a person's to share, or to finish in the app."""
    return or_(Publication.container == "", Publication.remote_id.is_not(None))


def asks(now: datetime) -> ColumnElement[bool]:
    """Publications on which a person of the unit can go on, also where nothing went wrong."""
    return or_(
        *(WHERE[each] for each in Need if each not in (Need.FAILED, Need.HELD)),
        and_(WHERE[Need.FAILED], still_wanted()),
        and_(Publication.state == P.PUBLISHED, Publication.ask_link_at <= now),
        and_(Publication.state == P.QUEUED, Publication.hold_reason == Hold.LATE),
    )
