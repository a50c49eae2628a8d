"""Connecting and closing accounts."""

import re
import uuid

from sqlalchemy.orm import Session

from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.tokens import TokenBox
from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.units.access import Actor, Role
from evidence.units.models import Unit

HANDLE = re.compile(r"[a-z0-9][a-z0-9._]{1,39}")


def check_handle(handle: str) -> str:
    """The handle without "@", in lower case; Invalid when no network would take it."""
    plain = handle.strip().removeprefix("@").lower()
    if not HANDLE.fullmatch(plain):
        raise Invalid(
            "Nama akun tidak sesuai.",
            {"handle": "Pakai 2 sampai 40 huruf kecil, angka, titik, atau garis bawah."},
        )
    return plain


def may_manage(by: Actor, unit: Unit) -> bool:
    """Accounts are tied by an admin or by the approver above, never by the uploader who profits from them."""
    return by.may(Role.ADMIN, unit.path) or by.may(Role.APPROVER, unit.path)


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
    account = session.get(SocialAccount, account_id)
    if account is None:
        account = SocialAccount(
            id=account_id, unit_code=unit.code, network=network, handle=check_handle(handle)
        )
        session.add(account)
    elif (account.unit_code, account.network) != (unit.code, network):
        raise Conflict("Nomor akun itu sudah dipakai akun lain.")
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
        handle=handle,
    )
    return account
