"""What the test servers of Instagram, Threads and Facebook Pages share: accounts and their tokens, Meta's form of
errors, signing in, and lists that are read page by page.
"""

import itertools
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request

from tests.networks.kit import Fault, Ground, Posted, bearer

LONG = timedelta(days=60)
SHORT = timedelta(hours=1)
YOUNGEST = timedelta(hours=24)


class MetaError(Exception):
    """An answer in Meta's form of errors."""

    def __init__(self, code: int, subcode: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.subcode, self.message, self.status = code, subcode, message, status

    def answer(self, headers: Mapping[str, str] | None = None) -> Response:
        """As they send it: nearly everything is called an OAuthException."""
        error: dict[str, Any] = {
            "message": self.message,
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": secrets.token_hex(6),
        }
        if self.subcode:
            error["error_subcode"] = self.subcode
        made = jsonify({"error": error})
        made.status_code = self.status
        made.headers.extend(dict(headers or {}))
        return made


@dataclass
class Account:
    """An account or a Page, with a token that is good at first."""

    id: str
    handle: str
    name: str
    token: str = field(repr=False)


@dataclass
class Token:
    """Whose it is and how long it holds; None: for ever. ``long`` is one of sixty days, which may be renewed."""

    account: str
    made: datetime
    ends: datetime | None
    long: bool = True


@dataclass
class Code:
    """What a sign-in gave: it opens an account once, for the address it was sent to."""

    account: str
    redirect_uri: str
    scopes: str = ""


class Meta:
    """The ground of one of the three; a network's own server adds its calls with `on`."""

    name = "meta"
    token_life: timedelta | None = LONG

    def __init__(self) -> None:
        self.app = Flask(__name__)
        self.ground = Ground(self.app, self.refusing)
        self.app.register_error_handler(MetaError, lambda error: error.answer())
        self.accounts: dict[str, Account] = {}
        self.tokens: dict[str, Token] = {}
        self.codes: dict[str, Code] = {}
        self.client_id, self.client_secret = "4711", "rahasia-aplikasi-kota"
        self.redirect_uris: set[str] = set()
        # Who sits before the sign-in page, by account id; nobody: the person declines.
        self.signs_in = ""
        # What that person takes from the permissions that are asked for.
        self.withholds: set[str] = set()
        # How long a new post stays out of lists, as behind a slow copy.
        self.lag = timedelta()
        self.figures: dict[str, dict[str, int]] = {}
        self._numbers = itertools.count(17_900_000_000_000_000 + secrets.randbelow(10**12) * 100)

    @property
    def url(self) -> str:
        """Its address while it is served."""
        return self.ground.url

    def number(self) -> str:
        """An id that nothing else has."""
        return str(next(self._numbers))

    def on(self, method: str, path: str, step: str, view: Callable[..., Any]) -> None:
        """Add a call for which faults may be ordered as ``step``."""
        stepped = self.ground.step(step, self._account_of_call)(view)
        self.app.add_url_rule(path, f"{method} {path}", stepped, methods=[method])

    # ------------------------------------------------------------------------------------ accounts and tokens
    def open(self, handle: str, name: str = "") -> Account:
        """A new account."""
        account = Account(self.number(), handle, name or handle, "")
        self.accounts[account.id] = account
        account.token = self.give_token(account.id)
        self.signs_in = self.signs_in or account.id
        return account

    def give_token(self, account: str, *, long: bool = True) -> str:
        """A new token of it."""
        now, token = self.ground.clock.now(), f"EAA{secrets.token_urlsafe(40)}"
        life = self.token_life if long else SHORT
        self.tokens[token] = Token(account, now, now + life if life else None, long)
        return token

    def revoke(self, account: str) -> None:
        """Let no token of the account hold any more."""
        self.tokens = {text: each for text, each in self.tokens.items() if each.account != account}

    def holder(self, token: str) -> Token:
        """What a token opens. Raises MetaError where it opens nothing (any more)."""
        found = self.tokens.get(token)
        if found is None:
            raise MetaError(190, 0, "Invalid OAuth access token.")
        if found.ends is not None and found.ends <= self.ground.clock.now():
            raise MetaError(190, 463, "Error validating access token: Session has expired.")
        return found

    def who(self) -> str:
        """The account id whose token the request bears."""
        return self.holder(bearer() or request.values.get("access_token", "")).account

    def own(self, account: str) -> str:
        """The same, where the address has to name the account."""
        if self.who() != account:
            raise no_object(account)
        return account

    def _account_of_call(self) -> str:
        found = self.tokens.get(bearer() or request.values.get("access_token", ""))
        return found.account if found else ""

    # ------------------------------------------------------------------------------------------------ faults
    def refusing(self, fault: Fault) -> Response:
        """The faults that need Meta's words; ``told`` is (code, subcode) or (code, subcode, status)."""
        usual = {"throttle": (4, 0), "blocked_after": (4, 2_207_051)}.get(fault.kind, (36_003, 2_207_009))
        code, subcode, *status = fault.told or usual
        headers = {}
        if fault.kind == "throttle":
            use = {
                "type": self.name,
                "call_count": 100,
                "total_cputime": 20,
                "total_time": 25,
                "estimated_time_to_regain_access": round(fault.seconds / 60),
            }
            headers["X-Business-Use-Case-Usage"] = json.dumps({"4711": [use]})
        return MetaError(code, subcode, f"Fault {code}/{subcode}", *status).answer(headers)

    # --------------------------------------------------------------------------------------------- signing in
    def sign_in_page(self, **_parts: str) -> Any:
        """Whoever sits there agrees at once and is sent back with a code."""
        told = request.args
        if told.get("client_id") != self.client_id or told.get("redirect_uri") not in self.redirect_uris:
            return Response("<h1>URL Blocked</h1>", 400)
        if told.get("response_type") != "code" or not told.get("scope"):
            return Response("<h1>Invalid request</h1>", 400)
        back = {"state": told.get("state", "")}
        if self.signs_in:
            back["code"] = secrets.token_urlsafe(30)
            self.codes[back["code"]] = Code(self.signs_in, told["redirect_uri"], self._granted(told["scope"]))
        else:
            back |= {"error": "access_denied", "error_reason": "user_denied"}
        return redirect(f"{told['redirect_uri']}?{urlencode(back)}#_")

    def _granted(self, scopes: str) -> str:
        return ",".join(each for each in scopes.split(",") if each not in self.withholds)

    def client_known(self) -> bool:
        """Whether the request bears the application's id and secret."""
        told = request.values
        return (told.get("client_id"), told.get("client_secret")) == (self.client_id, self.client_secret)

    def open_code(self) -> Code:
        """What the code of the request opens, once; of no account when nothing."""
        code = self.codes.pop(request.values.get("code", ""), None)
        good = code is not None and code.redirect_uri == request.values.get("redirect_uri")
        return code if code and good else Code("", "")

    def exchange(self, grant: str) -> Any:
        """A token of an hour for one of sixty days."""
        if request.args.get("grant_type") != grant or request.args.get("client_secret") != self.client_secret:
            raise MetaError(101, 0, "Error validating client secret.")
        found = self.holder(request.args.get("access_token", ""))
        return self.token_answer(self.give_token(found.account))

    def renew(self, grant: str) -> Any:
        """Sixty days more for a token that is a day old and still holds."""
        if request.args.get("grant_type") != grant:
            raise MetaError(100, 0, "Invalid parameter: grant_type")
        found = self.holder(request.args.get("access_token", ""))
        if not found.long or self.ground.clock.now() - found.made < YOUNGEST:
            raise MetaError(100, 0, "The access token must be at least 24 hours old.")
        return self.token_answer(self.give_token(found.account))

    def token_answer(self, token: str) -> Any:
        """As a graph gives a token."""
        ends = self.tokens[token].ends
        seconds = {"expires_in": round((ends - self.ground.clock.now()).total_seconds())} if ends else {}
        return jsonify({"access_token": token, "token_type": "bearer", **seconds})

    # -------------------------------------------------------------------------------------------------- lists
    def seen(self, account: str) -> list[Posted]:
        """Its posts as lists show them: the newest first, the very newest not yet."""
        now = self.ground.clock.now()
        return [each for each in reversed(self.ground.posts_of(account)) if each.at + self.lag <= now]

    def page(self, rows: Iterable[dict[str, Any]]) -> Any:
        """One page of a list, with the fields that were asked for."""
        told, every = request.args, list(rows)
        first, most = int(told.get("after", "0")), int(told.get("limit", "25"))
        wanted = told.get("fields", "id").split(",")
        shown = [
            {key: value for key, value in each.items() if key in wanted or key == "id"}
            for each in every[first : first + most]
        ]
        paging: dict[str, Any] = {"cursors": {"before": str(first), "after": str(first + most)}}
        if first + most < len(every):
            paging["next"] = f"{request.base_url}?after={first + most}"
        return jsonify({"data": shown, "paging": paging} if shown else {"data": []})

    def insights(self, post: str) -> Any:
        """What is known of a post, of what was asked for."""
        known = self.figures.get(post, {})
        wanted = request.args.get("metric", "").split(",")
        return jsonify(
            {
                "data": [
                    {"name": name, "period": "lifetime", "values": [{"value": known[name]}]}
                    for name in wanted
                    if name in known
                ]
            }
        )


def no_object(ident: str) -> MetaError:
    """What they say of what is not there, or not for everyone."""
    return MetaError(
        100,
        33,
        f"Unsupported request. Object with ID '{ident}' does not exist, cannot be loaded due to missing permissions.",
    )


def stamp(at: datetime) -> str:
    """A moment as they write it, without fractions of a second."""
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")
