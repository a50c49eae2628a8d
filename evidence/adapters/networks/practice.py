"""The practice network, spoken to as any other: by HTTP, knowing nothing of how it works inside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from evidence.adapters.networks.base import (
    Access,
    Gone,
    Identity,
    Limits,
    OutcomeUnknown,
    Prepared,
    Pull,
    Quota,
    Refused,
    Remedy,
    Submission,
    characters,
)
from evidence.adapters.networks.http import UNREADABLE, Answer, Caller, failure, ident, web_address
from evidence.core.words import N_

LIMITS = Limits(texts=characters(2200), image_bytes=8 * 1024 * 1024)
COUNTED = ("likes", "comments", "shares", "views")
# Of this container no post is ever made.
_GONE = frozenset({"container_expired", "no_container"})


@dataclass(frozen=True)
class OpenedAccount:
    """An account of the practice network with a fresh token."""

    id: str
    handle: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class Practice:
    """Container first, then one publish call that the network refuses to do twice."""

    base_url: str
    caller: Caller = field(default_factory=Caller)
    name: str = "practice"
    label: str = N_("Jejaring latihan")
    by_hand: bool = False
    pulls: Pull | None = None
    ends_by_hand: bool = False
    fence: timedelta | None = None
    withdraws: bool = True
    counts: bool = True
    hosts: tuple[str, ...] = ()
    limits: Limits = LIMITS

    def prepare(self, access: Access, submission: Submission, progress: str = "") -> Prepared:
        """Hand over picture and texts; the container is its id. Raises Refused."""
        picture = submission.picture
        answer = self.caller.call(
            "POST",
            self._url(access, "media"),
            access.token,
            repeatable=True,
            data={"caption": submission.caption, "alt_text": picture.alt_text},
            files={"image": ("image.jpg", picture.jpeg, "image/jpeg")},
        )
        return Prepared(ident(_ok(answer, repeatable=True).text("id"), repeatable=True))

    def publish(self, access: Access, submission: Submission, container: str) -> str:
        """Post the container and answer the post's id. Raises Refused or OutcomeUnknown.

        ``already_published`` is no refusal: an earlier call may have posted it, and a look-up will find
        that post.
        """
        url = self._url(access, "publish")
        answer = self.caller.call("POST", url, access.token, repeatable=False, json={"container": container})
        code, words = answer.error
        if code == "already_published":
            raise OutcomeUnknown(N_("jejaring berkata sudah terbit"))
        if code in _GONE:
            raise Refused(words, Remedy.ANEW, code=code)
        return ident(_ok(answer, repeatable=False).text("id"), repeatable=False)

    def find(self, access: Access, caption: str, container: str, since: datetime) -> str | None:
        """The id of the post made from the container, None when it was not posted so far. Raises Refused.

        Caption and time are not needed: this network remembers which container a post came from.
        """
        url = self._url(access, "media", container)
        answer = self.caller.call("GET", url, access.token, repeatable=True)
        if answer.error[0] == "no_container":
            return None
        status = _ok(answer, repeatable=True).text("status")
        if status == "PUBLISHED":
            return ident(answer.text("post"), repeatable=True)
        if status in ("IN_PROGRESS", "FINISHED", "EXPIRED", "ERROR"):
            return None
        raise Refused(UNREADABLE, Remedy.WAIT)

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """The address of the post, None when it is gone or is no web address. Raises Refused."""
        answer = self.caller.call("GET", self._url(access, "posts", remote_id), access.token, repeatable=True)
        if answer.error[0] == "no_post":
            return None
        return web_address(_ok(answer, repeatable=True).text("permalink"))

    def withdraw(self, access: Access, remote_id: str) -> None:
        """Take the post down; may be repeated. Raises Refused."""
        answer = self.caller.call(
            "DELETE", self._url(access, "posts", remote_id), access.token, repeatable=True
        )
        if answer.error[0] != "no_post":
            _ok(answer, repeatable=True)

    def figures(self, access: Access, remote_id: str) -> Mapping[str, int]:
        """What it counts of the post; what is no number is left out. Raises Refused, Gone where there is none."""
        url = self._url(access, "posts", remote_id, "figures")
        answer = self.caller.call("GET", url, access.token, repeatable=True)
        code, words = answer.error
        if code == "no_post":
            raise Gone(words, code=code)
        found = _ok(answer, repeatable=True).fields or {}
        return {name: found[name] for name in COUNTED if type(found.get(name)) is int and found[name] >= 0}

    def quota(self, access: Access) -> Quota | None:
        """None: there is no end to practising."""
        return None

    def identity(self, access: Access) -> Identity:
        """As it was opened: its handles never change."""
        return Identity(access.account_remote_id, access.handle)

    def open_account(self, key: str, handle: str, name: str, kind: str) -> OpenedAccount:
        """Open an account with the practice key, or find it by its handle; fresh token. Raises Refused."""
        fields = {"handle": handle, "name": name, "kind": kind}
        answer = self.caller.call("POST", f"{self.base_url}/api/accounts", key, repeatable=True, json=fields)
        found = _ok(answer, repeatable=True)
        account_id, opened, token = found.text("id"), found.text("handle"), found.text("token")
        if not (account_id and opened and token):
            raise Refused(UNREADABLE, Remedy.WAIT)
        return OpenedAccount(account_id, opened, token)

    def _url(self, access: Access, *parts: str) -> str:
        base = (access.base_url or self.base_url).rstrip("/")
        return "/".join([base, "api", *(quote(part, safe="") for part in parts)])


def _ok(answer: Answer, *, repeatable: bool) -> Answer:
    """The answer itself when it is a success; raises what it proves otherwise."""
    if 200 <= answer.status < 300:
        return answer
    raise failure(answer, repeatable=repeatable)
