"""Our half of the network of no name: how it is connected, each of the three ways, and whose token one is."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from evidence.adapters.networks import ByHand, Caller
from evidence.adapters.networks.base import RECONNECT, Access, Gone, Identity, NetworkError, Refused, Remedy
from evidence.adapters.networks.connecting import Arrival, Candidate, Credentials, Departure, Way
from evidence.adapters.networks.http import Answer, failure
from evidence.core.errors import Invalid
from tests.networks.plain_server import CLIENT_ID, CLIENT_SECRET

CALLER = Caller(2.0, 5.0)


@dataclass(frozen=True)
class PlainNetwork(ByHand):
    """Only what accounts ask of a network: whose token it is."""

    base_url: str = ""
    name: str = "plain"
    label: str = "Polos"
    by_hand: bool = False

    def identity(self, access: Access) -> Identity:
        """Whose it is now."""
        answer = CALLER.call("GET", (access.base_url or self.base_url) + "/me", access.token, repeatable=True)
        if answer.status == 410:
            raise Gone("akun itu dihapus")
        told = _ok(answer)
        return Identity(told["id"], told["handle"], followers=told["followers"], posts=told["posts"])


@dataclass(frozen=True)
class PlainConnector:
    """``renews`` is False for a network whose tokens only a person can renew."""

    base_url: str
    way: Way = Way.OAUTH
    renews: bool = True
    client_id: str = CLIENT_ID
    client_secret: str = field(default=CLIENT_SECRET, repr=False)
    name: str = "plain"
    fields: Mapping[str, str] = field(
        default_factory=lambda: {"handle": "Nama akun", "app_password": "Sandi aplikasi"}
    )

    @property
    def ready(self) -> bool:
        """Whether there is a client."""
        return bool(self.client_id)

    def depart(self, redirect_uri: str, state: str, challenge: str, server: str = "") -> Departure:
        """The address of its page; a named server gives us a client first."""
        base_url, given = self.base_url, ""
        if self.way is Way.SERVER:
            if not server.startswith("http://"):
                raise Invalid("Alamat server keliru.", {"server": "Tulis alamat server, misalnya contoh.id."})
            base_url = server
            given = json.dumps(_ok(CALLER.call("POST", base_url + "/apps", None, repeatable=True)))
        told = {
            "client_id": json.loads(given)["client_id"] if given else self.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return Departure(f"{base_url}/oauth/authorize?{urlencode(told)}", given, base_url if given else "")

    def arrive(self, arrival: Arrival, now: datetime) -> Sequence[Candidate]:
        """The accounts that the code opens."""
        base_url = arrival.base_url or self.base_url
        told = self._token(
            base_url, now, arrival.client, grant_type="authorization_code", code=arrival.code,
            code_verifier=arrival.verifier, redirect_uri=arrival.redirect_uri,
        )  # fmt: skip
        held = replace(told, client=arrival.client, base_url=arrival.base_url)
        found = _ok(CALLER.call("GET", base_url + "/me/accounts", held.access, repeatable=True))
        return [
            _candidate(each, _credentials(each["tokens"], now) if each["tokens"] else held)
            for each in found["accounts"]
        ]

    def typed(self, told: Mapping[str, str], now: datetime) -> Candidate:
        """The account of that name and password."""
        if not told["app_password"]:
            raise Invalid("Sandi kosong.", {"app_password": "Wajib diisi."})
        answer = CALLER.call("POST", self.base_url + "/session", None, repeatable=True, data=dict(told))
        if answer.status == 401:
            raise Invalid("Sandi keliru.", {"app_password": "Nama akun atau sandi aplikasi tidak cocok."})
        found = _ok(answer)
        return _candidate(found, _credentials(found, now))

    def renew_at(self, credentials: Credentials) -> datetime | None:
        """Ten minutes before the end."""
        if not self.renews or credentials.expires_at is None:
            return None
        return credentials.expires_at - timedelta(minutes=10)

    def renew(self, credentials: Credentials, now: datetime) -> Credentials:
        """A fresh pair for the old one, which is dead from then on."""
        base_url = credentials.base_url or self.base_url
        fresh = self._token(
            base_url, now, credentials.client, grant_type="refresh_token", refresh_token=credentials.refresh
        )
        return replace(fresh, client=credentials.client, base_url=credentials.base_url)

    def revoke(self, access: Access, credentials: Credentials) -> None:
        """Take the token back."""
        base_url = credentials.base_url or self.base_url
        _ok(
            CALLER.call(
                "POST", base_url + "/oauth/revoke", None, repeatable=True, data={"token": credentials.access}
            )
        )

    def _token(self, base_url: str, now: datetime, client: str, **told: str) -> Credentials:
        known = json.loads(client) if client else {}
        ours = {"client_id": self.client_id, "client_secret": self.client_secret, **known}
        answer = CALLER.call("POST", base_url + "/oauth/token", None, repeatable=True, data={**ours, **told})
        if answer.error[0] == "invalid_grant":
            raise Refused(RECONNECT, Remedy.RECONNECT, code="invalid_grant")
        return _credentials(_ok(answer), now)


def _ok(answer: Answer) -> dict[str, Any]:
    if answer.status != 200 or answer.fields is None:
        raised: NetworkError = failure(answer, repeatable=True)
        raise raised
    return answer.fields


def _credentials(told: Mapping[str, Any], now: datetime) -> Credentials:
    refresh = told.get("refresh_expires_in")
    return Credentials(
        access=told["access_token"],
        refresh=told["refresh_token"],
        obtained_at=now,
        expires_at=now + timedelta(seconds=told["expires_in"]),
        refresh_expires_at=now + timedelta(seconds=refresh) if refresh else None,
    )


def _candidate(told: Mapping[str, Any], credentials: Credentials) -> Candidate:
    address = f"https://polos.example/{told['handle']}"
    return Candidate(told["id"], told["handle"], told["name"], address, credentials)
