"""Facebook Pages: uploads that nobody sees, one post call without a fence, and looking for what became of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from evidence.adapters.networks.base import OutcomeUnknown, Refused, Remedy
from tests.adapters.meta import CAPTION, Way, serving_all, way
from tests.networks.submissions import jpeg, shown


@pytest.fixture(scope="module")
def served() -> Iterator[Any]:
    with serving_all("facebook") as found:
        yield found["facebook"]


@pytest.fixture
def page(served: Any) -> Iterator[Way]:
    with way("facebook", served) as found:
        yield found
    found.server.lag = timedelta()


def test_uploads_are_not_seen_until_the_post_is_made(page: Way) -> None:
    before = len(page.server.ground.calls)

    page.container(page.submission(pictures=3))

    assert page.server.ground.calls[before:] == ["photos", "photos", "photos"]
    assert page.posts() == []


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_fault_of_the_server_after_the_post_proves_nothing_and_the_post_is_found(
    page: Way, status: int
) -> None:
    submission = page.submission()
    container = page.container(submission)
    page.server.ground.fault("publish", "blocked_after", told=(2, 0, status))

    error = page.refused(lambda: page.network.publish(page.access, submission, container))

    assert isinstance(error, OutcomeUnknown)
    assert not error.pauses
    assert page.network.find(page.access, CAPTION, container, submission.at) == page.posts()[0].id


def test_a_list_that_lags_does_not_show_the_post_at_once(page: Way) -> None:
    page.server.lag = timedelta(seconds=60)
    submission = page.submission()
    container = page.container(submission)
    remote_id = page.network.publish(page.access, submission, container)
    at_once = page.network.find(page.access, CAPTION, container, submission.at)
    page.server.ground.clock.pass_(seconds=61)

    assert at_once is None
    assert page.network.find(page.access, CAPTION, container, submission.at) == remote_id


def test_photos_and_texts_that_were_posted_already_may_be_ours(page: Way) -> None:
    submission = page.submission()
    container = page.container(submission)
    remote_id = page.network.publish(page.access, submission, container)

    same_photos = page.refused(lambda: page.network.publish(page.access, submission, container))
    other = page.container(page.submission())
    same_text = page.refused(lambda: page.network.publish(page.access, submission, other))

    assert [type(each) for each in (same_photos, same_text)] == [OutcomeUnknown, OutcomeUnknown]
    assert (same_photos.code, same_text.code) == ("100/1366051", "506")
    assert page.network.find(page.access, CAPTION, other, submission.at) == remote_id


def test_uploads_that_are_too_old_are_made_anew_without_asking(page: Way) -> None:
    submission = page.submission()
    ids, _, made = page.container(submission).partition("@")
    before = list(page.server.ground.calls)

    for old in (f"{ids}@{int(made) - 21 * 3600}", ids, f"{ids}@besok"):
        error = page.refused(lambda old=old: page.network.publish(page.access, submission, old))
        assert isinstance(error, Refused)
        assert error.remedy is Remedy.ANEW
    assert page.server.ground.calls == before


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"bukan gambar", "100/2069019"), (jpeg() + b"\x00" * 4_000_000, "100/1366046")],
    ids=["no picture", "too many bytes"],
)
def test_what_it_does_not_take_is_refused_while_uploading(page: Way, body: bytes, code: str) -> None:
    submission = replace(page.submission(), pictures=(shown(body),))

    error = page.refused(lambda: page.network.prepare(page.access, submission))

    assert (error.remedy, error.code) == (Remedy.FAIL, code)


def test_figures_are_what_is_known(page: Way) -> None:
    remote_id = page.post()
    nothing = page.network.figures(page.access, remote_id)
    page.server.figures[remote_id] = {"reactions": 31, "comments": 0}

    assert nothing == {}
    assert page.network.figures(page.access, remote_id) == {"likes": 31, "comments": 0}
    assert page.network.quota(page.access) is None


def test_the_page_of_another_cannot_be_posted_to(page: Way) -> None:
    other = page.server.open("kel.lain")
    submission = page.submission()
    container = page.container(submission)
    stranger = replace(page.access, account_remote_id=other.id)

    error = page.refused(lambda: page.network.publish(stranger, submission, container))

    assert isinstance(error, OutcomeUnknown)
    assert page.server.ground.posts_of(other.id) == []
