"""Keeping a connection alive: who renews it, and what became of that. The edge commits.

A renewal is fenced twice. Only the one whose claim stands may write that it failed; and what succeeded is kept as long
as the credentials it began with still stand, whoever has the claim by then, since the network may have made the old
ones worthless.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, or_, select, update
from sqlalchemy.orm import Session

from evidence.accounts.credentials import seal
from evidence.accounts.models import ALIVE, USABLE, AccountState, SocialAccount
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks.base import RECONNECT
from evidence.adapters.networks.connecting import Credentials
from evidence.core import audit
from evidence.core.words import N_

# Longer than any call can take by its own limits.
TAKEN_OVER_AFTER = timedelta(minutes=2)
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=1)
KEY_GONE = N_("kunci penyandi sambungan ini tidak ada lagi")
REASON_MOST = 300


@dataclass(frozen=True)
class Renewing:
    """A claimed renewal: since when, and the credentials it began with, closed."""

    account_id: uuid.UUID
    network: str
    since: datetime
    closed: bytes = field(repr=False)


def _free(now: datetime) -> ColumnElement[bool]:
    since = SocialAccount.renewing_since
    return or_(since.is_(None), since < now - TAKEN_OVER_AFTER)


def _due(now: datetime) -> ColumnElement[bool]:
    again = SocialAccount.renew_again_at
    return and_(
        SocialAccount.renew_at <= now,
        or_(again.is_(None), again <= now),
        SocialAccount.state.in_(ALIVE),
        SocialAccount.token.is_not(None),
        _free(now),
    )


def due(session: Session, now: datetime) -> Sequence[uuid.UUID]:
    """The accounts to renew, the one that waits longest first."""
    return session.scalars(select(SocialAccount.id).where(_due(now)).order_by(SocialAccount.renew_at)).all()


def claim(session: Session, account_id: uuid.UUID, *, now: datetime) -> Renewing | None:
    """Take the renewal of an account; None when it is not due, or somebody else is at it."""
    old = session.scalar(select(SocialAccount.renewing_since).where(SocialAccount.id == account_id))
    row = session.execute(
        update(SocialAccount)
        .where(
            SocialAccount.id == account_id, SocialAccount.renewing_since.is_not_distinct_from(old), _due(now)
        )
        .values(renewing_since=now)
        .returning(SocialAccount.network, SocialAccount.token)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return Renewing(account_id, row.network, now, row.token) if row else None


def renewed(
    session: Session, taken: Renewing, credentials: Credentials, renew_at: datetime | None, box: TokenBox
) -> bool:
    """Keep the fresh credentials; False when the account was connected anew meanwhile."""
    # Somebody may have taken over, and been told that the old ones are dead: these are the living ones.
    state = case(
        (SocialAccount.state == AccountState.NEEDS_RECONNECT, AccountState.CONNECTED.value),
        else_=SocialAccount.state,
    )
    kept = session.execute(
        update(SocialAccount)
        .where(SocialAccount.id == taken.account_id, SocialAccount.token == taken.closed)
        .values(
            token=seal(credentials, box),
            expires_at=credentials.expires_at,
            refresh_expires_at=credentials.refresh_expires_at,
            renew_at=renew_at,
            renew_tries=0,
            renew_again_at=None,
            renewing_since=None,
            # Why its network holds an account back is not over with its old token.
            trouble=case((SocialAccount.state == AccountState.PAUSED, SocialAccount.trouble), else_=""),
            state=state,
        )
        .returning(SocialAccount.id)
        .execution_options(synchronize_session=False)
    )
    return kept.scalar() is not None


def put_off(
    session: Session, taken: Renewing, reason: str, *, retry_after: float | None, now: datetime
) -> None:
    """It did not work this time: the old credentials stay, and it is tried again later."""
    row = session.scalar(
        select(SocialAccount)
        .where(SocialAccount.id == taken.account_id, SocialAccount.renewing_since == taken.since)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        return
    wait = max(min(SOONEST * 2**row.renew_tries, LATEST), timedelta(seconds=retry_after or 0.0))
    row.renew_tries = min(row.renew_tries + 1, 30)
    row.renew_again_at = now + wait
    if row.state is not AccountState.PAUSED:
        row.trouble = reason[:REASON_MOST]
    row.renewing_since = None


def held_back(session: Session, account_id: uuid.UUID, connected_at: datetime | None, reason: str) -> bool:
    """The network holds the account back, and a person has to look at it there.

    False when a person connected it anew since ``connected_at``. Another token alone changes nothing: it is the account
    that is held back.
    """
    found = session.execute(
        update(SocialAccount)
        .where(
            SocialAccount.id == account_id,
            SocialAccount.state.in_(USABLE),
            SocialAccount.connected_at.is_not_distinct_from(connected_at),
        )
        .values(state=AccountState.PAUSED, trouble=reason[:REASON_MOST])
        .returning(SocialAccount.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if found is None:
        return False
    audit.record(session, "accounts.paused", account_id)
    return True


def lost(session: Session, account_id: uuid.UUID, closed: bytes | None, reason: str) -> bool:
    """Only a person can mend it: connect it again. ``closed`` are the credentials that were refused.

    False when they are not the account's any more, since nobody has refused the ones it has now.
    """
    # That word is for programs; a person is told without a reason.
    told = "" if reason == RECONNECT else reason[:REASON_MOST]
    still = SocialAccount.token.is_not_distinct_from(closed)
    over = {"renewing_since": None, "renew_again_at": None, "trouble": told}
    found = session.execute(
        update(SocialAccount)
        .where(SocialAccount.id == account_id, SocialAccount.state.in_(USABLE), still)
        .values(state=AccountState.NEEDS_RECONNECT, **over)
        .returning(SocialAccount.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if found is None:
        # One that is held back stays so, without credentials that are worth nothing. Without a trouble it is a person
        # who holds it (`queries.hold_of`), and stays the one; the trail keeps why the credentials are lost.
        why = case((SocialAccount.trouble == "", ""), else_=told or SocialAccount.trouble)
        found = session.execute(
            update(SocialAccount)
            .where(SocialAccount.id == account_id, SocialAccount.state == AccountState.PAUSED, still)
            .values(token=None, renew_at=None, **{**over, "trouble": why})
            .returning(SocialAccount.id)
            .execution_options(synchronize_session=False)
        ).scalar()
    if found is None:
        return False
    audit.record(session, "accounts.needs_reconnect", account_id, reason=told)
    return True
