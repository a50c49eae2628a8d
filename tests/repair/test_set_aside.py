"""A photo of a documentation that should not have left the phone stands no longer; its file stays as evidence."""

import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from evidence.capture.models import ActivityState, PhotoState
from evidence.publish.models import Publication, PublicationState
from tests import factories
from tests.forms import opened, sent, told
from tests.house import JEBRES, House
from tests.repair.mending import activity, acts, call, officer, photo, stored

DOCUMENTED: dict[str, object] = {"mode": "C", "category": "PELAYANAN"}


def set_aside(client: FlaskClient, ident: uuid.UUID) -> TestResponse:
    return call(client, f"photos/{ident}/set-aside")


@pytest.fixture
def work(house: House) -> uuid.UUID:
    """A documentation of Mojo with the photo that is to go."""
    return factories.activity(house, **DOCUMENTED)


def test_it_goes_from_the_page_by_a_plain_form_and_stays_evidence(
    house: House, lurah: FlaskClient, work: uuid.UUID
) -> None:
    gone = factories.photo(house, work, "plain")
    form = opened(lurah, f"/kegiatan/{work}")
    assert form["action"] == f"/foto/{gone}/jangan-pakai"
    better = factories.photo(house, work, "plain")

    answers = [sent(lurah, form) for _ in range(2)]

    for answer in answers:
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/kegiatan/{work}")
    assert photo(house, gone).state is PhotoState.REPLACED
    assert stored(house, work) == {"plain": better}
    assert [each for each in acts(house, work) if each[1] == "capture.photo_set_aside"] == [
        (house.actor("lurah.mojo").name, "capture.photo_set_aside")
    ]
    page = told(lurah.get(f"/kegiatan/{work}"), 200)
    assert "Foto tidak dipakai lagi" in page
    assert "Foto lama (1)" in page
    assert lurah.get(f"/foto/{gone}/asli", buffered=True).status_code == 200


def test_without_its_last_photo_the_work_is_open_and_the_draft_without_a_picture(
    house: House, lurah: FlaskClient
) -> None:
    post = factories.drafted(house, **DOCUMENTED)
    last = stored(house, post.activity)["plain"]

    assert set_aside(lurah, last).get_json()["state"] == "replaced"

    assert activity(house, post.activity).state is ActivityState.OPEN
    assert lurah.get(f"/api/v1/posts/{post.post}").get_json()["renditions"] == []


def test_nothing_goes_from_under_a_decision(house: House, lurah: FlaskClient) -> None:
    post = factories.drafted(house, accounts=[factories.account(house)], **DOCUMENTED)
    last = stored(house, post.activity)["plain"]

    factories.submit(house, post)
    waiting = set_aside(lurah, last)
    factories.decide(house, post)
    approved = set_aside(lurah, last)
    with house.sessions.begin() as session:
        session.execute(update(Publication).values(state=PublicationState.PUBLISHING))
    leaving = set_aside(lurah, last)

    for refused, words in (
        (waiting, "Tarik kembali"), (approved, "Buka kembali"), (leaving, "sedang diterbitkan"),
    ):  # fmt: skip
        assert refused.status_code == 409
        assert words in refused.get_json()["detail"]
    assert "/jangan-pakai" not in told(lurah.get(f"/kegiatan/{post.activity}"), 200)
    assert photo(house, last).state is PhotoState.STORED


def test_a_stage_has_its_own_way_of_replacing(house: House, lurah: FlaskClient) -> None:
    pair = factories.complete(house)
    on_its_way = factories.photo(house, factories.activity(house, **DOCUMENTED), "plain", state="received")

    answers = [set_aside(lurah, each) for each in (*stored(house, pair).values(), on_its_way)]

    assert {each.status_code for each in answers} == {409}
    assert len(stored(house, pair)) == 2


def test_strangers_find_nothing_and_lookers_may_not(
    house: House, staff: FlaskClient, work: uuid.UUID
) -> None:
    here, stranger = factories.photo(house, work, "plain"), officer(house, JEBRES)

    assert set_aside(stranger, here).data == set_aside(stranger, uuid.uuid4()).data
    assert set_aside(stranger, here).status_code == 404
    assert set_aside(staff, here).status_code == 403
    assert photo(house, here).state is PhotoState.STORED
