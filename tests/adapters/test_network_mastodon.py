"""Mastodon, asked on a real socket of a server that behaves as its users describe it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from evidence.adapters.networks.base import Access, Gone, OutcomeUnknown, Refused, Remedy, Submission
from evidence.adapters.networks.mastodon import FENCE, Mastodon
from tests.adapters.submissions import (
    HURRIED,
    POSTS,
    PROVES,
    WAITS,
    a_submission,
    everywhere,
    prepared,
    proved,
)
from tests.networks import mastodon_server
from tests.networks.mastodon_server import Mastodon as Server
from tests.waiting import until

NETWORK = Mastodon()


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with mastodon_server.running() as found:
        found.unlimited = True
        yield found


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    yield running
    running.ground.clear()
    running.processing, running.repeats_fail = 0, False


@pytest.fixture
def access(server: Server) -> Access:
    return server.open()


def publish(access: Access, submission: Submission) -> str:
    return NETWORK.publish(access, submission, prepared(NETWORK, access, submission))


def test_a_submission_becomes_one_public_post_of_exactly_its_pictures(server: Server, access: Access) -> None:
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
            "public",
        )
    ]
    name = access.handle.partition("@")[0]
    assert NETWORK.permalink(access, remote_id) == f"{server.ground.url}/@{name}/{remote_id}"


def test_a_picture_that_takes_its_time_is_asked_for_until_it_is_ready(server: Server, access: Access) -> None:
    server.processing = 2
    submission = a_submission(2)

    steps = [NETWORK.prepare(access, submission)]
    while not steps[-1].container:
        steps.append(NETWORK.prepare(access, submission, steps[-1].progress))

    assert [(bool(step.container), step.again_after) for step in steps] == [
        (False, 0.0),
        (False, 5.0),
        (False, 5.0),
        (True, 0.0),
    ]
    assert NETWORK.publish(access, submission, steps[-1].container)


def test_a_picture_that_is_never_ready_is_handed_over_anew(server: Server, access: Access) -> None:
    server.processing = 1_000
    submission = a_submission()

    with pytest.raises(Refused) as raised:
        prepared(NETWORK, access, submission, 100)

    assert raised.value.remedy is Remedy.ANEW


def test_a_picture_swept_away_while_it_was_waited_for_is_handed_over_anew(
    server: Server, access: Access
) -> None:
    server.processing = 3
    submission = a_submission()
    step = NETWORK.prepare(access, submission)
    server.media.clear()

    assert proved(lambda: NETWORK.prepare(access, submission, step.progress)) == "anew"


def test_a_repeat_within_the_hour_answers_with_the_first_post(server: Server, access: Access) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)

    first = NETWORK.publish(access, submission, container)
    again = NETWORK.publish(access, submission, container)
    anew = NETWORK.publish(access, submission, prepared(NETWORK, access, submission))

    assert first == again == anew
    assert len(server.ground.posts_of(access.account_remote_id)) == 1
    assert NETWORK.fence == FENCE < mastodon_server.KEPT


def test_another_publication_of_the_same_words_is_another_post(server: Server, access: Access) -> None:
    assert publish(access, a_submission()) != publish(access, a_submission())
    assert len(server.ground.posts_of(access.account_remote_id)) == 2


def test_a_server_that_answers_500_to_a_repeat_is_looked_at(server: Server, access: Access) -> None:
    server.repeats_fail = True
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    remote_id = NETWORK.publish(access, submission, container)

    with pytest.raises(OutcomeUnknown):
        NETWORK.publish(access, submission, container)

    assert NETWORK.find(access, submission.caption, container, submission.at) == remote_id
    assert len(server.ground.posts_of(access.account_remote_id)) == 1


def test_a_repeat_after_the_hour_meets_its_own_pictures_and_adopts_their_post(
    server: Server, access: Access
) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    remote_id = NETWORK.publish(access, submission, container)
    server.keys.clear()

    assert NETWORK.publish(access, submission, container) == remote_id
    assert len(server.ground.posts_of(access.account_remote_id)) == 1


def test_pictures_that_were_swept_away_are_handed_over_anew(server: Server, access: Access) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    server.media.clear()

    with pytest.raises(Refused) as raised:
        NETWORK.publish(access, submission, container)

    assert (raised.value.remedy, raised.value.code) == (Remedy.ANEW, "422")
    assert NETWORK.publish(access, submission, prepared(NETWORK, access, submission))


def test_a_picture_that_is_not_ready_after_all_keeps_the_container(server: Server, access: Access) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    for media in server.media.values():
        media.polls = 3

    assert proved(lambda: NETWORK.publish(access, submission, container)) == "keep"
    server.media[json.loads(container)["media"][0]].polls = 0
    assert NETWORK.publish(access, submission, container)


def test_a_text_that_is_too_long_is_for_a_person(server: Server, access: Access) -> None:
    submission = a_submission(caption="a" * 501)

    with pytest.raises(Refused, match="Text character limit of 500 exceeded") as raised:
        publish(access, submission)

    assert raised.value.remedy is Remedy.FAIL
    assert publish(access, a_submission(caption="a" * 477 + "https://surakarta.go.id/" + "b" * 90))


def test_a_422_stands_also_where_nothing_more_can_be_learnt(server: Server, access: Access) -> None:
    submission = a_submission(caption="a" * 501)
    container = prepared(NETWORK, access, submission)
    server.ground.fault("media_status", "fail_before")

    assert proved(lambda: NETWORK.publish(access, submission, container)) == "keep"


# One row for every error of the network: what it is at the call that posts, and at one that may be repeated. Words
# that are empty stand for a page that was not written by the server itself.
ERRORS = [
    (401, "The access token is invalid", "reconnect", "reconnect"),
    (401, "", "reconnect", "reconnect"),
    (403, "This action is outside the authorized scopes", "reconnect", "reconnect"),
    (403, "Your login is currently disabled", "pause", "pause"),
    (403, "", "unknown", "fail"),
    (404, "Record not found", "fail", "fail"),
    (404, "", "unknown", "fail"),
    (408, "Request timeout", "unknown", "wait"),
    (413, "", "unknown", "fail"),
    (422, "Validation failed", "fail", "fail"),
    (422, "", "unknown", "fail"),
    (429, "Too many requests", "wait", "wait"),
    (429, "", "wait", "wait"),
    (500, "Internal error", "unknown", "wait"),
    (502, "", "unknown", "wait"),
    (503, "Service unavailable", "unknown", "wait"),
    (504, "", "unknown", "wait"),
]


@pytest.mark.parametrize(("status", "words", "posting", "other"), ERRORS)
def test_every_error_and_what_is_done_about_it(
    server: Server, access: Access, status: int, words: str, posting: str, other: str
) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    server.ground.fault("publish", "refuse", told=(status, words))
    server.ground.fault("media", "refuse", told=(status, words))

    assert proved(lambda: NETWORK.publish(access, submission, container)) == posting
    assert proved(lambda: NETWORK.prepare(access, submission)) == other
    assert server.ground.posts_of(access.account_remote_id) == []


@pytest.mark.parametrize("kind", PROVES)
def test_what_a_fault_proves_at_the_call_that_posts(server: Server, access: Access, kind: str) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    server.ground.fault("publish", kind, account=access.account_remote_id)
    network = replace(NETWORK, caller=HURRIED) if kind in WAITS else NETWORK

    assert proved(lambda: network.publish(access, submission, container)) == PROVES[kind][0]

    def found() -> str | None:
        return NETWORK.find(access, submission.caption, container, submission.at)

    if kind in POSTS:
        assert until(found) == server.ground.posts_of(access.account_remote_id)[0].id
    else:
        assert found() is None
    # The machine may repeat it: one post, whatever had become of the first call.
    server.ground.clear()
    remote_id = NETWORK.publish(access, submission, container)
    assert found() == remote_id
    assert [post.id for post in server.ground.posts_of(access.account_remote_id)] == [remote_id]


def test_an_answer_that_says_blocked_after_the_post_is_no_word_of_the_server(
    server: Server, access: Access
) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    server.ground.fault("publish", "blocked_after", told=(403, ""))

    assert proved(lambda: NETWORK.publish(access, submission, container)) == "unknown"
    assert NETWORK.find(access, submission.caption, container, submission.at)


@pytest.mark.parametrize(
    ("kind", "step"), everywhere("media", "media_status", "lookup", "status", "delete", "identity")
)
def test_what_a_fault_proves_at_every_other_call(
    server: Server, access: Access, kind: str, step: str
) -> None:
    submission = a_submission()
    remote_id = publish(access, submission)
    server.processing = 3
    progress = NETWORK.prepare(access, submission).progress
    server.ground.fault(step, kind)
    network = replace(NETWORK, caller=HURRIED) if kind in WAITS else NETWORK
    calls: dict[str, Callable[[], object]] = {
        "media": lambda: network.prepare(access, submission),
        "media_status": lambda: network.prepare(access, submission, progress),
        "lookup": lambda: network.find(access, "", '{"media": ["1"]}', submission.at),
        "status": lambda: network.permalink(access, remote_id),
        "delete": lambda: network.withdraw(access, remote_id),
        "identity": lambda: network.identity(access),
    }

    # What a picture's or a status's answer says is not needed for these: that it came is enough.
    careless = kind == "garbage" and step in ("media_status", "delete", "status")
    assert proved(calls[step]) == ("works" if careless else PROVES[kind][1])


def test_only_the_post_with_these_pictures_is_found_however_many_came_later(
    server: Server, access: Access
) -> None:
    submission = a_submission()
    container = prepared(NETWORK, access, submission)
    not_yet = NETWORK.find(access, submission.caption, container, submission.at)
    remote_id = NETWORK.publish(access, submission, container)
    twins = [publish(access, replace(submission, key=f"k{index}")) for index in range(25)]

    assert not_yet is None
    assert NETWORK.find(access, submission.caption, container, submission.at) == remote_id
    assert remote_id not in twins
    later = submission.at + timedelta(hours=1)
    assert NETWORK.find(access, submission.caption, container, later) is None


def test_the_windows_of_the_server_say_how_long_to_wait() -> None:
    with mastodon_server.running() as server:
        access, submission = server.open(), a_submission()
        for _ in range(30):
            NETWORK.prepare(access, submission)

        with pytest.raises(Refused) as raised:
            NETWORK.prepare(access, submission)
        server.ground.clock.pass_(minutes=31)

        assert raised.value.remedy is Remedy.WAIT
        assert 1700 < (raised.value.retry_after or 0) <= 1801
        assert publish(access, submission)


def test_withdrawing_takes_the_post_down_and_may_be_repeated(server: Server, access: Access) -> None:
    remote_id = publish(access, a_submission())

    NETWORK.withdraw(access, remote_id)
    NETWORK.withdraw(access, remote_id)

    assert server.ground.posts_of(access.account_remote_id) == []
    assert NETWORK.permalink(access, remote_id) is None
    with pytest.raises(Gone):
        NETWORK.figures(access, remote_id)


def test_a_post_taken_down_there_is_not_made_again_within_the_hour(server: Server, access: Access) -> None:
    submission = a_submission()
    NETWORK.withdraw(access, publish(access, submission))

    assert proved(lambda: publish(access, submission)) == "fail"
    assert server.ground.posts_of(access.account_remote_id) == []


def test_figures_are_what_the_server_counts(server: Server, access: Access) -> None:
    remote_id = publish(access, a_submission())
    server.statuses[remote_id].counts.update(favourites_count=7, reblogs_count=2, replies_count=1)

    assert NETWORK.figures(access, remote_id) == {"likes": 7, "comments": 1, "shares": 2}
    assert NETWORK.quota(access) is None


def test_the_identity_is_the_number_and_the_name_with_their_server(server: Server, access: Access) -> None:
    identity = NETWORK.identity(access)

    assert (identity.remote_id, identity.handle) == (access.account_remote_id, access.handle)
    assert identity.handle.endswith(f"@{server.netloc}")
    assert (identity.followers, identity.following, identity.posts, identity.last_post_on) == (
        125,
        27,
        0,
        None,
    )


def test_the_identity_tells_when_something_was_posted_last(server: Server, access: Access) -> None:
    publish(access, a_submission())

    identity = NETWORK.identity(access)

    assert (identity.posts, identity.last_post_on) == (1, server.ground.clock.now().date())


def test_an_account_without_a_server_has_a_wrong_address(access: Access) -> None:
    assert proved(lambda: NETWORK.identity(replace(access, base_url=""))) == "fail"
