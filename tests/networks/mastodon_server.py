"""A Mastodon server: pictures that take their time, statuses under keys, limits by the window, and its sign-in.

It is no copy: it has the states, the numbers and the words that a client can see.
"""

import secrets
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import regex
from flask import Flask, Response, jsonify, request

from evidence.adapters.networks.base import Access
from tests.networks.kit import Clock, Fault, Ground, Posted, Unfetchable, bearer, examine, serving
from tests.networks.mastodon_sign_in import SignIn

KEPT = timedelta(hours=1)
SWEPT = timedelta(hours=24)
# Calls in a window, by account.
RATES = {
    "all": (300, timedelta(minutes=5)),
    "media": (30, timedelta(minutes=30)),
    "delete": (30, timedelta(minutes=30)),
}
TEXT_MOST = 500
PICTURES_MOST = 4
DESCRIPTION_MOST = 1500
PICTURE_BYTES_MOST = 16_777_216
PIXELS_MOST = 33_177_600


@dataclass
class Media:
    """A picture handed over: ready after ``polls`` more looks, then attached to one status, or swept after a day."""

    id: str
    account: str
    sha256: str
    description: str
    at: datetime
    polls: int
    status: str = ""


@dataclass
class Status:
    """A status as the account's owner sees it."""

    id: str
    account: str
    text: str
    media: list[Media]
    at: datetime
    counts: dict[str, int] = field(
        default_factory=lambda: {"favourites_count": 0, "reblogs_count": 0, "replies_count": 0}
    )


class Mastodon:
    """The server's states. ``processing`` is how many looks a picture takes; ``repeats_fail`` is the builds that
    recognise a repeated key and answer 500 all the same; ``unlimited`` switches the windows off.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        app = Flask(__name__)
        self.ground = Ground(app, self._refusing, clock or Clock())
        self.processing = 0
        self.repeats_fail = False
        self.unlimited = False
        self.suspended: set[str] = set()
        self.media: dict[str, Media] = {}
        self.statuses: dict[str, Status] = {}
        self.keys: dict[tuple[str, str], tuple[str, datetime]] = {}
        self.sign_in = SignIn(self.ground)
        self._calls: dict[tuple[str, str], deque[datetime]] = {}
        self._numbers = 110_000_000_000_000_000
        self._routes(app)
        app.after_request(self._dated)

    @property
    def netloc(self) -> str:
        """Its host and port."""
        return self.ground.url.partition("://")[2]

    def open(self, handle: str = "") -> Access:
        """An account with all rights."""
        person = self.sign_in.person(handle or f"kel_{secrets.token_hex(5)}")
        token = self.sign_in.token(person)
        return Access(
            f"{person}@{self.netloc}", f"{self.sign_in.people[person]}@{self.netloc}", token, self.ground.url
        )

    def number(self) -> str:
        """A fresh id: later ones are greater."""
        with self.ground.lock:
            self._numbers += 1
            return str(self._numbers)

    def _routes(self, app: Flask) -> None:
        step = self.ground.step

        def route(rule: str, method: str, name: str, view: Callable[..., Any]) -> None:
            app.add_url_rule(rule, name, step(name, self._account)(view), methods=[method])

        route("/api/v2/media", "POST", "media", self._upload)
        route("/api/v1/media/<media_id>", "GET", "media_status", self._media_status)
        route("/api/v1/statuses", "POST", "publish", self._publish)
        route("/api/v1/statuses/<status_id>", "GET", "status", self._status)
        route("/api/v1/statuses/<status_id>", "DELETE", "delete", self._delete)
        route("/api/v1/accounts/verify_credentials", "GET", "identity", self._identity)
        route("/api/v1/accounts/<account>/statuses", "GET", "lookup", self._list)
        route("/api/v1/apps", "POST", "apps", self.sign_in.apps)
        route("/oauth/authorize", "GET", "authorize", self.sign_in.authorize)
        route("/oauth/token", "POST", "token", self.sign_in.exchange)
        route("/oauth/revoke", "POST", "revoke", self.sign_in.revoke)

    def _account(self) -> str:
        held = self.sign_in.tokens.get(bearer())
        return f"{held[0]}@{self.netloc}" if held else ""

    # What every call with a token passes first.

    def _allowed(self, scope: str, bucket: str = "") -> Response | None:
        held = self.sign_in.tokens.get(bearer())
        if held is None:
            return said(401, "The access token is invalid")
        account, scopes = held
        if scope not in scopes and scope.partition(":")[0] not in scopes:
            refused = said(403, "This action is outside the authorized scopes")
            refused.headers["WWW-Authenticate"] = 'Bearer realm="Mastodon", error="insufficient_scope"'
            return refused
        if account in self.suspended:
            return said(403, "Your login is currently disabled")
        for name in ("all", bucket) if bucket else ("all",):
            if not self._counted(account, name):
                return said(429, "Too many requests")
        return None

    def _counted(self, account: str, bucket: str) -> bool:
        if self.unlimited:
            return True
        most, window = RATES[bucket]
        now = self.ground.clock.now()
        with self.ground.lock:
            calls = self._calls.setdefault((account, bucket), deque())
            while calls and calls[0] <= now - window:
                calls.popleft()
            if len(calls) < most:
                calls.append(now)
                return True
            return False

    def _dated(self, answer: Response) -> Response:
        now = self.ground.clock.now()
        answer.headers["Date"] = format_datetime(now.replace(microsecond=0), usegmt=True)
        held = self.sign_in.tokens.get(bearer())
        if held is None or self.unlimited:
            return answer
        name = {"media": "media", "delete": "delete"}.get(request.endpoint or "", "all")
        most, window = RATES[name]
        calls = self._calls.get((held[0], name), deque())
        answer.headers["X-RateLimit-Limit"] = str(most)
        answer.headers["X-RateLimit-Remaining"] = str(max(most - len(calls), 0))
        answer.headers["X-RateLimit-Reset"] = ((calls[0] if calls else now) + window).isoformat()
        return answer

    def _refusing(self, fault: Fault) -> Response:
        status, words = {"throttle": (429, "Too many requests"), "blocked_after": (403, "")}.get(
            fault.kind, (422, "Validation failed")
        )
        if fault.told is not None:
            status, words = fault.told
        answer = said(status, words)
        if fault.kind == "throttle":
            reset = self.ground.clock.now() + timedelta(seconds=fault.seconds or 60)
            answer.headers["X-RateLimit-Reset"] = reset.isoformat()
        return answer

    # The calls.

    def _upload(self) -> Any:
        refused = self._allowed("write:media", "media")
        if refused is not None:
            return refused
        file, description = request.files.get("file"), request.form.get("description", "")
        if file is None:
            return said(422, "Validation failed: File can't be blank")
        body = file.read()
        try:
            fetched = examine(body)
        except Unfetchable:
            return said(422, "Validation failed: File content type is invalid")
        if fetched.size > PICTURE_BYTES_MOST or fetched.width * fetched.height > PIXELS_MOST:
            return said(422, "Validation failed: File file size is too large")
        if len(description) > DESCRIPTION_MOST:
            return said(422, "Validation failed: Description is too long")
        with self.ground.lock:
            media = Media(
                self.number(),
                self.sign_in.tokens[bearer()][0],
                fetched.sha256,
                description,
                self.ground.clock.now(),
                self.processing,
            )
            self.media[media.id] = media
        return shown_media(media), 202 if media.polls else 200

    def _media_status(self, media_id: str) -> Any:
        refused = self._allowed("write:media")
        if refused is not None:
            return refused
        with self.ground.lock:
            media = self._unattached(media_id)
            if media is None:
                return said(404, "Record not found")
            media.polls = max(media.polls - 1, 0)
            return shown_media(media), 206 if media.polls else 200

    def _unattached(self, media_id: str) -> Media | None:
        media = self.media.get(media_id)
        mine = media is not None and media.account == self.sign_in.tokens[bearer()][0]
        if media is None or not mine or media.status or self.ground.clock.now() - media.at > SWEPT:
            return None
        return media

    def _publish(self) -> Any:
        refused = self._allowed("write:statuses")
        if refused is not None:
            return refused
        told = request.get_json()
        account, now = self.sign_in.tokens[bearer()][0], self.ground.clock.now()
        key = (account, request.headers.get("Idempotency-Key", ""))
        with self.ground.lock:
            first, at = self.keys.get(key, ("", now))
            if key[1] and first and now - at < KEPT:
                if self.repeats_fail:
                    return Response("<h1>500</h1>", 500)
                status = self.statuses.get(first)
                return shown(status, self) if status else said(404, "Record not found")
            found = [self._unattached(each) for each in told.get("media_ids", [])]
            media = [each for each in found if each is not None]
            why = self._why_not(told, found, media)
            if why:
                return said(422, why)
            status = Status(self.number(), account, told["status"], media, now)
            for each in media:
                each.status = status.id
            self.statuses[status.id] = status
            self.keys[key] = (status.id, now)
            self.ground.posts.append(
                Posted(
                    status.id,
                    f"{account}@{self.netloc}",
                    status.text,
                    tuple(each.sha256 for each in media),
                    tuple(each.description for each in media),
                    told["visibility"],
                    now,
                )
            )
            return shown(status, self)

    def _why_not(self, told: dict[str, Any], found: list[Media | None], media: list[Media]) -> str:
        counted = regex.sub(r"https?://\S+", "x" * 23, told.get("status", ""))
        if len(regex.findall(r"\X", counted)) > TEXT_MOST:
            return f"Validation failed: Text character limit of {TEXT_MOST} exceeded"
        if told.get("visibility") not in ("public", "unlisted", "private", "direct"):
            return "Validation failed: Visibility is not included in the list"
        if len(found) > PICTURES_MOST:
            return f"Validation failed: Cannot attach more than {PICTURES_MOST} files"
        if len(media) < len(found):
            return "Validation failed: Media not found or already attached to another post"
        if any(each.polls for each in media):
            return "Cannot attach files that have not finished processing. Try again in a moment!"
        return "" if media or told.get("status") else "Validation failed: Text can't be blank"

    def _status(self, status_id: str) -> Any:
        refused = self._allowed("read:statuses")
        status = self.statuses.get(status_id)
        if refused is not None:
            return refused
        return shown(status, self) if status else said(404, "Record not found")

    def _delete(self, status_id: str) -> Any:
        refused = self._allowed("write:statuses", "delete")
        if refused is not None:
            return refused
        with self.ground.lock:
            status = self.statuses.get(status_id)
            if status is None or status.account != self.sign_in.tokens[bearer()][0]:
                return said(404, "Record not found")
            del self.statuses[status_id]
            self.ground.take_down(status_id)
        return shown(status, self)

    def _identity(self) -> Any:
        refused = self._allowed("read:accounts")
        if refused is not None:
            return refused
        account = self.sign_in.tokens[bearer()][0]
        name = self.sign_in.people[account]
        return {
            "id": account,
            "username": name,
            "acct": name,
            "display_name": f"Akun {name}",
            "url": f"{self.ground.url}/@{name}",
            "followers_count": 125,
            "following_count": 27,
            "statuses_count": len(
                own := [each for each in self.statuses.values() if each.account == account]
            ),
            "last_status_at": f"{max(each.at for each in own):%Y-%m-%d}" if own else None,
        }

    def _list(self, account: str) -> Any:
        refused = self._allowed("read:statuses")
        if refused is not None:
            return refused
        before, limit = request.args.get("max_id"), min(int(request.args.get("limit", "20")), 40)
        with self.ground.lock:
            own = [each for each in self.statuses.values() if each.account == account]
        older = [each for each in reversed(own) if before is None or int(each.id) < int(before)]
        return jsonify([shown(each, self) for each in older[:limit]])


def said(status: int, words: str) -> Response:
    """An error in the server's form."""
    answer: Response = jsonify({"error": words})
    answer.status_code = status
    return answer


def shown_media(media: Media) -> dict[str, Any]:
    """A picture as its owner sees it."""
    return {"id": media.id, "type": "image", "url": None, "description": media.description}


def shown(status: Status, server: Mastodon) -> dict[str, Any]:
    """A status as everybody sees it: the text is HTML."""
    name = server.sign_in.people[status.account]
    return {
        "id": status.id,
        "created_at": status.at.isoformat().replace("+00:00", "Z"),
        "content": "<p>" + status.text.replace("&", "&amp;").replace("\n", "<br />") + "</p>",
        "url": f"{server.ground.url}/@{name}/{status.id}",
        "media_attachments": [shown_media(each) for each in status.media],
        **status.counts,
    }


@contextmanager
def running(clock: Clock | None = None) -> Iterator[Mastodon]:
    """The server on a free port until the block ends."""
    server = Mastodon(clock)
    with serving(server.ground):
        yield server
