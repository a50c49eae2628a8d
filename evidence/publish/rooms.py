"""The accounts of the operators' page: which rest, which need somebody, and what is left of their quotas."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.accounts.models import AccountState, SocialAccount
from evidence.core.paging import Page, oldest_first
from evidence.publish.ledger import left_of, told_lately
from evidence.publish.models import Hold, Ledger, Publication
from evidence.publish.models import PublicationState as P
from evidence.units.models import Unit

# States that only a person ends.
IN_TROUBLE = (AccountState.NEEDS_RECONNECT, AccountState.PAUSED)


@dataclass(frozen=True)
class AccountRoom:
    """One account; ``left`` of ``total`` posts where its network says so, ``held`` publications wait for it."""

    network: str
    handle: str
    unit: Unit
    state: AccountState
    rests_until: datetime | None
    reason: str
    left: int | None
    total: int | None
    held: int


def account_rooms(session: Session, after: str | None, *, now: datetime) -> Page[AccountRoom]:
    """One page of the accounts that need somebody, rest, or whose quota is known, in the order of their making."""
    lately = told_lately(now)
    worth = or_(SocialAccount.state.in_(IN_TROUBLE), Ledger.rests_until > now, lately)
    query = (
        select(SocialAccount)
        .outerjoin(Ledger, Ledger.account_id == SocialAccount.id)
        .options(joinedload(SocialAccount.unit))
        .where(worth)
    )
    columns = (SocialAccount.created_at, SocialAccount.id)
    found = oldest_first(session, query, columns, lambda row: (row.created_at, row.id), after)
    ids = [each.id for each in found.rows]
    rows = session.execute(
        select(Ledger, left_of().label("left"), lately.label("lately")).where(Ledger.account_id.in_(ids))
    )
    ledgers = {row.Ledger.account_id: row for row in rows}
    held = _held(session, ids)
    return Page([_room(each, ledgers.get(each.id), held.get(each.id, 0)) for each in found.rows], found.after)


def _room(account: SocialAccount, row: object, held: int) -> AccountRoom:
    ledger: Ledger | None = getattr(row, "Ledger", None)
    said = row is not None and getattr(row, "lately", False)
    return AccountRoom(
        account.network,
        account.handle,
        account.unit,
        account.state,
        ledger.rests_until if ledger else None,
        ledger.reason if ledger else "",
        getattr(row, "left", None) if said else None,
        ledger.total if ledger and said else None,
        held,
    )


def _held(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    rows = session.execute(
        select(Publication.account_id, func.count().label("many"))
        .where(
            Publication.account_id.in_(ids),
            and_(Publication.state == P.QUEUED, Publication.hold_reason.in_(tuple(Hold))),
        )
        .group_by(Publication.account_id)
    )
    return {row.account_id: row.many for row in rows}
