"""What signing in at Meta's networks has in common, and what Instagram and Threads share alone.

Those two give a token for an hour, which is changed at once for one of sixty days. That one renews itself: no second
token would outlive it, so an account whose renewal is forgotten has to be connected by hand again. Neither takes PKCE;
the state, which the caller checks, is what ties an answer to the person who left.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from evidence.adapters.networks.base import Access, Refused, Remedy
from evidence.adapters.networks.connecting import Arrival, Candidate, Credentials, Departure
from evidence.adapters.networks.grants import MISSING_SCOPES, WRONG_CLIENT
from evidence.adapters.networks.graph import Graph, count
from evidence.adapters.networks.graph_verdicts import trouble, verdict
from evidence.adapters.networks.http import UNREADABLE, Answer, ident, web_address
from evidence.adapters.networks.ways import ByApplication
from evidence.core.words import N_

# A token may be renewed a day after it was made. Twenty days before its end leave room for many tries, and the first
# warning, fourteen days before, is then about a renewal that fails.
YOUNGEST = timedelta(hours=24)
AHEAD = timedelta(days=20)
LIFE_MOST = 400 * 86_400

_CODE_REFUSED = N_("jejaring menolak kode masuk, sambungkan sekali lagi")
# The client's id or secret is wrong: of all graphs, and of Threads when it is given the id of Facebook's application.
_CLIENT_ERRORS = frozenset({101, 4_476_002})


def page(address: str, **query: str) -> Departure:
    """The network's page where a person signs in."""
    return Departure(f"{address}?{urlencode(query)}")


def told(answer: Answer, *, signing_in: bool) -> dict[str, Any]:
    """The fields of a success of a sign-in's call. Raises Refused.

    While ``signing_in``, whatever the network refuses for good is the code's fault or the client's; later an error that
    nobody knows leaves the old token as it is.
    """
    fields = answer.fields or {}
    found = trouble(answer)
    if 200 <= answer.status < 300 and answer.fields is not None and found is None:
        return answer.fields
    if found is None and 400 <= answer.status < 500 and isinstance(fields.get("error_message"), str):
        # The host of Instagram's first call has a form of its own, with no codes that would tell one from another.
        client = "platform app" in fields["error_message"] or "client" in fields["error_message"].lower()
        raise _refused(client, str(answer.status))
    if found is not None and _CLIENT_ERRORS & {found.code, found.subcode}:
        raise _refused(client=True, code=found.text)
    error = verdict(answer, repeatable=True)
    if isinstance(error, Refused) and error.remedy is not Remedy.WAIT:
        if signing_in:
            raise _refused(client=False, code=error.code)
        if error.remedy is not Remedy.RECONNECT:
            raise Refused(error.reason, Remedy.WAIT, code=error.code)
    raise error


def credentials(fields: Mapping[str, Any], now: datetime) -> Credentials:
    """The token of an answer, and its end where that names one. Raises Refused."""
    token, seconds = fields.get("access_token"), count(fields.get("expires_in"))
    if not isinstance(token, str) or not token:
        raise Refused(UNREADABLE, Remedy.WAIT)
    ends = now + timedelta(seconds=min(seconds, LIFE_MOST)) if seconds else None
    return Credentials(access=token, obtained_at=now, expires_at=ends)


class SelfRenewing(ByApplication):
    """The sign-in of one of the two, which says what they differ in."""

    name: ClassVar[str]
    scopes: ClassVar[str]
    # What the grants and the fields of its graph begin with or are called.
    grant: ClassVar[str]
    ident: ClassVar[str]
    profile: ClassVar[str]
    # Without this permission nothing can be published; a person may take it from what is asked for.
    needed: ClassVar[str]

    def depart(self, redirect_uri: str, state: str, challenge: str, server: str = "") -> Departure:
        """Its page; it knows no challenge."""
        return page(
            f"{self.application.sign_in_url}/oauth/authorize",
            client_id=self.application.client_id,
            redirect_uri=redirect_uri,
            response_type="code",
            scope=self.scopes,
            state=state,
        )

    def arrive(self, arrival: Arrival, now: datetime) -> Sequence[Candidate]:
        """The one account that was signed in, with a token of sixty days. Raises Refused."""
        answer = self.caller.call(
            "POST",
            f"{self.application.token_url or self.application.url}/oauth/access_token",
            None,
            repeatable=True,
            data={
                "client_id": self.application.client_id,
                "client_secret": self.application.client_secret,
                "grant_type": "authorization_code",
                "redirect_uri": arrival.redirect_uri,
                # The browser may bring along what the network hung on behind the code.
                "code": arrival.code.removesuffix("#_"),
            },
        )
        fields = told(answer, signing_in=True)
        inside = fields.get("data")
        first = inside[0] if isinstance(inside, list) and inside and isinstance(inside[0], dict) else fields
        if not _granted(first.get("permissions"), self.needed):
            raise Refused(MISSING_SCOPES, Remedy.RECONNECT)
        short = credentials(first, now)
        long = self._token(
            "access_token", "exchange_token", short.access, now, client_secret=self.application.client_secret
        )
        me = Graph(self.application.url, self.application.version, self.caller).read(
            Access("", "", long.access), "me", fields=f"{self.ident},username,name"
        )
        handle, name = me.get("username"), me.get("name")
        if not isinstance(handle, str) or not handle:
            raise Refused(UNREADABLE, Remedy.WAIT)
        return [
            Candidate(
                remote_id=ident(me.get(self.ident), repeatable=True),
                handle=handle,
                name=name if isinstance(name, str) and name else handle,
                profile_url=web_address(self.profile + handle) or "",
                credentials=long,
            )
        ]

    def renew_at(self, credentials: Credentials) -> datetime | None:
        """Well before its end, but not before it is a day old."""
        if credentials.expires_at is None or credentials.obtained_at is None:
            return None
        return max(credentials.expires_at - AHEAD, credentials.obtained_at + YOUNGEST)

    def renew(self, credentials: Credentials, now: datetime) -> Credentials:
        """Sixty days more, usually with another token. Raises Refused."""
        if credentials.expires_at is not None and credentials.expires_at <= now:
            raise Refused(N_("sambungan akun kedaluwarsa"), Remedy.RECONNECT)
        return self._token("refresh_access_token", "refresh_token", credentials.access, now, signing_in=False)

    def revoke(self, access: Access, credentials: Credentials) -> None:
        """Nothing: no call for that is known, the owner removes the application in the app."""

    def _token(
        self, path: str, grant: str, token: str, now: datetime, *, signing_in: bool = True, **more: str
    ) -> Credentials:
        params = {"grant_type": f"{self.grant}_{grant}", "access_token": token, **more}
        answer = self.caller.call(
            "GET", f"{self.application.url}/{path}", None, repeatable=True, params=params
        )
        return credentials(told(answer, signing_in=signing_in), now)


def _granted(permissions: object, needed: str) -> bool:
    """Whether the permission is among them; a network that names none is believed."""
    named = permissions.split(",") if isinstance(permissions, str) else permissions
    return not isinstance(named, list) or needed in named


def _refused(client: bool, code: str) -> Refused:
    # A wrong client is the city's to mend, and connecting again would only be refused again.
    reason, remedy = (WRONG_CLIENT, Remedy.FAIL) if client else (_CODE_REFUSED, Remedy.RECONNECT)
    return Refused(reason, remedy, code=code)
