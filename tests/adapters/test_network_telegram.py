"""Telegram channels over a real socket: the way through, what each failure proves, and a token that shows nowhere."""

import logging
import socket
import traceback
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from config import Application
from evidence.adapters.networks.base import (
    RECONNECT,
    Access,
    Gone,
    Identity,
    NetworkError,
    OutcomeUnknown,
    Refused,
    Remedy,
)
from evidence.adapters.networks.connecting import Arrival, Candidate, Credentials, Way
from evidence.adapters.networks.telegram import Telegram
from evidence.adapters.networks.telegram_login import TelegramLogin
from evidence.core.errors import Invalid
from tests.adapters.answering import answering, http
from tests.adapters.submissions import HURRIED, proved
from tests.networks import telegram_server
from tests.networks.proving import CAPTION, LATE, PATIENT, UNKNOWN, fresh, picture, settle, submission
from tests.networks.telegram_server import Bot, Channel

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@dataclass(frozen=True)
class There:
    """One channel, seen by the adapter and by the network itself."""

    ground: telegram_server.Telegram
    bot: Bot
    channel: Channel
    network: Telegram
    access: Access

    def publish(self, network: Telegram | None = None) -> str:
        sent = submission()
        container = self.network.prepare(self.access, sent).container
        return (network or self.network).publish(self.access, sent, container)


@pytest.fixture(scope="module")
def ground() -> Iterator[telegram_server.Telegram]:
    with telegram_server.telegram() as found:
        yield found


@pytest.fixture
def there(ground: telegram_server.Telegram) -> There:
    fresh(ground)
    ground.channels.clear()
    ground.per_minute = 20
    bot = ground.bot()
    channel = ground.channel("kelurahan_mojo", bot, title="Kelurahan Mojo")
    access = Access(str(channel.id), channel.username, bot.token)
    return There(ground, bot, channel, Telegram(ground.url, PATIENT), access)


def test_a_picture_is_sent_once_with_its_text_and_has_a_public_address(there: There) -> None:
    remote_id = there.publish()

    (post,) = there.ground.posts
    assert (post.id, post.caption, post.images) == (remote_id, CAPTION, (picture().sha256,))
    assert there.ground.calls == ["publish"]
    assert there.network.permalink(there.access, remote_id) == f"https://t.me/kelurahan_mojo/{remote_id}"


def test_several_pictures_become_one_album_that_is_known_by_all_its_messages(there: There) -> None:
    pictures = [picture(shade=shade) for shade in (10, 90, 200)]
    sent = submission(*pictures)

    remote_id = there.network.publish(there.access, sent, there.network.prepare(there.access, sent).container)

    (post,) = there.ground.posts
    assert remote_id.split(",") == ["1201", "1202", "1203"]
    assert (post.caption, post.images) == (CAPTION, tuple(each.sha256 for each in pictures))
    assert there.network.permalink(there.access, remote_id) == "https://t.me/kelurahan_mojo/1201"

    there.network.withdraw(there.access, remote_id)
    there.network.withdraw(there.access, remote_id)
    assert there.ground.posts == []


def test_a_channel_without_a_public_name_has_no_address(there: There) -> None:
    assert there.network.permalink(replace(there.access, handle=""), "1201") is None


@pytest.mark.parametrize("kind", UNKNOWN)
def test_after_a_fault_of_the_one_call_nobody_knows_and_the_network_cannot_be_asked(
    there: There, kind: str
) -> None:
    there.ground.fault("publish", kind)
    hurried = replace(there.network, caller=HURRIED) if kind in LATE else None

    proves = proved(lambda: there.publish(hurried))
    settle(there.ground, UNKNOWN[kind])

    assert proves == "unknown"
    assert there.network.find(there.access, CAPTION, "langsung", NOW) is None
    assert there.ground.calls.count("publish") == 1


def test_asked_to_wait_the_same_may_be_sent_after_the_seconds_it_named(there: There) -> None:
    there.ground.fault("publish", "throttle", seconds=17)

    with pytest.raises(Refused) as raised:
        there.publish()

    assert (raised.value.remedy, raised.value.retry_after) == (Remedy.KEEP, 17.0)
    assert there.ground.posts == []
    assert there.publish() == there.ground.posts[0].id


def test_a_channel_takes_so_many_messages_a_minute_and_an_album_counts_by_its_pictures(there: There) -> None:
    there.ground.per_minute = 4
    sent = submission(picture(shade=1), picture(shade=2), picture(shade=3))
    there.network.publish(there.access, sent, "langsung")
    first = proved(lambda: there.network.publish(there.access, sent, "langsung"))

    there.ground.clock.pass_(minutes=1)

    assert first == "keep"
    assert there.network.publish(there.access, sent, "langsung") == there.ground.posts[1].id


def test_a_bot_that_may_no_longer_post_asks_for_a_new_connection(there: There) -> None:
    there.channel.admins[there.bot.id] = False
    without_right = proved(there.publish)
    there.channel.admins.clear()
    no_admin = proved(there.publish)
    there.channel.kicked.add(there.bot.id)
    kicked = proved(there.publish)

    assert [without_right, no_admin, kicked] == ["reconnect"] * 3
    assert there.ground.posts == []


def test_a_channel_that_moved_is_a_matter_for_a_person(there: There) -> None:
    there.channel.migrated_to = -1_009_999

    with pytest.raises(Refused) as raised:
        there.publish()

    assert raised.value.remedy is Remedy.FAIL
    assert "berpindah" in raised.value.reason


def test_a_token_taken_back_asks_for_a_new_connection_at_every_call(there: There) -> None:
    remote_id = there.publish()
    there.ground.revoke(there.bot)

    calls = (
        there.publish,
        lambda: there.network.withdraw(there.access, remote_id),
        lambda: there.network.identity(there.access),
    )
    assert [proved(call) for call in calls] == ["reconnect"] * 3
    assert len(there.ground.posts) == 1


@pytest.mark.parametrize(
    "kind", ["reset_before", "fail_before", "lose_answer", "fail_after", "garbage", "redirect"]
)
@pytest.mark.parametrize("step", ["withdraw", "chat"])
def test_what_may_be_repeated_is_only_tried_again_later(there: There, step: str, kind: str) -> None:
    remote_id = there.publish()
    calls = {
        "withdraw": lambda: there.network.withdraw(there.access, remote_id),
        "chat": lambda: there.network.identity(there.access),
    }
    there.ground.fault(step, kind)

    assert proved(calls[step]) == "wait"
    assert proved(calls[step]) == "works"


def test_what_the_network_would_not_take_is_refused_before_anything_is_sent(there: There) -> None:
    wide = picture(2100, 100)
    sides = replace(picture(), width=6000, height=4001)
    heavy = replace(picture(), jpeg=b"\xff\xd8" + bytes(10_000_000))
    many = [picture(shade=shade) for shade in range(11)]
    refused = [
        submission(wide), submission(sides), submission(heavy), submission(*many), submission(caption="a" * 1025),
        submission(caption="\N{HERB}" * 513),
    ]  # fmt: skip

    assert [proved(lambda sent=each: there.network.prepare(there.access, sent)) for each in refused] == [
        "fail"
    ] * 6
    assert (
        proved(lambda: there.network.prepare(there.access, submission(caption="\N{HERB}" * 512))) == "works"
    )
    assert there.ground.calls == []


def test_the_channel_is_known_by_its_number_and_tells_its_name_of_today(there: There) -> None:
    there.channel.username = "kel_mojo_resmi"

    assert there.network.identity(there.access) == Identity(str(there.channel.id), "kel_mojo_resmi")
    assert there.network.figures(there.access, "1201") == {}
    assert there.network.quota(there.access) is None


def test_a_channel_that_was_deleted_is_gone_and_one_that_put_the_bot_out_is_not(there: There) -> None:
    del there.ground.channels[there.channel.id]

    with pytest.raises(Gone):
        there.network.identity(there.access)


STRANGE = {
    "no id": b'{"ok": true, "result": {}}',
    "true for an id": b'{"ok": true, "result": {"message_id": true}}',
    "no result": b'{"ok": true}',
    "ok of another kind": b'{"ok": "yes", "result": {"message_id": 5}}',
    "a list": b"[]",
    "nothing": b"",
}


@pytest.mark.parametrize("case", STRANGE)
def test_a_success_that_makes_no_sense_proves_nothing(case: str) -> None:
    with answering(http("200 OK", STRANGE[case])) as server:
        access = Access("-1001", "mojo", "1234567:" + "a" * 35, server.url)
        single = proved(lambda: Telegram("", PATIENT).publish(access, submission(), "langsung"))
        identity = proved(lambda: Telegram("", PATIENT).identity(access))

    assert (single, identity) == ("unknown", "wait")


# ------------------------------------------------------------------------------------------------- the token
def _said(error: BaseException) -> str:
    """Everything that a log, a page or an error report could show of it."""
    told, seen = [], error
    while seen is not None:
        told += [repr(seen), str(seen), repr(seen.args), repr(vars(seen)), *traceback.format_exception(seen)]
        told.append(str(getattr(getattr(seen, "_request", None), "url", "")))
        seen = seen.__cause__ or seen.__context__
    return "\n".join(told)


def _failures(access: Access, network: Telegram) -> Iterator[NetworkError]:
    calls = (
        lambda: network.publish(access, submission(), "langsung"),
        lambda: network.publish(access, submission(picture(shade=1), picture(shade=2)), "langsung"),
        lambda: network.withdraw(access, "1201"),
        lambda: network.identity(access),
        lambda: TelegramLogin(Application(access.base_url), network.caller).typed(
            {"bot_token": access.token, "channel": "@kelurahan_mojo"}, NOW
        ),
    )
    for call in calls:
        with pytest.raises((NetworkError, Invalid)) as raised:
            call()
        yield raised.value


TOKEN = "7000001:AAE-geheimgeheimgeheimgeheimgeheim"
ECHO = (
    b'{"ok": false, "error_code": 400, "description": "Bad Request: /bot' + TOKEN.encode() + b'/x is wrong"}'
)
# Addresses at which something fails in the library, before it or behind it.
WAYS = {
    "refused": None, "silent": b"", "half": b"HTTP/1.", "page": http("404 Not Found", b"<html>"),
    "echo": http("400 Bad Request", ECHO),
    "redirect": http("302 Found", b"", f"Location: http://[::1/bot{TOKEN}"),
}  # fmt: skip


@pytest.mark.parametrize("case", WAYS)
def test_the_token_in_the_address_shows_in_no_failure_and_no_log(
    case: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with closing(socket.socket()) as deaf, answering(WAYS[case] or b"") as server:
        # Taken, so that nobody else listens there meanwhile, and listened to by nobody.
        deaf.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        access = Access("-1001", "mojo", TOKEN, closed if case == "refused" else server.url)
        said = [_said(error) for error in _failures(access, Telegram("", PATIENT))]

    assert len(said) == 5
    assert not [text for text in [*said, caplog.text, repr(access)] if "geheim" in text]


@pytest.mark.parametrize("url", ["http://[::1", "ftp://127.0.0.1", "http://a\x00b", "http://127.0.0.1:99999"])
def test_nor_does_it_show_where_the_address_itself_is_wrong(url: str) -> None:
    said = [_said(error) for error in _failures(Access("-1001", "mojo", TOKEN, url), Telegram("", PATIENT))]

    assert not [text for text in said if "geheim" in text]


@pytest.mark.parametrize(
    "token", ["", "1:a", "../x", "1234567:" + "a" * 30 + "/../", "1234567:tökén" + "a" * 30]
)
def test_a_token_that_is_none_never_leaves_the_house(there: There, token: str) -> None:
    with pytest.raises(Refused) as raised:
        there.network.publish(replace(there.access, token=token), submission(), "langsung")

    assert (raised.value.reason, raised.value.remedy) == (RECONNECT, Remedy.RECONNECT)
    assert there.ground.calls == []


# ---------------------------------------------------------------------------------------------- connecting
def _typed(there: There, **changes: str) -> Candidate:
    told = {"bot_token": there.bot.token, "channel": "@kelurahan_mojo"} | changes
    return TelegramLogin(Application(there.ground.url), PATIENT).typed(told, NOW)


@pytest.mark.parametrize(
    "channel", ["@kelurahan_mojo", "kelurahan_mojo", " https://t.me/kelurahan_mojo ", "t.me/kelurahan_mojo"]
)
def test_a_bot_that_may_post_opens_its_channel(there: There, channel: str) -> None:
    found = _typed(there, channel=channel)

    assert (found.remote_id, found.handle, found.name, found.profile_url) == (
        str(there.channel.id),
        "kelurahan_mojo",
        "Kelurahan Mojo",
        "https://t.me/kelurahan_mojo",
    )
    assert found.credentials == Credentials(access=there.bot.token, obtained_at=NOW)
    assert there.bot.token not in repr(found)
    access = Access(found.remote_id, found.handle, found.credentials.access)
    assert there.network.publish(access, submission(), "langsung") == there.ground.posts[0].id


def test_what_is_wrong_with_a_connection_is_said_at_its_field(there: There) -> None:
    group = there.ground.channel("warga_mojo", there.bot, kind="supergroup")
    stranger = there.ground.channel("kelurahan_lain")
    silent = there.ground.channel("kelurahan_diam", there.bot)
    silent.admins[there.bot.id] = False
    kicked = there.ground.channel("kelurahan_usir")
    kicked.kicked.add(there.bot.id)
    wrong = [
        ({"bot_token": "bukan token"}, "bot_token", "BotFather"),
        ({"bot_token": "1234567:" + "b" * 35}, "bot_token", "BotFather"),
        ({"channel": ""}, "channel", "@kelurahan_mojo"),
        ({"channel": "https://t.me/kelurahan_mojo/55"}, "channel", "@kelurahan_mojo"),
        ({"channel": "@tidak_ada"}, "channel", "tidak ditemukan"),
        ({"channel": group.username}, "channel", "bukan kanal"),
        ({"channel": stranger.username}, "channel", "belum admin"),
        ({"channel": silent.username}, "channel", "hak kirim pesan"),
        ({"channel": kicked.username}, "channel", "tidak ditemukan"),
    ]
    for told, where, words in wrong:
        with pytest.raises(Invalid) as raised:
            _typed(there, **told)
        assert list(raised.value.fields) == [where], told
        assert words in raised.value.fields[where], told


@pytest.mark.parametrize("step", ["me", "chat", "member"])
def test_a_network_that_does_not_answer_is_no_mistake_of_the_person(there: There, step: str) -> None:
    there.ground.fault(step, "fail_before")

    with pytest.raises(Refused) as raised:
        _typed(there)

    assert raised.value.remedy is Remedy.WAIT


def test_a_bots_token_is_never_renewed_and_cannot_be_taken_back_from_here(there: There) -> None:
    login, credentials = TelegramLogin(Application(there.ground.url), PATIENT), _typed(there).credentials
    calls = len(there.ground.calls)

    login.revoke(there.access, credentials)

    assert (login.way, login.ready, list(login.fields)) == (Way.TYPED, True, ["bot_token", "channel"])
    assert login.renew_at(credentials) is None
    assert login.renew(credentials, NOW) == credentials
    assert len(there.ground.calls) == calls
    assert proved(lambda: login.depart("https://bukti.example/", "s", "c")) == "fail"
    assert proved(lambda: login.arrive(Arrival("c", "v", "https://bukti.example/"), NOW)) == "fail"


def test_an_answer_for_an_album_without_messages_proves_nothing() -> None:
    album = submission(picture(shade=1), picture(shade=2))
    with answering(http("200 OK", b'{"ok": true, "result": []}')) as server:
        access = Access("-1001", "mojo", "1234567:" + "a" * 35, server.url)
        with pytest.raises(OutcomeUnknown):
            Telegram("", PATIENT).publish(access, album, "langsung")
