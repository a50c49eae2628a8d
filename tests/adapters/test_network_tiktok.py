"""TikTok photos over a real socket: into the inbox once, and what becomes of them there."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from evidence.adapters.networks.base import Access, Identity, Picture, Pull, Refused, Remedy
from evidence.adapters.networks.tiktok import TikTok
from evidence.adapters.networks.tiktok_items import CONTAINER, title_of
from tests.adapters.answering import answering, http
from tests.adapters.submissions import HURRIED, proved
from tests.networks import tiktok_server
from tests.networks.proving import CAPTION, LATE, PATIENT, UNKNOWN, fresh, picture, settle, submission
from tests.networks.shelf import Shelf, shelf
from tests.waiting import until

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@dataclass(frozen=True)
class There:
    """One account and our own pictures, seen by the adapter and by the network itself."""

    ground: tiktok_server.TikTok
    ours: Shelf
    user: tiktok_server.User
    network: TikTok
    access: Access

    def publish(self, *pictures: Picture, network: TikTok | None = None) -> str:
        sent = submission(*(pictures or (self.ours.put(picture()),)))
        container = self.network.prepare(self.access, sent).container
        return (network or self.network).publish(self.access, sent, container)

    def read(self, item: str) -> str:
        """The item once the network has read its pictures."""
        assert self.ground.items[item].read.wait(60)
        return item

    def permalink(self, item: str) -> str | None:
        return self.network.permalink(self.access, item)


@pytest.fixture(scope="module")
def ground() -> Iterator[tiktok_server.TikTok]:
    with tiktok_server.tiktok() as found:
        yield found


@pytest.fixture(scope="module")
def ours() -> Iterator[Shelf]:
    with shelf() as found:
        yield found


@pytest.fixture
def there(ground: tiktok_server.TikTok, ours: Shelf) -> There:
    assert all(item.read.wait(60) for item in ground.items.values())
    fresh(ground)
    fresh(ours)
    ground.items.clear()
    ground.verified, ground.pending_most, ground.per_day, ground.owner_takes = None, 5, 15, None
    ground.pulling = ground.moderating = timedelta()
    ground.per_minute = {"publish": 6, "status": 30}
    user = ground.user("kel.mojo")
    access = Access(user.open_id, "kel.mojo", ground.sign_in(user).access)
    return There(ground, ours, user, TikTok(ground.url, PATIENT), access)


def test_pictures_come_into_the_inbox_once_and_are_those_that_were_approved(there: There) -> None:
    pictures = [there.ours.put(picture(shade=shade)) for shade in (10, 60, 120)]

    item = there.read(there.publish(*pictures))

    (post,) = there.ground.posts
    assert (post.id, post.account, post.caption, post.kind) == (item, there.user.open_id, CAPTION, "inbox")
    assert post.images == tuple(each.sha256 for each in pictures)
    assert there.ground.items[item].title == "Kuras saluran RT 05 RW 03"
    assert there.ground.calls == ["publish"]


def test_an_item_has_an_address_once_its_owner_posted_it_and_the_network_looked_through_it(
    there: There,
) -> None:
    there.ground.pulling, there.ground.moderating = timedelta(minutes=5), timedelta(minutes=1)
    item = there.read(there.publish())
    reading = there.permalink(item)
    there.ground.clock.pass_(minutes=5)
    in_the_inbox = there.permalink(item)
    there.ground.finish(item)
    looked_through = there.permalink(item)
    there.ground.clock.pass_(minutes=1)

    assert (reading, in_the_inbox, looked_through) == (None, None, None)
    assert there.permalink(item) == f"https://www.tiktok.com/@kel.mojo/photo/{there.ground.items[item].post}"
    assert there.network.permalink(replace(there.access, handle=""), item) is None
    assert [each.kind for each in there.ground.posts] == ["photo"]


def test_an_owner_may_finish_by_the_clock(there: There) -> None:
    there.ground.owner_takes = timedelta(minutes=10)
    item = there.read(there.publish())
    before = there.permalink(item)
    there.ground.clock.pass_(minutes=10)

    assert before is None
    assert there.permalink(item)


@pytest.mark.parametrize("kind", UNKNOWN)
def test_after_a_fault_of_the_one_call_nobody_knows_and_a_person_looks(there: There, kind: str) -> None:
    there.ground.fault("publish", kind)
    hurried = replace(there.network, caller=HURRIED) if kind in LATE else None

    proves = proved(lambda: there.publish(network=hurried))
    settle(there.ground, UNKNOWN[kind])

    assert proves == "unknown"
    assert there.network.find(there.access, CAPTION, "", NOW) is None
    assert there.ground.calls.count("publish") == 1


def test_asked_to_wait_the_same_may_be_sent_after_it(there: There) -> None:
    there.ground.fault("publish", "throttle", seconds=17)

    with pytest.raises(Refused) as raised:
        there.publish()

    assert (raised.value.remedy, raised.value.retry_after) == (Remedy.KEEP, 17.0)
    assert there.ground.items == {}


def test_so_many_items_a_minute_so_many_waiting_and_so_many_a_day(there: There) -> None:
    there.ground.pending_most, there.ground.per_day = 2, 3
    items = [there.read(there.publish()) for _ in range(2)]
    waiting = _refusal(there)
    there.ground.finish(items[0])
    third = there.read(there.publish())
    there.ground.finish(third)
    a_day = _refusal(there)
    there.ground.per_minute["publish"] = 1
    a_minute = _refusal(there)
    there.ground.clock.pass_(hours=24)
    signed_in = replace(there, access=replace(there.access, token=there.ground.sign_in(there.user).access))

    assert [waiting.code, a_day.code, a_minute.code] == [
        "spam_risk_too_many_pending_share",
        "spam_risk_too_many_posts",
        "rate_limit_exceeded",
    ]
    assert [waiting.remedy, a_day.remedy, a_minute.remedy] == [Remedy.WAIT, Remedy.WAIT, Remedy.KEEP]
    assert (waiting.retry_after, a_day.retry_after) == (10_800.0, 10_800.0)
    assert signed_in.publish() in there.ground.items
    assert len(there.ground.items) == 4


def _refusal(there: There) -> Refused:
    with pytest.raises(Refused) as raised:
        there.publish()
    return raised.value


def test_a_domain_that_is_not_proved_to_be_ours_is_a_matter_for_a_person(there: There) -> None:
    there.ground.verified = ("https://bukti.example/media/",)

    refusal = _refusal(there)

    assert (refusal.remedy, refusal.code) == (Remedy.FAIL, "url_ownership_unverified")
    assert "belum diverifikasi" in refusal.reason


def _png() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (108, 135)).save(held, "PNG")
    return held.getvalue()


def test_what_the_network_could_not_read_is_said_with_its_reason_and_what_to_do(there: There) -> None:
    ours, shown = there.ours, picture()
    there.ours.fault("picture", "refuse", told=404)
    gone = there.read(there.publish(ours.put(shown)))
    there.ours.fault("picture", "redirect")
    moved = there.read(there.publish(ours.put(shown)))
    another = there.read(there.publish(ours.put(shown, _png())))
    large = there.read(there.publish(replace(ours.put(picture(2000, 1500)), width=1080, height=810)))

    found = [proved(lambda item=item: there.permalink(item)) for item in (gone, moved, another, large)]

    assert found == ["anew", "anew", "fail", "fail"]
    assert there.ground.posts == []
    assert there.read(there.publish(ours.put(shown))) == there.ground.posts[0].id


@pytest.mark.parametrize(
    ("reason", "proves", "words"),
    [
        ("photo_pull_failed", "anew", "tidak dapat membaca"),
        ("internal", "anew", "gagal memprosesnya"),
        ("file_format_check_failed", "fail", "jenis"),
        ("picture_size_check_failed", "fail", "ukuran"),
        ("publish_cancelled", "fail", "membatalkannya"),
        ("auth_removed", "fail", "dicabut"),
        ("spam_risk_text", "fail", "spam_risk_text"),
        ("sesuatu_yang_baru", "fail", "sesuatu_yang_baru"),
    ],
)
def test_an_item_of_which_nothing_came_says_why(there: There, reason: str, proves: str, words: str) -> None:
    item = there.read(there.publish())
    there.ground.drop(item, reason)

    with pytest.raises(Refused) as raised:
        there.permalink(item)

    assert (raised.value.remedy.value, raised.value.code) == (proves, reason)
    assert words in raised.value.reason
    assert there.ground.posts == []


@pytest.mark.parametrize(
    "kind", ["reset_before", "fail_before", "throttle", "lose_answer", "fail_after", "garbage", "redirect"]
)
@pytest.mark.parametrize("step", ["status", "identity"])
def test_what_may_be_repeated_is_only_tried_again_later(there: There, step: str, kind: str) -> None:
    item = there.read(there.publish())
    calls = {
        "status": lambda: there.permalink(item),
        "identity": lambda: there.network.identity(there.access),
    }
    there.ground.fault(step, kind)

    assert proved(calls[step]) == "wait"
    assert proved(calls[step]) == "works"


@pytest.mark.parametrize(
    "code", ["invalid_publish_id", "invalid_params", "spam_risk", "sesuatu", "internal_error"]
)
def test_a_question_that_is_refused_does_not_mean_that_the_item_is_gone(there: There, code: str) -> None:
    item = there.read(there.publish())
    there.ground.fault("status", "refuse", told=code)

    assert proved(lambda: there.permalink(item)) == "wait"
    assert proved(lambda: there.permalink("p_tidak_ada")) == "wait"


def test_an_expired_or_revoked_token_asks_for_a_new_connection_at_every_call(there: There) -> None:
    item = there.read(there.publish())
    calls = [there.publish, lambda: there.permalink(item), lambda: there.network.identity(there.access)]
    there.ground.clock.pass_(hours=2)
    expired = [proved(call) for call in calls]
    there.ground.clock.pass_(hours=-2)
    there.ground.desk.forget_user(there.user.open_id)

    assert expired == [proved(call) for call in calls] == ["reconnect"] * 3
    assert len(there.ground.items) == 1


def test_a_right_that_was_not_given_asks_for_a_new_connection(there: There) -> None:
    token = there.ground.desk.issue(there.user.open_id, ("user.info.basic",)).access
    narrow = replace(there, access=replace(there.access, token=token))

    calls = [narrow.publish, lambda: narrow.network.identity(narrow.access)]
    assert [proved(call) for call in calls] == ["reconnect", "reconnect"]


def test_what_the_network_would_not_take_is_refused_before_anything_is_sent(there: There) -> None:
    shown = there.ours.put(picture())
    large, long = replace(shown, width=1081, height=1350), replace(shown, width=1080, height=1921)
    heavy, unread = replace(shown, jpeg=b"\xff\xd8" + bytes(20_000_000)), replace(shown, url="")
    refused = [
        submission(large), submission(long), submission(heavy), submission(*[shown] * 36), submission(unread),
        submission(shown, caption="a" * 4001), submission(shown, caption="\N{HERB}" * 2001),
    ]  # fmt: skip

    found = [proved(lambda sent=each: there.network.prepare(there.access, sent)) for each in refused]

    assert found == ["fail", "fail", "fail", "fail", "wait", "fail", "fail"]
    assert (
        proved(lambda: there.network.prepare(there.access, submission(shown, caption="\N{HERB}" * 2000)))
        == "works"
    )
    assert there.ground.calls == []


def test_the_call_names_the_addresses_of_its_own_time_and_is_not_made_without_any(there: There) -> None:
    shown = there.ours.put(picture())
    container = there.network.prepare(there.access, submission(shown)).container
    again = there.ours.put(picture())

    unread = proved(lambda: there.network.publish(there.access, submission(), container))
    item = there.read(there.network.publish(there.access, submission(again), container))

    assert (unread, again.url != shown.url) == ("wait", True)
    assert there.ground.items[item].urls == (again.url,)
    assert [post.id for post in there.ground.posts] == [item]


@pytest.mark.parametrize(
    ("caption", "title"),
    [
        ("Kuras saluran\nTerima kasih", "Kuras saluran"),
        ("\n\n  Kuras \nx", "Kuras"),
        ("a" * 91, "a" * 90),
        ("a" * 89 + "\N{HERB}", "a" * 89),
        ("\N{HERB}" * 46, "\N{HERB}" * 45),
        ("a" * 80 + "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "a" * 80),
        ("a" * 89 + "e\u0301", "a" * 89),
        ("", ""),
    ],
)
def test_the_title_is_the_first_line_as_far_as_it_fits(caption: str, title: str) -> None:
    assert title_of(caption) == title


def test_a_person_takes_a_post_down_and_nothing_is_counted(there: There) -> None:
    assert proved(lambda: there.network.withdraw(there.access, "p_1")) == "fail"
    assert there.network.figures(there.access, "p_1") == {}
    assert there.network.quota(there.access) is None
    assert there.network.identity(there.access) == Identity(there.user.open_id, "kel.mojo")
    network = there.network
    assert (network.pulls, network.ends_by_hand, network.withdraws, network.fence) == (
        Pull.PUBLISHING,
        True,
        False,
        None,
    )


OK = b', "error": {"code": "ok", "message": "", "log_id": "1"}}'
STRANGE = {
    "no data": b'{"error": {"code": "ok"}}',
    "no id": b'{"data": {}' + OK,
    "data of another kind": b'{"data": "5"' + OK,
    "no error": b'{"data": {"publish_id": "p1", "status": "PUBLISH_COMPLETE", "user": {}}}',
    "a list": b"[]",
    "nothing": b"",
    "a new code": b'{"data": {"publish_id": "p1"}, "error": {"code": "baru", "message": "x"}}',
    "an inner error": b'{"data": {}, "error": {"code": "internal_error", "message": "x"}}',
}


@pytest.mark.parametrize("case", STRANGE)
def test_a_success_that_makes_no_sense_proves_nothing(case: str) -> None:
    with answering(http("200 OK", STRANGE[case])) as server:
        network, access = TikTok("", PATIENT), Access("1", "mojo", "token", server.url)
        published = proved(
            lambda: network.publish(access, submission(picture(url="https://a.id/1.jpg")), CONTAINER)
        )
        looked = proved(lambda: network.permalink(access, "p1"))
        named = proved(lambda: network.identity(access))

    # A code that is no status of ours decides at most that a question has to be asked again.
    assert (published, looked) == ("unknown", "wait")
    assert named == "wait"


@pytest.mark.parametrize("posts", ["5", "{}", "[]", "[null]", '["a b\\n"]'])
def test_an_address_is_made_of_a_good_number_only(posts: str) -> None:
    body = (
        '{"data": {"status": "PUBLISH_COMPLETE", "publicaly_available_post_id": ' + posts + "}" + OK.decode()
    )
    with answering(http("200 OK", body.encode())) as server:
        access = Access("1", "mojo", "token", server.url)
        found = proved(lambda: TikTok("", PATIENT).permalink(access, "p1"))

    assert found in ("works", "wait")


def test_pictures_are_read_by_the_network_itself(there: There) -> None:
    shown = there.ours.put(picture(shade=77))
    there.publish(shown)

    until(lambda: there.ours.reads.get(shown.url.rsplit("/", 1)[1]) == 1)
