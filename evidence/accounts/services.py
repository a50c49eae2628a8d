"""Connecting and closing accounts."""

import re
import uuid

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.tokens import TokenBox
from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.words import N_
from evidence.units.access import Actor, Role
from evidence.units.models import Unit

HANDLE = re.compile(r"[a-z0-9][a-z0-9._]{1,39}")


def check_handle(handle: str) -> str:
    """The handle without "@", in lower case; Invalid when no network would take it."""
    plain = handle.strip().removeprefix("@").lower()
    if not HANDLE.fullmatch(plain):
        raise Invalid(
            "Nama akun tidak sesuai.",
            {"handle": N_("Pakai 2 sampai 40 huruf kecil, angka, titik, atau garis bawah.")},
        )
    return plain


def may_manage(by: Actor, unit: Unit) -> bool:
    """Accounts are tied by an admin or by the approver above, never by the uploader who profits from them."""
    return by.may(Role.ADMIN, unit.path) or by.may(Role.APPROVER, unit.path)


def _row(session: Session, account_id: uuid.UUID, unit: Unit, network: str, handle: str) -> SocialAccount:
    """The account's row, made when the unit has no account of that name yet."""
    session.execute(
        insert(SocialAccount)
        .values(
            id=account_id,
            unit_code=unit.code,
            network=network,
            handle=handle,
            profile_url="",
            state=AccountState.LISTED,
        )
        .on_conflict_do_nothing()
    )
    account = session.get(SocialAccount, account_id, with_for_update=True)
    if account is None:
        raise Conflict("Unit ini sudah punya akun itu dengan nomor lain.")
    if (account.unit_code, account.network, account.handle) != (unit.code, network, handle):
        raise Conflict("Nomor akun itu sudah dipakai akun lain.")
    return account


def connect(
    session: Session,
    account_id: uuid.UUID,
    unit: Unit,
    network: str,
    handle: str,
    *,
    by: Actor,
    box: TokenBox,
    remote_id: str | None,
    token: str | None,
    profile_url: str = "",
) -> SocialAccount:
    """Tie an account to ``unit``, or connect it again; repeating the call changes nothing more.

    A network account that already has another numeric id is a different account and is refused.
    """
    if not may_manage(by, unit):
        raise NotAllowed("Akun dihubungkan oleh admin atau camat.")
    account = _row(session, account_id, unit, network, check_handle(handle))
    if account.remote_id and remote_id and account.remote_id != remote_id:
        raise Conflict("Ini akun lain di jejaring yang sama. Tambahkan sebagai akun baru.")
    account.remote_id = remote_id
    account.token = box.close(token) if token else None
    account.profile_url = profile_url
    account.state = AccountState.CONNECTED
    session.flush()
    audit.record(
        session,
        "accounts.connected",
        account.id,
        actor_id=by.id,
        actor_name=by.name,
        network=network,
        handle=account.handle,
    )
    return account
