"""An account's room on its network: until when it rests, and how much of its quota is left."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.accounts import renewal
from evidence.accounts.models import AccountState
from evidence.adapters.networks.base import Quota
from evidence.publish import retry
from evidence.publish.models import Ledger, Publication

# How long, in seconds, a network's word on its quota is believed, and how little may be left to believe it.
BELIEVED = 600.0
NEAR = 3
# Where nobody can say when there is room again.
LATER = 3600.0


def rests(session: Session, account_id: uuid.UUID, now: datetime) -> bool:
    """Whether nothing may be sent to the account now."""
    until = session.scalar(select(Ledger.rests_until).where(Ledger.account_id == account_id))
    return until is not None and until > now


def rest(session: Session, account_id: uuid.UUID, until: datetime, reason: str) -> None:
    """Let the account rest; whoever says it last is believed."""
    _write(session, account_id, rests_until=until, reason=reason[:500])


def wake(session: Session, account_id: uuid.UUID) -> None:
    """Let the account go on at once, since a person says so."""
    _write(session, account_id, rests_until=None)


def stop(
    session: Session,
    account_id: uuid.UUID,
    state: AccountState,
    reason: str,
    *,
    token: bytes | None,
    connected_at: datetime | None,
) -> None:
    """Let the account stand in ``state`` until a person has seen to it.

    ``token`` is the one that was used, closed, of the connection of ``connected_at``.
    """
    if state is AccountState.PAUSED:
        renewal.held_back(session, account_id, connected_at, reason)
    else:
        # Another token was refused by nobody.
        renewal.lost(session, account_id, token, reason)


def note(session: Session, account_id: uuid.UUID, quota: Quota, *, now: datetime) -> None:
    """Keep what the network said."""
    window = quota.window.total_seconds()
    _write(session, account_id, used=quota.used, total=quota.total, window=window, read_at=now)


def _write(session: Session, account_id: uuid.UUID, **values: object) -> None:
    session.execute(
        insert(Ledger)
        .values(account_id=account_id, **{"reason": "", **values})
        .on_conflict_do_update(index_elements=[Ledger.account_id], set_=values)
    )


def left_of() -> ColumnElement[int | None]:
    """The quota that is left of a ledger: the network's word, less what was sent since; None where unknown."""
    since = (
        select(func.count())
        .where(Publication.account_id == Ledger.account_id, Publication.posted_at > Ledger.read_at)
        .correlate(Ledger)
        .scalar_subquery()
    )
    return Ledger.total - Ledger.used - since


def told_lately(now: datetime) -> ColumnElement[bool]:
    """Whether the network's word on a quota is of the quota's present window."""
    return Ledger.read_at + func.make_interval(0, 0, 0, 0, 0, 0, Ledger.window) > now


def left(session: Session, account_id: uuid.UUID) -> int | None:
    """How many posts the account may still make; None where unknown."""
    return session.scalar(select(left_of()).where(Ledger.account_id == account_id))


def believed(session: Session, account_id: uuid.UUID, *, now: datetime, pace: float) -> bool:
    """Whether the quota need not be read again before the next post."""
    known = session.get(Ledger, account_id)
    room = left(session, account_id)
    if known is None or known.read_at is None or room is None:
        return False
    return room > NEAR and retry.after(known.read_at, BELIEVED, pace) > now


def room_at(session: Session, account_id: uuid.UUID, *, now: datetime, pace: float) -> datetime:
    """When the quota's moving window lets the next post in, as far as our own posts tell."""
    known = session.get(Ledger, account_id)
    window = timedelta(seconds=(known.window if known and known.window else LATER) / pace)
    oldest = session.scalar(
        select(func.min(Publication.posted_at)).where(
            Publication.account_id == account_id, Publication.posted_at > now - window
        )
    )
    return oldest + window if oldest else retry.after(now, LATER, pace)
