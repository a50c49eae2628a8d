"""Connecting a Telegram channel: the bot's token and the channel's name, and a look whether the bot may post there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from config import Application
from evidence.adapters.networks.base import Access, Refused, Remedy
from evidence.adapters.networks.bot_api import ask
from evidence.adapters.networks.connecting import Candidate, Credentials
from evidence.adapters.networks.http import UNREADABLE, Caller, ident, plain
from evidence.adapters.networks.ways import Typing
from evidence.core.errors import Invalid
from evidence.core.words import N_, Words

_CHANNEL = re.compile(r"(?:https?://)?(?:www\.)?(?:t(?:elegram)?\.me/)?@?([A-Za-z][A-Za-z0-9_]{3,31})/?")

WRONG_TOKEN = N_("Token bot itu tidak diterima Telegram. Salin lagi dari BotFather.")
WRONG_NAME = N_("Tulis nama kanal seperti @kelurahan_mojo.")
NOT_FOUND = N_("Kanal itu tidak ditemukan. Periksa namanya dan pastikan kanalnya publik.")
NO_CHANNEL = N_("Itu bukan kanal. Tulis nama kanal, bukan grup atau orang.")
NOT_ADMIN = N_("Bot belum admin kanal itu. Jadikan bot admin, lalu coba lagi.")
MAY_NOT_POST = N_("Bot belum boleh mengirim. Beri bot hak kirim pesan di kanal itu, lalu coba lagi.")


@dataclass(frozen=True)
class TelegramLogin(Typing):
    """A person makes the bot at BotFather and makes it an admin of the channel; then both are typed here."""

    application: Application
    caller: Caller = field(default_factory=Caller)
    name: ClassVar[str] = "telegram"
    fields: ClassVar[Mapping[str, str]] = {"bot_token": N_("Token bot"), "channel": N_("Nama kanal")}

    def typed(self, told: Mapping[str, str], now: datetime) -> Candidate:
        """The channel that the bot may post to. Raises Invalid naming the field, Refused when nobody answers."""
        token, named = told.get("bot_token", "").strip(), told.get("channel", "").strip()
        found = _CHANNEL.fullmatch(named)
        if found is None:
            raise _wrong("channel", WRONG_NAME)
        bot = self._ask(token, "getMe", "bot_token", WRONG_TOKEN)
        chat = self._ask(token, "getChat", "channel", NOT_FOUND, chat_id=f"@{found[1]}")
        if chat.get("type") != "channel":
            raise _wrong("channel", NO_CHANNEL)
        number, user = (ident(each.get("id"), repeatable=True) for each in (chat, bot))
        member = self._ask(token, "getChatMember", "channel", NOT_ADMIN, chat_id=number, user_id=user)
        admin = member.get("status") == "administrator"
        if member.get("status") != "creator" and not (admin and member.get("can_post_messages") is True):
            raise _wrong("channel", MAY_NOT_POST if admin else NOT_ADMIN)
        handle = plain(chat.get("username")) or found[1]
        return Candidate(
            remote_id=number,
            handle=handle,
            name=plain(chat.get("title")) or handle,
            profile_url=f"https://t.me/{handle}",
            credentials=Credentials(access=token, obtained_at=now),
        )

    def renew_at(self, credentials: Credentials) -> datetime | None:
        """None: a bot's token has no end."""
        return None

    def renew(self, credentials: Credentials, now: datetime) -> Credentials:
        """The same: there is nothing to renew."""
        return credentials

    def revoke(self, access: Access, credentials: Credentials) -> None:
        """Nothing: only BotFather takes a token back, and the bot may serve other channels."""

    def _ask(self, token: str, method: str, where: str, text: Words, **told: str) -> dict[str, Any]:
        """The object that the call answers; ``text`` says at the field ``where`` that the network refused it."""
        refused: Refused | None = None
        try:
            result = ask(self.caller, self.application.url, token, method, repeatable=True, json=told)
        except Refused as error:
            refused = error
        if refused is not None:
            raise refused if refused.remedy in (Remedy.WAIT, Remedy.KEEP) else _wrong(where, text)
        if not isinstance(result, dict):
            raise Refused(UNREADABLE, Remedy.WAIT)
        return result


def _wrong(where: str, text: Words) -> Invalid:
    return Invalid(text, {where: text})
