"""Telegram channels through the Bot API: one call with the pictures themselves, and no way to look it up afterwards.

A bot reads no channel's history, so after a lost answer only a person can tell. The token is part of every
address: `bot_api` keeps it out of what is said of a failure.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from evidence.adapters.networks.base import (
    Access,
    Gone,
    Identity,
    Kind,
    Limits,
    Measure,
    OutcomeUnknown,
    Prepared,
    Pull,
    Quota,
    Refused,
    Remedy,
    Submission,
)
from evidence.adapters.networks.bot_api import ask
from evidence.adapters.networks.counting import utf16
from evidence.adapters.networks.http import UNREADABLE, Caller, ident, plain
from evidence.core.words import N_

LIMITS = Limits(
    texts=(Measure(N_("karakter"), utf16, 1024),),
    image_bytes=10_000_000,
    alt_text=0,
    ratio=(1 / 20, 20.0),
    carousel=10,
    kinds=(Kind.SINGLE, Kind.CAROUSEL),
)
SIDES_MOST = 10_000

# Nothing is handed over before the one call, so there is nothing to remember.
_CONTAINER = "langsung"
_GONE = "message to delete not found"


@dataclass(frozen=True)
class Telegram:
    """A channel, known by its number; its public name only makes the address. There is no place for alt texts."""

    base_url: str = "https://api.telegram.org"
    caller: Caller = field(default_factory=Caller)
    name: str = "telegram"
    label: str = "Telegram"
    by_hand: bool = False
    pulls: Pull | None = None
    ends_by_hand: bool = False
    fence: timedelta | None = None
    withdraws: bool = True
    counts: bool = False
    hosts: tuple[str, ...] = ("t.me",)
    limits: Limits = LIMITS

    def prepare(self, access: Access, submission: Submission, progress: str = "") -> Prepared:
        """Only look whether the network will take it. Raises Refused."""
        if not 0 < len(submission.pictures) <= LIMITS.carousel:
            raise Refused(N_("jumlah gambar tidak diterima Telegram"), Remedy.FAIL)
        for each in submission.pictures:
            longer, shorter = max(each.width, each.height), min(each.width, each.height)
            if len(each.jpeg) > LIMITS.image_bytes:
                raise Refused(N_("gambar lebih besar dari 10 MB"), Remedy.FAIL)
            if longer + shorter > SIDES_MOST or longer > 20 * shorter:
                raise Refused(N_("ukuran gambar tidak diterima Telegram"), Remedy.FAIL)
        if utf16(submission.caption) > LIMITS.texts[0].most:
            raise Refused(N_("teks lebih panjang dari batas Telegram"), Remedy.FAIL)
        return Prepared(_CONTAINER)

    def publish(self, access: Access, submission: Submission, container: str) -> str:
        """Send picture and text; the id is that of the message, of an album all of them: "1201,1202".

        Raises Refused or OutcomeUnknown.
        """
        told: dict[str, str] = {"chat_id": access.account_remote_id}
        if len(submission.pictures) == 1:
            told["caption"] = submission.caption
            files = {"photo": ("photo.jpg", submission.picture.jpeg, "image/jpeg")}
            sent: object = [self._ask(access, "sendPhoto", repeatable=False, data=told, files=files)]
        else:
            named = {f"photo{place}": each.jpeg for place, each in enumerate(submission.pictures)}
            files = {name: (f"{name}.jpg", jpeg, "image/jpeg") for name, jpeg in named.items()}
            album = [{"type": "photo", "media": f"attach://{name}"} for name in named]
            # The text of the first picture is shown under the album.
            album[0]["caption"] = submission.caption
            told["media"] = json.dumps(album, ensure_ascii=False)
            sent = self._ask(access, "sendMediaGroup", repeatable=False, data=told, files=files)
        if not isinstance(sent, list) or not sent:
            raise OutcomeUnknown(UNREADABLE)
        return ",".join(_message(each) for each in sent)

    def find(self, access: Access, caption: str, container: str, since: datetime) -> str | None:
        """None, always: a bot cannot read what stands on the channel."""
        return None

    def permalink(self, access: Access, remote_id: str) -> str | None:
        """The address of the message, or of an album's first; None for a channel without a public name."""
        first, name = remote_id.split(",")[0], access.handle.removeprefix("@")
        return f"https://t.me/{name}/{first}" if name and first.isdecimal() else None

    def withdraw(self, access: Access, remote_id: str) -> None:
        """Delete the message, of an album every one; may be repeated. Raises Refused."""
        for each in remote_id.split(","):
            told = {"chat_id": access.account_remote_id, "message_id": each}
            try:
                self._ask(access, "deleteMessage", repeatable=True, json=told)
            except Refused as error:
                if _GONE not in error.reason.lower():
                    raise

    def figures(self, access: Access, remote_id: str) -> Mapping[str, int]:
        """Nothing: a bot is not told how often a message was seen."""
        return {}

    def quota(self, access: Access) -> Quota | None:
        """None: the network only says when it was too much."""
        return None

    def identity(self, access: Access) -> Identity:
        """The channel as it is named now. Raises Refused, Gone where it was deleted."""
        try:
            chat = self._ask(access, "getChat", repeatable=True, json={"chat_id": access.account_remote_id})
        except Refused as refused:
            # A channel that put the bot out says so instead.
            if refused.remedy is Remedy.FAIL and "chat not found" in refused.reason.lower():
                raise Gone(refused.reason, code=refused.code) from None
            raise
        if not isinstance(chat, dict):
            raise Refused(UNREADABLE, Remedy.WAIT)
        return Identity(ident(chat.get("id"), repeatable=True), plain(chat.get("username")))

    def _ask(self, access: Access, method: str, *, repeatable: bool, **content: Any) -> Any:
        base = access.base_url or self.base_url
        return ask(self.caller, base, access.token, method, repeatable=repeatable, **content)


def _message(sent: object) -> str:
    number = sent.get("message_id") if isinstance(sent, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise OutcomeUnknown(UNREADABLE)
    return ident(number, repeatable=False)
