"""Connecting an X account: OAuth 2 with PKCE. Access lives two hours, and a refresh token works once."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urlencode

from evidence.adapters.networks.base import Access
from evidence.adapters.networks.connecting import Arrival, Candidate, Credentials, Departure
from evidence.adapters.networks.grants import before_end, forgotten, granted
from evidence.adapters.networks.http import Answer
from evidence.adapters.networks.ways import ByApplication
from evidence.adapters.networks.x import X

SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")
LIFE = timedelta(hours=2)
# Half an hour leaves room for an outage, and for the trials after it, before a post would need the token.
AHEAD = timedelta(minutes=30)


class XLogin(ByApplication):
    """Access lives two hours; the refresh token is changed with each renewal."""

    name: ClassVar[str] = "x"

    def depart(self, redirect_uri: str, state: str, challenge: str, server: str = "") -> Departure:
        """Where the person signs in."""
        told = {
            "response_type": "code",
            "client_id": self.application.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(SCOPES),
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return Departure(f"{self.application.sign_in_url}/i/oauth2/authorize?{urlencode(told)}")

    def arrive(self, arrival: Arrival, now: datetime) -> Sequence[Candidate]:
        """The one account that signed in. Raises Refused."""
        answer = self._token(
            grant_type="authorization_code",
            code=arrival.code,
            redirect_uri=arrival.redirect_uri,
            code_verifier=arrival.verifier,
        )
        credentials = granted(answer, now, LIFE, SCOPES)
        found = X(self.application.url, self.caller).identity(Access("", "", credentials.access))
        address = f"https://x.com/{found.handle}"
        return [Candidate(found.remote_id, found.handle, found.handle, address, credentials)]

    def renew_at(self, credentials: Credentials) -> datetime | None:
        """Half an hour before the access ends."""
        return before_end(credentials, AHEAD)

    def renew(self, credentials: Credentials, now: datetime) -> Credentials:
        """Fresh credentials; the old refresh token is dead from here on. Raises Refused."""
        answer = self._token(grant_type="refresh_token", refresh_token=credentials.refresh)
        fresh = granted(answer, now, LIFE)
        return replace(fresh, refresh=fresh.refresh or credentials.refresh)

    def revoke(self, access: Access, credentials: Credentials) -> None:
        """Tell X to forget both tokens; one that it does not know any more is forgotten already. Raises Refused."""
        for kind, token in (("refresh_token", credentials.refresh), ("access_token", credentials.access)):
            if token:
                forgotten(self._call("revoke", token=token, token_type_hint=kind))

    def _token(self, **told: str) -> Answer:
        return self._call("token", **told)

    def _call(self, what: str, **told: str) -> Answer:
        known = b64encode(f"{self.application.client_id}:{self.application.client_secret}".encode()).decode()
        return self.caller.call(
            "POST",
            f"{self.application.url}/2/oauth2/{what}",
            None,
            repeatable=True,
            headers={"Authorization": f"Basic {known}"},
            data={**told, "client_id": self.application.client_id},
        )
