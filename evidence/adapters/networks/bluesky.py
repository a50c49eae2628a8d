"""Bluesky: pictures as blobs, then one record under a key that we choose, so that writing it again changes nothing.

The container holds the whole record, frozen, with its key. Both follow from the submission alone: pictures that are
handed over anew get the same names there, as those are made from their bytes, and the record comes out the same.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from evidence.adapters.networks import counting
from evidence.adapters.networks.base import (
    RECONNECT,
    Access,
    Identity,
    Kind,
    Limits,
    Measure,
    NetworkError,
    OutcomeUnknown,
    Prepared,
    Pull,
    Quota,
    Refused,
    Remedy,
    Submission,
)
from evidence.adapters.networks.http import (
    ANSWERED,
    ASKED_TO_WAIT,
    UNREADABLE,
    Answer,
    Caller,
    counted,
    ident,
    plain,
    retry_after,
    seconds_until,
)
from evidence.core.words import N_

SERVER = "https://bsky.social"
SITE = "https://bsky.app"
POST = "app.bsky.feed.post"
# Newer servers take two million bytes a picture; those that people run themselves may be older.
LIMITS = Limits(
    texts=(
        Measure(N_("karakter"), counting.graphemes, 300),
        Measure(N_("bita"), counting.utf8, 3000),
    ),
    image_bytes=950_000,
    carousel=4,
    kinds=(Kind.SINGLE, Kind.CAROUSEL),
)
TAG_MOST = 64
# A token that has just ended is renewed within a minute.
RENEWED_SECONDS = 60.0

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_DID = r"did:[a-z]+:[A-Za-z0-9._:%-]+"
_URI = re.compile(rf"at://({_DID})/app\.bsky\.feed\.post/([{_ALPHABET}]{{13}})")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,79}")

_TOKEN_DEAD = frozenset(
    {"InvalidToken", "AuthMissing", "AuthenticationRequired", "BadJwt", "MissingJwt", "TokenRequired"}
)
_ACCOUNT_HELD = frozenset({"AccountTakedown", "AccountSuspended", "AccountDeactivated"})


@dataclass(frozen=True)
class Bluesky:
    """``Access.base_url`` is the account's server, empty for Bluesky's own."""

    caller: Caller = field(default_factory=Caller)
    name: str = "bluesky"
    label: str = "Bluesky"
    by_hand: bool = False
    pulls: Pull | None = None
    ends_by_hand: bool = False
    # Writing the same record under the same key is no second post, however late.
    fence: timedelta | None = timedelta.max
    withdraws: bool = True
    counts: bool = True
    hosts: tuple[str, ...] = ("bsky.app",)
    limits: Limits = LIMITS

    def prepare(self, access: Access, submission: Submission, progress: str = "") -> Prepared:
        """Hand over one picture a call, then freeze the record. Raises Refused."""
        blobs: list[dict[str, Any]] = json.loads(progress)["blobs"] if progress else []
        if len(blobs) < len(submission.pictures):
            blobs.append(self._upload(access, submission.pictures[len(blobs)].jpeg))
        if len(blobs) < len(submission.pictures):
            return Prepared(progress=json.dumps({"blobs": blobs}))
        return Prepared(json.dumps({"rkey": record_key(submission), "record": record(submission, blobs)}))

    def publish(self, access: Access, submission: Submission, container: str) -> str:
        """Write the record and answer its at:// address. Raises Refused or OutcomeUnknown."""
        frozen = json.loads(container)
        content = {**_place(access, frozen["rkey"]), "record": frozen["record"]}
        answer = self._call(access, "POST", "com.atproto.repo.putRecord", repeatable=False, json=content)
        uri = ident(_ok(answer, repeatable=False).text("uri"), repeatable=False)
        if uri != _uri(access, frozen["rkey"]):
            raise OutcomeUnknown(UNREADABLE)
        return uri

    def find(self, access: Access, caption: str, container: str, since: datetime) -> str | None:
        """The address of the record under the container's key, None when there is none. Raises Refused."""
        rkey = json.loads(container)["rkey"]
        answer = self._call(
            access, "GET", "com.atproto.repo.getRecord", repeatable=True, params=_place(access, rkey)
        )
        if error_of(answer)[0] == "RecordNotFound":
            return None
        if _ok(answer, repeatable=True).text("uri") != _uri(access, rkey):
            raise Refused(UNREADABLE, Remedy.WAIT)
        return _uri(access, rkey)

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """The post's page; the account's id in it outlives a change of handle."""
        found = _URI.fullmatch(remote_id)
        return f"{SITE}/profile/{found[1]}/post/{found[2]}" if found else None

    def withdraw(self, access: Access, remote_id: str) -> None:
        """Delete the record; may be repeated. Raises Refused."""
        content = _place(access, remote_id.rpartition("/")[2])
        _ok(
            self._call(access, "POST", "com.atproto.repo.deleteRecord", repeatable=True, json=content),
            repeatable=True,
        )

    def figures(self, access: Access, remote_id: str) -> Mapping[str, int]:
        """Likes, replies as comments, reposts and quotes as shares; nothing where the server has none to ask.

        They come from a service behind the account's server, which a server of one's own may not have. Raises Refused.
        """
        answer = self._call(
            access, "GET", "app.bsky.feed.getPosts", repeatable=True, params={"uris": remote_id}
        )
        code = error_of(answer)[0]
        # A server with nothing behind it calls the question itself invalid.
        if answer.status in (404, 501) or code in (
            "InvalidRequest",
            "MethodNotImplemented",
            "UpstreamFailure",
        ):
            return {}
        posts = (_ok(answer, repeatable=True).fields or {}).get("posts")
        # A post of a moment ago may not have come there yet.
        if not isinstance(posts, list) or not posts or not isinstance(posts[0], dict):
            return {}
        likes, comments, reposts, quotes = (
            counted(posts[0].get(name)) for name in ("likeCount", "replyCount", "repostCount", "quoteCount")
        )
        shares = None if reposts is None else reposts + (quotes or 0)
        found = {"likes": likes, "comments": comments, "shares": shares}
        return {name: count for name, count in found.items() if count is not None}

    def quota(self, access: Access) -> Quota | None:
        """None: the server counts writes of every kind together, and says so only when it has had enough."""
        return None

    def identity(self, access: Access) -> Identity:
        """Whose token this is. Raises Refused."""
        answer = self._call(access, "GET", "com.atproto.server.getSession", repeatable=True)
        told = _ok(answer, repeatable=True)
        return Identity(ident(told.text("did"), repeatable=True), ident(told.text("handle"), repeatable=True))

    def _upload(self, access: Access, jpeg: bytes) -> dict[str, Any]:
        answer = self._call(
            access,
            "POST",
            "com.atproto.repo.uploadBlob",
            repeatable=True,
            headers={"Content-Type": "image/jpeg"},
            content=jpeg,
        )
        blob = (_ok(answer, repeatable=True).fields or {}).get("blob")
        if isinstance(blob, dict) and isinstance(blob.get("ref"), dict):
            link, mime, size = blob["ref"].get("$link"), blob.get("mimeType"), blob.get("size")
            if isinstance(link, str) and isinstance(mime, str) and isinstance(size, int):
                return {"$type": "blob", "ref": {"$link": link}, "mimeType": mime, "size": size}
        raise Refused(UNREADABLE, Remedy.WAIT)

    def _call(self, access: Access, method: str, name: str, *, repeatable: bool, **content: Any) -> Answer:
        url = f"{(access.base_url or SERVER).rstrip('/')}/xrpc/{name}"
        return self.caller.call(method, url, access.token, repeatable=repeatable, **content)


def record_key(submission: Submission) -> str:
    """The record's key, a TID: 53 bits of microseconds and ten more, from the submission's time and key alone.

    The time is cut to its second. The 20 bits below it and the last ten are drawn from the key, so that two posts of
    one account due in the same second do not write over one another.
    """
    drawn = int.from_bytes(hashlib.sha256(submission.key.encode()).digest()[:8], "big")
    below, last = (drawn >> 10) % 1_000_000, drawn & 0x3FF
    value = ((int(submission.at.timestamp()) * 1_000_000 + below) << 10) | last
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(60, -1, -5))


def record(submission: Submission, blobs: list[dict[str, Any]]) -> dict[str, Any]:
    """The whole post as it will stand there."""
    dated = submission.planned_at or submission.at
    made: dict[str, Any] = {
        "$type": POST,
        "text": submission.caption,
        "createdAt": dated.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "langs": ["id"],
        "embed": {
            "$type": "app.bsky.embed.images",
            "images": [
                {
                    "alt": picture.alt_text,
                    "image": blob,
                    "aspectRatio": {"width": picture.width, "height": picture.height},
                }
                for picture, blob in zip(submission.pictures, blobs, strict=True)
            ],
        },
    }
    facets = _facets(submission.caption)
    return {**made, "facets": facets} if facets else made


def working(text: str) -> list[tuple[counting.Span, dict[str, str]]]:
    """The addresses and hashtags of the text that will work there, in order, each with what makes it work."""
    found = [
        (span, {"$type": "app.bsky.richtext.facet#link", "uri": span.text})
        for span in counting.links(text)
        # Any other letter would have to be written in another way than people see it.
        if span.text.isascii()
    ] + [
        (span, {"$type": "app.bsky.richtext.facet#tag", "tag": span.text[1:]})
        for span in counting.hashtags(text)
        if counting.graphemes(span.text) <= TAG_MOST
    ]
    return sorted(found, key=lambda each: each[0].start)


def _facets(text: str) -> list[dict[str, Any]]:
    """The same by their places in bytes."""
    return [
        {
            "index": {
                "byteStart": counting.utf8(text[: span.start]),
                "byteEnd": counting.utf8(text[: span.end]),
            },
            "features": [feature],
        }
        for span, feature in working(text)
    ]


def _place(access: Access, rkey: str) -> dict[str, str]:
    return {"repo": access.account_remote_id, "collection": POST, "rkey": rkey}


def _uri(access: Access, rkey: str) -> str:
    return f"at://{access.account_remote_id}/{POST}/{rkey}"


def _ok(answer: Answer, *, repeatable: bool) -> Answer:
    if 200 <= answer.status < 300:
        return answer
    raise failure(answer, repeatable=repeatable)


def failure(answer: Answer, *, repeatable: bool) -> NetworkError:
    """What an answer that is no success proves, to be raised; the error's name says more than the status."""
    code, words = error_of(answer)
    status, told = answer.status, words or ANSWERED % {"status": answer.status}
    if status == 429 or code == "RateLimitExceeded":
        return Refused(words or ASKED_TO_WAIT, Remedy.WAIT, retry_after=_reset(answer), code=code)
    if code == "ExpiredToken":
        # An access token lasts two hours and a round of its own renews it: no person is needed.
        return Refused(N_("token baru sedang diminta"), Remedy.WAIT, retry_after=RENEWED_SECONDS, code=code)
    if code in _ACCOUNT_HELD:
        return Refused(told, Remedy.PAUSE, code=code)
    if status == 401 or code in _TOKEN_DEAD:
        return Refused(RECONNECT, Remedy.RECONNECT, code=code)
    if code == "BlobNotFound":
        return Refused(told, Remedy.ANEW, code=code)
    # It says that something stands under the key already.
    taken = code == "InvalidSwap" and not repeatable
    # A page in place of the server's own words was written by something between us, which may have passed
    # the request on.
    if 400 <= status < 500 and status != 408 and not taken and (code or repeatable):
        return Refused(told, Remedy.FAIL, code=code)
    if repeatable:
        return Refused(told, Remedy.WAIT, retry_after=retry_after(answer), code=code)
    return OutcomeUnknown(told, code=code)


def error_of(answer: Answer) -> tuple[str, str]:
    """The error's name and words, both empty when the answer is none in the network's form."""
    name = answer.text("error") or ""
    if answer.status < 400 or not _NAME.fullmatch(name):
        return "", ""
    return name, plain(answer.text("message")) or name


def _reset(answer: Answer) -> float | None:
    """Seconds until the server counts anew, which it says as seconds since 1970."""
    given = answer.headers.get("RateLimit-Reset", "").strip()
    if not (given.isascii() and given.isdigit() and len(given) < 12):
        return retry_after(answer)
    return seconds_until(answer, datetime.fromtimestamp(int(given), UTC))
