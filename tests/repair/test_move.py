"""A photo that was sent to the wrong activity goes to the right one, and both remember it."""

import hashlib
import uuid

import pytest
from flask.testing import FlaskClient

from evidence.capture.models import Activity, ActivityState, Photo, PhotoState
from evidence.compose.services import Draft, put_draft
from evidence.core.errors import NotAllowed
from tests import factories
from tests.forms import opened, sent, told
from tests.house import JEBRES, House, put_activity, put_photo
from tests.practice.serving import picture
from tests.repair.mending import activity, acts, move, officer, photo, stored


def test_a_photo_goes_to_another_activity_by_plain_forms(house: House, lurah: FlaskClient) -> None:
    wrong, right = factories.activity(house), factories.activity(house, title="Perbaikan talut")
    factories.photo(house, right, "before")
    lost = factories.photo(house, wrong, "before")

    page = told(lurah.get(f"/kegiatan/{wrong}"), 200)
    assert f"/foto/{lost}/pindah" in page
    found = told(lurah.get(f"/foto/{lost}/pindah", query_string={"q": "TALUT"}), 200)
    assert f"/foto/{lost}/pindah?ke={right}" in found
    form = opened(lurah, f"/foto/{lost}/pindah?ke={right}")
    answers = [sent(lurah, form, stage="after") for _ in range(2)]

    for answer in answers:
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/kegiatan/{right}")
    assert stored(house, wrong) == {}
    assert stored(house, right)["after"] == lost
    assert activity(house, right).state is ActivityState.COMPLETE
    assert [act for _who, act in acts(house, wrong)].count("capture.photo_moved_away") == 1
    assert [act for _who, act in acts(house, right)].count("capture.photo_moved_here") == 1
    assert "dipindahkan ke sini" in told(lurah.get(f"/kegiatan/{right}"), 200)


def test_the_list_offers_own_work_newest_first_and_narrows_by_title(house: House, lurah: FlaskClient) -> None:
    factories.activity(house, JEBRES, "lurah.jebres", title="Kerja bakti Jebres")
    older = factories.activity(house, title="Kerja bakti 50% jadi")
    newer = factories.activity(house, title="Kerja bakti RW 03")
    lost = factories.photo(house, factories.activity(house), "before")

    def offered(words: str) -> list[uuid.UUID]:
        page = told(lurah.get(f"/foto/{lost}/pindah", query_string={"q": words}), 200)
        places = {each: page.find(f"ke={each}") for each in (older, newer)}
        assert "Jebres" not in page
        return sorted((each for each in places if places[each] >= 0), key=places.__getitem__)

    assert offered("") == offered("bakti") == [newer, older]
    assert offered("50%") == [older]
    assert offered("tidak ada") == []


def test_work_that_loses_a_stage_is_open_again_and_its_draft_without_a_picture(
    house: House, lurah: FlaskClient
) -> None:
    work, other = factories.drafted(house), factories.activity(house)
    after = stored(house, work.activity)["after"]

    assert move(lurah, after, work.activity, other, "before").status_code == 200

    assert activity(house, work.activity).state is ActivityState.OPEN
    assert lurah.get(f"/api/v1/posts/{work.post}").get_json()["renditions"] == []


FORBIDDEN = [("A", "progress", 422), ("A", "plain", 422), ("C", "before", 422), ("B", "plain", 422)]


@pytest.mark.parametrize(("mode", "stage", "status"), FORBIDDEN)
def test_what_the_mode_does_not_know_is_refused(
    house: House, lurah: FlaskClient, mode: str, stage: str, status: int
) -> None:
    source, target = factories.activity(house), factories.activity(house, mode=mode)
    lost = factories.photo(house, source, "before")

    answer = move(lurah, lost, source, target, stage, percent=50)

    assert answer.status_code == status
    assert photo(house, lost).activity_id == source


def test_a_photo_of_progress_says_how_far(house: House, lurah: FlaskClient) -> None:
    source, target = factories.activity(house), factories.activity(house, mode="B")
    lost = factories.photo(house, source, "before")

    assert move(lurah, lost, source, target, "progress").status_code == 422
    assert move(lurah, lost, source, target, "progress", percent=101).status_code == 422
    assert move(lurah, lost, source, target, "progress", percent=40).get_json()["percent"] == 40


def test_a_place_that_is_taken_refuses_another_photo(house: House, lurah: FlaskClient) -> None:
    source, target = factories.complete(house), factories.complete(house)
    lost = stored(house, source)["after"]

    answer = move(lurah, lost, source, target, "after")

    assert answer.status_code == 409
    assert "sudah punya foto" in answer.get_json()["detail"]


def test_the_place_of_a_lost_photo_is_kept_for_its_phone(house: House, lurah: FlaskClient) -> None:
    source, target = factories.complete(house), factories.complete(house)
    here, there = stored(house, source)["after"], stored(house, target)["after"]
    with house.sessions.begin() as session:
        session.get_one(Photo, there).state = PhotoState.MISSING

    assert move(lurah, here, source, target, "after").status_code == 409


def test_neither_side_may_be_under_review(house: House, lurah: FlaskClient) -> None:
    waiting, free = factories.submitted(house).activity, factories.activity(house)
    there, here = stored(house, waiting)["before"], factories.photo(house, free, "before")

    assert move(lurah, there, waiting, free, "after").status_code == 409
    assert move(lurah, here, free, waiting, "before").status_code == 409
    assert (photo(house, there).activity_id, photo(house, here).activity_id) == (waiting, free)


def test_another_units_activity_is_as_good_as_none(house: House, lurah: FlaskClient) -> None:
    source, foreign = factories.activity(house), factories.activity(house, JEBRES, "lurah.jebres")
    lost = factories.photo(house, source, "before")
    stranger = officer(house, JEBRES)

    assert (
        move(lurah, lost, source, foreign, "before").data
        == move(lurah, lost, source, uuid.uuid4(), "before").data
    )
    assert move(lurah, lost, source, foreign, "before").status_code == 404
    assert move(stranger, lost, source, foreign, "before").status_code == 404
    assert lurah.get(f"/foto/{lost}/pindah?ke={foreign}").status_code == 404


def test_only_a_photo_that_stands_where_it_was_told_is_moved(house: House, lurah: FlaskClient) -> None:
    source, target = factories.activity(house), factories.activity(house)
    on_its_way = factories.photo(house, source, "before", state=PhotoState.RECEIVED)
    elsewhere = factories.photo(house, target, "after")

    assert move(lurah, on_its_way, source, target, "before").status_code == 409
    assert move(lurah, elsewhere, source, target, "before").status_code == 409


def test_nobody_decides_on_their_own_photo_whoever_moved_it_there(house: House, lurah: FlaskClient) -> None:
    wrong, right = factories.activity(house), factories.activity(house)
    own = factories.photo(house, wrong, "after", by=factories.CAMAT)
    factories.photo(house, right, "before")
    move(lurah, own, wrong, right, "after")
    factories.drawn(house, right)
    draft = Draft("Saluran dikuras.", "Dua foto saluran.")
    with house.sessions.begin() as session:
        found, by = session.get_one(Activity, right), house.actor(factories.LURAH)
        networks = house.app.extensions["house"].networks
        post, _new = put_draft(session, uuid.uuid4(), found, draft, by=by, networks=networks, practice=False)
        work = factories.Work(right, post.id)
    factories.submit(house, work)

    with pytest.raises(NotAllowed, match="pejabat lain"):
        factories.decide(house, work)
    factories.decide(house, work, by=factories.CITY)


def test_the_phone_that_repeats_itself_after_a_move_is_answered_as_before(
    house: House, lurah: FlaskClient
) -> None:
    source, target, ident = put_activity(lurah), put_activity(lurah), uuid.uuid4()
    body = picture()
    put_photo(lurah, source, "before", body, photo=str(ident))
    house.run_jobs("render")
    move(lurah, ident, uuid.UUID(source), uuid.UUID(target), "before")

    again = put_photo(lurah, source, "before", body, photo=str(ident))
    other = put_photo(lurah, source, "before", picture(colour="red"), photo=str(ident))

    assert (again.status_code, again.get_json()["activity"]) == (200, target)
    assert other.status_code == 409
    assert photo(house, ident).sha256 == hashlib.sha256(body).hexdigest()
