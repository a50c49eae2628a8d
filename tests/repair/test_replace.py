"""A newer photo of a stage takes the place of the older one, which stays evidence; a bad one takes nobody's place."""

import uuid

from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.capture.models import PhotoState
from evidence.compose.models import PostVersion, Rendition
from tests import factories
from tests.forms import attached, opened, sent, told
from tests.house import ORIGIN, House, put_activity, put_photo
from tests.practice.serving import picture
from tests.repair.mending import acts, officer, photo, stored

HALF = picture()[:200]


def test_the_old_photo_stays_with_its_download(house: House, lurah: FlaskClient, staff: FlaskClient) -> None:
    work = factories.drafted(house)
    was = stored(house, work.activity)
    form = opened(lurah, f"/kegiatan/{work.activity}/foto/after")

    assert sent(lurah, form, photo=attached(picture(colour="red"))).status_code == 303
    assert stored(house, work.activity) == was
    house.run_jobs("render")

    now = stored(house, work.activity)
    assert now["after"] != was["after"]
    assert photo(house, was["after"]).state is PhotoState.REPLACED
    for client in (lurah, staff):
        page = told(client.get(f"/kegiatan/{work.activity}"), 200)
        assert "Foto lama (1)" in page
        assert f"/foto/{was['after']}/asli" in page
        assert client.get(f"/foto/{was['after']}/asli", buffered=True).status_code == 200
    with house.sessions() as session:
        version = session.scalars(select(PostVersion)).one()
        shown = session.get_one(Rendition, version.rendition_id)
    assert shown.photo_ids == [str(now["before"]), str(now["after"])]


def test_a_photo_that_is_refused_takes_nobodys_place(house: House, lurah: FlaskClient) -> None:
    work = factories.complete(house)
    was = stored(house, work)

    assert put_photo(lurah, str(work), "after", HALF).status_code == 201
    house.run_jobs("render")

    assert stored(house, work) == was
    assert "capture.photo_rejected" in [act for _who, act in acts(house, work)]


def test_what_is_being_decided_on_is_not_replaced(house: House, lurah: FlaskClient) -> None:
    work, ident = factories.submitted(house), str(uuid.uuid4())
    was = stored(house, work.activity)

    refused = put_photo(lurah, str(work.activity), "after", picture(colour="red"), photo=ident)
    form = opened(lurah, f"/kegiatan/{work.activity}/foto/after")
    page = told(sent(lurah, form, photo=attached(picture(colour="red"))), 422)

    assert refused.status_code == 409
    assert "Tarik kembali" in refused.get_json()["detail"]
    assert "Tarik kembali" in page
    assert stored(house, work.activity) == was
    lurah.post(f"/api/v1/posts/{work.post}/recall", headers={"Origin": ORIGIN})
    again = put_photo(lurah, str(work.activity), "after", picture(colour="red"), photo=ident)
    assert again.status_code == 201


def test_a_post_is_not_sent_while_a_newer_photo_is_being_checked(house: House, lurah: FlaskClient) -> None:
    work, post = put_activity(lurah), str(uuid.uuid4())
    for stage in ("before", "after"):
        put_photo(lurah, work, stage, picture())
    verified_and_drawn(house)
    told = {"activity": work, "caption": "Saluran dikuras.", "alt_text": "Dua foto saluran."}
    assert lurah.put(f"/api/v1/posts/{post}", json=told, headers={"Origin": ORIGIN}).status_code == 201
    put_photo(lurah, work, "after", picture(colour="red"))

    refused = lurah.post(
        f"/api/v1/posts/{post}/submit", json={"privacy": factories.ANSWERS}, headers={"Origin": ORIGIN}
    )
    verified_and_drawn(house)
    answer = lurah.post(
        f"/api/v1/posts/{post}/submit", json={"privacy": factories.ANSWERS}, headers={"Origin": ORIGIN}
    )

    assert refused.status_code == 409
    assert "sedang dicek" in refused.get_json()["detail"]
    assert answer.status_code == 200


def verified_and_drawn(house: House) -> None:
    """A photo is verified first, and asks for its picture then."""
    for _ in range(2):
        house.run_jobs("render")


def test_another_officer_finishes_weeks_later_and_history_says_who(house: House, lurah: FlaskClient) -> None:
    work = factories.activity(house)
    factories.photo(house, work, "before")
    second = officer(house)
    form = opened(second, f"/kegiatan/{work}/foto/after")

    assert sent(second, form, photo=attached(picture(colour="red"))).status_code == 303
    house.run_jobs("render")

    page = told(lurah.get(f"/kegiatan/{work}"), 200)
    assert "Petugas Kedua" in page
    assert ("Petugas Kedua", "capture.photo_received") in acts(house, work)
    assert stored(house, work).keys() == {"before", "after"}
