"""All that is kept of a connection, at rest and in use."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from evidence.accounts.models import SocialAccount
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks.base import Access
from evidence.adapters.networks.connecting import Credentials

MOMENTS = frozenset({"obtained_at", "expires_at", "refresh_expires_at"})


def told(credentials: Credentials) -> dict[str, Any]:
    """The credentials as JSON values."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in vars(credentials).items()
    }


def read(found: Mapping[str, Any]) -> Credentials:
    """The credentials that ``told`` wrote down."""
    moments = {
        name: datetime.fromisoformat(value) for name, value in found.items() if value and name in MOMENTS
    }
    return Credentials(**{**found, **moments})


def seal(credentials: Credentials, box: TokenBox) -> bytes:
    """The credentials encrypted."""
    return box.close(json.dumps(told(credentials)))


def opened(closed: bytes, box: TokenBox) -> Credentials:
    """The credentials that ``closed`` holds; rows from before there were any hold a token alone.

    Raises Conflict when no key opens it.
    """
    text = box.open(closed)
    # No network's token begins so: they are words and digits.
    return read(json.loads(text)) if text.startswith("{") else Credentials(access=text)


def access_of(account: SocialAccount, box: TokenBox) -> Access:
    """The way into the account. Raises Conflict when no key opens its credentials.

    Without any the token is empty, as for an account that is shared by hand.
    """
    held = opened(account.token, box) if account.token else Credentials(access="")
    return Access(
        account_remote_id=account.remote_id or "",
        handle=account.handle,
        token=held.access,
        base_url=held.base_url or account.base_url,
    )


def hidden(text: str, *secrets: str) -> str:
    """``text`` of a stranger without any of ``secrets`` that it repeats."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    return text
