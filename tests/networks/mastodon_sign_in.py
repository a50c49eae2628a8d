"""The Mastodon server's sign-in: programs it took in, codes for one use with PKCE, tokens with scopes."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, redirect, request

from tests.networks.kit import Ground

CODE_LIFE = timedelta(minutes=10)
ALL = ("read", "write")


@dataclass(frozen=True)
class Program:
    """A program that the server took in."""

    secret: str
    redirect_uri: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """What a sign-in gave to a program."""

    client: str
    redirect_uri: str
    challenge: str
    scopes: tuple[str, ...]
    account: str
    at: datetime


class SignIn:
    """``people`` by their number; ``at_the_browser`` is the number of whoever signs in on the page, "" says no.

    ``grants`` narrows the scopes that a sign-in gives.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.people: dict[str, str] = {}
        self.programs: dict[str, Program] = {}
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.at_the_browser = ""
        self.grants: tuple[str, ...] | None = None

    def person(self, name: str) -> str:
        """The number of a person, who is made where they are new."""
        with self.ground.lock:
            for number, known in self.people.items():
                if known == name:
                    return number
            number = str(109_000 + len(self.people))
            self.people[number] = name
            return number

    def token(self, number: str, scopes: tuple[str, ...] = ALL) -> str:
        """A fresh token of the person."""
        token = secrets.token_urlsafe(32)
        self.tokens[token] = (number, scopes)
        return token

    def apps(self) -> Any:
        """Take a program in."""
        told = request.form
        if not (told.get("client_name") and told.get("redirect_uris")):
            return failed("Validation failed: Redirect URI must be an absolute URI.", 422)
        client = secrets.token_urlsafe(16)
        self.programs[client] = Program(
            secrets.token_urlsafe(16), told["redirect_uris"], tuple(told.get("scopes", "read").split())
        )
        return {"id": "1", "client_id": client, "client_secret": self.programs[client].secret}

    def authorize(self) -> Any:
        """The page on which whoever is at the browser says yes or no."""
        told = request.args
        program = self.programs.get(told.get("client_id", ""))
        if program is None or told.get("redirect_uri") != program.redirect_uri:
            return Response("<h1>The redirect uri included is not valid.</h1>", 400)
        scopes = tuple(told.get("scope", "").split())
        if told.get("response_type") != "code" or not set(scopes) <= set(program.scopes):
            return Response("<h1>The requested scope is invalid.</h1>", 400)
        back = {"state": told.get("state", "")}
        if self.at_the_browser:
            code = secrets.token_urlsafe(24)
            self.codes[code] = Code(
                told["client_id"],
                program.redirect_uri,
                told.get("code_challenge", "") if told.get("code_challenge_method") == "S256" else "",
                scopes if self.grants is None else self.grants,
                self.at_the_browser,
                self.ground.clock.now(),
            )
            back["code"] = code
        else:
            back["error"] = "access_denied"
        return redirect(f"{program.redirect_uri}?{urlencode(back)}")

    def exchange(self) -> Any:
        """A token for a code, once."""
        told = request.form
        program = self.programs.get(told.get("client_id", ""))
        if program is None or told.get("client_secret") != program.secret:
            return failed("invalid_client", 401)
        with self.ground.lock:
            code = self.codes.pop(told.get("code", ""), None)
        if told.get("grant_type") != "authorization_code" or code is None or not self._fits(code):
            return failed("invalid_grant", 400)
        token = self.token(code.account, code.scopes)
        return {
            "access_token": token,
            "token_type": "Bearer",
            "scope": " ".join(code.scopes),
            "created_at": int(self.ground.clock.now().timestamp()),
        }

    def _fits(self, code: Code) -> bool:
        told = request.form
        digest = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
        return (
            code.client == told["client_id"]
            and code.redirect_uri == told.get("redirect_uri")
            and code.challenge in ("", base64.urlsafe_b64encode(digest).rstrip(b"=").decode())
            and self.ground.clock.now() - code.at < CODE_LIFE
        )

    def revoke(self) -> Any:
        """Forget a token; nothing to forget is a success too."""
        told = request.form
        program = self.programs.get(told.get("client_id", ""))
        if program is None or told.get("client_secret") != program.secret:
            return failed("unauthorized_client", 403)
        self.tokens.pop(told.get("token", ""), None)
        return {}


def failed(code: str, status: int) -> Response:
    """An error in OAuth's form."""
    answer: Response = jsonify({"error": code, "error_description": f"{code}: the request is not valid"})
    answer.status_code = status
    return answer
