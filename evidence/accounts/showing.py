"""An account as its pages show it: what is so, how much trouble it is, and what can be done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from evidence.accounts.by_hand import BY_HAND
from evidence.accounts.lifetime import WARNED, days_left, ends_at, failing
from evidence.accounts.models import ALIVE, USABLE, AccountState, SocialAccount
from evidence.accounts.naming import network_name
from evidence.accounts.services import may_manage
from evidence.core import reader
from evidence.units.access import Actor
from evidence.units.current import house
from evidence.units.models import Unit

# What needs a person first stands first.
TROUBLE = (
    AccountState.NEEDS_RECONNECT,
    AccountState.EXPIRING,
    AccountState.PAUSED,
    AccountState.LISTED,
    AccountState.CONNECTED,
    AccountState.CLOSED,
)


def trouble(account: SocialAccount) -> int:
    """How much an account needs a person; the least number needs one most."""
    return -1 if account.handle_seen else TROUBLE.index(account.state)


def shown(account: SocialAccount, by: Actor, waiting: int, now: datetime) -> dict[str, Any]:
    """What a list and the account's own page say of it; ``waiting`` is how many publications wait for it."""
    manages, page = may_manage(by, account.unit), url_for("accounts.show", account_id=account.id)
    return {
        "unit": account.unit.title,
        "network": network_name(account.network, account.site),
        "handle": account.handle,
        "name": account.name,
        "server": account.base_url.partition("://")[2],
        "profile_url": account.profile_url,
        "state": _state(account),
        "chip": _chip(account, now),
        "lines": _lines(account, waiting, now, manages),
        "url": page,
        "reconnect_url": (reconnect_url(account) or page) if manages and _asks_for_it(account) else "",
        "renamed": _renamed(account, manages),
    }


def facts(account: SocialAccount) -> list[tuple[str, str]]:
    """What is known of an account by number and date, as (name, value)."""
    if account.network == BY_HAND:
        return []
    never, unknown = str(_("belum pernah")), str(_("belum diketahui"))
    # Nobody wrote down when the first accounts were connected.
    unconnected = unknown if account.token else never
    return [
        (str(_("Nomor akun di jejaring")), account.remote_id or unknown),
        (
            str(_("Terakhir disambungkan")),
            reader.stamp(account.connected_at) if account.connected_at else unconnected,
        ),
        (str(_("Terakhir dilihat Bukti")), reader.stamp(account.seen_at) if account.seen_at else never),
    ]


def reconnect_url(account: SocialAccount) -> str:
    """Where it is connected again; "" where that is no page but one button."""
    if account.network not in house().connectors:
        return ""
    return url_for("connecting.start", network=account.network, akun=account.id)


def _asks_for_it(account: SocialAccount) -> bool:
    return account.state in (AccountState.NEEDS_RECONNECT, AccountState.EXPIRING, AccountState.LISTED)


def _state(account: SocialAccount) -> str:
    by_hand = account.network == BY_HAND and account.state in USABLE
    return BY_HAND if by_hand else account.state.value


def _chip(account: SocialAccount, now: datetime) -> str:
    """The words of the chip, where they are not those of the state alone."""
    left = days_left(account, now)
    if account.state is not AccountState.EXPIRING or left is None:
        return ""
    end = ends_at(account)
    if end is not None and end <= now:
        return str(_("Belum diperpanjang"))
    return (
        str(ngettext("Habis %(num)s hari", "Habis %(num)s hari", left)) if left else str(_("Habis hari ini"))
    )


def _lines(account: SocialAccount, waiting: int, now: datetime, manages: bool) -> list[str]:
    said = [_life(account, now)]
    if not manages and _asks_for_it(account):
        said.append(
            str(
                _(
                    "Menyambungkan akun dilakukan admin kota atau camat. Minta salah satunya membuka halaman Akun."
                )
            )
        )
    if account.trouble and account.state in (*ALIVE, AccountState.NEEDS_RECONNECT):
        said.append(str(_("Sebabnya: %(reason)s.", reason=_(account.trouble))))
    if account.connected_by and account.connected_at:
        said.append(
            str(
                _(
                    "Disambungkan %(who)s, %(day)s.",
                    who=account.connected_by,
                    day=reader.short_date(account.connected_at),
                )
            )
        )
    if waiting:
        said.append(str(ngettext("%(num)s unggahan menunggu.", "%(num)s unggahan menunggu.", waiting)))
    return [each for each in said if each]


def _life(account: SocialAccount, now: datetime) -> str:
    """Until when the connection holds, in a sentence; "" where there is nothing to say."""
    state, end = account.state, ends_at(account)
    if state is AccountState.NEEDS_RECONNECT:
        over = end is not None and end <= now
        return str(
            _("Sambungan habis %(day)s dan perlu dibuat ulang.", day=reader.short_date(end))
            if over and end
            else _("Sambungan tidak berlaku lagi dan perlu dibuat ulang.")
        )
    if account.network == BY_HAND or state not in ALIVE:
        return ""
    if failing(account):
        return str(_("Sambungan belum dapat diperpanjang. Kami terus mencoba."))
    if end is not None and (account.renew_at is None or end - now <= WARNED):
        return str(_("Sambungan habis %(day)s.", day=reader.short_date(end)))
    return str(_("Diperpanjang sendiri.")) if account.renew_at else str(_("Tidak ada batas waktu."))


def _renamed(account: SocialAccount, manages: bool) -> dict[str, Any] | None:
    """The other handle under which the network knows the account now."""
    if not account.handle_seen:
        return None
    told = _(
        "Nama akun %(network)s %(unit)s berubah dari @%(old)s menjadi @%(new)s, terlihat %(day)s.",
        network=network_name(account.network, account.site),
        unit=account.unit.title,
        old=account.handle,
        new=account.handle_seen,
        day=reader.short_date(account.seen_at or account.created_at),
    )
    asked = (
        _("Apakah ini Anda?")
        if manages
        else _(
            "Beri tahu admin kota atau camat apakah unit yang mengubahnya; mereka yang menjawabnya di sini."
        )
    )
    acts = {
        each: url_for("accounts.act", account_id=account.id, act=each) for each in ("nama-kami", "bukan-kami")
    }
    return {
        "text": f"{told} {asked}",
        "held": account.state not in USABLE,
        "yes_url": acts["nama-kami"] if manages else "",
        "no_url": acts["bukan-kami"] if manages else "",
    }


def ordered(
    accounts: Sequence[SocialAccount], *, above: bool = False
) -> list[tuple[str, list[SocialAccount]]]:
    """The accounts by unit: units with the most trouble first, and within a unit the same; else as they came.

    ``above`` names the unit above as well, which tells apart two of one name.
    """
    units: dict[str, list[SocialAccount]] = {}
    for account in accounts:
        units.setdefault(account.unit_code, []).append(account)
    groups = [(_title(group[0].unit, above), sorted(group, key=trouble)) for group in units.values()]
    calm = TROUBLE.index(AccountState.PAUSED)
    # Only what needs a person moves a unit: one without any trouble stays where the tree has it.
    return sorted(groups, key=lambda group: min(trouble(group[1][0]), calm))


def _title(unit: Unit, above: bool) -> str:
    return f"{unit.title}, {unit.parent.title}" if above and unit.parent else unit.title
