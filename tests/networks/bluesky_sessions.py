"""The sessions of the Bluesky server: app passwords, tokens that end on its clock, and refresh tokens that rotate."""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Response, jsonify, request

from tests.networks.kit import Ground, bearer

ACCESS_LASTS = timedelta(minutes=120)
REFRESH_LASTS = timedelta(days=90)
GRACE = timedelta(hours=2)
SECRET = b"only in tests"


@dataclass
class Person:
    """An account of the server."""

    did: str
    handle: str
    app_passwords: set[str] = field(default_factory=set)
    taken_down: bool = False


def encoded(value: object) -> str:
    """JSON as a part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def signature(text: str) -> str:
    """The server's own signature."""
    digest = hmac.new(SECRET, text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Sessions:
    """``refreshable`` are the refresh tokens that are good, with when a used one stops being so."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.people: dict[str, Person] = {}
        self.refreshable: dict[str, float] = {}

    def person(self, handle: str) -> Person:
        """The account of that handle, made where it is new."""
        with self.ground.lock:
            for person in self.people.values():
                if person.handle == handle:
                    return person
            made = base64.b32encode(hashlib.sha256(handle.encode()).digest()).decode().lower()[:24]
            person = Person(f"did:plc:{made}", handle)
            self.people[person.did] = person
            return person

    def app_password(self, person: Person) -> str:
        """A fresh app password."""
        letters = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(16))
        made = "-".join(letters[place : place + 4] for place in range(0, 16, 4))
        person.app_passwords.add(made)
        return made

    def token(self, person: Person, scope: str, lasts: timedelta) -> str:
        """A token of the person, from now on."""
        now = int(self.ground.clock.now().timestamp())
        claims = {
            "scope": scope,
            "sub": person.did,
            "iat": now,
            "exp": now + int(lasts.total_seconds()),
            "jti": secrets.token_hex(8),
        }
        told = f"{encoded({'typ': 'at+jwt', 'alg': 'HS256'})}.{encoded(claims)}"
        return f"{told}.{signature(told)}"

    def opened(self, person: Person) -> dict[str, Any]:
        """A new session."""
        refresh = self.token(person, "com.atproto.refresh", REFRESH_LASTS)
        self.refreshable[refresh] = (self.ground.clock.now() + REFRESH_LASTS).timestamp()
        return {
            "did": person.did,
            "handle": person.handle,
            "active": not person.taken_down,
            "accessJwt": self.token(person, "com.atproto.appPass", ACCESS_LASTS),
            "refreshJwt": refresh,
        }

    def whose(self, scope: str) -> Person | Response:
        """Whose token came with the request, or the refusal of it."""
        token = bearer()
        if not token:
            return said(401, "AuthMissing", "Authentication Required")
        told, _, signed = token.rpartition(".")
        if not hmac.compare_digest(signature(told), signed):
            return said(400, "InvalidToken", "Token could not be verified")
        part = told.partition(".")[2]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        if claims["exp"] <= self.ground.clock.now().timestamp():
            return said(400, "ExpiredToken", "Token has expired")
        if claims["scope"] != scope:
            return said(400, "InvalidToken", "Bad token scope")
        person = self.people[claims["sub"]]
        if person.taken_down:
            return said(401, "AccountTakedown", "Account has been taken down")
        return person

    def create(self) -> Any:
        """A session for an app password."""
        told = request.get_json()
        for person in self.people.values():
            if (
                told.get("identifier") in (person.handle, person.did)
                and told.get("password") in person.app_passwords
            ):
                if person.taken_down:
                    return said(401, "AccountTakedown", "Account has been taken down")
                return self.opened(person)
        return said(401, "AuthenticationRequired", "Invalid identifier or password")

    def refresh(self) -> Any:
        """A new session for a refresh token, which is good for a while after its use."""
        person = self.whose("com.atproto.refresh")
        if isinstance(person, Response):
            return person
        now = self.ground.clock.now()
        with self.ground.lock:
            ends = self.refreshable.get(bearer(), 0.0)
            if ends <= now.timestamp():
                return said(400, "ExpiredToken", "Token has been revoked")
            self.refreshable[bearer()] = min(ends, (now + GRACE).timestamp())
            return self.opened(person)

    def delete(self) -> Any:
        """End the session."""
        person = self.whose("com.atproto.refresh")
        if isinstance(person, Response):
            return person
        self.refreshable.pop(bearer(), None)
        return Response(status=200)

    def get(self) -> Any:
        """Whose session it is."""
        person = self.whose("com.atproto.appPass")
        if isinstance(person, Response):
            return person
        return {"did": person.did, "handle": person.handle, "active": True}


def said(status: int, name: str, words: str) -> Response:
    """An error in the network's form."""
    answer: Response = jsonify({"error": name, "message": words})
    answer.status_code = status
    return answer
