"""Before and after change places: once for many calls, never under a post that is being decided on."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from evidence.compose.models import PostVersion, Rendition
from evidence.core.errors import Conflict
from evidence.publish.models import Publication, PublicationState
from evidence.repair import services
from tests import factories
from tests.forms import opened, sent, told
from tests.house import JEBRES, ORIGIN, House
from tests.repair.mending import acts, officer, photo, stored, swap
from tests.waiting import until


def test_before_and_after_change_places_and_history_says_who(house: House, lurah: FlaskClient) -> None:
    work = factories.complete(house)
    was = stored(house, work)
    form = opened(lurah, f"/kegiatan/{work}")

    answer = sent(lurah, form)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/kegiatan/{work}")
    assert stored(house, work) == {"before": was["after"], "after": was["before"]}
    assert (house.actor("lurah.mojo").name, "capture.photos_swapped") in acts(house, work)
    page = told(lurah.get(f"/kegiatan/{work}"), 200)
    assert "Foto sebelum dan sesudah ditukar" in page


def test_the_same_call_again_does_not_swap_back(house: House, lurah: FlaskClient) -> None:
    work = factories.complete(house)
    was = stored(house, work)

    with ThreadPoolExecutor(4) as people:
        clients = [lurah, *(house.client("lurah.mojo") for _ in range(3))]
        answers = list(people.map(lambda each: swap(each, work, was["before"], was["after"]), clients))

    assert {each.status_code for each in answers} == {200}
    assert stored(house, work) == {"before": was["after"], "after": was["before"]}
    assert [act for _who, act in acts(house, work)].count("capture.photos_swapped") == 1


def test_a_page_that_is_too_old_is_told_so(house: House, lurah: FlaskClient) -> None:
    work = factories.complete(house)
    was = stored(house, work)

    for before, after in ((was["before"], uuid.uuid4()), (was["before"], was["before"])):
        answer = swap(lurah, work, before, after)

        assert answer.status_code == 409
        assert "baru saja berubah" in answer.get_json()["detail"]
    assert stored(house, work) == was


def test_the_draft_gets_the_picture_of_the_photos_as_they_stand(house: House, lurah: FlaskClient) -> None:
    work = factories.drafted(house)
    was = stored(house, work.activity)
    old = version(house).rendition_id

    swap(lurah, work.activity, was["before"], was["after"])

    with house.sessions() as session:
        new = session.get_one(Rendition, version(house).rendition_id)
    assert new.id != old
    assert new.photo_ids == [str(was["after"]), str(was["before"])]
    told(lurah.get(f"/kegiatan/{work.activity}/susun"), 200)


def version(house: House) -> PostVersion:
    with house.sessions() as session:
        return session.scalars(select(PostVersion)).one()


HELD = {"submitted": "Tarik kembali", "approved": "Buka kembali"}


@pytest.mark.parametrize("state", HELD)
def test_photos_under_a_post_that_is_decided_on_stay(house: House, lurah: FlaskClient, state: str) -> None:
    work = getattr(factories, state)(house)
    was, frozen = stored(house, work.activity), version(house)

    refused = swap(lurah, work.activity, was["before"], was["after"])
    page = told(lurah.get(f"/kegiatan/{work.activity}"), 200)

    assert refused.status_code == 409
    assert HELD[state] in refused.get_json()["detail"]
    assert refused.get_json()["detail"] in page
    assert "/tukar" not in page
    assert "/pindah" not in page
    assert stored(house, work.activity) == was
    now = version(house)
    assert (now.rendition_id, now.image_sha256, now.content_hash) == (
        frozen.rendition_id, frozen.image_sha256, frozen.content_hash,
    )  # fmt: skip


def test_photos_of_a_post_that_is_leaving_are_waited_for(house: House, lurah: FlaskClient) -> None:
    work = factories.approved(house, accounts=[factories.account(house)])
    was = stored(house, work.activity)
    with house.sessions.begin() as session:
        session.execute(update(Publication).values(state=PublicationState.PUBLISHING))

    refused = swap(lurah, work.activity, was["before"], was["after"])

    assert refused.status_code == 409
    assert "sedang diterbitkan" in refused.get_json()["detail"]


def test_after_a_recall_the_photos_may_change(house: House, lurah: FlaskClient) -> None:
    work = factories.submitted(house)
    was = stored(house, work.activity)

    lurah.post(f"/api/v1/posts/{work.post}/recall", headers={"Origin": ORIGIN})

    assert swap(lurah, work.activity, was["before"], was["after"]).status_code == 200


def test_who_sends_the_post_beside_a_swap_waits_and_sends_what_stands_then(house: House) -> None:
    work, by = factories.drafted(house), house.actor(factories.LURAH)
    was = stored(house, work.activity)
    with house.sessions() as swapping, ThreadPoolExecutor(1) as beside:
        services.swap(swapping, work.activity, was["before"], was["after"], by=by, practice=False)
        sending = beside.submit(factories.submit, house, work)
        until(lambda: blocked(house))
        swapping.commit()
        # The picture of the photos as they stand now is not drawn yet.
        with pytest.raises(Conflict, match="sedang disiapkan"):
            sending.result()

    assert version(house).image_sha256 == ""


def blocked(house: House) -> int:
    """How many wait for somebody else's rows."""
    query = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with house.sessions() as session:
        return session.scalar(text(query)) or 0


def test_a_photo_on_its_way_is_waited_for(house: House, lurah: FlaskClient) -> None:
    work = factories.complete(house)
    was = stored(house, work)
    factories.photo(house, work, "after", state="received")

    assert swap(lurah, work, was["before"], was["after"]).status_code == 409


def test_a_foreign_activity_answers_like_one_that_is_not_there(house: House, lurah: FlaskClient) -> None:
    foreign = factories.complete(house, JEBRES, "lurah.jebres")
    was = stored(house, foreign)

    there = swap(lurah, foreign, was["before"], was["after"])
    nowhere = swap(lurah, uuid.uuid4(), was["before"], was["after"])

    assert there.status_code == nowhere.status_code == 404
    assert there.data == nowhere.data
    assert stored(house, foreign) == was


def test_who_may_only_look_gets_no_buttons(house: House, staff: FlaskClient) -> None:
    work = factories.complete(house)
    was = stored(house, work)
    # An officer elsewhere who may look here as well.
    both = officer(house, JEBRES)
    page = told(staff.get(f"/kegiatan/{work}"), 200)

    assert "Perbaiki" not in page
    assert "/tukar" not in page
    assert swap(staff, work, was["before"], was["after"]).status_code == 403
    assert swap(both, work, was["before"], was["after"]).status_code == 404
    assert photo(house, was["before"]).stage == "before"
