"""Connecting a TikTok account: OAuth 2 in its own words (``client_key``), with refresh tokens that rotate."""

from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from evidence.adapters.networks.base import Access, Refused, Remedy
from evidence.adapters.networks.connecting import Arrival, Candidate, Credentials, Departure, Way
from evidence.adapters.networks.grants import before_end, forgotten, granted
from evidence.adapters.networks.http import Answer, Caller
from evidence.adapters.networks.tiktok import TikTok
from evidence.core.words import N_

# The profile's right gives the name in the address of a post.
SCOPES = ("user.info.basic", "user.info.profile", "video.upload")
# Pages of the documentation say two hours and a day; the shorter one holds where an answer says neither.
LIFE = timedelta(hours=2)
AHEAD = timedelta(minutes=30)


@dataclass(frozen=True)
class TikTokLogin:
    """``base_url`` is that of the calls, ``sign_in_url`` that of the page where a person signs in."""

    base_url: str = "https://open.tiktokapis.com"
    sign_in_url: str = "https://www.tiktok.com"
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    caller: Caller = field(default_factory=Caller)
    name: str = "tiktok"
    way: Way = Way.OAUTH
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether the city has an application there."""
        return bool(self.client_id and self.client_secret)

    def depart(self, redirect_uri: str, state: str, challenge: str, server: str = "") -> Departure:
        """Where the person signs in."""
        told = {
            "client_key": self.client_id,
            "response_type": "code",
            "scope": ",".join(SCOPES),
            "redirect_uri": redirect_uri,
            "state": state,
            # TikTok wants the hash in hexadecimal. It asks for PKCE from phones and desks only; whether it looks at
            # it from a server is unverified, and if it does, then in this form.
            "code_challenge": urlsafe_b64decode(challenge + "=" * (-len(challenge) % 4)).hex(),
            "code_challenge_method": "S256",
        }
        return Departure(f"{self.sign_in_url.rstrip('/')}/v2/auth/authorize/?{urlencode(told)}")

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
        found = TikTok(self.base_url, self.caller).identity(Access("", "", credentials.access))
        address = f"https://www.tiktok.com/@{found.handle}"
        return [Candidate(found.remote_id, found.handle, found.handle, address, credentials)]

    def typed(self, told: Mapping[str, str], now: datetime) -> Candidate:
        """Always Refused: a person signs in there."""
        raise Refused(N_("akun ini disambungkan dengan masuk di TikTok"), Remedy.FAIL)

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
            f"{self.base_url.rstrip('/')}/v2/oauth/{what}/",
            None,
            repeatable=True,
            data={"client_key": self.client_id, "client_secret": self.client_secret, **told},
        )
