"""A network of no name: a sign-in with a code and PKCE, tokens that end and rotate, accounts that can be renamed."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from flask import Flask, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from tests.networks.kit import Fault, Ground, bearer, serving
from tests.practice.serving import client

CLIENT_ID, CLIENT_SECRET = "kota-surakarta", "rahasia-program-kota"


@dataclass
class Account:
    """One account there; the id stays, the handle may change."""

    id: str
    handle: str
    name: str
    followers: int = 125
    posts: int = 18


@dataclass
class Grant:
    """What a token opens, until when; ``refresh`` is the one that renews it, good once."""

    accounts: tuple[str, ...]
    ends: datetime
    refresh: str
    refresh_ends: datetime | None


@dataclass
class Plain:
    """The network's state. ``access`` and ``refresh`` are how long its tokens live."""

    ground: Ground
    access: timedelta = timedelta(hours=2)
    refresh: timedelta | None = None
    accounts: dict[str, Account] = field(default_factory=dict)
    codes: dict[str, tuple[str, str, tuple[str, ...]]] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    revoked: list[str] = field(default_factory=list)
    # Accounts that their owner has deleted; their tokens still open the door to that answer.
    deleted: set[str] = field(default_factory=set)
    renewals: int = 0

    @property
    def url(self) -> str:
        """Its address."""
        return self.ground.url

    def add(self, handle: str, name: str = "") -> Account:
        """A new account."""
        made = Account(str(4_000_000 + len(self.accounts)), handle, name or handle.title())
        self.accounts[made.id] = made
        return made

    def grant(self, accounts: tuple[str, ...]) -> dict[str, Any]:
        """A fresh pair of tokens for these accounts."""
        token, refresh, now = secrets.token_urlsafe(24), secrets.token_urlsafe(24), self.ground.clock.now()
        ends = now + self.refresh if self.refresh else None
        self.grants[token] = Grant(accounts, now + self.access, refresh, ends)
        return {
            "access_token": token,
            "refresh_token": refresh,
            "expires_in": int(self.access.total_seconds()),
            "refresh_expires_in": int(self.refresh.total_seconds()) if self.refresh else None,
        }

    def opens(self, token: str) -> tuple[str, ...]:
        """The accounts that a token opens now."""
        found = self.grants.get(token)
        return found.accounts if found and found.ends > self.ground.clock.now() else ()

    def revoke_all(self) -> None:
        """The person takes back what they allowed, over there."""
        self.grants.clear()

    def sign_in(self, away_url: str, *as_whom: Account) -> str:
        """What a person does on its page: say yes as these accounts, or no as none. Where they are sent."""
        chosen = {"as": ",".join(each.id for each in as_whom)} if as_whom else {"deny": "1"}
        with client() as http:
            answer = http.get(away_url + "&" + urlencode(chosen))
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


def _refuse(code: str, status: int = 400) -> Response:
    answer = jsonify({"error": {"code": code, "message": code.replace("_", " ")}})
    answer.status_code = status
    return answer


def _refusing(fault: Fault) -> Response:
    answer = _refuse(fault.told or "slow_down", 400 if fault.told else 429)
    if not fault.told:
        answer.headers["Retry-After"] = "120"
    return answer


@contextmanager
def plain_network() -> Iterator[Plain]:
    """The network on a socket of its own."""
    app = Flask("plain")
    with serving(Ground(app, _refusing)) as ground:
        network = Plain(ground)
        _routes(app, network)
        yield network


def _routes(app: Flask, network: Plain) -> None:
    ground = network.ground

    @app.get("/oauth/authorize")
    def authorize() -> AnyResponse:
        asked = request.args
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        back, state = asked["redirect_uri"], asked["state"]
        if "deny" in asked:
            return redirect(f"{back}?{urlencode({'error': 'access_denied', 'state': state})}")
        code = secrets.token_urlsafe(16)
        network.codes[code] = (asked["code_challenge"], back, tuple(asked["as"].split(",")))
        return redirect(f"{back}?{urlencode({'code': code, 'state': state})}")

    @app.post("/oauth/token")
    @ground.step("token")
    def token() -> Response:
        told = request.form
        if (told.get("client_id"), told.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return _refuse("invalid_client", 401)
        if told["grant_type"] == "refresh_token":
            return renew(told["refresh_token"])
        challenge, back, accounts = network.codes.pop(told["code"], ("", "", ()))
        hashed = hashlib.sha256(told["code_verifier"].encode()).digest()
        proved = urlsafe_b64encode(hashed).decode().rstrip("=") == challenge
        if not proved or told["redirect_uri"] != back:
            return _refuse("invalid_grant")
        return jsonify(network.grant(accounts))

    def renew(refresh: str) -> Response:
        with ground.lock:
            held = [token for token, grant in network.grants.items() if grant.refresh == refresh]
            if not held:
                return _refuse("invalid_grant")
            old = network.grants.pop(held[0])
            if old.refresh_ends is not None and old.refresh_ends <= ground.clock.now():
                return _refuse("invalid_grant")
            network.renewals += 1
            return jsonify(network.grant(old.accounts))

    @app.get("/me/accounts")
    @ground.step("accounts")
    def accounts() -> Response:
        opened = network.opens(bearer())
        if not opened:
            return _refuse("invalid_token", 401)
        found = [vars(network.accounts[each]) for each in opened]
        # Where there are several, each has a token of its own.
        tokens = [network.grant((each,)) for each in opened] if len(opened) > 1 else [None] * len(opened)
        return jsonify(
            {"accounts": [{**each, "tokens": own} for each, own in zip(found, tokens, strict=True)]}
        )

    @app.get("/me")
    @ground.step("identity")
    def me() -> Response:
        opened = network.opens(bearer())
        if opened and opened[0] in network.deleted:
            return _refuse("deleted", 410)
        return jsonify(vars(network.accounts[opened[0]])) if opened else _refuse("invalid_token", 401)

    @app.post("/oauth/revoke")
    @ground.step("revoke")
    def revoke() -> Response:
        network.revoked.append(request.form["token"])
        network.grants.pop(request.form["token"], None)
        return jsonify({})

    @app.post("/apps")
    @ground.step("apps")
    def apps() -> Response:
        return jsonify({"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET})

    @app.post("/session")
    @ground.step("session")
    def session() -> Response:
        told = request.form
        found = [each for each in network.accounts.values() if each.handle == told["handle"]]
        if not found or told["app_password"] != "abcd-efgh":
            return _refuse("wrong_password", 401)
        return jsonify({**network.grant((found[0].id,)), **vars(found[0])})


def answered(url: str) -> httpx.Response:
    """What stands at an address, without following where it leads."""
    with client() as http:
        return http.get(url)
