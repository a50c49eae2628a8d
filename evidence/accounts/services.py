"""Connecting, holding back and disconnecting accounts. The edges commit."""

import re
import uuid
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evidence.accounts.credentials import seal
from evidence.accounts.handles import plain, same
from evidence.accounts.models import USABLE, AccountState, SocialAccount
from evidence.accounts.queries import PAUSED
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks.connecting import Candidate, Credentials
from evidence.adapters.networks.sites import OTHER
from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.text import holdable
from evidence.core.words import N_
from evidence.units.access import Actor, Role
from evidence.units.models import Unit

HANDLE = re.compile(r"[a-z0-9][a-z0-9._]{1,39}")
NAME_MOST, ADDRESS_MOST = 200, 500


def check_handle(handle: str) -> str:
    """The handle without "@", in lower case; Invalid when no network would take it."""
    found = handle.strip().removeprefix("@").lower()
    if not HANDLE.fullmatch(found):
        raise Invalid(
            "Nama akun tidak sesuai.",
            {"handle": N_("Pakai 2 sampai 40 huruf kecil, angka, titik, atau garis bawah.")},
        )
    return found


def may_manage(by: Actor, unit: Unit) -> bool:
    """Accounts are tied by an admin or by the approver above, never by the uploader who profits from them."""
    return by.may(Role.ADMIN, unit.path) or by.may(Role.APPROVER, unit.path)


def check_may_manage(by: Actor, unit: Unit) -> None:
    """NotAllowed unless ``by`` manages the accounts of ``unit``."""
    if not may_manage(by, unit):
        raise NotAllowed("Akun dihubungkan oleh admin atau camat.")


def _row(
    session: Session, account_id: uuid.UUID, unit: Unit, network: str, handle: str, site: str = ""
) -> SocialAccount:
    """The account's row, made when the unit has no account of that name yet.

    A site that nobody had said is said now; OTHER says nothing against the one that stands there.
    """
    session.execute(
        insert(SocialAccount)
        .values(
            id=account_id,
            unit_code=unit.code,
            network=network,
            site=site,
            handle=handle,
            profile_url="",
            state=AccountState.LISTED,
        )
        .on_conflict_do_nothing()
    )
    account = session.get(SocialAccount, account_id, with_for_update=True, populate_existing=True)
    if account is None:
        raise Conflict("Unit ini sudah punya akun itu dengan nomor lain.")
    if (account.unit_code, account.network, account.handle) != (unit.code, network, handle):
        raise Conflict("Nomor akun itu sudah dipakai akun lain.")
    if account.site in ("", OTHER):
        account.site = site
    elif site not in (account.site, OTHER):
        raise Conflict("Nomor akun itu sudah dipakai akun lain.")
    return account


def register(
    session: Session, account_id: uuid.UUID, unit: Unit, network: str, handle: str, *, by: Actor
) -> SocialAccount:
    """Know of an account that only a sign-in on its network can connect; one that is connected stays so."""
    check_may_manage(by, unit)
    account = _row(session, account_id, unit, network, check_handle(handle))
    _note(session, "accounts.registered", account, by)
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
    site: str = "",
    now: datetime | None = None,
) -> SocialAccount:
    """Tie an account to ``unit``, or connect it again; repeating the call changes nothing more.

    A network account that already has another numeric id is a different account and is refused. ``site`` is where an
    account is that is shared to by hand.
    """
    check_may_manage(by, unit)
    account = _row(session, account_id, unit, network, check_handle(handle), site)
    if account.remote_id and remote_id and account.remote_id != remote_id:
        raise Conflict("Ini akun lain di jejaring yang sama. Tambahkan sebagai akun baru.")
    account.remote_id = remote_id
    account.token = seal(Credentials(access=token), box) if token else None
    account.profile_url = profile_url or account.profile_url
    _connected(session, account, by, now)
    return account


def admit(
    session: Session,
    unit: Unit,
    network: str,
    candidate: Candidate,
    renew_at: datetime | None,
    *,
    again: uuid.UUID | None,
    by: Actor,
    box: TokenBox,
    now: datetime,
) -> SocialAccount:
    """Connect the account that a person has shown to be theirs; the same one resumes, wherever it stood in ``unit``.

    ``again`` is the account that they wanted to connect again. Conflict when they came back with another one.
    """
    check_may_manage(by, unit)
    handle = plain(candidate.handle) or candidate.remote_id
    credentials = candidate.credentials
    _one_at_a_time(session, network, credentials.base_url, candidate.remote_id)
    account = _known(session, unit, network, candidate, handle, again)
    if account is None:
        account = SocialAccount(
            id=uuid.uuid4(), unit_code=unit.code, network=network, handle=handle, state=AccountState.LISTED
        )
        session.add(account)
    account.remote_id = candidate.remote_id
    account.token = seal(credentials, box)
    account.name = holdable(candidate.name).strip()[:NAME_MOST]
    account.profile_url = candidate.profile_url[:ADDRESS_MOST]
    account.base_url = credentials.base_url
    account.expires_at = credentials.expires_at
    account.refresh_expires_at = credentials.refresh_expires_at
    account.renew_at = renew_at
    # It is theirs, so is its name: whoever signed in there has seen it.
    account.handle, account.handle_seen, account.seen_at = handle, "", now
    _connected(session, account, by, now)
    return account


def _one_at_a_time(session: Session, network: str, base_url: str, remote_id: str) -> None:
    # Two people who connect the same account at once, for two units, would both find it free.
    key = f"{network} {base_url} {remote_id}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def _known(
    session: Session,
    unit: Unit,
    network: str,
    candidate: Candidate,
    handle: str,
    again: uuid.UUID | None,
) -> SocialAccount | None:
    """The row that this account has already, locked; None for a new one. Conflict when it may not be connected here."""
    base_url = candidate.credentials.base_url
    same_account = session.scalars(
        select(SocialAccount)
        .where(
            SocialAccount.network == network,
            SocialAccount.remote_id == candidate.remote_id,
            SocialAccount.base_url.in_({base_url, ""}),
        )
        .order_by(SocialAccount.created_at)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for row in same_account:
        if row.unit_code != unit.code and row.token is not None:
            raise Conflict(
                "Akun @%(handle)s sudah tersambung pada unit lain. Putuskan di sana dahulu.", handle=handle
            )
    own = next((row for row in same_account if row.unit_code == unit.code), None)
    if again is not None:
        wanted = session.get(SocialAccount, again, with_for_update=True, populate_existing=True)
        if wanted is None or (wanted.unit_code, wanted.network) != (unit.code, network):
            raise Conflict("Akun yang hendak disambungkan ulang tidak ada lagi.")
        unnamed = wanted.remote_id is None and own is None and same(wanted.handle, handle)
        if not unnamed and (own is None or own.id != wanted.id):
            raise Conflict(
                "Anda masuk sebagai @%(handle)s, padahal yang disambungkan ulang @%(wanted)s. Keluar dahulu dari"
                " jejaring itu, masuk sebagai @%(wanted)s, lalu ulangi.",
                handle=handle,
                wanted=wanted.handle,
            )
        return wanted
    if own is not None:
        return own
    return session.scalar(
        select(SocialAccount)
        .where(
            SocialAccount.unit_code == unit.code,
            SocialAccount.network == network,
            SocialAccount.remote_id.is_(None),
            func.lower(SocialAccount.handle) == handle.lower(),
        )
        .with_for_update()
    )


def _connected(session: Session, account: SocialAccount, by: Actor, now: datetime | None) -> None:
    # One that a person holds back stays so until a person lets it go on.
    if account.state is not AccountState.PAUSED:
        account.state = AccountState.CONNECTED
    account.connected_by, account.connected_at = by.name, now
    account.renew_tries, account.renew_again_at, account.renewing_since = 0, None, None
    account.trouble = ""
    handle = account.handle
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(
            "Unit ini sudah mencatat akun lain dengan nama @%(handle)s. Hubungi admin kota.", handle=handle
        ) from None
    _note(session, "accounts.connected", account, by)


def disconnect(session: Session, account: SocialAccount, reason: str, *, by: Actor) -> bytes | None:
    """Forget the account's credentials; they are returned closed, so that the network can be told after the commit.

    Its row and its numeric id stay: the same account may come back, and nobody else in its place.
    """
    check_may_manage(by, account.unit)
    closed = account.token
    account.state = AccountState.LISTED
    account.token = None
    account.connected_by, account.connected_at = "", None
    account.expires_at = account.refresh_expires_at = account.renew_at = None
    account.renew_tries, account.renew_again_at, account.renewing_since = 0, None, None
    account.trouble = account.handle_seen = ""
    session.flush()
    _note(session, "accounts.disconnected", account, by, reason=reason)
    return closed


def pause(session: Session, account: SocialAccount, *, by: Actor, reason: str = "") -> None:
    """Hold back all that would be published on the account; repeating it changes nothing. The trail keeps why."""
    check_may_manage(by, account.unit)
    if account.state is AccountState.PAUSED:
        return
    if account.state not in USABLE:
        raise Conflict("Akun ini tidak sedang tersambung.")
    # What stands beside a held account is why its network holds it; here a person does.
    account.state, account.trouble = AccountState.PAUSED, ""
    session.flush()
    _note(session, PAUSED, account, by, reason=reason)


def resume(session: Session, account: SocialAccount, *, by: Actor) -> None:
    """Let go on what was held back; an account that lost its connection meanwhile must be connected again first."""
    check_may_manage(by, account.unit)
    if account.state in USABLE:
        return
    if account.state is not AccountState.PAUSED:
        raise Conflict("Akun ini tidak sedang ditahan.")
    # By hand there is no number and never a token.
    lost = account.remote_id is not None and account.token is None
    account.state = AccountState.NEEDS_RECONNECT if lost else AccountState.CONNECTED
    account.trouble = account.trouble if lost else ""
    session.flush()
    _note(session, "accounts.resumed", account, by)


def accept_handle(session: Session, account: SocialAccount, *, by: Actor) -> None:
    """The unit has changed the handle itself."""
    check_may_manage(by, account.unit)
    if not account.handle_seen:
        return
    old, account.handle, account.handle_seen = account.handle, account.handle_seen, ""
    if account.profile_url.endswith(old):
        account.profile_url = account.profile_url.removesuffix(old) + account.handle
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("Unit ini sudah mencatat akun lain dengan nama itu. Hubungi admin kota.") from None
    _note(session, "accounts.rename_accepted", account, by, old=old)


def deny_handle(session: Session, account: SocialAccount, *, by: Actor) -> None:
    """The unit has not changed the handle: nothing is published there until somebody has looked."""
    check_may_manage(by, account.unit)
    _note(session, "accounts.rename_denied", account, by, seen=account.handle_seen)
    if account.state in USABLE:
        pause(session, account, by=by)


def _note(session: Session, act: str, account: SocialAccount, by: Actor, **facts: str) -> None:
    audit.record(
        session, act, account.id, actor_id=by.id, actor_name=by.name,
        network=account.network, handle=account.handle, **facts,
    )  # fmt: skip
