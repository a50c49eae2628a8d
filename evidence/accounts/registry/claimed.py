"""Accounts that are registered here and that nobody saw yet.

An account is there ("Ada") where somebody looked and found it, or where its own network said so: when it was connected,
and each day since. `Slot.presence` says so for every list, page and paper. What its unit only typed, and what is on the
practice network, where nobody outside looks, is a claim: it is named beside what is known, and counts for nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.accounts.handles import same
from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.registry.places import PRACTICE, place_of
from evidence.accounts.registry.standing import Slot


def registered(
    session: Session, codes: Sequence[str], until: datetime | None = None
) -> Mapping[str, Sequence[SocialAccount]]:
    """The accounts of those units that are not closed, by the unit's code; those that were registered by ``until``."""
    found: dict[str, list[SocialAccount]] = {code: [] for code in codes}
    query = select(SocialAccount).where(
        SocialAccount.unit_code.in_(codes), SocialAccount.state != AccountState.CLOSED
    )
    if until is not None:
        query = query.where(SocialAccount.created_at <= until)
    for account in session.scalars(query.order_by(SocialAccount.network, SocialAccount.handle)):
        found[account.unit_code].append(account)
    return found


def unseen(
    slots: Sequence[Slot], accounts: Sequence[SocialAccount], network: str | None = None
) -> Sequence[SocialAccount]:
    """Of a unit's ``accounts`` those of which none of its looks (``slots``) tells; on one network, or on all."""
    return [
        each
        for each in accounts
        if network in (None, place_of(each)) and not any(_told(slot, each) for slot in slots)
    ]


def counts_nowhere(account: SocialAccount) -> bool:
    """Whether no look at it would count: it is there to practise with."""
    return account.network == PRACTICE


def _told(slot: Slot, account: SocialAccount) -> bool:
    # One that was renamed is told of by its number.
    return slot.key[1] == place_of(account) and any(
        look.account_id == account.id or same(look.handle, account.handle)
        for each in slot.accounts
        for look in each.looks
    )
