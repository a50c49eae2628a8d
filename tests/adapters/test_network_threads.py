"""Threads: its own field for how a container is, its own way of counting, its quota, and figures."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from evidence.adapters.networks.base import OutcomeUnknown, Quota, Remedy
from evidence.adapters.networks.threads import LIMITS
from tests.adapters.meta import CAPTION, Way, serving_all, way


@pytest.fixture(scope="module")
def served() -> Iterator[Any]:
    with serving_all("threads") as found:
        yield found["threads"]


@pytest.fixture
def line(served: Any) -> Iterator[Way]:
    with way("threads", served) as found:
        yield found
    found.server.quota, found.server.polls = 250, 1


def test_a_container_is_waited_for_and_published_once(line: Way) -> None:
    line.server.polls = 2
    submission = line.submission()

    steps = line.steps(submission)
    remote_id = line.network.publish(line.access, submission, steps[-1].container)

    assert [step.again_after for step in steps] == [4.0, 60.0, 60.0, 0.0]
    assert [post.id for post in line.posts()] == [remote_id]


def test_twenty_pictures_are_one_post(line: Way) -> None:
    submission = line.submission(pictures=20)

    line.post(submission)

    [post] = line.posts()
    assert post.images == tuple(picture.sha256 for picture in submission.pictures)


def test_a_picture_of_any_reasonable_shape_is_taken_and_an_odd_one_refused(line: Way) -> None:
    out = io.BytesIO()
    Image.new("RGB", (90, 160)).save(out, "PNG")
    line.post(replace(line.submission(), pictures=(line.picture(out.getvalue()),)))
    strip = line.picture(width=220, height=20)

    error = line.refused(lambda: line.post(replace(line.submission(), pictures=(strip,))))

    assert (error.remedy, len(line.posts())) == (Remedy.FAIL, 1)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("a" * 500, (500, 0)),
        ("éñ—“ß中", (6, 0)),
        ("🙏", (4, 0)),
        ("🙏🏽", (8, 0)),
        ("👨‍👩‍👧", (18, 0)),
        ("🇮🇩", (8, 0)),
        ("1\ufe0f\u20e3", (7, 0)),
        ("https://a.id/1 http://b.id/2 https://a.id/1", (43, 3)),
    ],
)
def test_texts_are_counted_its_own_way(text: str, counted: tuple[int, int]) -> None:
    assert tuple(measure.count(text) for measure in LIMITS.texts) == counted


@pytest.mark.parametrize(("text", "taken"), [("🙏" * 125, True), ("🙏" * 126, False)])
def test_it_counts_as_we_do(line: Way, text: str, taken: bool) -> None:
    assert (LIMITS.texts[0].count(text) <= LIMITS.texts[0].most) is taken
    if taken:
        assert line.container(line.submission(caption=text))
    else:
        assert line.refused(lambda: line.container(line.submission(caption=text))).remedy is Remedy.FAIL


def test_a_restricted_user_is_a_persons_turn_and_nothing_was_posted(line: Way) -> None:
    submission = line.submission()
    container = line.container(submission)
    line.server.ground.fault("publish", "refuse", told=(10, 4_279_013))

    error = line.refused(lambda: line.network.publish(line.access, submission, container))

    assert (error.remedy, line.posts()) == (Remedy.PAUSE, [])


def test_a_post_stays_found_when_its_container_has_ended(line: Way) -> None:
    submission = line.submission()
    container = line.container(submission)
    line.server.ground.fault("publish", "reset_after")
    error = line.refused(lambda: line.network.publish(line.access, submission, container))
    line.server.ground.clock.pass_(hours=30)

    assert isinstance(error, OutcomeUnknown)
    assert line.network.find(line.access, CAPTION, container, submission.at) == line.posts()[0].id


def test_the_quota_is_its_own_and_deleting_gives_nothing_back(line: Way) -> None:
    line.server.quota = 2
    line.network.withdraw(line.access, line.post())
    line.post()
    submission = line.submission()
    container = line.container(submission)

    error = line.refused(lambda: line.network.publish(line.access, submission, container))

    assert line.network.quota(line.access) == Quota(2, 2, timedelta(hours=24))
    assert (error.remedy, len(line.posts())) == (Remedy.KEEP, 1)


def test_figures_are_what_is_known(line: Way) -> None:
    remote_id = line.post()
    line.server.figures[remote_id] = {"views": 900, "likes": 0, "replies": 4, "quotes": 2}

    assert line.network.figures(line.access, remote_id) == {"views": 900, "likes": 0, "comments": 4}
