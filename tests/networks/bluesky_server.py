"""A Bluesky server (a PDS): blobs, records under keys the client chooses, write points, and its sessions.

It answers what the reference server answered when it was tried, down to the status of an error.
"""

import base64
import hashlib
import json
import re
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import regex
from flask import Flask, Response, request

from evidence.adapters.networks.base import Access
from tests.networks.bluesky_sessions import Person, Sessions, said
from tests.networks.kit import Clock, Fault, Fetched, Ground, Posted, Unfetchable, examine, serving

POST = "app.bsky.feed.post"
POINTS_MOST = 5_000
WINDOW = timedelta(hours=1)
COST = {"create": 3, "update": 2, "delete": 1}
BLOB_BYTES_MOST = 2_000_000
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


@dataclass
class Record:
    """What stands under a key; ``writes`` counts how often it was written with a new content."""

    value: dict[str, Any]
    cid: str
    writes: int = 1


def cid_of(body: bytes, codec: int) -> str:
    """The name of a content: CIDv1, SHA-256, in base32."""
    raw = bytes([1, codec, 0x12, 0x20]) + hashlib.sha256(body).digest()
    return "b" + base64.b32encode(raw).decode().lower().rstrip("=")


class Bluesky:
    """The server's states. ``appview`` is whether it has a service behind it that counts; ``unlimited`` switches the
    write points off.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        app = Flask(__name__)
        self.ground = Ground(app, self._refusing, clock or Clock())
        self.appview = True
        self.unlimited = False
        self.sessions = Sessions(self.ground)
        self.blobs: dict[tuple[str, str], Fetched] = {}
        self.records: dict[tuple[str, str], Record] = {}
        self.counts: dict[str, dict[str, int]] = {}
        self._points: dict[str, deque[tuple[datetime, int]]] = {}
        self._routes(app)
        app.after_request(self._dated)

    def open(self, handle: str = "") -> Access:
        """An account with a fresh session."""
        person = self.sessions.person(handle or f"kel-{secrets.token_hex(5)}.bsky.example")
        return Access(person.did, person.handle, self.sessions.opened(person)["accessJwt"], self.ground.url)

    def spend(self, did: str, points: int) -> None:
        """Let the account have written so much just now."""
        self._points.setdefault(did, deque()).append((self.ground.clock.now(), points))

    def _routes(self, app: Flask) -> None:
        def route(name: str, method: str, step: str, view: Callable[..., Any]) -> None:
            app.add_url_rule(
                f"/xrpc/{name}", name, self.ground.step(step, self._account)(view), methods=[method]
            )

        route("com.atproto.repo.uploadBlob", "POST", "media", self._upload)
        route("com.atproto.repo.putRecord", "POST", "publish", self._put)
        route("com.atproto.repo.createRecord", "POST", "create", self._create)
        route("com.atproto.repo.getRecord", "GET", "lookup", self._get)
        route("com.atproto.repo.deleteRecord", "POST", "delete", self._delete)
        route("app.bsky.feed.getPosts", "GET", "figures", self._figures)
        route("com.atproto.server.createSession", "POST", "sign_in", self.sessions.create)
        route("com.atproto.server.refreshSession", "POST", "refresh", self.sessions.refresh)
        route("com.atproto.server.deleteSession", "POST", "sign_out", self.sessions.delete)
        route("com.atproto.server.getSession", "GET", "identity", self.sessions.get)

    def _account(self) -> str:
        person = self.sessions.whose("com.atproto.appPass")
        return person.did if isinstance(person, Person) else ""

    def _dated(self, answer: Response) -> Response:
        now = self.ground.clock.now()
        answer.headers["Date"] = format_datetime(now.replace(microsecond=0), usegmt=True)
        return answer

    def _refusing(self, fault: Fault) -> Response:
        if fault.kind == "throttle":
            answer = said(429, "RateLimitExceeded", "Rate Limit Exceeded")
            reset = self.ground.clock.now() + timedelta(seconds=fault.seconds or 60)
            answer.headers["RateLimit-Reset"] = str(int(reset.timestamp()))
            return answer
        if fault.kind == "blocked_after" and fault.told is None:
            return Response("<h1>Forbidden</h1>", 403)
        status, name = fault.told or (400, "InvalidRequest")
        return said(status, name, "The request is not valid") if name else Response("<h1>No</h1>", status)

    def _allowed(self, did: str) -> Person | Response:
        person = self.sessions.whose("com.atproto.appPass")
        if isinstance(person, Person) and did not in self.sessions.people:
            return said(403, "AccountNotFound", f"Could not find account: {did}")
        if isinstance(person, Person) and did != person.did:
            return said(401, "AuthenticationRequired", "Authentication Required")
        return person

    def _spend(self, person: Person, points: int) -> Response | None:
        now = self.ground.clock.now()
        spent = self._points.setdefault(person.did, deque())
        while spent and spent[0][0] <= now - WINDOW:
            spent.popleft()
        if self.unlimited or sum(each for _, each in spent) + points <= POINTS_MOST:
            spent.append((now, points))
            return None
        answer = said(429, "RateLimitExceeded", "Rate Limit Exceeded")
        reset = (spent[0][0] if spent else now) + WINDOW
        answer.headers["RateLimit-Limit"] = str(POINTS_MOST)
        answer.headers["RateLimit-Remaining"] = "0"
        answer.headers["RateLimit-Reset"] = str(int(reset.timestamp()))
        answer.headers["RateLimit-Policy"] = f"{POINTS_MOST};w=3600"
        return answer

    def _upload(self) -> Any:
        person = self.sessions.whose("com.atproto.appPass")
        if isinstance(person, Response):
            return person
        body, mime = request.get_data(), request.headers.get("Content-Type", "")
        try:
            fetched = examine(body)
            mime = f"image/{fetched.format.lower()}"
        except Unfetchable:
            fetched = Fetched(hashlib.sha256(body).hexdigest(), len(body), 0, 0, "")
        cid = cid_of(body, 0x55)
        self.blobs[person.did, cid] = fetched
        return {"blob": {"$type": "blob", "ref": {"$link": cid}, "mimeType": mime, "size": fetched.size}}

    def _put(self) -> Any:
        told = request.get_json()
        person = self._allowed(told.get("repo", ""))
        if isinstance(person, Response):
            return person
        rkey, value = told.get("rkey", ""), told.get("record", {})
        with self.ground.lock:
            known = self.records.get((person.did, rkey))
            refused = self._wrong(person, told) or self._spend(person, COST["update" if known else "create"])
            if refused is not None:
                return refused
            cid = cid_of(json.dumps(value, sort_keys=True).encode(), 0x71)
            answer = {"uri": f"at://{person.did}/{POST}/{rkey}", "cid": cid, "validationStatus": "valid"}
            if known and known.cid == cid:
                return answer
            if "swapRecord" in told and told["swapRecord"] != (known.cid if known else None):
                was = known.cid if known else "null"
                return said(400, "InvalidSwap", f"Record was at {was}")
            self._write(person, rkey, value, cid, known)
            return {**answer, "commit": {"cid": cid, "rev": rkey}}

    def _create(self) -> Any:
        told = request.get_json()
        person = self._allowed(told.get("repo", ""))
        if isinstance(person, Response):
            return person
        with self.ground.lock:
            if (person.did, told.get("rkey", "")) in self.records:
                return said(500, "InternalServerError", "Internal Server Error")
        return self._put()

    def _write(
        self, person: Person, rkey: str, value: dict[str, Any], cid: str, known: Record | None
    ) -> None:
        self.records[person.did, rkey] = Record(value, cid, known.writes + 1 if known else 1)
        images = value.get("embed", {}).get("images", [])
        uri = f"at://{person.did}/{POST}/{rkey}"
        if known:
            self.ground.take_down(uri)
        self.ground.posts.append(
            Posted(
                uri,
                person.did,
                value["text"],
                tuple(self.blobs[person.did, each["image"]["ref"]["$link"]].sha256 for each in images),
                tuple(each["alt"] for each in images),
                "edit" if known else "post",
                self.ground.clock.now(),
            )
        )

    def _wrong(self, person: Person, told: dict[str, Any]) -> Response | None:
        value = told.get("record", {})
        if told.get("collection") != POST or value.get("$type") != POST:
            return said(400, "InvalidRequest", f"Invalid $type: expected {POST}")
        if not TID.fullmatch(told.get("rkey", "")):
            return said(400, "InvalidRequest", "Invalid TID string")
        if not MOMENT.fullmatch(value.get("createdAt", "")):
            return said(400, "InvalidRequest", "createdAt must be an valid atproto datetime")
        text = value.get("text", "")
        if len(regex.findall(r"\X", text)) > 300 or len(text.encode()) > 3_000:
            return said(400, "InvalidRequest", "Invalid record: text must not be longer than 300 graphemes")
        if len(value.get("langs", [])) > 3:
            return said(400, "InvalidRequest", "Invalid record: langs must not have more than 3 elements")
        for facet in value.get("facets", []):
            if not 0 <= facet["index"]["byteStart"] < facet["index"]["byteEnd"] <= len(text.encode()):
                return said(400, "InvalidRequest", "Invalid record: facets index")
        return self._wrong_images(person, value.get("embed"))

    def _wrong_images(self, person: Person, embed: dict[str, Any] | None) -> Response | None:
        if embed is None:
            return None
        images = embed.get("images", [])
        if embed.get("$type") != "app.bsky.embed.images" or len(images) > 4:
            return said(400, "InvalidRequest", "Invalid record: embed must not have more than 4 images")
        for each in images:
            if (
                not isinstance(each.get("alt"), str)
                or min(each.get("aspectRatio", {"width": 1}).values()) < 1
            ):
                return said(400, "InvalidRequest", "Invalid record: embed.images alt and aspectRatio")
            image = each["image"]
            blob = self.blobs.get((person.did, image["ref"]["$link"]))
            if image["size"] > BLOB_BYTES_MOST:
                return said(400, "InvalidRequest", f"This file is too large. It is {image['size']} bytes")
            if not image["mimeType"].startswith("image/"):
                return said(400, "InvalidMimeType", "Wrong type of file")
            if blob is None:
                return said(400, "BlobNotFound", f"Could not find blob: {image['ref']['$link']}")
            if blob.size != image["size"]:
                return said(400, "InvalidSize", "Referenced Size does not match stored blob")
        return None

    def _get(self) -> Any:
        did, rkey = request.args.get("repo", ""), request.args.get("rkey", "")
        found = self.records.get((did, rkey))
        uri = f"at://{did}/{request.args.get('collection')}/{rkey}"
        if found is None:
            return said(400, "RecordNotFound", f"Could not locate record: {uri}")
        return {"uri": uri, "cid": found.cid, "value": found.value}

    def _delete(self) -> Any:
        told = request.get_json()
        person = self._allowed(told.get("repo", ""))
        if isinstance(person, Response):
            return person
        with self.ground.lock:
            refused = self._spend(person, COST["delete"])
            if refused is not None:
                return refused
            if self.records.pop((person.did, told["rkey"]), None) is None:
                return {}
            self.ground.take_down(f"at://{person.did}/{POST}/{told['rkey']}")
            return {"commit": {"cid": cid_of(b"", 0x71), "rev": told["rkey"]}}

    def _figures(self) -> Any:
        person = self.sessions.whose("com.atproto.appPass")
        if isinstance(person, Response):
            return person
        if not self.appview:
            return said(400, "InvalidRequest", "No service configured for app.bsky.feed.getPosts")
        found = []
        for uri in request.args.getlist("uris"):
            if any(each.id == uri for each in self.ground.posts):
                counts = {"likeCount": 0, "repostCount": 0, "replyCount": 0, "quoteCount": 0}
                found.append({"uri": uri, **counts, **self.counts.get(uri, {})})
        return {"posts": found}


@contextmanager
def running(clock: Clock | None = None) -> Iterator[Bluesky]:
    """The server on a free port until the block ends."""
    server = Bluesky(clock)
    with serving(server.ground):
        yield server
