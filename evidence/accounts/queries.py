"""Reading accounts."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.accounts.models import USABLE, AccountState, SocialAccount
from evidence.adapters.networks.sites import OTHER
from evidence.core.audit import AuditEvent
from evidence.core.errors import NotFound
from evidence.units.access import Actor
from evidence.units.models import Unit
from evidence.units.queries import within

# What the trail calls it when a person holds an account back.
PAUSED = "accounts.paused"


def accounts(session: Session, by: Actor, unit_code: str | None = None) -> Sequence[SocialAccount]:
    """The accounts ``by`` may see, of one unit when it is named, in the order of the tree."""
    query = select(SocialAccount).join(Unit).options(joinedload(SocialAccount.unit)).where(within(by.paths()))
    if unit_code:
        query = query.where(SocialAccount.unit_code == unit_code)
    return session.scalars(
        query.order_by(Unit.path, SocialAccount.network, SocialAccount.site, SocialAccount.handle)
    ).all()


def account(session: Session, account_id: uuid.UUID, by: Actor) -> SocialAccount:
    """The account, if ``by`` may know of it."""
    found = session.get(SocialAccount, account_id)
    if found is None or not by.sees(found.unit.path):
        raise NotFound("Akun itu tidak ada.")
    return found


def named(
    session: Session, unit_code: str, network: str, handle: str, site: str = ""
) -> SocialAccount | None:
    """The account that a unit has under that handle on a network, connected or not.

    Of one that is shared to by hand ``site`` is asked too, and one whose site nobody has said is the same.
    """
    return session.scalar(
        select(SocialAccount)
        .where(
            SocialAccount.unit_code == unit_code,
            SocialAccount.network == network,
            SocialAccount.handle == handle,
            SocialAccount.site.in_({site, OTHER, ""} if site else {""}),
        )
        .order_by(SocialAccount.site.in_({OTHER, ""}))
        .limit(1)
    )


def hold_of(session: Session, account: SocialAccount) -> AuditEvent | None:
    """Who holds the account back and since when, with ``reason`` among its facts; None where no person does."""
    if account.state is not AccountState.PAUSED or account.trouble:
        return None
    return session.scalar(
        select(AuditEvent)
        .where(AuditEvent.subject == account.id, AuditEvent.act == PAUSED)
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )


def usable(session: Session, unit_code: str) -> Sequence[SocialAccount]:
    """The unit's accounts that can be published to."""
    return session.scalars(
        select(SocialAccount)
        .where(SocialAccount.unit_code == unit_code, SocialAccount.state.in_(USABLE))
        .order_by(SocialAccount.network, SocialAccount.site, SocialAccount.handle)
    ).all()


def unusable(session: Session, unit_code: str) -> Sequence[SocialAccount]:
    """The unit's accounts that cannot be published to now; one that was closed is among them."""
    return session.scalars(
        select(SocialAccount)
        .where(SocialAccount.unit_code == unit_code, SocialAccount.state.not_in(USABLE))
        .order_by(SocialAccount.network, SocialAccount.handle)
    ).all()


def fresh(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Accounts that can be published to at this moment; see `lifetime.fresh`."""
    return and_(
        SocialAccount.state.in_(USABLE),
        or_(SocialAccount.expires_at.is_(None), SocialAccount.expires_at > now),
    )
