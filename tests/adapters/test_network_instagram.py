"""Instagram: containers, carousels, stories, what it refuses, quotas, ends, figures, and looking for a lost post."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from evidence.adapters.networks.base import Kind, Quota, Refused, Remedy
from evidence.adapters.networks.instagram import LIMITS
from tests.adapters.meta import CAPTION, Way, serving_all, way
from tests.networks.submissions import jpeg, shown


@pytest.fixture(scope="module")
def served() -> Iterator[Any]:
    with serving_all("instagram") as found:
        yield found["instagram"]


@pytest.fixture
def insta(served: Any) -> Iterator[Way]:
    with way("instagram", served) as found:
        yield found
    server = found.server
    server.polls, server.quota, server.captions_readable, server.failing = 1, 100, True, []


def test_the_network_reads_the_picture_from_our_address_as_its_reader(insta: Way) -> None:
    insta.container()

    assert insta.shelf.agents[-1].startswith("facebookexternalhit/")


def test_it_is_looked_at_after_a_few_seconds_and_then_once_a_minute(insta: Way) -> None:
    insta.server.polls = 3

    steps = insta.steps(insta.submission())

    assert [step.again_after for step in steps] == [4.0, 60.0, 60.0, 60.0, 0.0]
    assert json.loads(steps[0].progress) == {"made": [steps[-1].container], "parent": "", "looks": 1}


def test_the_whole_is_made_when_each_picture_is_ready(insta: Way) -> None:
    insta.server.polls = 1
    before = len(insta.server.ground.calls)

    steps = insta.steps(insta.submission(pictures=2))

    calls = insta.server.ground.calls[before:]
    assert calls == ["create"] * 2 + ["status"] * 4 + ["create", "status", "status"]
    assert [step.again_after for step in steps] == [4.0, 60.0, 4.0, 60.0, 0.0]


def test_it_is_not_waited_for_longer_than_five_minutes(insta: Way) -> None:
    insta.server.polls = 99

    error = insta.refused(lambda: insta.container())

    assert (error.remedy, error.reason) == (Remedy.ANEW, "jejaring belum selesai mengolah gambar")


def test_a_container_that_cannot_be_read_is_published_after_its_minute(insta: Way) -> None:
    insta.server.ground.fault("status", "refuse", times=99, told=(100, 33))
    insta.server.polls = 0

    steps = insta.steps(insta.submission())

    assert [step.again_after for step in steps] == [4.0, 60.0, 0.0]
    assert insta.network.publish(insta.access, insta.submission(), steps[-1].container)


@pytest.mark.parametrize("kind", ["fail_before", "reset_after", "garbage", "throttle"])
def test_a_look_that_fails_keeps_what_was_made(insta: Way, kind: str) -> None:
    submission = insta.submission(pictures=2)
    first = insta.network.prepare(insta.access, submission)
    insta.server.ground.fault("status", kind)

    error = insta.refused(lambda: insta.network.prepare(insta.access, submission, first.progress))

    assert isinstance(error, Refused)
    assert error.remedy is Remedy.KEEP
    assert insta.network.prepare(insta.access, submission, first.progress).progress


def test_a_picture_that_failed_lets_the_whole_be_made_anew(insta: Way) -> None:
    insta.server.failing = ["Error: 2207003"]
    submission = insta.submission(pictures=3)

    error = insta.refused(lambda: insta.container(submission))
    remote_id = insta.post(submission)

    assert error.remedy is Remedy.ANEW
    assert [post.id for post in insta.posts()] == [remote_id]


def test_a_container_of_yesterday_is_made_anew_wherever_that_is_noticed(insta: Way) -> None:
    submission = insta.submission()
    container, begun = insta.container(submission), insta.network.prepare(insta.access, submission)
    insta.server.ground.clock.pass_(hours=24)

    published = insta.refused(lambda: insta.network.publish(insta.access, submission, container))
    prepared = insta.refused(lambda: insta.network.prepare(insta.access, submission, begun.progress))

    assert (published.remedy, prepared.remedy) == (Remedy.ANEW, Remedy.ANEW)
    assert insta.network.find(insta.access, CAPTION, container, submission.at) is None
    assert insta.posts() == []


def test_a_container_that_was_published_without_our_knowing_is_never_made_anew(insta: Way) -> None:
    submission = insta.submission()
    begun = insta.network.prepare(insta.access, submission)
    insta.network.publish(insta.access, submission, insta.steps(submission)[-1].container)
    container = json.loads(begun.progress)["made"][0]
    insta.network.prepare(insta.access, submission, begun.progress)
    insta.network.publish(insta.access, submission, container)

    error = insta.refused(lambda: insta.network.prepare(insta.access, submission, begun.progress))

    assert (error.remedy, error.reason) == (Remedy.FAIL, "jejaring berkata sudah terbit")


# ------------------------------------------------------------------------------------------- what it refuses
def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (108, 135)).save(out, "PNG")
    return out.getvalue()


REFUSED: dict[str, tuple[dict[str, Any], str, Remedy, str]] = {
    "a ratio below 4:5": ({"width": 107, "height": 135}, "a", Remedy.FAIL, "36003/2207009"),
    "a ratio above 1.91:1": ({"width": 192, "height": 100}, "a", Remedy.FAIL, "36003/2207009"),
    "a PNG": ({"body": _png()}, "a", Remedy.FAIL, "36001/2207005"),
    "no picture": ({"body": b"bukan gambar"}, "a", Remedy.FAIL, "36001/2207005"),
    "too many bytes": ({"body": jpeg() + b"\x00" * (8 << 20)}, "a", Remedy.FAIL, "36000/2207004"),
    "too long a caption": ({}, "a" * 2201, Remedy.FAIL, "36004/2207010"),
    "too many accounts": ({}, "@a " * 21, Remedy.FAIL, "100/2207040"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_it_does_not_take_is_refused_while_preparing(insta: Way, case: str) -> None:
    drawing, caption, remedy, code = REFUSED[case]
    submission = replace(insta.submission(caption=caption), pictures=(insta.picture(**drawing),))

    error = insta.refused(lambda: insta.network.prepare(insta.access, submission))

    assert (error.remedy, error.code) == (remedy, code)


@pytest.mark.parametrize("url", ["", "ftp://bukti.example/a.jpg", "http://bukti.example/gambar-é.jpg"])
def test_a_picture_without_an_address_is_never_sent(insta: Way, url: str) -> None:
    before = len(insta.server.ground.calls)
    picture = replace(shown(jpeg()), url=url)

    error = insta.refused(
        lambda: (
            insta.network.prepare(insta.access, insta.submission(pictures=2, **{}))
            if url is None
            else insta.network.prepare(insta.access, replace(insta.submission(), pictures=(picture,)))
        )
    )

    assert error.remedy is Remedy.FAIL
    assert len(insta.server.ground.calls) == before


def test_an_address_that_does_not_answer_is_tried_again(insta: Way) -> None:
    picture = replace(insta.submission().picture, url=f"{insta.shelf.url}/tidak-ada.jpg")

    error = insta.refused(
        lambda: insta.network.prepare(insta.access, replace(insta.submission(), pictures=(picture,)))
    )

    assert (error.remedy, error.code) == (Remedy.WAIT, "9004/2207052")


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("a" * 2100, (2100, 0, 0)),
        ("🙏🏽", (4, 0, 0)),
        ("#Saluran #Mojo2026, # satu; #1 a#b &#35;", (40, 2, 0)),
        ("@kel.mojo dan @dlh_surakarta (@a) surel a@b.id", (46, 0, 3)),
    ],
)
def test_texts_are_counted_its_own_way(text: str, counted: tuple[int, int, int]) -> None:
    assert tuple(measure.count(text) for measure in LIMITS.texts) == counted


# ------------------------------------------------------------------------------------------------- stories
def test_a_story_takes_any_ratio_and_bears_no_text(insta: Way) -> None:
    tall = insta.picture(width=90, height=160)
    submission = insta.submission(kind=Kind.STORY, pictures=1)
    submission = replace(submission, pictures=(tall,))

    remote_id = insta.post(submission)

    [post] = insta.posts()
    assert (post.id, post.kind, post.caption, post.alt_texts) == (remote_id, "STORIES", "", ("",))
    assert insta.network.permalink(insta.access, remote_id)


def test_a_story_whose_answer_was_lost_is_found_among_the_stories(insta: Way) -> None:
    insta.post()
    submission = insta.submission(kind=Kind.STORY)
    container = insta.container(submission)
    insta.server.ground.fault("publish", "lose_answer")
    insta.refused(lambda: insta.network.publish(insta.access, submission, container))

    found = insta.network.find(insta.access, CAPTION, container, submission.at)

    assert found == insta.posts()[-1].id


def test_a_story_is_not_told_from_another_of_the_same_time(insta: Way) -> None:
    submission = insta.submission(kind=Kind.STORY)
    container, other = insta.container(submission), insta.container(submission)
    insta.network.publish(insta.access, submission, other)
    not_ours = insta.network.find(insta.access, CAPTION, container, submission.at)
    insta.network.publish(insta.access, submission, container)

    assert not_ours is None
    assert insta.network.find(insta.access, CAPTION, container, submission.at) is None


# ------------------------------------------------------------------------------------- looking for a post
def test_captions_that_may_not_be_read_are_made_up_for_by_a_published_container(insta: Way) -> None:
    insta.server.captions_readable = False
    submission = insta.submission()
    container, other = insta.container(submission), insta.container(submission)
    unposted = insta.network.find(insta.access, CAPTION, container, submission.at)
    remote_id = insta.network.publish(insta.access, submission, container)

    assert unposted is None
    assert insta.network.find(insta.access, CAPTION, container, submission.at) == remote_id
    assert insta.network.find(insta.access, CAPTION, other, submission.at) is None


def test_the_newest_post_is_not_ours_because_it_is_the_newest(insta: Way) -> None:
    submission = insta.submission()
    container = insta.container(submission)
    insta.network.publish(insta.access, submission, container)
    insta.server.lag = timedelta(minutes=1)
    insta.server.ground.clock.pass_(seconds=120)
    insta.post(insta.submission(caption="Yang lain"))
    ours, other = insta.posts()
    insta.server.ground.posts.remove(ours)
    insta.server.lag = timedelta()

    assert insta.network.find(insta.access, CAPTION, container, submission.at) is None
    assert other.caption == "Yang lain"


# ------------------------------------------------------------------------------------ quotas and figures
def test_the_quota_is_read_and_a_full_one_keeps_the_container(insta: Way) -> None:
    insta.server.quota = 2
    submission = insta.submission()
    insta.post(), insta.post()
    container = insta.container(submission)
    full = insta.network.quota(insta.access)

    error = insta.refused(lambda: insta.network.publish(insta.access, submission, container))

    assert full == Quota(2, 2, timedelta(hours=24))
    assert (error.remedy, error.retry_after, len(insta.posts())) == (Remedy.KEEP, 3600.0, 2)


def test_room_comes_back_after_a_day(insta: Way) -> None:
    insta.server.quota = 1
    insta.post()
    insta.server.ground.clock.pass_(hours=24, seconds=1)
    insta.post()

    assert insta.network.quota(insta.access) == Quota(1, 1, timedelta(hours=24))


@pytest.mark.parametrize("kind", ["garbage", "refuse"])
def test_a_quota_that_cannot_be_read_is_none_of_ours(insta: Way, kind: str) -> None:
    insta.server.ground.fault("quota", kind)

    assert isinstance(insta.refused(lambda: insta.network.quota(insta.access)), Refused)


def test_figures_are_what_is_known_and_never_made_up(insta: Way) -> None:
    remote_id = insta.post()
    nothing = insta.network.figures(insta.access, remote_id)
    insta.server.figures[remote_id] = {"like_count": 12, "comments_count": 0, "reach": 340, "saved": 3}

    assert nothing == {}
    assert insta.network.figures(insta.access, remote_id) == {"likes": 12, "comments": 0, "reach": 340}


@pytest.mark.parametrize("told", [(10, 0), (100, 0), (200, 0)])
def test_insights_that_are_not_for_us_are_absent_and_no_lost_token(insta: Way, told: tuple[int, int]) -> None:
    remote_id = insta.post()
    insta.server.figures[remote_id] = {"like_count": 12, "reach": 340}
    insta.server.ground.fault("insights", "refuse", told=told)

    assert insta.network.figures(insta.access, remote_id) == {"likes": 12}
