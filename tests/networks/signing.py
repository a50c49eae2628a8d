"""The desk of OAuth 2 that test servers share: codes that work once, tokens with an end, refresh tokens that rotate."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.networks.kit import Clock

CODE_LIFE = timedelta(seconds=30)


class Denied(Exception):
    """The desk says no: ``error`` is the standard's word."""

    def __init__(self, error: str, words: str) -> None:
        super().__init__(words)
        self.error, self.words = error, words


@dataclass(frozen=True)
class Held:
    """What a code or token stands for. ``family`` ties the tokens of one sign-in together."""

    user: str
    scopes: tuple[str, ...]
    ends: datetime
    family: str
    redirect_uri: str = ""
    challenge: str = ""


@dataclass(frozen=True)
class Tokens:
    """What a sign-in or a renewal gives; lives in seconds."""

    user: str
    access: str
    refresh: str
    scopes: tuple[str, ...]
    lives: int
    refresh_lives: int


@dataclass
class Desk:
    """``challenge_of`` makes a challenge of a verifier as the network does."""

    clock: Clock
    challenge_of: Callable[[str], str]
    access_life: timedelta
    refresh_life: timedelta
    client_id: str = "bukti-uji"
    client_secret: str = "rahasia-uji"
    redirect_uris: set[str] = field(default_factory=lambda: {"https://bukti.example/akun/kembali"})
    codes: dict[str, Held] = field(default_factory=dict)
    access: dict[str, Held] = field(default_factory=dict)
    refresh: dict[str, Held] = field(default_factory=dict)

    def code(self, user: str, redirect_uri: str, challenge: str, scopes: tuple[str, ...]) -> str:
        """What the person is sent back with."""
        made = secrets.token_urlsafe(24)
        ends = self.clock.now() + CODE_LIFE
        self.codes[made] = Held(user, scopes, ends, secrets.token_hex(6), redirect_uri, challenge)
        return made

    def redeem(self, code: str, redirect_uri: str, verifier: str) -> Tokens:
        """The tokens of a code, once. Raises Denied."""
        held = self.codes.pop(code, None)
        if held is None or held.ends <= self.clock.now():
            raise Denied("invalid_grant", "The code is invalid, expired or used.")
        if held.redirect_uri != redirect_uri:
            raise Denied("invalid_grant", "The redirect address differs from that of the sign-in.")
        if held.challenge and self.challenge_of(verifier) != held.challenge:
            raise Denied("invalid_grant", "The verifier does not fit the challenge.")
        return self.issue(held.user, held.scopes, held.family)

    def renew(self, refresh: str) -> Tokens:
        """Fresh tokens; the old ones of that sign-in are dead. Raises Denied."""
        held = self.refresh.pop(refresh, None)
        if held is None or held.ends <= self.clock.now():
            raise Denied("invalid_grant", "The refresh token is invalid, expired or used.")
        self.access = {token: each for token, each in self.access.items() if each.family != held.family}
        return self.issue(held.user, held.scopes, held.family)

    def issue(self, user: str, scopes: tuple[str, ...], family: str = "") -> Tokens:
        """Tokens for the user, as after a sign-in."""
        family, now = family or secrets.token_hex(6), self.clock.now()
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.access[access] = Held(user, scopes, now + self.access_life, family)
        self.refresh[refresh] = Held(user, scopes, now + self.refresh_life, family)
        lives, refresh_lives = (int(each.total_seconds()) for each in (self.access_life, self.refresh_life))
        return Tokens(user, access, refresh, scopes, lives, refresh_lives)

    def holder(self, access: str) -> Held | None:
        """Whose token it is, None when it is none any more."""
        held = self.access.get(access)
        return held if held is not None and held.ends > self.clock.now() else None

    def forget(self, token: str) -> bool:
        """Whether the token was one; of a refresh token the whole sign-in is forgotten."""
        held = self.refresh.pop(token, None)
        if held is None:
            return self.access.pop(token, None) is not None
        self.access = {each: other for each, other in self.access.items() if other.family != held.family}
        return True

    def forget_user(self, user: str) -> None:
        """The person takes all back in the network's own settings."""
        self.access = {token: each for token, each in self.access.items() if each.user != user}
        self.refresh = {token: each for token, each in self.refresh.items() if each.user != user}
