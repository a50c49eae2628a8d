"""Passwords at the networks when a unit changes hands: Bukti cannot change them, so it asks until somebody did.

The edges commit.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.accounts.models import AccountState, SocialAccount
from evidence.adapters.networks.registry import LABELS
from evidence.adapters.networks.sites import OTHER, SITES
from evidence.core import audit
from evidence.core.audit import AuditEvent
from evidence.core.errors import NotAllowed
from evidence.core.words import N_
from evidence.notices import services as notices
from evidence.notices.models import Notice
from evidence.units.access import Actor, Role
from evidence.units.handing_over import Handed
from evidence.units.models import Unit

ASKED, CHANGED = "account_handed", "accounts.password_changed"
TEXT = N_(
    "Ganti kata sandi akun @%(handle)s (%(network_word)s), email pemulihan, dan verifikasi dua langkahnya: jabatan "
    "beralih dari %(before)s kepada %(after)s. Sesudah itu, catat di halaman akunnya."
)
FOR_ITS_PEOPLE = N_("Hanya orang unit itu, camat, atau admin yang mencatatnya.")


def tell(session: Session, done: Handed, now: datetime) -> None:
    """A notice for each account of the unit."""
    own = select(SocialAccount).where(
        SocialAccount.unit_code == done.unit.code, SocialAccount.state != AccountState.CLOSED
    )
    accounts = session.scalars(own.order_by(SocialAccount.network, SocialAccount.handle)).all()
    # One that still stands names the holder before.
    notices.settle_each(session, [each.id for each in accounts], [ASKED], now=now)
    people = {"before": done.before.name, "after": done.after.name}
    said = [
        notices.Said(
            each.id, f"/akun/{each.id}", {"network_word": _network(each), "handle": each.handle, **people}
        )
        for each in accounts
    ]
    notices.tell_each(session, ASKED, done.unit.code, TEXT, said, now=now)


def _network(account: SocialAccount) -> str:
    known_site = account.site in SITES and account.site != OTHER
    return SITES[account.site].label if known_site else LABELS.get(account.network, account.network)


def may_say(by: Actor, unit: Unit) -> bool:
    """Whoever holds the unit's passwords, or answers for them."""
    return any(by.may(role, unit.path) for role in (Role.UPLOADER, Role.APPROVER, Role.ADMIN))


def say_changed(session: Session, account: SocialAccount, *, by: Actor, now: datetime) -> None:
    """Somebody changed the password at the network; who and when stands in the trail. Raises NotAllowed."""
    if not may_say(by, account.unit):
        raise NotAllowed(FOR_ITS_PEOPLE)
    notices.settle(session, account.id, [ASKED], now=now)
    audit.record(
        session, CHANGED, account.id, actor_id=by.id, actor_name=by.name, network=account.network,
        handle=account.handle,
    )  # fmt: skip


def last_change(session: Session, account: SocialAccount) -> AuditEvent | None:
    """When it was said last, and by whom."""
    return session.scalar(
        select(AuditEvent)
        .where(AuditEvent.subject == account.id, AuditEvent.act == CHANGED)
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )


def is_asked(session: Session, account: SocialAccount) -> bool:
    """Whether it is to be changed since the unit changed hands."""
    standing = select(Notice.id).where(
        Notice.subject == account.id, Notice.kind == ASKED, Notice.done_at.is_(None)
    )
    return session.scalar(standing) is not None
