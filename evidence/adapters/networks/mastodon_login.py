"""Connecting a Mastodon account: the server a person names takes us in as a program, then the person signs in there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urlencode, urlsplit

from evidence.adapters.networks.base import RECONNECT, Access, Refused, Remedy
from evidence.adapters.networks.connecting import Arrival, Candidate, Credentials, Departure, Way
from evidence.adapters.networks.grants import MISSING_SCOPES
from evidence.adapters.networks.http import UNREADABLE, Answer, Caller, plain, web_address
from evidence.adapters.networks.mastodon import failure, identity_of
from evidence.adapters.networks.servers import checked
from evidence.adapters.networks.ways import SigningIn
from evidence.core.words import N_

SCOPES = ("read:accounts", "read:statuses", "write:media", "write:statuses")
CLIENT = "Bukti"
TEXT_MOST = 4096
# The whole of a scope is granted by its first half.
_WHOLE = {scope: scope.partition(":")[0] for scope in SCOPES}


@dataclass(frozen=True)
class MastodonLogin(SigningIn):
    """``loopback`` lets a server on this machine be named, for tests and practice only."""

    caller: Caller = field(default_factory=Caller)
    loopback: bool = False
    name: ClassVar[str] = "mastodon"
    way: ClassVar[Way] = Way.SERVER
    ready: ClassVar[bool] = True

    def depart(self, redirect_uri: str, state: str, challenge: str, server: str = "") -> Departure:
        """Have the server take us in, and answer its sign-in page. Raises Refused, and Invalid naming ``server``."""
        base_url = checked(server, loopback=self.loopback)
        parts = urlsplit(redirect_uri)
        answer = self._post(
            f"{base_url}/api/v1/apps",
            client_name=CLIENT,
            redirect_uris=redirect_uri,
            scopes=" ".join(SCOPES),
            website=f"{parts.scheme}://{parts.netloc}",
        )
        # A page with another status may come from a Mastodon that is down, or that has had enough of us.
        if answer.status == 404 or (answer.fields is None and answer.status < 429):
            raise Refused(N_("server itu tidak berbicara seperti Mastodon"), Remedy.FAIL)
        told = _ok(answer)
        client = {"id": _text(told, "client_id"), "secret": _text(told, "client_secret")}
        query = {
            "response_type": "code",
            "client_id": client["id"],
            "redirect_uri": redirect_uri,
            "scope": " ".join(SCOPES),
            "state": state,
            # Servers older than PKCE leave these two unread.
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return Departure(f"{base_url}/oauth/authorize?{urlencode(query)}", json.dumps(client), base_url)

    def arrive(self, arrival: Arrival, now: datetime) -> Sequence[Candidate]:
        """The one account that signed in. Raises Refused."""
        client = json.loads(arrival.client)
        answer = self._post(
            f"{arrival.base_url}/oauth/token",
            grant_type="authorization_code",
            code=arrival.code,
            code_verifier=arrival.verifier,
            redirect_uri=arrival.redirect_uri,
            client_id=client["id"],
            client_secret=client["secret"],
        )
        told = _ok(answer)
        token = _text(told, "access_token")
        granted = (told.text("scope") or " ".join(SCOPES)).split()
        if not all(scope in granted or whole in granted for scope, whole in _WHOLE.items()):
            raise Refused(MISSING_SCOPES, Remedy.RECONNECT)
        lasts = (told.fields or {}).get("expires_in")
        ends = now + timedelta(seconds=lasts) if isinstance(lasts, int) and 0 < lasts < 10**10 else None
        answer = _ok(
            self.caller.call(
                "GET", f"{arrival.base_url}/api/v1/accounts/verify_credentials", token, repeatable=True
            )
        )
        identity = identity_of(answer, arrival.base_url)
        credentials = Credentials(
            token, client=arrival.client, base_url=arrival.base_url, obtained_at=now, expires_at=ends
        )
        return [
            Candidate(
                identity.remote_id,
                identity.handle,
                plain(answer.text("display_name")) or identity.handle,
                web_address(answer.text("url")) or arrival.base_url,
                credentials,
            )
        ]

    def renew_at(self, credentials: Credentials) -> datetime | None:
        """None: a token here has no end, or one that nothing moves."""
        return None

    def renew(self, credentials: Credentials, now: datetime) -> Credentials:
        """Always Refused: only signing in again helps."""
        raise Refused(RECONNECT, Remedy.RECONNECT)

    def revoke(self, access: Access, credentials: Credentials) -> None:
        """Have the server forget the token; may be repeated. Raises Refused."""
        client = json.loads(credentials.client)
        _ok(
            self._post(
                f"{credentials.base_url}/oauth/revoke",
                client_id=client["id"],
                client_secret=client["secret"],
                token=credentials.access,
            )
        )

    def _post(self, url: str, **data: str) -> Answer:
        return self.caller.call("POST", url, None, repeatable=True, data=data)


def _ok(answer: Answer) -> Answer:
    if 200 <= answer.status < 300 and answer.fields is not None:
        return answer
    if 200 <= answer.status < 300:
        raise Refused(UNREADABLE, Remedy.WAIT)
    # A code or a client that the server does not take: only the person can begin anew.
    code = answer.text("error") or ""
    if code in ("invalid_grant", "invalid_client", "unauthorized_client", "access_denied"):
        raise Refused(
            N_("server itu tidak menerima sambungannya, ulangi dari awal"), Remedy.RECONNECT, code=code
        )
    raise failure(answer, repeatable=True)


def _text(answer: Answer, name: str) -> str:
    found = answer.text(name)
    if found is None or len(found) > TEXT_MOST or not found.isascii() or not found.isprintable():
        raise Refused(UNREADABLE, Remedy.WAIT)
    return found
