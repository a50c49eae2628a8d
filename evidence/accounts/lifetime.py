"""How long a connection lasts, and what is said about it. Pure: rows in, answers out."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from evidence.accounts.models import USABLE, AccountState, SocialAccount
from evidence.core.words import N_

WARNED = timedelta(days=14)
WARNED_AGAIN = timedelta(days=3)
# One failed try means nothing: networks hiccup.
FAILING_AFTER = 3

ENDS, ENDS_SOON, UNRENEWED = "account_ends", "account_ends_soon", "account_unrenewed"
LOST, STOPPED, RENAMED = "account_lost", "account_stopped", "account_renamed"
KINDS = frozenset({ENDS, ENDS_SOON, UNRENEWED, LOST, STOPPED, RENAMED})


@dataclass(frozen=True)
class Saying:
    """A notice's message id, and the parameters that are its own."""

    text: str
    params: dict[str, str | datetime] = field(default_factory=dict)


def failing(account: SocialAccount) -> bool:
    """Whether renewing has failed often enough to say so."""
    return account.renew_tries >= FAILING_AFTER


def ends_at(account: SocialAccount) -> datetime | None:
    """When the connection ends unless a person acts, as far as is known now; None when no end is in sight."""
    if account.renew_at is None:
        return account.expires_at
    return account.refresh_expires_at or (account.expires_at if failing(account) else None)


def fresh(account: SocialAccount, now: datetime) -> bool:
    """Whether the account can be published to at this moment: usable, with a token that is not waiting for renewal.

    One that is over would be refused, and the account be taken for lost although it only waits.
    """
    return account.state in USABLE and (account.expires_at is None or account.expires_at > now)


def days_left(account: SocialAccount, now: datetime) -> int | None:
    """Whole days until the end, at least 0; None when no end is in sight."""
    end = ends_at(account)
    return max((end - now).days, 0) if end else None


def state_at(account: SocialAccount, now: datetime) -> AccountState:
    """The state of an account that is connected: as it is, expiring, or over."""
    end = ends_at(account)
    if end is None or end - now > WARNED:
        return AccountState.CONNECTED
    # What can still be renewed is over only when the network says so.
    renewable = account.renew_at is not None and account.refresh_expires_at is None
    return AccountState.EXPIRING if end > now or renewable else AccountState.NEEDS_RECONNECT


def sayings(account: SocialAccount, now: datetime) -> dict[str, Saying]:
    """What those who manage the account should know now, by the kind of notice."""
    said: dict[str, Saying] = {}
    if account.handle_seen:
        said[RENAMED] = Saying(
            N_("Nama akun %(network_word)s berubah dari @%(handle)s menjadi @%(seen)s. Apakah ini Anda?"),
            {"seen": account.handle_seen},
        )
    end = ends_at(account)
    if account.state is AccountState.NEEDS_RECONNECT:
        said[LOST] = Saying(
            N_(
                "Sambungan %(network_word)s @%(handle)s tidak berlaku lagi. Sambungkan ulang agar dapat menerbitkan."
            )
        )
    elif account.state is AccountState.PAUSED and account.trouble:
        # A person who holds it back gives no reason here; the network does.
        said[STOPPED] = Saying(
            N_(
                "%(network_word)s menahan akun @%(handle)s: %(reason_word)s. Lihat akun itu, lalu lanjutkan di sini."
            ),
            {"reason_word": account.trouble},
        )
    elif account.state is AccountState.EXPIRING and end is not None:
        if end <= now:
            said[UNRENEWED] = Saying(
                N_("Sambungan %(network_word)s @%(handle)s belum dapat diperpanjang. Kami terus mencoba.")
            )
        elif end - now <= WARNED_AGAIN:
            said[ENDS_SOON] = Saying(
                N_("Sambungan %(network_word)s @%(handle)s habis %(end_at)s, kurang dari 3 hari lagi."
                   " Sambungkan ulang sekarang."),
                {"end_at": end},
            )  # fmt: skip
        else:
            said[ENDS] = Saying(
                N_("Sambungan %(network_word)s @%(handle)s habis %(end_at)s. Sambungkan ulang sebelum itu."),
                {"end_at": end},
            )
    return said
