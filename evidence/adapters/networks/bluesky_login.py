"""Connecting a Bluesky account by an app password, and keeping its session alive."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from evidence.adapters.networks.base import RECONNECT, Access, Refused, Remedy
from evidence.adapters.networks.bluesky import SERVER, SITE, error_of, failure
from evidence.adapters.networks.connecting import Candidate, Credentials
from evidence.adapters.networks.http import UNREADABLE, Answer, Caller, ident
from evidence.adapters.networks.servers import checked
from evidence.adapters.networks.ways import Typing
from evidence.core.errors import Invalid
from evidence.core.words import N_

# How long tokens last where they do not say so themselves.
ACCESS_LASTS = timedelta(minutes=120)
REFRESH_LASTS = timedelta(days=90)
# So long before the end of a token it is renewed: a few failures in between cost nothing.
AHEAD = timedelta(minutes=30)
LASTS_MOST = timedelta(days=3650)
TOKEN_MOST = 4096

_APP_PASSWORD = re.compile(r"[a-z2-7]{4}(?:-[a-z2-7]{4}){3}", re.IGNORECASE)
_HANDLE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,200}")
_GONE = frozenset({"ExpiredToken", "InvalidToken"})


@dataclass(frozen=True)
class BlueskyLogin(Typing):
    """``loopback`` lets a server on this machine be named, for tests and practice only."""

    caller: Caller = field(default_factory=Caller)
    loopback: bool = False
    server: str = SERVER
    name: ClassVar[str] = "bluesky"
    # The server may be left empty.
    fields: ClassVar[Mapping[str, str]] = {
        "server": N_("Server (kosongkan untuk bsky.social)"),
        "handle": N_("Nama akun"),
        "app_password": N_("Kata sandi aplikasi (app password)"),
    }

    def typed(self, told: Mapping[str, str], now: datetime) -> Candidate:
        """The account that the app password opens. Raises Refused, and Invalid naming the field that is wrong."""
        given = told.get("server", "").strip()
        base_url = checked(given, loopback=self.loopback) if given else self.server
        handle = told.get("handle", "").strip().removeprefix("@").lower()
        if handle and "." not in handle and base_url == SERVER:
            handle += ".bsky.social"
        if not _HANDLE.fullmatch(handle):
            raise _invalid("handle", N_("Isi nama akun lengkap, misalnya mojo.bsky.social."))
        password = told.get("app_password", "").strip()
        if not _APP_PASSWORD.fullmatch(password):
            # The account's own password opens everything, so it is not even sent.
            raise _invalid(
                "app_password",
                N_(
                    "Isi kata sandi aplikasi dari Setelan Bluesky (xxxx-xxxx-xxxx-xxxx), bukan kata sandi akun."
                ),
            )
        answer = self.caller.call(
            "POST",
            f"{base_url}/xrpc/com.atproto.server.createSession",
            None,
            repeatable=True,
            json={"identifier": handle, "password": password},
        )
        code = error_of(answer)[0]
        if code in ("AuthenticationRequired", "AuthFactorTokenRequired"):
            raise _invalid(
                "app_password", N_("Bluesky tidak menerima nama akun dan kata sandi aplikasi itu.")
            )
        credentials, did, name = _session(answer, base_url, now)
        return Candidate(did, name, name, f"{SITE}/profile/{name}", credentials)

    def renew_at(self, credentials: Credentials) -> datetime | None:
        """Half an hour before the access token ends; one that lasts no longer than an hour, at half its time."""
        if credentials.expires_at is None:
            return None
        ahead = AHEAD
        if credentials.obtained_at is not None:
            ahead = min(ahead, (credentials.expires_at - credentials.obtained_at) / 2)
        return credentials.expires_at - ahead

    def renew(self, credentials: Credentials, now: datetime) -> Credentials:
        """A fresh session for the refresh token, which ends with it. Raises Refused.

        When the answer is lost, the server takes the old refresh token for a while longer: WAIT, and try it again.
        """
        answer = self._with_refresh(credentials, "refreshSession")
        if error_of(answer)[0] in _GONE:
            # Here the refresh token itself is meant, and nothing renews that.
            raise Refused(RECONNECT, Remedy.RECONNECT, code=error_of(answer)[0])
        return _session(answer, credentials.base_url or self.server, now)[0]

    def revoke(self, access: Access, credentials: Credentials) -> None:
        """End the session; may be repeated. Raises Refused."""
        answer = self._with_refresh(credentials, "deleteSession")
        if not (200 <= answer.status < 300 or error_of(answer)[0] in _GONE):
            raise failure(answer, repeatable=True)

    def _with_refresh(self, credentials: Credentials, name: str) -> Answer:
        url = f"{credentials.base_url or self.server}/xrpc/com.atproto.server.{name}"
        return self.caller.call("POST", url, credentials.refresh, repeatable=True)


def _session(answer: Answer, base_url: str, now: datetime) -> tuple[Credentials, str, str]:
    """The credentials of a session's answer with the account's id and handle. Raises Refused."""
    if not 200 <= answer.status < 300:
        raise failure(answer, repeatable=True)
    if (answer.fields or {}).get("active") is False:
        raise Refused(N_("akun itu sedang tidak aktif di Bluesky"), Remedy.PAUSE)
    access, refresh = _token(answer, "accessJwt"), _token(answer, "refreshJwt")
    did, handle = ident(answer.text("did"), repeatable=True), ident(answer.text("handle"), repeatable=True)
    if not (_DID.fullmatch(did) and _HANDLE.fullmatch(handle.lower())):
        raise Refused(UNREADABLE, Remedy.WAIT)
    credentials = Credentials(
        access,
        refresh,
        base_url=base_url,
        obtained_at=now,
        expires_at=now + _lasts(access, ACCESS_LASTS),
        refresh_expires_at=now + _lasts(refresh, REFRESH_LASTS),
    )
    return credentials, did, handle


def _token(answer: Answer, name: str) -> str:
    found = answer.text(name)
    if found is None or len(found) > TOKEN_MOST or not re.fullmatch(r"[!-~]+", found):
        raise Refused(UNREADABLE, Remedy.WAIT)
    return found


def _lasts(token: str, usual: timedelta) -> timedelta:
    """How long the token lasts, by what it says of itself: a span, so that no two clocks are compared.

    It is the server's token for the server; that nobody checks its signature here can only mislead the server.
    """
    told = _claims(token)
    begins, ends = told.get("iat"), told.get("exp")
    if not (
        isinstance(begins, int) and isinstance(ends, int) and 0 < ends - begins < LASTS_MOST.total_seconds()
    ):
        return usual
    return timedelta(seconds=ends - begins)


def _claims(token: str) -> dict[str, Any]:
    parts = token.split(".")
    try:
        found = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (IndexError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _invalid(name: str, text: str) -> Invalid:
    return Invalid(text, {name: text})
