"""What the X of the tests knows, and the page where a person signs in there."""

import hashlib
import itertools
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request

from tests.networks.kit import Fetched, Ground
from tests.networks.signing import Denied, Desk, Tokens

SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")
WINDOW = timedelta(minutes=15)
PROBLEMS = "https://api.twitter.com/2/problems/"


def challenge_of(verifier: str) -> str:
    """S256 of PKCE."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


@dataclass(frozen=True)
class User:
    """An account; ``id`` never changes."""

    id: str
    username: str


@dataclass
class Media:
    """An uploaded picture, of which posts can be made for a day."""

    user: str
    picture: Fetched
    ends: datetime
    alt_text: str = ""


@dataclass
class X(Ground):
    """What stands on the accounts. ``most`` is how many calls of a step one account may make in 15 minutes."""

    desk: Desk = None  # type: ignore[assignment]
    users: dict[str, User] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=lambda: {"publish": 100, "withdraw": 50, "upload": 500})
    app_posts_most: int = 10_000
    signing_in: str = ""
    grants: tuple[str, ...] = SCOPES
    denies: bool = False
    _made: dict[tuple[str, str], list[datetime]] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1_990_000_000_000_000_001))

    def __post_init__(self) -> None:
        super().__post_init__()
        self.desk = Desk(self.clock, challenge_of, timedelta(hours=2), timedelta(days=180))

    def user(self, username: str) -> User:
        """A new account, which is signed in where a person comes to the sign-in page."""
        made = User(str(next(self._ids)), username)
        with self.lock:
            self.users[made.id] = made
            self.signing_in = made.id
        return made

    def sign_in(self, user: User) -> Tokens:
        """Tokens of the account, as after its sign-in."""
        return self.desk.issue(user.id, SCOPES)

    def next_id(self) -> str:
        """An id as the network gives them: longer than a number of JavaScript."""
        return str(next(self._ids))

    def window(self, step: str, user: str) -> tuple[int, int, datetime]:
        """How many calls the account may make, how many are left, and when the window opens anew."""
        with self.lock:
            now, most = self.clock.now(), self.most.get(step, 900)
            made = self._made.setdefault((step, user), [])
            made[:] = [at for at in made if now - at < WINDOW]
            return most, most - len(made), (made[0] if made else now) + WINDOW

    def count(self, step: str, user: str) -> None:
        """One call more."""
        with self.lock:
            self._made.setdefault((step, user), []).append(self.clock.now())


def problem(status: int, title: str, detail: str, kind: str = "about:blank", **more: Any) -> Response:
    """An error as X writes it."""
    told = {"title": title, "detail": detail, "type": kind, "status": status, **more}
    return Response(json.dumps(told), status, content_type="application/problem+json")


def sign_in_at(ground: X) -> None:
    """The sign-in page, which sends the person who is signed in back at once, and the token's own calls."""
    app, desk = ground.app, ground.desk

    @app.get("/i/oauth2/authorize")
    def sign_in() -> Any:
        told = request.args
        good = (
            told.get("client_id") == desk.client_id
            and told.get("redirect_uri") in desk.redirect_uris
            and told.get("response_type") == "code"
            and told.get("code_challenge_method") == "S256"
            and told.get("code_challenge")
        )
        if not good:
            return Response("<h1>Something went wrong</h1>", 400)
        back = {"state": told["state"]}
        if ground.denies:
            back["error"] = "access_denied"
        else:
            asked = tuple(each for each in told["scope"].split() if each in ground.grants)
            back["code"] = desk.code(ground.signing_in, told["redirect_uri"], told["code_challenge"], asked)
        return redirect(f"{told['redirect_uri']}?{urlencode(back)}")

    def known() -> bool:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        wanted = f"{desk.client_id}:{desk.client_secret}"
        return scheme == "Basic" and b64decode(given).decode() == wanted

    @app.post("/2/oauth2/token")
    @ground.step("token")
    def token() -> Response:
        told = request.form
        if not known():
            return answer(
                {"error": "unauthorized_client", "error_description": "Missing valid authorization header"},
                401,
            )
        try:
            if told.get("grant_type") == "refresh_token":
                made = desk.renew(told.get("refresh_token", ""))
            else:
                made = desk.redeem(
                    told.get("code", ""), told.get("redirect_uri", ""), told.get("code_verifier", "")
                )
        except Denied:
            # The network has one sentence for all of them.
            words = "Value passed for the token was invalid."
            return answer({"error": "invalid_request", "error_description": words}, 400)
        return answer(
            {
                "token_type": "bearer",
                "expires_in": made.lives,
                "access_token": made.access,
                "refresh_token": made.refresh,
                "scope": " ".join(made.scopes),
            }
        )

    @app.post("/2/oauth2/revoke")
    @ground.step("revoke")
    def revoke() -> Response:
        if not known():
            return answer({"error": "unauthorized_client"}, 401)
        if not desk.forget(request.form.get("token", "")):
            return answer({"error": "invalid_request", "error_description": "The token is invalid."}, 400)
        return answer({"revoked": True})


def answer(told: dict[str, Any], status: int = 200) -> Response:
    """A JSON answer."""
    return Response(json.dumps(told), status, content_type="application/json")
