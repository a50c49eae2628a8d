"""X of our own: uploads that expire, posts whose text may not come twice, windows of calls, rotating tokens.

Steps for faults: "upload", "alt", "publish", "lookup", "withdraw", "figures", "identity", "token", "revoke".
"""

import hashlib
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

import regex
from flask import Flask, Response, request

from tests.networks.kit import Fault, Posted, Unfetchable, bearer, examine, serving
from tests.networks.x_state import PROBLEMS, Media, X, problem, sign_in_at
from tests.networks.x_state import answer as say

IMAGE_BYTES_MOST = 5 * 1024 * 1024
ALT_MOST = 1000
WEIGHT_MOST, LINK_WEIGHS = 280, 23
MEDIA_LIFE = timedelta(hours=24)
DAY = timedelta(hours=24)
_LINK = re.compile(r"https?://\S+|\b(?:[a-z0-9-]+\.)+(?:go\.id|id|com)\b(?:/\S*)?", re.IGNORECASE)


NAMED: dict[str, Callable[[], Response]] = {
    "duplicate": lambda: problem(
        403, "Forbidden", "You are not allowed to create a Tweet with duplicate content."
    ),
    "forbidden": lambda: problem(403, "Forbidden", "You are not permitted to perform this action."),
    "locked": lambda: problem(403, "Forbidden", "Your account is temporarily locked."),
    "client-not-enrolled": lambda: problem(
        403, "Client Forbidden", "Use a project.", PROBLEMS + "client-forbidden", reason="client-not-enrolled"
    ),
    "usage-capped": lambda: problem(
        429,
        "UsageCapExceeded",
        "Usage cap exceeded: Monthly product cap",
        PROBLEMS + "usage-capped",
        period="Monthly",
    ),
    "credits": lambda: problem(402, "CreditsDepleted", "No credits left.", PROBLEMS + "credits"),
    "invalid": lambda: problem(
        400,
        "Invalid Request",
        "One or more parameters to your request was invalid.",
        PROBLEMS + "invalid-request",
    ),
    "unauthorized": lambda: problem(401, "Unauthorized", "Unauthorized"),
    "unavailable": lambda: problem(503, "Service Unavailable", "Service Unavailable"),
}


def _refusing(ground: X, fault: Fault) -> Response:
    if fault.kind == "throttle":
        answer = problem(429, "Too Many Requests", "Too Many Requests")
        reset = int((ground.clock.now() + timedelta(seconds=fault.seconds or 60)).timestamp())
        answer.headers.update(
            {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "0", "x-rate-limit-reset": str(reset)}
        )
        return answer
    return NAMED[fault.told or ("duplicate" if fault.kind == "blocked_after" else "forbidden")]()


def network() -> X:
    """The network, not yet serving."""
    ground = X(Flask(__name__), lambda fault: _refusing(ground, fault))
    app = ground.app

    def user() -> str:
        held = ground.desk.holder(bearer())
        return held.user if held else ""

    def call(step: str, scope: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
        """A call that takes a token with the scope, counts it, and says what is left."""

        def wrap(view: Callable[..., Response]) -> Callable[..., Response]:
            @wraps(view)
            def run(**parts: str) -> Response:
                held = ground.desk.holder(bearer())
                if held is None:
                    return NAMED["unauthorized"]()
                if scope not in held.scopes:
                    return problem(403, "Forbidden", f"The scope {scope} is missing.")
                most, left, opens = ground.window(step, held.user)
                if left <= 0:
                    answer = problem(429, "Too Many Requests", "Too Many Requests")
                else:
                    ground.count(step, held.user)
                    answer, left = view(held.user, **parts), left - 1
                answer.headers.update(
                    {
                        "x-rate-limit-limit": str(most),
                        "x-rate-limit-remaining": str(left),
                        "x-rate-limit-reset": str(int(opens.timestamp()) + 1),
                    }
                )
                return answer

            return ground.step(step, user)(run)

        return wrap

    @app.post("/2/media/upload")
    @call("upload", "media.write")
    def upload(user: str) -> Response:
        # The network's own description forbids fields that it does not name.
        if "media" not in request.files or request.form.to_dict() != {"media_category": "tweet_image"}:
            return NAMED["invalid"]()
        body = request.files["media"].read()
        try:
            picture = examine(body)
        except Unfetchable:
            return problem(
                400, "Invalid Request", "The picture cannot be read.", PROBLEMS + "invalid-request"
            )
        if len(body) > IMAGE_BYTES_MOST or picture.format not in ("JPEG", "PNG", "GIF", "WEBP"):
            return problem(400, "Invalid Request", "The picture is too large.", PROBLEMS + "invalid-request")
        made = ground.next_id()
        ground.media[made] = Media(user, picture, ground.clock.now() + MEDIA_LIFE)
        return _good({"id": made, "media_key": f"3_{made}", "expires_after_secs": 86_400, "size": len(body)})

    @app.post("/2/media/metadata")
    @call("alt", "media.write")
    def alt(user: str) -> Response:
        told = request.get_json()
        found = ground.media.get(str(told.get("id")))
        text = told.get("metadata", {}).get("alt_text", {}).get("text", "")
        if found is None or found.user != user or not 0 < len(text) <= ALT_MOST:
            return NAMED["invalid"]()
        found.alt_text = text
        return _good({"id": told["id"], "associated_metadata": told["metadata"]})

    @app.post("/2/tweets")
    @call("publish", "tweet.write")
    def publish(user: str) -> Response:
        return _publish(ground, user, request.get_json())

    @app.get("/2/users/<who>/tweets")
    @call("lookup", "tweet.read")
    def lookup(user: str, who: str) -> Response:
        since = datetime.fromisoformat(request.args["start_time"])
        found = [each for each in reversed(ground.posts_of(who)) if each.at >= since]
        listed = [
            _shown(each, ground.users[who].username) for each in found[: int(request.args["max_results"])]
        ]
        meta = {"meta": {"result_count": len(listed)}}
        return say({"data": listed, **meta} if listed else meta)

    @app.delete("/2/tweets/<post>")
    @call("withdraw", "tweet.write")
    def withdraw(user: str, post: str) -> Response:
        if post not in [each.id for each in ground.posts_of(user)]:
            return problem(404, "Not Found Error", "No such post.", PROBLEMS + "resource-not-found")
        ground.take_down(post)
        return _good({"deleted": True})

    @app.get("/2/tweets/<post>")
    @call("figures", "tweet.read")
    def figures(user: str, post: str) -> Response:
        if post not in [each.id for each in ground.posts]:
            missing = {"title": "Not Found Error", "type": PROBLEMS + "resource-not-found", "value": post}
            return say({"errors": [missing]})
        counted = {
            "like_count": 7, "reply_count": 2, "retweet_count": 3, "quote_count": 1, "impression_count": 410,
            "bookmark_count": 0,
        }  # fmt: skip
        return _good({"id": post, "text": "", "public_metrics": counted})

    @app.get("/2/users/me")
    @call("identity", "users.read")
    def me(user: str) -> Response:
        found = ground.users[user]
        return _good({"id": found.id, "username": found.username, "name": "Kelurahan"})

    sign_in_at(ground)
    return ground


def _good(data: dict[str, Any], status: int = 200) -> Response:
    return say({"data": data}, status)


def _publish(ground: X, user: str, told: dict[str, Any]) -> Response:
    text, ids = told.get("text", ""), told.get("media", {}).get("media_ids", [])
    with ground.lock:
        now = ground.clock.now()
        media = [ground.media.get(each) for each in ids]
        if not 0 < len(ids) <= 4 or not all(each and each.user == user and each.ends > now for each in media):
            return problem(
                400,
                "Invalid Request",
                "One or more parameters to your request was invalid.",
                PROBLEMS + "invalid-request",
                errors=[{"parameters": {"media.media_ids": ids}, "message": "Your media IDs are invalid."}],
            )
        if _weight(text) > WEIGHT_MOST:
            return NAMED["invalid"]()
        if any(each.caption == text for each in ground.posts_of(user)):
            return NAMED["duplicate"]()
        today = [each for each in ground.posts if now - each.at < DAY]
        if len(today) >= ground.app_posts_most:
            answer = problem(429, "Too Many Requests", "Too Many Requests")
            opens = int((today[0].at + DAY).timestamp()) + 1
            answer.headers["x-app-limit-24hour-limit"] = str(ground.app_posts_most)
            answer.headers["x-app-limit-24hour-remaining"] = "0"
            answer.headers["x-app-limit-24hour-reset"] = str(opens)
            return answer
        made = ground.next_id()
        pictures = [each for each in media if each]
        images = tuple(each.picture.sha256 for each in pictures)
        alts = tuple(each.alt_text for each in pictures)
        ground.posts.append(Posted(made, user, text, images, alts, "post", now))
    return _good({"id": made, "text": text}, 201)


def _weight(text: str) -> int:
    """How long the network finds a text: an address 23, an emoji two, most letters of the West one, all others two."""
    rest, links = _LINK.subn("", unicodedata.normalize("NFC", text))
    weight = LINK_WEIGHS * links
    for cluster in regex.findall(r"\X", rest):
        emoji = regex.match(r"\p{Emoji_Presentation}|.\uFE0F", cluster)
        points = [ord(each) for each in cluster]
        narrow = [each < 4352 or 8192 <= each < 8206 or 8208 <= each < 8224 for each in points]
        weight += 2 if emoji else sum(1 if each else 2 for each in narrow)
    return weight


def _shown(post: Posted, username: str) -> dict[str, Any]:
    """A post in a list: its links short, its signs escaped, a link to its own pictures behind it."""
    urls: list[dict[str, Any]] = []

    def short(full: str) -> str:
        made = f"https://t.co/{hashlib.sha256(f'{post.id}{len(urls)}'.encode()).hexdigest()[:10]}"
        urls.append({"start": 0, "end": 0, "url": made, "expanded_url": full, "display_url": full[:20]})
        return made

    said, last = "", 0
    for found in _LINK.finditer(post.caption):
        said += html.escape(post.caption[last : found.start()], quote=False)
        said += short(found[0] if "://" in found[0] else f"http://{found[0]}")
        last = found.end()
    said += html.escape(post.caption[last:], quote=False)
    said += " " + short(f"https://twitter.com/{username}/status/{post.id}/photo/1")
    at = post.at.isoformat().replace("+00:00", "Z")
    return {"id": post.id, "text": said, "created_at": at, "entities": {"urls": urls}}


@contextmanager
def x() -> Iterator[X]:
    """The network at an address of its own until the block ends."""
    with serving(network()) as ground:
        assert isinstance(ground, X)
        yield ground
