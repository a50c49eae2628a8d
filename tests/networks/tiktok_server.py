"""TikTok's inbox of our own: it really reads the pictures, keeps items until their owner posts them, and counts.

Steps for faults: "publish" (init), "status", "identity", "token", "revoke".
"""

import hashlib
import itertools
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, redirect, request

from tests.networks.kit import Fault, Fetched, Ground, Posted, Unfetchable, bearer, fetch, serving
from tests.networks.signing import Denied, Desk, Tokens

SCOPES = ("user.info.basic", "user.info.profile", "video.upload")
MINUTE, DAY = timedelta(minutes=1), timedelta(hours=24)
TITLE_MOST, DESCRIPTION_MOST, PHOTOS_MOST = 90, 4000, 35
PHOTO_BYTES_MOST = 20 * 1024 * 1024
AGENT = "TikTokSpider"
STATUSES = {
    "access_token_invalid": 401, "scope_not_authorized": 401, "rate_limit_exceeded": 429, "internal_error": 500,
    "invalid_param": 400, "invalid_publish_id": 400, "app_version_check_failed": 400,
}  # fmt: skip


def challenge_of(verifier: str) -> str:
    """PKCE as TikTok wants it: the hash in hexadecimal."""
    return hashlib.sha256(verifier.encode()).hexdigest()


@dataclass(frozen=True)
class User:
    """An account; ``open_id`` never changes for this application."""

    open_id: str
    username: str


@dataclass
class Item:
    """What was sent to an inbox. ``read`` is set once the pictures were read, or could not be."""

    id: str
    user: str
    title: str
    description: str
    urls: tuple[str, ...]
    at: datetime
    read: threading.Event = field(default_factory=threading.Event)
    reason: str = ""
    finished: datetime | None = None
    post: int = 0


@dataclass
class TikTok(Ground):
    """What lies in the inboxes and what became of it.

    ``verified`` are the beginnings of addresses that the city has proved to be its own, None for any. ``pulling`` and
    ``moderating`` are how long the network takes to read pictures and to show a post. ``owner_takes`` is after how
    long owners finish what came; None: they do not, but by ``finish``.
    """

    desk: Desk = None  # type: ignore[assignment]
    users: dict[str, User] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    verified: tuple[str, ...] | None = None
    pulling: timedelta = timedelta()
    moderating: timedelta = timedelta()
    owner_takes: timedelta | None = None
    pending_most: int = 5
    per_day: int = 15
    per_minute: dict[str, int] = field(default_factory=lambda: {"publish": 6, "status": 30})
    signing_in: str = ""
    grants: tuple[str, ...] = SCOPES
    denies: bool = False
    _made: dict[tuple[str, str], list[datetime]] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(7_460_000_000_000_000_001))

    def __post_init__(self) -> None:
        super().__post_init__()
        self.desk = Desk(self.clock, challenge_of, timedelta(hours=2), timedelta(days=180))

    def user(self, username: str) -> User:
        """A new account, which is signed in where a person comes to the sign-in page."""
        made = User(f"-000{secrets.token_hex(12)}", username)
        with self.lock:
            self.users[made.open_id] = made
            self.signing_in = made.open_id
        return made

    def sign_in(self, user: User) -> Tokens:
        """Tokens of the account, as after its sign-in."""
        return self.desk.issue(user.open_id, SCOPES)

    def finish(self, item: str) -> None:
        """The owner posts it in the app."""
        with self.lock:
            found = self.items[item]
            found.finished, found.post = self.clock.now(), next(self._ids)
            self.posts[:] = [replace(each, kind="photo") if each.id == item else each for each in self.posts]

    def drop(self, item: str, reason: str) -> None:
        """Nothing comes of it: its owner cancels it, or the network finds something."""
        with self.lock:
            self.items[item].reason = reason
            self.take_down(item)

    def status(self, item: Item) -> str:
        """How far it came."""
        with self.lock:
            now = self.clock.now()
            if item.reason:
                return "FAILED"
            if not item.read.is_set() or now < item.at + self.pulling:
                return "PROCESSING_DOWNLOAD"
            if self.owner_takes is not None and not item.finished and now >= item.at + self.owner_takes:
                self.finish(item.id)
            return "PUBLISH_COMPLETE" if item.finished else "SEND_TO_USER_INBOX"

    def waiting(self, user: str) -> list[Item]:
        """What the owner has not finished of the last 24 hours."""
        with self.lock:
            now = self.clock.now()
            return [
                each
                for each in self.items.values()
                if each.user == user and now - each.at < DAY and not each.finished and not each.reason
            ]

    def too_often(self, step: str, user: str) -> bool:
        """Whether this call is one too many within the minute."""
        with self.lock:
            now, made = self.clock.now(), self._made.setdefault((step, user), [])
            made[:] = [at for at in made if now - at < MINUTE]
            made.append(now)
            return len(made) > self.per_minute.get(step, 1000)

    def read(self, item: Item) -> None:
        """Read the pictures, as the network does after it has answered; what was read lies in the inbox."""
        try:
            pictures = tuple(_picture(url) for url in item.urls)
        except Unfetchable as error:
            item.reason = str(error)
        else:
            with self.lock:
                images = tuple(each.sha256 for each in pictures)
                post = Posted(item.id, item.user, item.description, images, (), "inbox", self.clock.now())
                self.posts.append(post)
        item.read.set()


def _picture(url: str) -> Fetched:
    """Raises Unfetchable with the ``fail_reason``."""
    try:
        found = fetch(url, AGENT, PHOTO_BYTES_MOST)
    except Unfetchable as error:
        reasons = {"type": "file_format_check_failed", "size": "picture_size_check_failed"}
        raise Unfetchable(reasons.get(str(error), "photo_pull_failed")) from error
    if found.format not in ("JPEG", "WEBP"):
        raise Unfetchable("file_format_check_failed")
    if min(found.width, found.height) > 1080 or max(found.width, found.height) > 1920:
        raise Unfetchable("picture_size_check_failed")
    return found


def say(data: dict[str, Any], code: str = "ok", message: str = "") -> Response:
    """An answer in TikTok's form; the status goes with the code."""
    told = {"data": data, "error": {"code": code, "message": message, "log_id": "20261128"}}
    status = 200 if code == "ok" else STATUSES.get(code, 403)
    return Response(json.dumps(told), status, content_type="application/json")


def _refusing(fault: Fault) -> Response:
    if fault.kind == "throttle":
        answer = say({}, "rate_limit_exceeded", "The API rate limit was exceeded.")
        if fault.seconds:
            answer.headers["Retry-After"] = str(int(fault.seconds))
        return answer
    return say(
        {}, fault.told or ("internal_error" if fault.kind == "blocked_after" else "spam_risk"), "Refused."
    )


def network() -> TikTok:
    """The network, not yet serving."""
    ground = TikTok(Flask(__name__), _refusing)
    app = ground.app

    def user() -> str:
        held = ground.desk.holder(bearer())
        return held.user if held else ""

    def call(step: str, scope: str) -> Callable[[Callable[[str], Response]], Callable[..., Any]]:
        """A call that takes a token with the scope, so often a minute."""

        def wrap(view: Callable[[str], Response]) -> Callable[..., Any]:
            def run() -> Response:
                held = ground.desk.holder(bearer())
                if held is None:
                    return say({}, "access_token_invalid", "The access token is invalid or not found.")
                if scope not in held.scopes:
                    return say({}, "scope_not_authorized", f"The scope {scope} is missing.")
                if ground.too_often(step, held.user):
                    return say({}, "rate_limit_exceeded", "The API rate limit was exceeded.")
                return view(held.user)

            run.__name__ = view.__name__
            return ground.step(step, user)(run)

        return wrap

    @app.post("/v2/post/publish/content/init/")
    @call("publish", "video.upload")
    def init(user: str) -> Response:
        return _init(ground, user, request.get_json())

    @app.post("/v2/post/publish/status/fetch/")
    @call("status", "video.upload")
    def status(user: str) -> Response:
        item = ground.items.get(str(request.get_json().get("publish_id")))
        if item is None or item.user != user:
            return say({}, "invalid_publish_id", "The publish id is not known.")
        told: dict[str, Any] = {"status": ground.status(item), "publicaly_available_post_id": []}
        if item.reason:
            told["fail_reason"] = item.reason
        if item.finished and ground.clock.now() >= item.finished + ground.moderating:
            told["publicaly_available_post_id"] = [item.post]
        return say(told)

    @app.get("/v2/user/info/")
    @call("identity", "user.info.basic")
    def info(user: str) -> Response:
        held = ground.desk.holder(bearer())
        asked = request.args.get("fields", "").split(",")
        if "username" in asked and held and "user.info.profile" not in held.scopes:
            return say({}, "scope_not_authorized", "The scope user.info.profile is missing.")
        found = ground.users[user]
        known = {"open_id": found.open_id, "username": found.username, "display_name": "Kelurahan Mojo"}
        return say({"user": {name: known[name] for name in asked if name in known}})

    _signing(ground)
    return ground


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _init(ground: TikTok, user: str, told: dict[str, Any]) -> Response:
    info, source = told.get("post_info", {}), told.get("source_info", {})
    title, description, urls = (
        info.get("title", ""),
        info.get("description", ""),
        source.get("photo_images", []),
    )
    good = (
        (told.get("media_type"), told.get("post_mode")) == ("PHOTO", "MEDIA_UPLOAD")
        and source.get("source") == "PULL_FROM_URL"
        and 0 < len(urls) <= PHOTOS_MOST
        and 0 <= source.get("photo_cover_index", -1) < len(urls)
        and _units(title) <= TITLE_MOST
        and _units(description) <= DESCRIPTION_MOST
    )
    if not good:
        return say({}, "invalid_param", "One or more fields in request is invalid.")
    if ground.verified is not None and not all(url.startswith(ground.verified) for url in urls):
        return say({}, "url_ownership_unverified", "Please review our URL ownership verification rules.")
    with ground.lock:
        now = ground.clock.now()
        if len(ground.waiting(user)) >= ground.pending_most:
            return say({}, "spam_risk_too_many_pending_share", "Too many pending shares.")
        if (
            len([each for each in ground.items.values() if each.user == user and now - each.at < DAY])
            >= ground.per_day
        ):
            return say({}, "spam_risk_too_many_posts", "The daily post cap is reached.")
        item = Item(f"p_pub_url~v2.{secrets.token_hex(9)}", user, title, description, tuple(urls), now)
        ground.items[item.id] = item
    threading.Thread(target=ground.read, args=(item,), daemon=True).start()
    return say({"publish_id": item.id})


def _signing(ground: TikTok) -> None:
    """The sign-in page, which sends the person who is signed in back at once, and the token's own calls."""
    app, desk = ground.app, ground.desk

    @app.get("/v2/auth/authorize/")
    def sign_in() -> Any:
        told = request.args
        known = (told.get("client_key"), told.get("response_type")) == (desk.client_id, "code")
        if not known or told.get("redirect_uri") not in desk.redirect_uris:
            return Response("<h1>Something went wrong</h1>", 400)
        back = {"state": told["state"]}
        if ground.denies:
            back |= {"error": "access_denied", "error_description": "The person said no."}
        else:
            asked = tuple(each for each in told["scope"].split(",") if each in ground.grants)
            challenge = told.get("code_challenge", "")
            back["code"] = desk.code(ground.signing_in, told["redirect_uri"], challenge, asked)
            back["scopes"] = ",".join(asked)
        return redirect(f"{told['redirect_uri']}?{urlencode(back)}")

    def flat(error: str, words: str) -> Response:
        told = {"error": error, "error_description": words, "log_id": "20261128"}
        return Response(json.dumps(told), 400, content_type="application/json")

    def known() -> bool:
        told = request.form
        return (told.get("client_key"), told.get("client_secret")) == (desk.client_id, desk.client_secret)

    @app.post("/v2/oauth/token/")
    @ground.step("token")
    def token() -> Response:
        told = request.form
        if not known():
            return flat("invalid_client", "Client key or secret is incorrect.")
        try:
            if told.get("grant_type") == "refresh_token":
                made = desk.renew(told.get("refresh_token", ""))
            else:
                made = desk.redeem(
                    told.get("code", ""), told.get("redirect_uri", ""), told.get("code_verifier", "")
                )
        except Denied as denied:
            return flat(denied.error, denied.words)
        given = {
            "open_id": made.user, "scope": ",".join(made.scopes), "token_type": "Bearer",
            "access_token": made.access, "expires_in": made.lives,
            "refresh_token": made.refresh, "refresh_expires_in": made.refresh_lives,
        }  # fmt: skip
        return Response(json.dumps(given), 200, content_type="application/json")

    @app.post("/v2/oauth/revoke/")
    @ground.step("revoke")
    def revoke() -> Response:
        held = desk.access.get(request.form.get("token", ""))
        if not known():
            return flat("invalid_client", "Client key or secret is incorrect.")
        if held is None:
            return flat("invalid_request", "The token is invalid.")
        desk.forget_user(held.user)
        return Response("", 200)


@contextmanager
def tiktok() -> Iterator[TikTok]:
    """The network at an address of its own until the block ends."""
    with serving(network()) as ground:
        assert isinstance(ground, TikTok)
        yield ground
