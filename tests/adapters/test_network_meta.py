"""What Instagram, Threads and Facebook Pages have in common: the way through, and what every fault proves."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evidence.adapters.networks.base import OutcomeUnknown, Refused, Remedy
from tests.adapters.meta import CAPTION, MAKING, NETWORKS, Way, serving_all, way
from tests.waiting import until


@pytest.fixture(scope="module")
def served() -> Iterator[Any]:
    with serving_all() as found:
        yield found


@pytest.fixture(params=NETWORKS)
def each(request: pytest.FixtureRequest, served: Any) -> Iterator[Way]:
    with way(request.param, served[request.param]) as found:
        yield found


def test_a_submission_becomes_one_post_that_is_found_and_has_an_address(each: Way) -> None:
    submission = each.submission()
    container = each.container(submission)
    before = each.network.find(each.access, CAPTION, container, submission.at)
    remote_id = each.network.publish(each.access, submission, container)

    [post] = each.posts()
    assert before is None
    assert (post.id, post.caption, post.images, post.alt_texts) == (
        remote_id,
        CAPTION,
        (submission.picture.sha256,),
        ("Gambar 1",),
    )
    assert each.network.find(each.access, CAPTION, container, submission.at) == remote_id
    assert (each.network.permalink(each.access, remote_id) or "").startswith("https://www.")


def test_several_pictures_become_one_post_in_their_order(each: Way) -> None:
    submission = each.submission(pictures=5)
    remote_id = each.post(submission)

    [post] = each.posts()
    assert (post.id, post.caption, post.kind) == (remote_id, CAPTION, "CAROUSEL")
    assert post.images == tuple(picture.sha256 for picture in submission.pictures)
    assert post.alt_texts == tuple(picture.alt_text for picture in submission.pictures)


def test_preparing_posts_nothing_however_often(each: Way) -> None:
    submission = each.submission(pictures=2)

    assert each.container(submission) != each.container(submission)
    assert each.posts() == []


@pytest.mark.parametrize("each", ["instagram", "threads"], indirect=True)
def test_progress_that_is_not_ours_is_as_good_as_none(each: Way) -> None:
    submission = each.submission()

    for odd in ("{}", "[]", "null", "\x00{", '{"made": 5}', '{"made": [], "parent": "", "looks": 1e999}'):
        assert json.loads(each.network.prepare(each.access, submission, odd).progress)["looks"] == 1
    assert each.posts() == []


# What each fault proves where a repeat does no harm, and after the call that cannot be taken back.
PROVES = {
    "reset_before": (Remedy.WAIT, None),
    "slow": (Remedy.WAIT, None),
    "hold": (Remedy.WAIT, None),
    "fail_before": (Remedy.WAIT, None),
    "throttle": (Remedy.WAIT, Remedy.WAIT),
    "refuse": (Remedy.FAIL, Remedy.FAIL),
    "lose_answer": (Remedy.WAIT, None),
    "reset_after": (Remedy.WAIT, None),
    "fail_after": (Remedy.WAIT, None),
    "garbage": (Remedy.WAIT, None),
    "redirect": (Remedy.WAIT, None),
    "blocked_after": (Remedy.PAUSE, None),
    "hold_answer": (Remedy.WAIT, None),
}
IN_VAIN = {"slow", "hold", "hold_answer"}
POSTED = {"lose_answer", "reset_after", "fail_after", "garbage", "redirect", "blocked_after", "hold_answer"}


@pytest.mark.parametrize("kind", PROVES)
def test_what_a_fault_proves_while_preparing(each: Way, kind: str) -> None:
    each.server.ground.fault(MAKING[each.network.name], kind)
    caller = each.hurried() if kind in IN_VAIN else each

    error = each.refused(lambda: caller.network.prepare(each.access, each.submission()))
    each.server.ground.clear()

    assert isinstance(error, Refused)
    assert error.remedy is PROVES[kind][0]
    assert error.reason
    assert each.container()
    assert each.posts() == []


@pytest.mark.parametrize("kind", PROVES)
def test_what_a_fault_proves_while_publishing_and_that_what_was_posted_is_found(each: Way, kind: str) -> None:
    submission = each.submission()
    container = each.container(submission)
    each.server.ground.fault("publish", kind)
    caller = each.hurried() if kind in IN_VAIN else each

    error = each.refused(lambda: caller.network.publish(each.access, submission, container))
    each.server.ground.clear()

    remedy = PROVES[kind][1]
    if remedy is None:
        assert isinstance(error, OutcomeUnknown)
    else:
        assert isinstance(error, Refused)
        assert error.remedy is remedy
    if kind in IN_VAIN:
        until(lambda: each.posts())
    assert len(each.posts()) == (1 if kind in POSTED | IN_VAIN else 0)
    found = each.network.find(each.access, CAPTION, container, submission.at)
    assert found == (each.posts()[0].id if each.posts() else None)


def test_a_blocked_answer_lets_the_account_rest_since_the_post_may_be_live(each: Way) -> None:
    submission = each.submission()
    container = each.container(submission)
    each.server.ground.fault("publish", "blocked_after")

    error = each.refused(lambda: each.network.publish(each.access, submission, container))

    assert (type(error), error.pauses, error.code) == (OutcomeUnknown, True, "4/2207051")


@pytest.mark.parametrize("step", ["list", "read", "me", "delete"])
@pytest.mark.parametrize("kind", ["fail_after", "garbage", "lose_answer"])
def test_a_fault_of_a_look_is_a_reason_to_look_again(each: Way, step: str, kind: str) -> None:
    submission = each.submission()
    container = each.container(submission)
    remote_id = each.network.publish(each.access, submission, container)
    calls = {
        "list": lambda: each.network.find(each.access, CAPTION, container, submission.at),
        "read": lambda: each.network.permalink(each.access, remote_id),
        "me": lambda: each.network.identity(each.access),
        "delete": lambda: each.network.withdraw(each.access, remote_id),
    }
    if step == "delete" and not each.network.withdraws:
        assert each.refused(calls["delete"]).remedy is Remedy.FAIL
        return
    each.server.ground.fault(step, kind)

    error = each.refused(calls[step])

    assert isinstance(error, Refused)
    assert error.remedy is Remedy.WAIT
    assert calls[step]() or step == "delete"


def test_a_second_publish_posts_nothing_and_proves_nothing(each: Way) -> None:
    submission = each.submission()
    container = each.container(submission)
    remote_id = each.network.publish(each.access, submission, container)

    error = each.refused(lambda: each.network.publish(each.access, submission, container))

    assert isinstance(error, OutcomeUnknown)
    assert [post.id for post in each.posts()] == [remote_id]
    assert each.network.find(each.access, CAPTION, container, submission.at) == remote_id


def test_another_text_and_an_older_post_are_never_taken_for_ours(each: Way) -> None:
    posted = each.submission()
    published = each.container(posted)
    first = each.network.publish(each.access, posted, published)
    submission = each.submission(caption="Pohon tumbang di Jalan Kyai Mojo")
    container = each.container(submission)
    later = datetime.now(UTC) + timedelta(seconds=2)

    assert each.network.find(each.access, submission.caption, container, submission.at) is None
    assert each.network.find(each.access, CAPTION, published, later) is None
    assert each.network.find(each.access, CAPTION, published, submission.at - timedelta(minutes=1)) == first


@pytest.mark.parametrize("name", ["instagram", "threads"])
def test_the_same_words_are_not_ours_while_our_container_is_not_published(served: Any, name: str) -> None:
    with way(name, served[name]) as each:
        submission = each.submission()
        container = each.container(submission)
        each.post(submission)
        fresh = each.network.find(each.access, CAPTION, container, submission.at)
        each.server.ground.fault("status", "refuse", told=(100, 33))
        unread = each.network.find(each.access, CAPTION, container, submission.at)
        each.server.ground.clock.pass_(hours=24)
        ended = each.network.find(each.access, CAPTION, container, submission.at)

        assert (fresh, ended) == (None, None)
        # Where nothing is said of the container, the words alone count.
        assert unread == each.posts()[0].id


def test_a_look_reads_more_than_one_page_of_a_busy_account(each: Way) -> None:
    submission = each.submission()
    container = each.container(submission)
    remote_id = each.network.publish(each.access, submission, container)
    [ours] = each.posts()
    for at in range(60):
        busy = replace(ours, id=f"{ours.id}{at}", caption=f"Lain {at}", at=ours.at + timedelta(seconds=1))
        each.server.ground.posts.append(busy)
    each.server.ground.clock.pass_(seconds=5)
    later = datetime.now(UTC) + timedelta(minutes=1)
    before = len(each.server.ground.calls)

    assert each.network.find(each.access, CAPTION, container, submission.at) == remote_id
    assert each.server.ground.calls[before:].count("list") == 3
    assert each.network.find(each.access, CAPTION, container, later) is None
    # Older posts are not asked for.
    assert each.server.ground.calls[before:].count("list") == 4


def test_throttling_says_how_long_to_wait(each: Way) -> None:
    each.server.ground.fault(MAKING[each.network.name], "throttle", seconds=300)

    error = each.refused(lambda: each.network.prepare(each.access, each.submission()))

    assert (error.remedy, error.retry_after, error.code) == (Remedy.WAIT, 300.0, "4")


def test_a_token_that_ended_asks_for_a_new_connection_and_posts_nothing(each: Way) -> None:
    submission = each.submission()
    container = each.container(submission)
    each.server.revoke(each.account.id)

    for call in (
        lambda: each.network.prepare(each.access, submission),
        lambda: each.network.publish(each.access, submission, container),
        lambda: each.network.find(each.access, CAPTION, container, submission.at),
        lambda: each.network.identity(each.access),
    ):
        assert each.refused(call).remedy is Remedy.RECONNECT
    assert each.posts() == []


def test_an_object_that_cannot_be_read_for_a_while_is_no_lost_token(each: Way) -> None:
    submission = each.submission()
    container = each.container(submission)
    remote_id = each.network.publish(each.access, submission, container)
    for step in ("status", "read"):
        each.server.ground.fault(step, "refuse", times=9, told=(100, 33))

    assert each.network.find(each.access, CAPTION, container, submission.at) == remote_id
    assert (each.network.permalink(each.access, remote_id) or "").startswith("https://")


def test_whose_token_it_is(each: Way) -> None:
    found = each.network.identity(each.access)

    assert (found.remote_id, found.handle) == (each.account.id, each.account.handle)
    # Only Instagram says of an account what is counted of it, in the same answer.
    counted = (125, 27, 18) if each.network.name == "instagram" else (None, None, None)
    assert (found.followers, found.following, found.posts) == counted


def test_a_post_taken_down_is_gone_and_taking_it_down_again_is_no_error(each: Way) -> None:
    remote_id = each.post()
    if not each.network.withdraws:
        assert each.refused(lambda: each.network.withdraw(each.access, remote_id)).remedy is Remedy.FAIL
        assert len(each.posts()) == 1
        return

    each.network.withdraw(each.access, remote_id)
    each.network.withdraw(each.access, remote_id)

    assert each.posts() == []
    assert each.network.permalink(each.access, remote_id) is None


@pytest.mark.parametrize("each", ["threads", "facebook"], indirect=True)
def test_a_post_that_is_still_listed_is_not_taken_for_gone(each: Way) -> None:
    remote_id = each.post()
    each.server.ground.fault("delete", "refuse", told=(100, 33))

    error = each.refused(lambda: each.network.withdraw(each.access, remote_id))

    assert (error.remedy, len(each.posts())) == (Remedy.WAIT, 1)


def test_odd_ids_never_become_an_address(each: Way) -> None:
    before = list(each.server.ground.calls)

    for ident in ("../me", "a/b", "?x", "", "%00", "ä", ".."):
        error = each.refused(lambda ident=ident: each.network.permalink(each.access, ident))
        assert error.remedy is Remedy.FAIL
    assert each.server.ground.calls == before


def test_secrets_and_texts_are_not_shown_when_printed(each: Way) -> None:
    shown = repr(each.access) + repr(each.submission()) + repr(each.network)

    assert each.access.token not in shown
    assert "Kuras" not in shown
