"""Whether an account is still whose it was: the id behind a token, and the handle it goes by. The edge commits."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from evidence.accounts.models import ALIVE, SocialAccount
from evidence.accounts.renewal import lost
from evidence.adapters.networks.base import Identity
from evidence.core import audit
from evidence.core.text import holdable
from evidence.core.words import N_

LOOKED_AT_EVERY = timedelta(hours=6)
ANOTHER = N_("sambungan ini membuka akun lain")
HANDLE_MOST = 200


@dataclass(frozen=True)
class Looking:
    """A look that was claimed."""

    account_id: uuid.UUID
    network: str
    closed: bytes = field(repr=False)


def plain(handle: str) -> str:
    """The handle as it is kept: without "@", in characters that can be stored."""
    return holdable(handle).strip().removeprefix("@")[:HANDLE_MOST]


def same(one: str, other: str) -> bool:
    """Whether two handles are the same to a network; none of them tells capitals apart."""
    return plain(one).casefold() == plain(other).casefold()


def _due(now: datetime) -> ColumnElement[bool]:
    seen, ends = SocialAccount.seen_at, SocialAccount.expires_at
    return and_(
        SocialAccount.state.in_(ALIVE),
        SocialAccount.token.is_not(None),
        SocialAccount.remote_id.is_not(None),
        or_(seen.is_(None), seen < now - LOOKED_AT_EVERY),
        # One that waits for its renewal would only be refused.
        or_(ends.is_(None), ends > now),
    )


def due(session: Session, now: datetime) -> Sequence[uuid.UUID]:
    """The accounts to look at."""
    return session.scalars(select(SocialAccount.id).where(_due(now)).order_by(SocialAccount.seen_at)).all()


def claim(session: Session, account_id: uuid.UUID, *, now: datetime) -> SocialAccount | None:
    """Take the look at an account; None when it is not due any more."""
    taken = session.execute(
        update(SocialAccount)
        .where(SocialAccount.id == account_id, _due(now))
        .values(seen_at=now)
        .returning(SocialAccount.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    return session.get(SocialAccount, account_id) if taken else None


def seen(
    session: Session, account_id: uuid.UUID, closed: bytes | None, identity: Identity, *, now: datetime
) -> None:
    """Note whose token it is, as the network says now."""
    row = session.get(SocialAccount, account_id, with_for_update=True, populate_existing=True)
    if row is None or row.token != closed:
        return
    if identity.remote_id != row.remote_id:
        lost(session, account_id, closed, ANOTHER)
        return
    found = plain(identity.handle)
    renamed = bool(found) and not same(found, row.handle)
    if renamed and found != row.handle_seen:
        audit.record(session, "accounts.renamed", account_id, old=row.handle, new=found)
    row.handle_seen = found if renamed else ""
