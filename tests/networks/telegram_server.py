"""A Bot API of our own: bots, channels and their admins, messages and albums, with the limits and words of the network.

Steps for faults: "publish" (sendPhoto and sendMediaGroup), "withdraw" (deleteMessage), "chat", "member", "me".
"""

import itertools
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, request

from tests.networks.kit import Fault, Fetched, Ground, Posted, Unfetchable, examine, serving

CAPTION_MOST = 1024
PHOTO_BYTES_MOST = 10_000_000
SIDES_MOST = 10_000
MINUTE = timedelta(minutes=1)


@dataclass
class Bot:
    """A program's account, known by its token until BotFather takes it back."""

    id: int
    username: str
    token: str


@dataclass
class Channel:
    """``admins``: which bot is one, and whether it may post; ``kicked``: who was thrown out."""

    id: int
    username: str
    title: str
    kind: str = "channel"
    admins: dict[int, bool] = field(default_factory=dict)
    kicked: set[int] = field(default_factory=set)
    migrated_to: int = 0
    last_message: int = 1200
    sent: list[datetime] = field(default_factory=list)


@dataclass
class Telegram(Ground):
    """What stands on the channels. ``per_minute`` messages a channel takes, an album counting per item; 0: no end."""

    bots: dict[str, Bot] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    per_minute: int = 20
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(7_000_001))

    def bot(self, username: str = "bukti_bot") -> Bot:
        """A new bot with its token."""
        number = next(self._ids)
        made = Bot(number, username, f"{number}:{secrets.token_urlsafe(26)[:35]}")
        with self.lock:
            self.bots[made.token] = made
        return made

    def channel(
        self, username: str, *admins: Bot, title: str = "Kelurahan", kind: str = "channel"
    ) -> Channel:
        """A new channel on which the bots may post."""
        made = Channel(-1_001_000_000_000 - next(self._ids), username, title, kind)
        made.admins = {each.id: True for each in admins}
        with self.lock:
            self.channels[made.id] = made
        return made

    def revoke(self, bot: Bot) -> None:
        """BotFather takes the token back."""
        with self.lock:
            self.bots.pop(bot.token, None)


class Refusal(Exception):
    """An answer that says no."""

    def __init__(self, number: int, words: str, **parameters: int) -> None:
        super().__init__(words)
        self.number, self.words, self.parameters = number, words, parameters

    def answer(self) -> Response:
        told: dict[str, Any] = {"ok": False, "error_code": self.number, "description": self.words}
        if self.parameters:
            told["parameters"] = self.parameters
        headers = {"Retry-After": str(self.parameters["retry_after"])} if self.number == 429 else {}
        return Response(json.dumps(told), self.number, headers, content_type="application/json")


def _refusing(fault: Fault) -> Response:
    if fault.kind == "throttle":
        seconds = int(fault.seconds) or 5
        return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds).answer()
    if fault.kind == "blocked_after":
        return Refusal(500, "Internal Server Error: restart").answer()
    number, words, *more = fault.told or (400, "Bad Request: IMAGE_PROCESS_FAILED")
    return Refusal(number, words, **(more[0] if more else {})).answer()


def _told() -> dict[str, Any]:
    if request.is_json:
        found = request.get_json()
        return found if isinstance(found, dict) else {}
    return {**request.args.to_dict(), **request.form.to_dict()}


def _account() -> str:
    return str(_told().get("chat_id", ""))


def network() -> Telegram:
    """The network, not yet serving."""
    ground = Telegram(Flask(__name__), _refusing)
    methods: dict[str, Callable[..., object]] = {}

    def method(name: str, step: str) -> Callable[[Callable[[Bot], object]], None]:
        def take(view: Callable[[Bot], object]) -> None:
            def run(bot: Bot) -> object:
                try:
                    return {"ok": True, "result": view(bot)}
                except Refusal as refusal:
                    return refusal.answer()

            methods[name.lower()] = ground.step(step, _account)(run)

        return take

    @ground.app.post("/bot<token>/<name>")
    def call(token: str, name: str) -> object:
        bot = ground.bots.get(token)
        if bot is None:
            # A token of the right form that nobody has, as against something that is no token at all.
            refusal = Refusal(401, "Unauthorized") if ":" in token else Refusal(404, "Not Found")
            return refusal.answer()
        view = methods.get(name.lower())
        return view(bot=bot) if view else Refusal(404, "Not Found: method not found").answer()

    @method("getMe", "me")
    def get_me(bot: Bot) -> object:
        return {"id": bot.id, "is_bot": True, "first_name": "Bukti", "username": bot.username}

    @method("getChat", "chat")
    def get_chat(bot: Bot) -> object:
        found = _channel(ground, bot)
        return {"id": found.id, "type": found.kind, "title": found.title, "username": found.username}

    @method("getChatMember", "member")
    def get_chat_member(bot: Bot) -> object:
        found, user = _channel(ground, bot), int(_told().get("user_id", 0))
        if user not in found.admins:
            return {"status": "left", "user": {"id": user, "is_bot": True}}
        return {
            "status": "administrator",
            "user": {"id": user, "is_bot": True},
            "can_post_messages": found.admins[user],
        }

    @method("sendPhoto", "publish")
    def send_photo(bot: Bot) -> object:
        if "photo" not in request.files:
            raise Refusal(400, "Bad Request: there is no photo in the request")
        caption = _told().get("caption", "")
        return _post(ground, bot, caption, [request.files["photo"].read()])[0]

    @method("sendMediaGroup", "publish")
    def send_media_group(bot: Bot) -> object:
        try:
            items = json.loads(_told().get("media", ""))
            named = [item["media"].removeprefix("attach://") for item in items if item["type"] == "photo"]
            bodies = [request.files[name].read() for name in named]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Refusal(400, "Bad Request: can't parse media JSON object") from None
        if not 2 <= len(bodies) <= 10:
            raise Refusal(400, "Bad Request: wrong number of media in the album")
        return _post(ground, bot, items[0].get("caption", ""), bodies)

    @method("deleteMessage", "withdraw")
    def delete_message(bot: Bot) -> object:
        channel = _channel(ground, bot)
        _may_post(channel, bot)
        if not _delete(ground, channel, str(_told().get("message_id", ""))):
            raise Refusal(400, "Bad Request: message to delete not found")
        return True

    return ground


def _channel(ground: Telegram, bot: Bot) -> Channel:
    asked = str(_told().get("chat_id", ""))
    for each in ground.channels.values():
        if asked in (str(each.id), f"@{each.username}"):
            if bot.id in each.kicked:
                raise Refusal(403, "Forbidden: bot was kicked from the channel chat")
            if each.migrated_to:
                raise Refusal(
                    400, "Bad Request: group chat was upgraded", migrate_to_chat_id=each.migrated_to
                )
            return each
    raise Refusal(400, "Bad Request: chat not found")


def _may_post(channel: Channel, bot: Bot) -> None:
    if bot.id not in channel.admins:
        raise Refusal(403, "Forbidden: bot is not a member of the channel chat")
    if not channel.admins[bot.id]:
        raise Refusal(400, "Bad Request: need administrator rights in the channel chat")


def _photo(body: bytes) -> Fetched:
    if len(body) > PHOTO_BYTES_MOST:
        raise Refusal(413, "Request Entity Too Large")
    try:
        found = examine(body)
    except Unfetchable:
        raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED") from None
    longer, shorter = max(found.width, found.height), min(found.width, found.height)
    if longer + shorter > SIDES_MOST or longer > 20 * shorter:
        raise Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    return found


def _post(ground: Telegram, bot: Bot, caption: str, bodies: list[bytes]) -> list[dict[str, Any]]:
    with ground.lock:
        channel = _channel(ground, bot)
        _may_post(channel, bot)
        if len(caption.encode("utf-16-le")) // 2 > CAPTION_MOST:
            raise Refusal(400, "Bad Request: message caption is too long")
        photos = [_photo(body) for body in bodies]
        now = ground.clock.now()
        channel.sent[:] = [at for at in channel.sent if now - at < MINUTE]
        if ground.per_minute and len(channel.sent) + len(photos) > ground.per_minute:
            wait = int((channel.sent[0] + MINUTE - now).total_seconds()) + 1 if channel.sent else 60
            raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        channel.sent += [now] * len(photos)
        ids = [channel.last_message + place + 1 for place in range(len(photos))]
        channel.last_message = ids[-1]
        ground.posts.append(
            Posted(
                ",".join(map(str, ids)),
                str(channel.id),
                caption,
                tuple(each.sha256 for each in photos),
                (),
                "photo" if len(photos) == 1 else "album",
                now,
            )
        )
    group = {"media_group_id": secrets.token_hex(6)} if len(ids) > 1 else {}
    chat = {"id": channel.id, "type": channel.kind, "username": channel.username}
    return [{"message_id": each, "chat": chat, "date": int(now.timestamp()), **group} for each in ids]


def _delete(ground: Telegram, channel: Channel, message: str) -> bool:
    """Whether the message was there; a post is gone with its last one."""
    with ground.lock:
        for place, each in enumerate(ground.posts):
            ids = each.id.split(",")
            if each.account != str(channel.id) or message not in ids:
                continue
            index = ids.index(message)
            rest = ids[:index] + ids[index + 1 :]
            if not rest:
                del ground.posts[place]
                return True
            images = each.images[:index] + each.images[index + 1 :]
            ground.posts[place] = Posted(
                ",".join(rest), each.account, each.caption, images, (), each.kind, each.at
            )
            return True
    return False


@contextmanager
def telegram() -> Iterator[Telegram]:
    """The network at an address of its own until the block ends."""
    with serving(network()) as ground:
        assert isinstance(ground, Telegram)
        yield ground
