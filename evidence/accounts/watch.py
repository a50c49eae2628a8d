"""Bringing state and notices of accounts up to what is so now. The edges commit."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from evidence.accounts.lifetime import KINDS, sayings, state_at
from evidence.accounts.models import USABLE, AccountState, SocialAccount
from evidence.core import audit
from evidence.notices import services as notices
from evidence.notices.models import Notice


def watch(session: Session, labels: Mapping[str, str], *, now: datetime) -> None:
    """Look at every account. ``labels`` are the networks' names for people, as message ids."""
    standing = defaultdict[uuid.UUID, set[str]](set)
    for kind, subject in session.execute(_standing()):
        standing[subject].add(kind)
    for account in session.scalars(select(SocialAccount)).all():
        _look_at(session, account, labels, standing[account.id], now=now)


def look_at(session: Session, account: SocialAccount, labels: Mapping[str, str], *, now: datetime) -> None:
    """The same for one account that has just changed."""
    session.flush()
    session.refresh(account)
    standing = {kind for kind, _ in session.execute(_standing().where(Notice.subject == account.id))}
    _look_at(session, account, labels, standing, now=now)


def _standing() -> Select[str, uuid.UUID]:
    return select(Notice.kind, Notice.subject).where(Notice.done_at.is_(None), Notice.kind.in_(KINDS))


def _look_at(
    session: Session, account: SocialAccount, labels: Mapping[str, str], standing: set[str], *, now: datetime
) -> None:
    _settle_state(session, account, now=now)
    said = sayings(account, now)
    if over := standing - said.keys():
        notices.settle(session, account.id, over, now=now)
    for kind, saying in said.items():
        if kind not in standing:
            notices.tell(
                session, kind, account.id, account.unit_code, saying.text, url=f"/akun/{account.id}", now=now,
                network_word=labels.get(account.network, account.network), handle=account.handle, **saying.params,
            )  # fmt: skip


def _settle_state(session: Session, account: SocialAccount, *, now: datetime) -> None:
    if account.state not in USABLE or (wanted := state_at(account, now)) is account.state:
        return
    # Another one may have changed it since it was read.
    changed = session.execute(
        update(SocialAccount)
        .where(
            SocialAccount.id == account.id,
            SocialAccount.state == account.state,
            SocialAccount.token.is_not_distinct_from(account.token),
        )
        .values(state=wanted)
        .returning(SocialAccount.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if changed is not None and wanted is AccountState.NEEDS_RECONNECT:
        audit.record(session, "accounts.needs_reconnect", account.id, network=account.network)
    session.refresh(account)
