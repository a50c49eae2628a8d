"""X over a real socket: the way through, what failures prove, and how a lost post is found among the account's own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from evidence.adapters.networks.base import Access, Gone, Identity, OutcomeUnknown, Refused, Remedy
from evidence.adapters.networks.x import X
from tests.adapters.answering import answering, http
from tests.adapters.submissions import HURRIED, proved
from tests.networks import x_server, x_state
from tests.networks.proving import CAPTION, LATE, PATIENT, UNKNOWN, fresh, picture, settle, submission


@dataclass(frozen=True)
class There:
    """One account, seen by the adapter and by the network itself."""

    ground: x_state.X
    user: x_state.User
    network: X
    access: Access

    def container(self) -> str:
        return self.network.prepare(self.access, submission()).container

    def publish(self, container: str = "", caption: str = CAPTION, network: X | None = None) -> str:
        sent = submission(caption=caption)
        return (network or self.network).publish(self.access, sent, container or self.container())

    def find(self, caption: str = CAPTION, ago: timedelta = timedelta(minutes=1)) -> str | None:
        return self.network.find(self.access, caption, "", self.ground.clock.now() - ago)


@pytest.fixture(scope="module")
def ground() -> Iterator[x_state.X]:
    with x_server.x() as found:
        yield found


@pytest.fixture
def there(ground: x_state.X) -> There:
    fresh(ground)
    ground.most = {"publish": 100, "withdraw": 50, "upload": 500}
    ground.app_posts_most = 10_000
    user = ground.user("kel_mojo")
    return There(
        ground, user, X(ground.url, PATIENT), Access(user.id, "kel_mojo", ground.sign_in(user).access)
    )


def test_pictures_are_uploaded_with_their_alt_texts_and_posted_once(there: There) -> None:
    pictures = [picture(shade=shade) for shade in (10, 60, 120, 200)]
    sent = submission(*pictures)

    container = there.network.prepare(there.access, sent).container
    nothing_yet = list(there.ground.posts)
    remote_id = there.network.publish(there.access, sent, container)

    (post,) = there.ground.posts
    assert nothing_yet == []
    assert (post.id, post.account, post.caption) == (remote_id, there.user.id, CAPTION)
    assert post.images == tuple(each.sha256 for each in pictures)
    assert post.alt_texts == tuple(each.alt_text for each in pictures)
    assert there.ground.calls == ["upload", "alt"] * 4 + ["publish"]
    assert there.network.permalink(there.access, remote_id) == f"https://x.com/i/web/status/{remote_id}"


def test_a_picture_without_an_alt_text_is_uploaded_all_the_same(there: There) -> None:
    bare = submission(replace(picture(), alt_text=""))

    there.network.publish(there.access, bare, there.network.prepare(there.access, bare).container)

    assert there.ground.posts[0].alt_texts == ("",)
    assert there.ground.calls == ["upload", "publish"]


@pytest.mark.parametrize("kind", UNKNOWN)
def test_after_a_fault_of_the_one_call_nobody_knows_until_the_accounts_posts_are_listed(
    there: There, kind: str
) -> None:
    container = there.container()
    there.ground.fault("publish", kind)
    hurried = replace(there.network, caller=HURRIED) if kind in LATE else None

    proves = proved(lambda: there.publish(container, network=hurried))
    settle(there.ground, UNKNOWN[kind])

    assert proves == "unknown"
    assert there.find() == (there.ground.posts[0].id if UNKNOWN[kind] else None)
    assert there.ground.calls.count("publish") == 1


def test_a_text_that_stands_there_already_is_unknown_and_the_look_up_adopts_it(there: There) -> None:
    remote_id = there.publish()

    with pytest.raises(OutcomeUnknown) as raised:
        there.publish()

    assert raised.value.code == "duplicate"
    assert there.find() == remote_id
    assert len(there.ground.posts) == 1


@pytest.mark.parametrize(
    "caption",
    [
        "Kuras saluran & talud <RT 05>\n\nhttps://bukti.surakarta.go.id/k/abc?x=1&y=2 selesai",
        "Foto di bukti.surakarta.go.id, terima kasih \N{HERB}\N{VARIATION SELECTOR-16}",
        "https://a.go.id/1/ lalu https://a.go.id/2",
        "Cafe\u0301 Mojo",
        "Kuras saluran  ",
    ],
)
def test_a_post_is_known_by_its_text_once_its_short_links_are_undone(there: There, caption: str) -> None:
    remote_id = there.publish(caption=caption)

    assert there.find(caption) == remote_id
    assert there.find(caption[:-3]) is None
    assert there.find(caption + " lagi") is None


def test_only_posts_since_the_trial_are_taken_and_of_several_the_first(there: There) -> None:
    old = there.publish()
    there.ground.clock.pass_(minutes=30)
    not_seen = there.find(ago=timedelta(minutes=10))
    there.ground.take_down(old)
    first = there.publish()
    (again,) = there.ground.posts
    there.ground.posts.append(replace(again, id=there.ground.next_id()))

    assert not_seen is None
    assert there.find(ago=timedelta(minutes=10)) == first


def test_another_accounts_post_is_not_taken(there: There) -> None:
    other = there.ground.user("kel_lain")
    network = Access(other.id, "kel_lain", there.ground.sign_in(other).access)
    sent = submission()
    there.network.publish(network, sent, there.network.prepare(network, sent).container)

    assert there.find() is None


def test_used_up_calls_say_when_the_window_opens_by_the_networks_own_clock(there: There) -> None:
    there.ground.clock.pass_(days=3)
    there = replace(there, access=replace(there.access, token=there.ground.sign_in(there.user).access))
    there.ground.most["publish"] = 1
    there.publish(caption="satu")
    container = there.container()

    with pytest.raises(Refused) as raised:
        there.publish(container, "dua")

    assert raised.value.remedy is Remedy.KEEP
    assert raised.value.retry_after is not None
    assert 890 < raised.value.retry_after <= 901
    there.ground.clock.pass_(seconds=raised.value.retry_after)
    assert there.publish(container, "dua") == there.ground.posts[1].id


def test_the_day_of_the_application_is_used_up_for_its_own_time(there: There) -> None:
    there.ground.app_posts_most = 1
    there.publish(caption="satu")
    there.ground.clock.pass_(minutes=90)

    with pytest.raises(Refused) as raised:
        there.publish(caption="dua")

    assert raised.value.remedy is Remedy.KEEP
    assert raised.value.retry_after is not None
    assert 22.4 * 3600 < raised.value.retry_after <= 22.6 * 3600


def test_pictures_of_yesterday_are_uploaded_anew(there: There) -> None:
    container = there.container()
    there.ground.clock.pass_(hours=24, minutes=1)
    fresh_token = replace(there.access, token=there.ground.sign_in(there.user).access)

    with pytest.raises(Refused) as raised:
        there.network.publish(fresh_token, submission(), container)

    assert raised.value.remedy is Remedy.ANEW
    again = there.network.prepare(fresh_token, submission()).container
    assert there.network.publish(fresh_token, submission(), again) == there.ground.posts[0].id


@pytest.mark.parametrize(
    "container", ["", "langsung", "[]", "{}", '{"media": []}', '{"media": [5]}', '{"media": 5}', "5"]
)
def test_a_container_that_is_none_is_made_anew_and_nothing_is_sent(there: There, container: str) -> None:
    with pytest.raises(Refused) as raised:
        there.network.publish(there.access, submission(), container)

    assert raised.value.remedy is Remedy.ANEW
    assert there.ground.calls == []


def _calls(there: There, container: str, remote_id: str) -> dict[str, Callable[[], object]]:
    return {
        "upload": there.container,
        "alt": there.container,
        "lookup": there.find,
        "withdraw": lambda: there.network.withdraw(there.access, remote_id),
        "figures": lambda: there.network.figures(there.access, remote_id),
        "identity": lambda: there.network.identity(there.access),
        "publish": lambda: there.publish(container, "lain"),
    }


LOST = ("reset_before", "fail_before", "lose_answer", "fail_after", "garbage", "redirect")
# All of them where a post is looked for; elsewhere one of each sort.
REPEATED = [("lookup", kind) for kind in LOST] + [
    (step, kind)
    for step in ("alt", "withdraw", "figures", "identity")
    for kind in ("fail_before", "lose_answer", "garbage")
]


@pytest.mark.parametrize(("step", "kind"), REPEATED)
def test_what_may_be_repeated_is_only_tried_again_later(there: There, step: str, kind: str) -> None:
    container = there.container()
    calls = _calls(there, container, there.publish(container))
    there.ground.fault(step, kind)

    # Alt texts are taken by the status alone, so what their answer says does not matter.
    proves = "works" if (step, kind) == ("alt", "garbage") else "wait"
    assert proved(calls[step]) == proves
    assert proved(calls[step]) == "works"


@pytest.mark.parametrize("kind", [*UNKNOWN, "throttle", "refuse"])
def test_whatever_happens_to_an_upload_nothing_is_public_and_it_can_be_made_again(
    there: There, kind: str
) -> None:
    there.ground.fault("upload", kind)
    network = replace(there.network, caller=HURRIED) if kind in LATE else there.network

    proves = proved(lambda: network.prepare(there.access, submission()))
    there.ground.clear()

    assert proves == ("fail" if kind in ("refuse", "blocked_after") else "wait")
    assert there.ground.posts == []
    assert there.publish() == there.ground.posts[0].id


def test_an_expired_or_revoked_token_asks_for_a_new_connection_at_every_call(there: There) -> None:
    container = there.container()
    remote_id = there.publish(container)
    calls = _calls(there, container, remote_id)
    there.ground.clock.pass_(hours=2)
    expired = {step: proved(call) for step, call in calls.items()}
    there.ground.clock.pass_(hours=-2)
    there.ground.desk.forget_user(there.user.id)
    revoked = {step: proved(call) for step, call in calls.items()}

    assert expired == revoked == dict.fromkeys(calls, "reconnect")
    assert len(there.ground.posts) == 1


def test_a_withdrawn_post_is_gone_and_withdrawing_again_is_no_error(there: There) -> None:
    remote_id = there.publish()

    there.network.withdraw(there.access, remote_id)
    there.network.withdraw(there.access, remote_id)

    assert there.ground.posts == []
    assert there.find() is None
    with pytest.raises(Gone):
        there.network.figures(there.access, remote_id)


def test_a_deletion_without_words_is_one() -> None:
    with answering(http("204 No Content")) as server:
        assert (
            proved(lambda: X("", PATIENT).withdraw(Access("1", "mojo", "token", server.url), "5")) == "works"
        )


def test_figures_count_quotes_as_shares(there: There) -> None:
    remote_id = there.publish()

    found = there.network.figures(there.access, remote_id)

    assert found == {"likes": 7, "comments": 2, "shares": 4, "views": 410}
    assert there.network.quota(there.access) is None


def test_a_renamed_account_is_still_the_same(there: There) -> None:
    there.ground.users[there.user.id] = replace(there.user, username="kelurahan_mojo")

    assert there.network.identity(there.access) == Identity(there.user.id, "kelurahan_mojo")


def test_what_the_network_does_not_take_is_refused_before_anything_is_public(there: There) -> None:
    five = [picture(shade=shade) for shade in range(5)]
    unreadable = replace(picture(), jpeg=b"bukan gambar")
    long_alt = replace(picture(), alt_text="a" * 1001)

    assert proved(lambda: there.network.prepare(there.access, submission(*five))) == "fail"
    assert proved(lambda: there.network.prepare(there.access, submission(unreadable))) == "fail"
    assert proved(lambda: there.network.prepare(there.access, submission(long_alt))) == "fail"
    assert there.ground.posts == []


def test_a_caption_is_measured_as_the_network_counts_it() -> None:
    (measure,) = X().limits.texts

    assert measure.count("Lihat https://bukti.surakarta.go.id/k/" + "a" * 80) == 6 + 23
    assert measure.count("\N{HERB}" * 140) == measure.most


STRANGE = {
    "no data": b"{}",
    "errors alone": b'{"errors": [{"title": "Forbidden"}]}',
    "no id": b'{"data": {}}',
    "data of another kind": b'{"data": "5"}',
    "a list": b"[]",
    "nothing": b"",
}


@pytest.mark.parametrize("case", STRANGE)
def test_a_success_that_makes_no_sense_proves_nothing(case: str) -> None:
    with answering(http("200 OK", STRANGE[case])) as server:
        network, access = X("", PATIENT), Access("1", "mojo", "token", server.url)
        published = proved(lambda: network.publish(access, submission(), '{"media": ["1"]}'))
        uploaded = proved(lambda: network.prepare(access, submission()))
        withdrawn = proved(lambda: network.withdraw(access, "1"))
        named = proved(lambda: network.identity(access))

    assert (published, uploaded, withdrawn, named) == ("unknown", "wait", "wait", "wait")


@pytest.mark.parametrize(
    "listed",
    [
        b'{"data": [5, {"text": 5}, {"id": "1"}, {"id": "2", "text": "a", "entities": {"urls": [5, {"url": ""}]}}]}',
        b'{"meta": {"result_count": 0}}',
    ],
)
def test_a_list_with_nonsense_in_it_shows_nothing(listed: bytes) -> None:
    with answering(http("200 OK", listed)) as server:
        access = Access("1", "mojo", "token", server.url)
        assert X("", PATIENT).find(access, CAPTION, "", datetime(2026, 11, 1, tzinfo=UTC)) is None
