"""Connecting a TikTok account: OAuth 2 in its own words (``client_key``), with refresh tokens that rotate."""

from base64 import urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urlencode

from evidence.adapters.networks.base import Access
from evidence.adapters.networks.connecting import Arrival, Candidate, Credentials, Departure
from evidence.adapters.networks.grants import before_end, forgotten, granted
from evidence.adapters.networks.http import Answer
from evidence.adapters.networks.tiktok import TikTok
from evidence.adapters.networks.ways import ByApplication

# The profile's right gives the name in the address of a post.
SCOPES = ("user.info.basic", "user.info.profile", "video.upload")
# Pages of the documentation say two hours and a day; the shorter one holds where an answer says neither.
LIFE = timedelta(hours=2)
AHEAD = timedelta(minutes=30)


class TikTokLogin(ByApplication):
    """Refresh tokens rotate, so the newest one counts."""

    name: ClassVar[str] = "tiktok"

    def depart(self, redirect_uri: str, state: str, challenge: str, server: str = "") -> Departure:
        """Where the person signs in."""
        told = {
            "client_key": self.application.client_id,
            "response_type": "code",
            "scope": ",".join(SCOPES),
            "redirect_uri": redirect_uri,
            "state": state,
            # TikTok wants the hash in hexadecimal. It asks for PKCE from phones and desks only; whether it looks at
            # it from a server is unverified, and if it does, then in this form.
            "code_challenge": urlsafe_b64decode(challenge + "=" * (-len(challenge) % 4)).hex(),
            "code_challenge_method": "S256",
        }
        return Departure(f"{self.application.sign_in_url}/v2/auth/authorize/?{urlencode(told)}")

    def arrive(self, arrival: Arrival, now: datetime) -> Sequence[Candidate]:
        """The one account that signed in. Raises Refused."""
        answer = self._call(
            "token",
            grant_type="authorization_code",
            code=arrival.code,
            redirect_uri=arrival.redirect_uri,
            code_verifier=arrival.verifier,
        )
        credentials = granted(answer, now, LIFE, SCOPES)
        found = TikTok(self.application.url, self.caller).identity(Access("", "", credentials.access))
        address = f"https://www.tiktok.com/@{found.handle}"
        return [Candidate(found.remote_id, found.handle, found.handle, address, credentials)]

    def renew_at(self, credentials: Credentials) -> datetime | None:
        """Half an hour before the access ends."""
        return before_end(credentials, AHEAD)

    def renew(self, credentials: Credentials, now: datetime) -> Credentials:
        """Fresh credentials; the old refresh token may be dead from here on. Raises Refused."""
        answer = self._call("token", grant_type="refresh_token", refresh_token=credentials.refresh)
        fresh = granted(answer, now, LIFE)
        return replace(
            fresh,
            refresh=fresh.refresh or credentials.refresh,
            refresh_expires_at=fresh.refresh_expires_at or credentials.refresh_expires_at,
        )

    def revoke(self, access: Access, credentials: Credentials) -> None:
        """Tell TikTok to forget the connection, or find that it has already. Raises Refused."""
        forgotten(self._call("revoke", token=credentials.access))

    def _call(self, what: str, **told: str) -> Answer:
        return self.caller.call(
            "POST",
            f"{self.application.url}/v2/oauth/{what}/",
            None,
            repeatable=True,
            data={
                "client_key": self.application.client_id,
                "client_secret": self.application.client_secret,
                **told,
            },
        )
