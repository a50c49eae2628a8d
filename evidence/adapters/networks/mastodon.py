"""Mastodon and what speaks like it: pictures first, then one status under a key that the server remembers.

An account lives on a server of its own, so every call goes to ``Access.base_url``. The id of an account is a number
that only its server understands; ours is "109@mastodon.example", since two servers give the same numbers.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from evidence.adapters.networks import counting
from evidence.adapters.networks.base import (
    RECONNECT,
    Access,
    Gone,
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
    web_address,
)
from evidence.core.words import N_

# Servers may allow more, and say so; these are what every one of them allows.
LIMITS = Limits(
    texts=(Measure(N_("karakter"), counting.mastodon, 500),),
    image_bytes=8 * 1024 * 1024,
    alt_text=1500,
    carousel=4,
    kinds=(Kind.SINGLE, Kind.CAROUSEL),
)
# The server remembers a key for an hour; a call may take minutes, and clocks differ.
FENCE = timedelta(minutes=55)
POLL_SECONDS = 5.0
POLLS_MOST = 60
PAGE = 20
PAGES_MOST = 10
# How far the server's clock may be behind ours.
CLOCKS = timedelta(minutes=10)


@dataclass(frozen=True)
class Mastodon:
    """A container is the list of the pictures' ids, which no other status can ever have."""

    caller: Caller = field(default_factory=Caller)
    name: str = "mastodon"
    label: str = "Mastodon"
    by_hand: bool = False
    pulls: Pull | None = None
    ends_by_hand: bool = False
    fence: timedelta | None = FENCE
    withdraws: bool = True
    counts: bool = True
    hosts: tuple[str, ...] = ()
    limits: Limits = LIMITS

    def prepare(self, access: Access, submission: Submission, progress: str = "") -> Prepared:
        """Hand over one picture a call, then ask until the server has worked on all of them. Raises Refused."""
        media, waiting, polls = _read_progress(progress)
        if len(media) < len(submission.pictures):
            made, ready = self._upload(access, submission, len(media))
            media.append(made)
            if not ready:
                waiting.append(made)
            if len(media) < len(submission.pictures):
                return Prepared(progress=_progress(media, waiting, polls))
        elif polls >= POLLS_MOST:
            raise Refused(N_("jejaring tidak selesai mengolah foto"), Remedy.ANEW)
        else:
            waiting = [each for each in waiting if not self._is_ready(access, each)]
            polls += 1
        if waiting:
            return Prepared(progress=_progress(media, waiting, polls), again_after=POLL_SECONDS)
        return Prepared(_container(media))

    def publish(self, access: Access, submission: Submission, container: str) -> str:
        """Post the status and answer its id. Raises Refused or OutcomeUnknown.

        Within the fence a repeat answers with the first status; some servers answer 500 to it, which like any 500
        proves nothing.
        """
        media = _media(container)
        answer = self.caller.call(
            "POST",
            _url(access, "v1", "statuses"),
            access.token,
            repeatable=False,
            headers={"Idempotency-Key": _key(submission)},
            json={
                "status": submission.caption,
                "media_ids": media,
                "visibility": "public",
                "language": "id",
            },
        )
        if answer.status == 422 and _words(answer):
            return self._after_422(access, submission, media, _words(answer))
        return ident(_ok(answer, repeatable=False).text("id"), repeatable=False)

    def find(self, access: Access, caption: str, container: str, since: datetime) -> str | None:
        """The id of the status that carries a picture of the container, None when none was seen. Raises Refused.

        The text is no help: the server shows it as HTML of its own making.
        """
        media = set(_media(container))
        for status in self._statuses(access, since - CLOCKS):
            attached = status.get("media_attachments")
            if isinstance(attached, list) and any(
                isinstance(each, dict) and str(each.get("id")) in media for each in attached
            ):
                return ident(status.get("id"), repeatable=True)
        return None

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """The status's own address, None when it is gone. Raises Refused."""
        answer = self._get(access, "v1", "statuses", remote_id)
        return None if answer.status == 404 else web_address(_ok(answer, repeatable=True).text("url"))

    def withdraw(self, access: Access, remote_id: str) -> None:
        """Delete the status and its pictures; may be repeated. Raises Refused."""
        url = _url(access, "v1", "statuses", remote_id)
        # Servers that do not know the parameter delete the pictures a little later.
        answer = self.caller.call(
            "DELETE", url, access.token, repeatable=True, params={"delete_media": "true"}
        )
        if not (answer.status == 404 and _words(answer)):
            _ok(answer, repeatable=True)

    def figures(self, access: Access, remote_id: str) -> Mapping[str, int]:
        """Favourites as likes, replies as comments, boosts as shares. Raises Refused, Gone where there is none."""
        answer = self._get(access, "v1", "statuses", remote_id)
        if answer.status == 404 and (words := _words(answer)):
            raise Gone(words, code="404")
        found = _ok(answer, repeatable=True).fields or {}
        names = {"likes": "favourites_count", "comments": "replies_count", "shares": "reblogs_count"}
        counts = {ours: counted(found.get(theirs)) for ours, theirs in names.items()}
        return {name: count for name, count in counts.items() if count is not None}

    def quota(self, access: Access) -> Quota | None:
        """None: calls are limited, posts are not."""
        return None

    def identity(self, access: Access) -> Identity:
        """Whose token this is. Raises Refused."""
        answer = _ok(self._get(access, "v1", "accounts", "verify_credentials"), repeatable=True)
        return identity_of(answer, access.base_url)

    def _upload(self, access: Access, submission: Submission, index: int) -> tuple[str, bool]:
        picture = submission.pictures[index]
        answer = self.caller.call(
            "POST",
            _url(access, "v2", "media"),
            access.token,
            repeatable=True,
            data={"description": picture.alt_text},
            files={"file": ("image.jpg", picture.jpeg, "image/jpeg")},
        )
        made = ident(_ok(answer, repeatable=True).text("id"), repeatable=True)
        return made, answer.status != 202

    def _is_ready(self, access: Access, media_id: str) -> bool:
        answer = self._get(access, "v1", "media", media_id)
        if answer.status == 404 and _words(answer):
            raise Refused(N_("jejaring tidak menyimpan foto itu lagi"), Remedy.ANEW, code="404")
        return _ok(answer, repeatable=True).status != 206

    def _after_422(self, access: Access, submission: Submission, media: list[str], words: str) -> str:
        """What a refusal of the status means, whose words come in any language: the pictures tell.

        Answers the id of a status that already carries them.
        """
        try:
            found = self._look_at(access, submission, media)
        except Refused as refused:
            # The 422 stands, whatever became of the look.
            raise Refused(words, Remedy.KEEP, code="422") from refused
        if isinstance(found, Remedy):
            raise Refused(words, found, code="422")
        return found

    def _look_at(self, access: Access, submission: Submission, media: list[str]) -> Remedy | str:
        answers = [self._get(access, "v1", "media", each) for each in media]
        if not any(answer.status == 404 and _words(answer) for answer in answers):
            processing = any(_ok(answer, repeatable=True).status == 206 for answer in answers)
            return Remedy.KEEP if processing else Remedy.FAIL
        # Attached to a status, or swept away because nothing used them for a day.
        found = self.find(access, submission.caption, _container(media), submission.at)
        return Remedy.ANEW if found is None else found

    def _statuses(self, access: Access, since: datetime) -> Iterator[dict[str, Any]]:
        """Own statuses, newest first, none made before ``since``."""
        number = access.account_remote_id.partition("@")[0]
        params = {"limit": str(PAGE), "exclude_replies": "true", "exclude_reblogs": "true"}
        for _ in range(PAGES_MOST):
            answer = _ok(
                self._get(access, "v1", "accounts", number, "statuses", params=params), repeatable=True
            )
            if answer.items is None:
                raise Refused(UNREADABLE, Remedy.WAIT)
            for status in answer.items:
                made = _moment(status.get("created_at")) if isinstance(status, dict) else None
                if made is None:
                    raise Refused(UNREADABLE, Remedy.WAIT)
                if made < since:
                    return
                yield status
            if not answer.items:
                return
            params = {**params, "max_id": ident(answer.items[-1].get("id"), repeatable=True)}

    def _get(self, access: Access, *parts: str, params: Mapping[str, str] | None = None) -> Answer:
        return self.caller.call(
            "GET", _url(access, *parts), access.token, repeatable=True, params=params or {}
        )


def identity_of(answer: Answer, base_url: str) -> Identity:
    """The account of a ``verify_credentials`` answer, both id and handle with its server. Raises Refused."""
    server = urlsplit(base_url).netloc
    number = ident(answer.text("id"), repeatable=True)
    name = ident(answer.text("username"), repeatable=True)
    told = answer.fields or {}
    return Identity(
        f"{number}@{server}",
        f"{name}@{server}",
        followers=counted(told.get("followers_count")),
        following=counted(told.get("following_count")),
        posts=counted(told.get("statuses_count")),
        last_post_on=_day(answer.text("last_status_at")),
    )


def _day(written: str | None) -> date | None:
    """The day of ``2026-11-27``, which some versions follow with a time."""
    try:
        return date.fromisoformat(written[:10]) if written else None
    except ValueError:
        return None


def _key(submission: Submission) -> str:
    """The name of the publication and nothing else.

    Not of the container: when pictures are handed over anew, an earlier call whose outcome nobody knows must still
    be fenced, and only the same key makes the server answer with that call's status instead of a second one. Text
    and pictures of a publication never change; a corrected post is another publication and has another key.
    """
    return hashlib.sha256(f"bukti:{submission.key}".encode()).hexdigest()


def _url(access: Access, *parts: str) -> str:
    return "/".join([access.base_url.rstrip("/"), "api", *(quote(part, safe="") for part in parts)])


def _progress(media: list[str], waiting: list[str], polls: int) -> str:
    return json.dumps({"media": media, "waiting": waiting, "polls": polls})


def _read_progress(progress: str) -> tuple[list[str], list[str], int]:
    if not progress:
        return [], [], 0
    found = json.loads(progress)
    return list(found["media"]), list(found["waiting"]), int(found["polls"])


def _container(media: list[str]) -> str:
    return json.dumps({"media": media})


def _media(container: str) -> list[str]:
    return [str(each) for each in json.loads(container)["media"]]


def _ok(answer: Answer, *, repeatable: bool) -> Answer:
    if 200 <= answer.status < 300:
        return answer
    raise failure(answer, repeatable=repeatable)


def failure(answer: Answer, *, repeatable: bool) -> NetworkError:
    """What an answer that is no success proves, to be raised."""
    words, status = _words(answer), answer.status
    code, told = str(status), words or ANSWERED % {"status": status}
    if status == 401:
        return Refused(RECONNECT, Remedy.RECONNECT, code=code)
    if status == 429:
        return Refused(words or ASKED_TO_WAIT, Remedy.WAIT, retry_after=_reset(answer), code=code)
    # A page in place of the server's own words was written by something between us, which may have passed
    # the request on.
    if status == 403 and words:
        if "scope" in f"{words} {answer.headers.get('WWW-Authenticate', '')}":
            return Refused(RECONNECT, Remedy.RECONNECT, code=code)
        return Refused(words, Remedy.PAUSE, code=code)
    if 400 <= status < 500 and status != 408 and (words or repeatable):
        return Refused(told, Remedy.FAIL, code=code)
    if repeatable:
        return Refused(told, Remedy.WAIT, retry_after=retry_after(answer), code=code)
    return OutcomeUnknown(told, code=code)


def _words(answer: Answer) -> str:
    """The server's own words, empty when the body is not in its error form."""
    return plain(answer.text("error_description") or answer.text("error"))


def _reset(answer: Answer) -> float | None:
    """Seconds until the server counts anew."""
    until = _moment(answer.headers.get("X-RateLimit-Reset"))
    return retry_after(answer) if until is None else seconds_until(answer, until)


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
