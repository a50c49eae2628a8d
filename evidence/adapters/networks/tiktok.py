"""TikTok photos, brought to the account's inbox: its owner finishes the post in the app.

Direct posting needs an audit and forbids logos on pictures. The network reads each picture from an address of ours, on
a domain that it has verified. The one call that cannot be taken back is the one that puts the item into the inbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from evidence.adapters.networks.base import (
    Access,
    Identity,
    Limits,
    OutcomeUnknown,
    Prepared,
    Pull,
    Quota,
    Refused,
    Remedy,
    Submission,
)
from evidence.adapters.networks.http import UNREADABLE, Caller, ident, plain, web_address
from evidence.adapters.networks.tiktok_answers import dropped, meaning
from evidence.adapters.networks.tiktok_items import CONTAINER, LIMITS, check, item
from evidence.core.words import N_

_WAITING = frozenset({"PROCESSING_DOWNLOAD", "PROCESSING_UPLOAD", "SEND_TO_USER_INBOX"})
# The documentation asks for the character set by name.
_JSON = {"Content-Type": "application/json; charset=UTF-8"}


@dataclass(frozen=True)
class TikTok:
    """An account's inbox. The id of what was sent is the network's ``publish_id``."""

    base_url: str = "https://open.tiktokapis.com"
    caller: Caller = field(default_factory=Caller)
    name: str = "tiktok"
    label: str = "TikTok"
    by_hand: bool = False
    pulls: Pull | None = Pull.PUBLISHING
    ends_by_hand: bool = True
    fence: timedelta | None = None
    withdraws: bool = False
    counts: bool = False
    hosts: tuple[str, ...] = ("www.tiktok.com", "vt.tiktok.com", "vm.tiktok.com")
    limits: Limits = LIMITS

    def prepare(self, access: Access, submission: Submission, progress: str = "") -> Prepared:
        """Only look whether the network will take it; there is nothing to remember.

        No call is made: what could be asked beforehand, the creator's settings, is for direct posting only and needs
        a right that we do not ask for. Raises Refused.
        """
        check(submission)
        return Prepared(CONTAINER)

    def publish(self, access: Access, submission: Submission, container: str) -> str:
        """Put the item into the owner's inbox and answer its id. Raises Refused or OutcomeUnknown.

        Lost, the answer cannot be asked for again, and a second call makes a second item.
        """
        check(submission)
        data = self._post(access, "post/publish/content/init/", item(submission), repeatable=False)
        return ident(data.get("publish_id"), repeatable=False)

    def find(self, access: Access, caption: str, container: str, since: datetime) -> str | None:
        """None, always: without its id nothing in an inbox can be asked for."""
        return None

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """The address once the owner has posted it and the network has looked through it, None until then.

        Raises Refused: FAIL or ANEW only when the network says that nothing came of it, else WAIT or RECONNECT.
        """
        try:
            data = self._post(
                access, "post/publish/status/fetch/", {"publish_id": remote_id}, repeatable=True
            )
        except Refused as refusal:
            if refusal.remedy in (Remedy.RECONNECT, Remedy.WAIT):
                raise
            # That the question was refused says nothing about the item, which may be posted any day.
            raise Refused(refusal.reason, Remedy.WAIT, code=refusal.code) from None
        status = data.get("status")
        if status == "FAILED":
            raise dropped(plain(data.get("fail_reason"), 80))
        if status == "PUBLISH_COMPLETE":
            # The network's own spelling.
            posts = data.get("publicaly_available_post_id")
            handle = access.handle.removeprefix("@")
            if not isinstance(posts, list) or not posts or not handle:
                return None
            return web_address(f"https://www.tiktok.com/@{handle}/photo/{ident(posts[0], repeatable=True)}")
        if status in _WAITING:
            return None
        raise Refused(UNREADABLE, Remedy.WAIT)

    def withdraw(self, access: Access, remote_id: str) -> None:
        """Always Refused: only the owner can delete it, in the app."""
        raise Refused(N_("hapus unggahannya di aplikasi TikTok"), Remedy.FAIL)

    def figures(self, access: Access, remote_id: str) -> Mapping[str, int]:
        """Nothing: counting needs a right of its own, and is documented for videos only."""
        return {}

    def quota(self, access: Access) -> Quota | None:
        """None: how much waits in an inbox is not told."""
        return None

    def identity(self, access: Access) -> Identity:
        """Whose token it is. Raises Refused."""
        url = f"{self._base(access)}/v2/user/info/"
        told = {"fields": "open_id,username"}
        answer = self.caller.call("GET", url, access.token, repeatable=True, params=told)
        if answer.status != 200 or answer.error[0] != "ok":
            raise meaning(answer, repeatable=True)
        data = (answer.fields or {}).get("data")
        found = data.get("user") if isinstance(data, dict) else None
        if not isinstance(found, dict):
            raise Refused(UNREADABLE, Remedy.WAIT)
        handle = ident(found.get("username"), repeatable=True)
        return Identity(ident(found.get("open_id"), repeatable=True), handle)

    def _post(self, access: Access, path: str, told: object, *, repeatable: bool) -> dict[str, Any]:
        """The data of a success. Raises what the answer proves otherwise."""
        url = f"{self._base(access)}/v2/{path}"
        answer = self.caller.call("POST", url, access.token, repeatable=repeatable, headers=_JSON, json=told)
        if not 200 <= answer.status < 300 or answer.error[0] != "ok":
            raise meaning(answer, repeatable=repeatable)
        data = (answer.fields or {}).get("data")
        if isinstance(data, dict):
            return data
        raise Refused(UNREADABLE, Remedy.WAIT) if repeatable else OutcomeUnknown(UNREADABLE)

    def _base(self, access: Access) -> str:
        return (access.base_url or self.base_url).rstrip("/")
