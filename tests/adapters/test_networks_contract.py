"""What every network promises, asked of the practice network on a real socket with every fault it knows."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

import config
from evidence.adapters.networks import (
    RECONNECT,
    Access,
    Caller,
    Gone,
    NetworkError,
    OutcomeUnknown,
    Practice,
    Refused,
    Remedy,
    Submission,
    connectors,
    networks,
)
from tests.networks.submissions import shown, submission
from tests.practice.serving import KEY, Account, Running, picture, running
from tests.test_config import GOOD
from tests.waiting import until

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
IMAGE = picture(108, 135)


@dataclass(frozen=True)
class Way:
    """One account of the network, seen by the adapter and by the network itself."""

    network: Practice
    access: Access
    server: Running
    account: Account

    def submission(
        self,
        caption: str = "Kuras saluran RT 05\nTerima kasih",
        image: bytes = IMAGE,
        alt_text: str = "Saluran",
    ) -> Submission:
        return submission(caption, shown(image, alt_text))

    def hurried(self) -> "Way":
        """The same way by somebody who does not wait for an answer that is held."""
        return replace(
            self, network=replace(self.network, caller=Caller(connect_seconds=5.0, read_seconds=0.5))
        )

    def container(self) -> str:
        return self.network.prepare(self.access, self.submission()).container

    def publish(self, container: str) -> str:
        return self.network.publish(self.access, self.submission(), container)

    def find(self, container: str) -> str | None:
        return self.network.find(self.access, self.submission().caption, container, SINCE)

    def call(self, step: str, container: str, remote_id: str) -> str | None:
        """The adapter's call that the network knows as ``step``."""
        calls: dict[str, Callable[[], str | None]] = {
            "media": self.container,
            "publish": lambda: self.publish(container),
            "lookup": lambda: self.find(container),
            "permalink": lambda: self.network.permalink(self.access, remote_id),
        }
        return calls[step]()


@pytest.fixture(scope="module")
def server(cluster: Any) -> Iterator[Running]:
    with running(str(cluster.create_database().practice_url)) as found:
        yield found


@pytest.fixture
def way(server: Running) -> Iterator[Way]:
    network = Practice(server.url, Caller(connect_seconds=5.0, read_seconds=10.0))
    opened = network.open_account(KEY, f"kel.{secrets.token_hex(5)}", "Kelurahan Mojo", "Kelurahan")
    access = Access(opened.id, opened.handle, opened.token)
    yield Way(network, access, server, Account(server.url, opened.id, opened.handle, opened.token))
    server.clear()


def test_a_submission_becomes_one_post_that_is_found_and_has_an_address(way: Way) -> None:
    container = way.container()
    before = way.find(container)
    remote_id = way.publish(container)

    assert before is None
    assert way.find(container) == remote_id
    assert way.network.permalink(way.access, remote_id) == f"{way.server.url}/p/{remote_id}"
    assert [(post["id"], post["caption"], post["alt_text"]) for post in way.account.posts()] == [
        (remote_id, "Kuras saluran RT 05\nTerima kasih", "Saluran")
    ]


def test_preparing_again_posts_nothing(way: Way) -> None:
    assert way.container() != way.container()
    assert way.account.posts() == []


def test_a_second_publish_of_a_container_is_unknown_and_the_look_up_adopts_the_first(way: Way) -> None:
    container = way.container()
    remote_id = way.publish(container)

    with pytest.raises(OutcomeUnknown):
        way.publish(container)

    assert way.find(container) == remote_id
    assert len(way.account.posts()) == 1


# What each fault proves at each step: "refused" (may be tried again), "permanent", "unknown", or "works".
# Only publishing can be unknown; everything else may be repeated, so a lost answer there costs nothing.
PROVES = {
    "slow": {"publish": "unknown", "other": "refused"},
    "fail": {"publish": "unknown", "other": "refused"},
    "hold": {"publish": "unknown", "other": "refused"},
    "hold_answer": {"publish": "unknown", "other": "refused"},
    "lose_answer": {"publish": "unknown", "other": "refused"},
    "reject": {"publish": "permanent", "other": "permanent"},
    "throttle": {"publish": "refused", "other": "refused"},
}
WAITS = {"slow", "hold", "hold_answer"}


def _outcome(error: NetworkError) -> str:
    if isinstance(error, Refused):
        return "permanent" if error.remedy is Remedy.FAIL else "refused"
    return "unknown"


@pytest.mark.parametrize("step", ["media", "publish", "lookup", "permalink"])
@pytest.mark.parametrize("kind", PROVES)
def test_every_fault_at_every_step_proves_what_it_proves_and_no_more(way: Way, kind: str, step: str) -> None:
    container, remote_id = way.container(), ""
    if step in ("lookup", "permalink"):
        remote_id = way.publish(container)
    way.server.fault(step, kind, seconds=30, account=way.account.id)

    caller = way.hurried() if kind in WAITS else way
    with pytest.raises(NetworkError) as raised:
        caller.call(step, container, remote_id)
    way.server.clear()

    assert _outcome(raised.value) == PROVES[kind].get(step, PROVES[kind]["other"])
    assert raised.value.reason
    assert "\n" not in raised.value.reason


@pytest.mark.parametrize("kind", ["fail", "reject", "throttle"])
def test_a_refusal_means_that_nothing_was_posted_and_the_same_container_still_can_be(
    way: Way, kind: str
) -> None:
    container = way.container()
    way.server.fault("publish", kind, times=1)

    with pytest.raises(NetworkError):
        way.publish(container)

    assert way.account.posts() == []
    assert way.find(container) is None
    assert way.publish(container) == way.account.posts()[0]["id"]


def test_a_post_whose_answer_was_lost_is_found_by_its_container(way: Way) -> None:
    container = way.container()
    way.server.fault("publish", "lose_answer", times=1)

    with pytest.raises(OutcomeUnknown):
        way.publish(container)

    assert way.find(container) == way.account.posts()[0]["id"]


def test_a_held_call_that_acts_late_is_found_later_though_it_was_not_seen_before(way: Way) -> None:
    container = way.container()
    way.server.fault("publish", "hold", times=1)

    with pytest.raises(OutcomeUnknown):
        way.hurried().publish(container)
    # A busy network may take the call up when its sender has gone already.
    until(lambda: way.server.held("publish") == 1)
    not_seen = way.find(container)
    way.server.release("publish", act=True)

    assert not_seen is None
    assert until(lambda: way.find(container)) == way.account.posts()[0]["id"]


def test_throttling_says_how_long_to_wait(way: Way) -> None:
    way.server.fault("media", "throttle", times=1, seconds=17)

    with pytest.raises(Refused) as raised:
        way.container()

    assert (raised.value.retry_after, raised.value.remedy) == (17.0, Remedy.WAIT)


@pytest.mark.parametrize("step", ["media", "publish", "lookup", "permalink"])
def test_a_revoked_token_asks_for_a_new_connection_at_every_step(way: Way, step: str) -> None:
    container = way.container()
    remote_id = way.publish(container)
    way.server.call("DELETE", f"/api/accounts/{way.account.id}/tokens")

    with pytest.raises(Refused) as raised:
        way.call(step, container, remote_id)

    assert (raised.value.reason, raised.value.remedy) == (RECONNECT, Remedy.RECONNECT)


@pytest.mark.parametrize("token", ["", "a b", "ab\r\nX-Evil: 1", "tökén", "a" * 5000])
def test_a_token_that_is_none_never_leaves_the_house(way: Way, token: str) -> None:
    before = way.server.call("GET", "/api/faults").json()["calls"]

    with pytest.raises(Refused) as raised:
        replace(way, access=replace(way.access, token=token)).publish("abc")

    assert (raised.value.reason, raised.value.remedy) == (RECONNECT, Remedy.RECONNECT)
    assert way.server.call("GET", "/api/faults").json()["calls"] == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"caption": "a" * 2201}, "2200"),
        ({"alt_text": "a" * 1001}, "1000"),
        ({"image": b"bukan gambar"}, "JPEG"),
        ({"image": b""}, "image"),
        ({"image": picture(40, 90)}, "1:2"),
        ({"image": IMAGE[:-2] + b"\x00" * 8 * 1024 * 1024 + b"\xff\xd9"}, "8 MB"),
    ],
)
def test_what_the_network_does_not_take_is_refused_for_good_in_its_own_words(
    way: Way, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused) as raised:
        way.network.prepare(way.access, way.submission(**changes))

    assert raised.value.remedy is Remedy.FAIL
    assert raised.value.code
    assert words in raised.value.reason


def test_an_unknown_container_cannot_be_published_and_was_not_posted(way: Way) -> None:
    with pytest.raises(Refused) as raised:
        way.publish("tidakada")

    assert (raised.value.remedy, raised.value.code) == (Remedy.ANEW, "no_container")
    assert way.find("tidakada") is None


@pytest.mark.parametrize("ident", ["../faults", "a/b", "?x", "", "%00", "ä"])
def test_odd_ids_stay_inside_their_address(way: Way, ident: str) -> None:
    with pytest.raises(Refused):
        way.network.permalink(way.access, ident)


def test_a_withdrawn_post_is_gone_and_withdrawing_again_is_no_error(way: Way) -> None:
    remote_id = way.publish(way.container())

    way.network.withdraw(way.access, remote_id)
    way.network.withdraw(way.access, remote_id)

    assert way.account.posts() == []
    assert way.network.permalink(way.access, remote_id) is None


def test_figures_are_what_the_network_counts_and_say_when_a_post_is_gone(way: Way) -> None:
    remote_id = way.publish(way.container())
    way.server.counted(remote_id, likes=3, comments=0)

    assert way.network.figures(way.access, remote_id) == {"likes": 3, "comments": 0, "shares": 0, "views": 0}

    way.network.withdraw(way.access, remote_id)
    with pytest.raises(Gone):
        way.network.figures(way.access, remote_id)


def test_accounts_are_opened_with_the_key_only(way: Way) -> None:
    with pytest.raises(Refused) as raised:
        way.network.open_account("kunci salah", "kel.lain", "Kelurahan Lain", "Kelurahan")
    refused_key = raised.value

    with pytest.raises(Refused) as raised:
        way.network.open_account(KEY, "latihan", "Kelurahan Lain", "Kelurahan")

    assert refused_key.remedy is Remedy.RECONNECT
    assert raised.value.code == "invalid_handle"


def test_secrets_and_texts_are_not_shown_when_printed(way: Way) -> None:
    shown = repr(way.access) + repr(way.submission()) + repr(way.network)

    assert way.access.token not in shown
    assert "Kuras" not in shown


def test_networks_are_known_by_name(server: Running) -> None:
    found, without = (networks(config.read(GOOD).applications, url) for url in (server.url + "/", ""))

    assert [name for name in found if name not in without] == ["practice"]
    assert [name for name, network in found.items() if network.by_hand] == ["by_hand"]
    assert set(without) == {*connectors(config.read(GOOD).applications), "by_hand"}
    assert found["practice"].limits.texts[0].most == 2200
    assert found["practice"].limits.image_bytes == 8 * 1024 * 1024
