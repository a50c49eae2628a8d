"""Bluesky, asked on a real socket of a server that answers as the reference server did when it was tried."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evidence.adapters.networks import bluesky
from evidence.adapters.networks.base import Access, Refused, Remedy, Submission
from evidence.adapters.networks.bluesky import Bluesky
from tests.adapters.submissions import (
    HURRIED,
    POSTS,
    PROVES,
    WAITS,
    a_picture,
    a_submission,
    everywhere,
    prepared,
    proved,
)
from tests.networks import bluesky_server
from tests.networks.bluesky_server import TID
from tests.networks.bluesky_server import Bluesky as Server
from tests.waiting import until

NETWORK = Bluesky()
AT = datetime(2026, 11, 28, 3, 15, 7, 654_321, tzinfo=UTC)


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with bluesky_server.running() as found:
        yield found


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    yield running
    running.ground.clear()
    running.appview = True


@pytest.fixture
def access(server: Server) -> Access:
    return server.open()


def publish(access: Access, submission: Submission) -> str:
    return NETWORK.publish(access, submission, prepared(NETWORK, access, submission))


def test_a_submission_becomes_one_post_of_exactly_its_pictures(server: Server, access: Access) -> None:
    submission = a_submission(3)

    remote_id = publish(access, submission)

    assert [
        (post.id, post.caption, post.images, post.alt_texts, post.kind)
        for post in server.ground.posts_of(access.account_remote_id)
    ] == [
        (
            remote_id,
            submission.caption,
            tuple(picture.sha256 for picture in submission.pictures),
            ("Saluran 0", "Saluran 1", "Saluran 2"),
            "post",
        )
    ]
    rkey = remote_id.rpartition("/")[2]
    assert NETWORK.permalink(access, remote_id) == (
        f"https://bsky.app/profile/{access.account_remote_id}/post/{rkey}"
    )
    assert NETWORK.permalink(access, "at://elsewhere") is None


def test_another_time_for_a_post_is_shown_and_changes_no_key() -> None:
    moved = a_submission(at=AT, planned_at=AT + timedelta(days=7))

    assert bluesky.record_key(moved) == bluesky.record_key(replace(moved, planned_at=None))
    assert bluesky.record(moved, [{}])["createdAt"] == "2026-12-05T03:15:07.654Z"


def test_the_record_is_frozen_with_its_time_language_and_shapes(server: Server, access: Access) -> None:
    submission = a_submission(at=AT, pictures=(a_picture(size=(90, 120)),))

    remote_id = publish(access, submission)

    value = server.records[access.account_remote_id, remote_id.rpartition("/")[2]].value
    assert (value["createdAt"], value["langs"]) == ("2026-11-28T03:15:07.654Z", ["id"])
    assert value["embed"]["images"][0]["aspectRatio"] == {"width": 90, "height": 120}
    assert "facets" not in value


def test_addresses_and_hashtags_work_by_their_places_in_bytes(server: Server, access: Access) -> None:
    text = "Résik 👍 #KerjaBakti di https://surakarta.go.id/berita?a=1. #5R https://bücher.de"

    remote_id = publish(access, a_submission(caption=text))

    value = server.records[access.account_remote_id, remote_id.rpartition("/")[2]].value
    assert [
        (
            text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(),
            {name: told for name, told in facet["features"][0].items() if name != "$type"},
            facet["features"][0]["$type"].rpartition("#")[2],
        )
        for facet in value["facets"]
    ] == [
        ("#KerjaBakti", {"tag": "KerjaBakti"}, "tag"),
        ("https://surakarta.go.id/berita?a=1", {"uri": "https://surakarta.go.id/berita?a=1"}, "link"),
        ("#5R", {"tag": "5R"}, "tag"),
    ]


def test_the_key_follows_from_the_submission_alone_and_is_a_tid() -> None:
    submission = a_submission(key="k1", at=AT)
    key = bluesky.record_key(submission)

    assert bluesky.record_key(replace(submission, caption="lain")) == key
    assert bluesky.record_key(replace(submission, at=AT.astimezone())) == key
    assert key < bluesky.record_key(replace(submission, at=AT + timedelta(seconds=1)))
    value = 0
    for letter in key:
        value = value * 32 + "234567abcdefghijklmnopqrstuvwxyz".index(letter)
    assert (value >> 10) // 1_000_000 == int(AT.timestamp())


def test_posts_due_in_the_same_second_have_keys_of_their_own() -> None:
    keys = {bluesky.record_key(a_submission(key=f"k{index}", at=AT)) for index in range(1_000)}

    assert len(keys) == 1_000
    assert all(TID.fullmatch(key) for key in keys)


def test_writing_the_record_again_is_no_second_post_and_no_edit(server: Server, access: Access) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)

    first = NETWORK.publish(access, submission, container)
    again = NETWORK.publish(access, submission, container)
    anew = NETWORK.publish(access, submission, prepared(NETWORK, access, submission))

    assert first == again == anew
    assert [post.kind for post in server.ground.posts_of(access.account_remote_id)] == ["post"]
    assert server.records[access.account_remote_id, first.rpartition("/")[2]].writes == 1
    assert NETWORK.fence == timedelta.max


def test_another_publication_of_the_same_words_is_another_post(server: Server, access: Access) -> None:
    assert publish(access, a_submission(at=AT)) != publish(access, a_submission(at=AT))
    assert len(server.ground.posts_of(access.account_remote_id)) == 2


def test_blobs_that_were_swept_away_are_handed_over_anew(server: Server, access: Access) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    server.blobs.clear()

    assert proved(lambda: NETWORK.publish(access, submission, container)) == "anew"
    assert publish(access, submission)


@pytest.mark.parametrize(
    "changes", [{"caption": "a" * 301}, {"pictures": tuple(a_picture(index) for index in range(5))}]
)
def test_what_the_server_finds_wrong_with_a_record_is_for_a_person(
    server: Server, access: Access, changes: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match="Invalid record") as raised:
        publish(access, a_submission(**changes))

    assert (raised.value.remedy, raised.value.code) == (Remedy.FAIL, "InvalidRequest")
    assert server.ground.posts_of(access.account_remote_id) == []


def test_a_picture_that_is_too_large_is_refused_at_the_record_not_before(
    server: Server, access: Access
) -> None:
    large = replace(a_picture(), jpeg=a_picture().jpeg + bytes(2_000_000))
    submission = a_submission(pictures=(large,))
    container = prepared(NETWORK, access, submission)

    assert proved(lambda: NETWORK.publish(access, submission, container)) == "fail"


# One row for every error of the network: what it is at the call that posts, and at one that may be repeated. A name
# that is empty stands for a page that was not written by the server itself.
ERRORS = [
    (400, "InvalidRequest", "fail", "fail"),
    (400, "InvalidToken", "reconnect", "reconnect"),
    (400, "ExpiredToken", "wait", "wait"),
    (400, "InvalidSwap", "unknown", "fail"),
    (400, "BlobNotFound", "anew", "anew"),
    (400, "InvalidMimeType", "fail", "fail"),
    (400, "InvalidSize", "fail", "fail"),
    (400, "AccountDeactivated", "pause", "pause"),
    (400, "", "unknown", "fail"),
    (401, "AuthMissing", "reconnect", "reconnect"),
    (401, "AuthenticationRequired", "reconnect", "reconnect"),
    (401, "AccountTakedown", "pause", "pause"),
    (401, "", "reconnect", "reconnect"),
    (403, "Forbidden", "fail", "fail"),
    (403, "", "unknown", "fail"),
    (404, "XRPCNotSupported", "fail", "fail"),
    (408, "RequestTimeout", "unknown", "wait"),
    (413, "PayloadTooLarge", "fail", "fail"),
    (429, "RateLimitExceeded", "wait", "wait"),
    (429, "", "wait", "wait"),
    (500, "InternalServerError", "unknown", "wait"),
    (501, "MethodNotImplemented", "unknown", "wait"),
    (502, "UpstreamFailure", "unknown", "wait"),
    (503, "", "unknown", "wait"),
    (504, "UpstreamTimeout", "unknown", "wait"),
]


@pytest.mark.parametrize(("status", "name", "posting", "other"), ERRORS)
def test_every_error_and_what_is_done_about_it(
    server: Server, access: Access, status: int, name: str, posting: str, other: str
) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    server.ground.fault("publish", "refuse", told=(status, name))
    server.ground.fault("media", "refuse", told=(status, name))

    assert proved(lambda: NETWORK.publish(access, submission, container)) == posting
    assert proved(lambda: NETWORK.prepare(access, submission)) == other
    assert server.ground.posts_of(access.account_remote_id) == []


@pytest.mark.parametrize("kind", [*PROVES, "blocked_after"])
def test_what_a_fault_proves_at_the_call_that_posts(server: Server, access: Access, kind: str) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    server.ground.fault("publish", kind, account=access.account_remote_id)
    network = replace(NETWORK, caller=HURRIED) if kind in WAITS else NETWORK
    proves = PROVES.get(kind, ("unknown",))[0]

    assert proved(lambda: network.publish(access, submission, container)) == proves

    def found() -> str | None:
        return NETWORK.find(access, submission.caption, container, submission.at)

    if kind in {*POSTS, "blocked_after"}:
        assert until(found) == server.ground.posts_of(access.account_remote_id)[0].id
    else:
        assert found() is None
    # The machine may repeat it: one post, whatever had become of the first call.
    server.ground.clear()
    remote_id = NETWORK.publish(access, submission, container)
    assert found() == remote_id
    assert [(post.id, post.kind) for post in server.ground.posts_of(access.account_remote_id)] == [
        (remote_id, "post")
    ]


@pytest.mark.parametrize(("kind", "step"), everywhere("media", "lookup", "delete", "figures", "identity"))
def test_what_a_fault_proves_at_every_other_call(
    server: Server, access: Access, kind: str, step: str
) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    remote_id = NETWORK.publish(access, submission, container)
    server.ground.fault(step, kind)
    network = replace(NETWORK, caller=HURRIED) if kind in WAITS else NETWORK
    calls: dict[str, Callable[[], object]] = {
        "media": lambda: network.prepare(access, submission),
        "lookup": lambda: network.find(access, "", container, submission.at),
        "delete": lambda: network.withdraw(access, remote_id),
        "figures": lambda: network.figures(access, remote_id),
        "identity": lambda: network.identity(access),
    }

    # That an answer came is enough for a withdrawal, and figures are none where none can be read.
    careless = kind == "garbage" and step in ("delete", "figures")
    assert proved(calls[step]) == ("works" if careless else PROVES[kind][1])


def test_an_ended_token_waits_for_its_renewal_which_is_a_minute_away() -> None:
    with bluesky_server.running() as server:
        access, submission = server.open(), a_submission()
        container = prepared(NETWORK, access, submission)
        server.ground.clock.pass_(minutes=121)

        with pytest.raises(Refused) as raised:
            NETWORK.publish(access, submission, container)

        assert (raised.value.remedy, raised.value.retry_after) == (Remedy.WAIT, 60.0)
        assert NETWORK.publish(server.open(access.handle), submission, container)


def test_the_write_points_of_the_server_say_how_long_to_wait() -> None:
    with bluesky_server.running() as server:
        access, submission = server.open(), a_submission()
        container = prepared(NETWORK, access, submission)
        server.spend(access.account_remote_id, 4_998)

        with pytest.raises(Refused) as raised:
            NETWORK.publish(access, submission, container)
        server.ground.clock.pass_(minutes=61)

        assert raised.value.remedy is Remedy.WAIT
        assert 3_500 < (raised.value.retry_after or 0) <= 3_601
        assert NETWORK.publish(server.open(access.handle), submission, container)


def test_withdrawing_takes_the_post_down_and_may_be_repeated(server: Server, access: Access) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    remote_id = NETWORK.publish(access, submission, container)

    NETWORK.withdraw(access, remote_id)
    NETWORK.withdraw(access, remote_id)

    assert server.ground.posts_of(access.account_remote_id) == []
    assert NETWORK.find(access, submission.caption, container, submission.at) is None


def test_figures_come_from_behind_the_server_where_there_is_something(server: Server, access: Access) -> None:
    remote_id = publish(access, a_submission())
    server.counts[remote_id] = {"likeCount": 7, "replyCount": 1, "repostCount": 2, "quoteCount": 3}

    assert NETWORK.figures(access, remote_id) == {"likes": 7, "comments": 1, "shares": 5}
    assert NETWORK.figures(access, remote_id + "x") == {}
    server.appview = False
    assert NETWORK.figures(access, remote_id) == {}
    assert NETWORK.quota(access) is None


def test_the_identity_is_the_id_that_stays_and_the_handle_of_today(server: Server, access: Access) -> None:
    server.sessions.people[access.account_remote_id].handle = "baru.bsky.example"

    identity = NETWORK.identity(access)

    assert (identity.remote_id, identity.handle) == (access.account_remote_id, "baru.bsky.example")


def test_a_record_of_another_account_is_never_written(server: Server, access: Access) -> None:
    other = server.open()
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    crossed = replace(access, account_remote_id=other.account_remote_id)

    assert proved(lambda: NETWORK.publish(crossed, submission, container)) == "reconnect"
    assert server.ground.posts_of(other.account_remote_id) == []


def test_the_container_is_plain_json_that_says_all(server: Server, access: Access) -> None:
    found = json.loads(prepared(NETWORK, access, a_submission(2)))

    assert sorted(found) == ["record", "rkey"]
    assert [each["alt"] for each in found["record"]["embed"]["images"]] == ["Saluran 0", "Saluran 1"]
