"""The practice network, spoken to as any other: by HTTP, knowing nothing of how it works inside."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from evidence.adapters.networks.base import Access, Limits, OutcomeUnknown, Refused, Submission
from evidence.adapters.networks.http import Answer, Caller, failure
from evidence.core.words import N_

PERMALINK_MOST = 500
_WEB_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?(?:/[!-~]*)?")
UNREADABLE = N_("jawaban jejaring tidak dapat dibaca")
LIMITS = Limits(caption=2200, image_bytes=8 * 1024 * 1024)


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
    limits: Limits = LIMITS

    def prepare(self, access: Access, submission: Submission) -> str:
        """Hand over picture and texts and answer the container's id. Raises Refused."""
        answer = self.caller.call(
            "POST",
            self._url(access, "media"),
            access.token,
            repeatable=True,
            data={"caption": submission.caption, "alt_text": submission.alt_text},
            files={"image": ("image.jpg", submission.image, "image/jpeg")},
        )
        return _ident(_ok(answer, repeatable=True), "id", repeatable=True)

    def publish(self, access: Access, container: str) -> str:
        """Post the container and answer the post's id. Raises Refused or OutcomeUnknown.

        ``already_published`` is no refusal: an earlier call may have posted it, and a look-up will find
        that post. A Refused with the code ``container_expired`` or ``no_container`` asks for a new
        container.
        """
        url = self._url(access, "publish")
        answer = self.caller.call("POST", url, access.token, repeatable=False, json={"container": container})
        if answer.error[0] == "already_published":
            raise OutcomeUnknown(N_("jejaring berkata sudah terbit"))
        return _ident(_ok(answer, repeatable=False), "id", repeatable=False)

    def find(self, access: Access, container: str, since: datetime) -> str | None:
        """The id of the post made from the container, None when it was not posted so far. Raises Refused.

        ``since`` is not needed: this network remembers which container a post came from.
        """
        url = self._url(access, "media", container)
        answer = self.caller.call("GET", url, access.token, repeatable=True)
        if answer.error[0] == "no_container":
            return None
        status = _ok(answer, repeatable=True).text("status")
        if status == "PUBLISHED":
            return _ident(answer, "post", repeatable=True)
        if status in ("IN_PROGRESS", "FINISHED", "EXPIRED", "ERROR"):
            return None
        raise Refused(UNREADABLE, permanent=False)

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """The address of the post, None when it is gone or is no web address. Raises Refused."""
        answer = self.caller.call("GET", self._url(access, "posts", remote_id), access.token, repeatable=True)
        if answer.error[0] == "no_post":
            return None
        link = _ok(answer, repeatable=True).text("permalink") or ""
        # People click on it, so an address of another kind (a script, say) must not pass.
        return link if len(link) <= PERMALINK_MOST and _WEB_ADDRESS.fullmatch(link) else None

    def withdraw(self, access: Access, remote_id: str) -> None:
        """Take the post down; may be repeated. Raises Refused."""
        answer = self.caller.call(
            "DELETE", self._url(access, "posts", remote_id), access.token, repeatable=True
        )
        _ok(answer, repeatable=True)

    def open_account(self, key: str, handle: str, name: str, kind: str) -> OpenedAccount:
        """Open an account with the practice key, or find it by its handle; fresh token. Raises Refused."""
        fields = {"handle": handle, "name": name, "kind": kind}
        answer = self.caller.call("POST", f"{self.base_url}/api/accounts", key, repeatable=True, json=fields)
        found = _ok(answer, repeatable=True)
        account_id, opened, token = found.text("id"), found.text("handle"), found.text("token")
        if not (account_id and opened and token):
            raise Refused(UNREADABLE, permanent=False)
        return OpenedAccount(account_id, opened, token)

    def _url(self, access: Access, *parts: str) -> str:
        base = (access.base_url or self.base_url).rstrip("/")
        return "/".join([base, "api", *(quote(part, safe="") for part in parts)])


def _ok(answer: Answer, *, repeatable: bool) -> Answer:
    """The answer itself when it is a success; raises what it proves otherwise."""
    if 200 <= answer.status < 300:
        return answer
    raise failure(answer, repeatable=repeatable)


def _ident(answer: Answer, name: str, *, repeatable: bool) -> str:
    """The id in the answer. Without one the call may have worked nevertheless; only a look-up can tell."""
    ident = answer.text(name)
    if ident and len(ident) <= 100 and ident.isascii() and ident.isprintable():
        return ident
    raise Refused(UNREADABLE, permanent=False) if repeatable else OutcomeUnknown(UNREADABLE)
