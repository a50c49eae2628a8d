"""X through its API, version 2: pictures are uploaded first, then one call makes the post.

There is no key against double posts. The network refuses the same text twice, which after a lost answer says that
the first one arrived, and an account's own posts can be listed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from evidence.adapters.networks.base import (
    Access,
    Gone,
    Identity,
    Kind,
    Limits,
    Measure,
    Picture,
    Prepared,
    Pull,
    Quota,
    Refused,
    Remedy,
    Submission,
)
from evidence.adapters.networks.counting import weighted
from evidence.adapters.networks.http import UNREADABLE, Answer, Caller, ident
from evidence.adapters.networks.x_answers import (
    MEDIA_GONE,
    POST_GONE,
    is_missing,
    is_problem,
    meaning,
    object_of,
)
from evidence.adapters.networks.x_texts import says
from evidence.core.words import N_

LIMITS = Limits(
    texts=(Measure(N_("karakter"), weighted, 280),),
    image_bytes=5_000_000,
    alt_text=1000,
    carousel=4,
    kinds=(Kind.SINGLE, Kind.CAROUSEL),
)


@dataclass(frozen=True)
class X:
    """An account's posts; ``base_url`` is that of the calls."""

    base_url: str = "https://api.x.com"
    caller: Caller = field(default_factory=Caller)
    name: str = "x"
    label: str = "X"
    by_hand: bool = False
    pulls: Pull | None = None
    ends_by_hand: bool = False
    fence: timedelta | None = None
    withdraws: bool = True
    counts: bool = True
    hosts: tuple[str, ...] = ("x.com",)
    limits: Limits = LIMITS

    def prepare(self, access: Access, submission: Submission, progress: str = "") -> Prepared:
        """Upload every picture with its alt text; the container lists their media ids. Raises Refused."""
        if not 0 < len(submission.pictures) <= LIMITS.carousel:
            raise Refused(N_("jumlah gambar tidak diterima X"), Remedy.FAIL)
        return Prepared(json.dumps({"media": [self._upload(access, each) for each in submission.pictures]}))

    def publish(self, access: Access, submission: Submission, container: str) -> str:
        """Post text and pictures and answer the post's id. Raises Refused or OutcomeUnknown.

        The refusal of a text as a duplicate is no refusal: an earlier call may have posted it.
        """
        told = {"text": submission.caption, "media": {"media_ids": _media(container)}}
        answer = self._call("POST", access, "tweets", repeatable=False, json=told)
        return ident(object_of(answer, repeatable=False).get("id"), repeatable=False)

    def find(self, access: Access, caption: str, container: str, since: datetime) -> str | None:
        """The id of the account's first post since then with exactly that text, None when none is seen.

        Raises Refused.
        """
        told = {
            "start_time": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "max_results": "100",
            "exclude": "replies,retweets",
            "tweet.fields": "created_at,entities",
        }
        answer = self._call("GET", access, "users", access.account_remote_id, "tweets", params=told)
        if not 200 <= answer.status < 300 or answer.fields is None:
            raise meaning(answer, repeatable=True)
        # Without any post there is no list; the newest stands first.
        listed = answer.fields.get("data", [])
        if not isinstance(listed, list) or ("errors" in answer.fields and not listed):
            raise Refused(UNREADABLE, Remedy.WAIT)
        same = [each for each in listed if isinstance(each, dict) and says(each, caption)]
        return ident(same[-1].get("id"), repeatable=True) if same else None

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """The address of the post, which holds whatever the account is called. No call is made."""
        return f"https://x.com/i/web/status/{remote_id}" if remote_id.isdecimal() else None

    def withdraw(self, access: Access, remote_id: str) -> None:
        """Delete the post; may be repeated. Raises Refused."""
        answer = self._call("DELETE", access, "tweets", remote_id)
        if answer.status == 204 or (answer.status == 404 and is_problem(answer)):
            return
        if object_of(answer, repeatable=True).get("deleted") is not True:
            raise Refused(UNREADABLE, Remedy.WAIT)

    def figures(self, access: Access, remote_id: str) -> Mapping[str, int]:
        """Likes, comments, shares (with quotes) and views. Raises Refused, Gone where the post is no more."""
        answer = self._call("GET", access, "tweets", remote_id, params={"tweet.fields": "public_metrics"})
        if not 200 <= answer.status < 300 or answer.fields is None:
            raise meaning(answer, repeatable=True)
        data = answer.fields.get("data")
        if data is None and is_missing(answer):
            raise Gone(POST_GONE)
        found = data.get("public_metrics") if isinstance(data, dict) else None
        counted = {
            name: value
            for name, value in (found if isinstance(found, dict) else {}).items()
            if isinstance(value, int) and not isinstance(value, bool) and value >= 0
        }
        told = {
            "likes": counted.get("like_count"),
            "comments": counted.get("reply_count"),
            "views": counted.get("impression_count"),
        }
        shared = [counted[name] for name in ("retweet_count", "quote_count") if name in counted]
        shares = {"shares": sum(shared)} if shared else {}
        return {name: value for name, value in told.items() if value is not None} | shares

    def quota(self, access: Access) -> Quota | None:
        """None: what is left is only said in the answers to the calls themselves."""
        return None

    def identity(self, access: Access) -> Identity:
        """Whose token it is. Raises Refused."""
        data = object_of(self._call("GET", access, "users", "me"), repeatable=True)
        handle = ident(data.get("username"), repeatable=True)
        return Identity(ident(data.get("id"), repeatable=True), handle)

    def _upload(self, access: Access, picture: Picture) -> str:
        answer = self._call(
            "POST",
            access,
            "media",
            "upload",
            data={"media_category": "tweet_image"},
            files={"media": ("image.jpg", picture.jpeg, "image/jpeg")},
        )
        media = ident(object_of(answer, repeatable=True).get("id"), repeatable=True)
        if picture.alt_text:
            told = {"id": media, "metadata": {"alt_text": {"text": picture.alt_text}}}
            answer = self._call("POST", access, "media", "metadata", json=told)
            if not 200 <= answer.status < 300:
                raise meaning(answer, repeatable=True)
        return media

    def _call(
        self, method: str, access: Access, *parts: str, repeatable: bool = True, **content: Any
    ) -> Answer:
        base = (access.base_url or self.base_url).rstrip("/")
        url = "/".join([base, "2", *(quote(part, safe="") for part in parts)])
        return self.caller.call(method, url, access.token, repeatable=repeatable, **content)


def _media(container: str) -> list[str]:
    """The media ids of a container; of one that cannot be read no post is made."""
    try:
        found = json.loads(container)["media"]
    except (ValueError, KeyError, TypeError):
        found = None
    if not isinstance(found, list) or not found or not all(isinstance(each, str) for each in found):
        raise Refused(MEDIA_GONE, Remedy.ANEW)
    return found
