"""Work that waits says why and since when; it is opened again, or finished by its after."""

import uuid
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from evidence.capture.models import Activity, ActivityState
from evidence.core import clock
from tests import factories
from tests.forms import opened, sent, told
from tests.house import JEBRES, House
from tests.repair.mending import activity, acts, call, officer


@pytest.fixture
def work(house: House) -> uuid.UUID:
    """An activity of Mojo that waits for its after."""
    made = factories.activity(house)
    factories.photo(house, made, "before")
    return made


def mark(client: FlaskClient, work: uuid.UUID, reason: str = "weather", note: str = "") -> int:
    return call(client, f"activities/{work}/unfinished", reason=reason, note=note).status_code


def test_the_reason_and_the_age_stand_on_the_page_and_the_lists(
    house: House, lurah: FlaskClient, work: uuid.UUID
) -> None:
    form = opened(lurah, f"/kegiatan/{work}/belum-selesai")
    answer = sent(lurah, form, reason="material", note="Paving belum datang.")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/kegiatan/{work}")
    with house.sessions.begin() as session:
        session.execute(update(Activity).values(unfinished_at=clock.now() - timedelta(days=3)))

    page = told(lurah.get(f"/kegiatan/{work}"), 200)
    assert "Paving belum datang." in page
    assert "Ditandai belum selesai: Menunggu bahan" in page
    for path in (f"/kegiatan/{work}", "/beranda", "/kegiatan?state=unfinished", "/galeri"):
        shown = told(lurah.get(path), 200)
        assert "Menunggu bahan" in shown, path
        assert "3 hari" in shown, path
    assert lurah.get("/api/v1/activities").get_json()["activities"][0]["unfinished"]["reason"] == "material"


def test_marking_twice_is_one_act_and_another_reason_a_second(
    house: House, lurah: FlaskClient, work: uuid.UUID
) -> None:
    answers = [mark(lurah, work), mark(lurah, work), mark(lurah, work, "authority")]

    assert answers == [200, 200, 200]
    assert activity(house, work).unfinished_reason == "authority"
    assert [act for _who, act in acts(house, work)].count("capture.activity_unfinished") == 2


WRONG = {
    "no reason": ("", ""),
    "an unknown one": ("malas", ""),
    "another without words": ("other", " "),
    "too many words": ("weather", "a" * 301),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_says_nothing_is_refused_and_kept(
    house: House, lurah: FlaskClient, work: uuid.UUID, name: str
) -> None:
    reason, note = WRONG[name]
    form = opened(lurah, f"/kegiatan/{work}/belum-selesai")

    page = told(sent(lurah, form, reason=reason or None, note=note), 422)

    assert note in page
    assert mark(lurah, work, reason, note) == 422
    assert activity(house, work).state is ActivityState.OPEN


def test_it_is_opened_again_from_its_page(house: House, lurah: FlaskClient, work: uuid.UUID) -> None:
    mark(lurah, work)
    form = opened(lurah, f"/kegiatan/{work}")
    assert form["action"] == f"/kegiatan/{work}/lanjutkan"

    answers = [sent(lurah, form).status_code for _ in range(2)]

    assert answers == [303, 303]
    found = activity(house, work)
    assert (found.state, found.unfinished_reason, found.unfinished_at) == (ActivityState.OPEN, "", None)
    assert [act for _who, act in acts(house, work)].count("capture.activity_resumed") == 1


def test_its_after_finishes_it_also_by_another_officer(
    house: House, lurah: FlaskClient, work: uuid.UUID
) -> None:
    second = officer(house)
    assert mark(second, work) == 200

    factories.photo(house, work, "after", by="petugas.mojo")

    found = activity(house, work)
    assert (found.state, found.unfinished_reason) == (ActivityState.COMPLETE, "")
    assert mark(lurah, work) == 409


def test_strangers_find_nothing_and_lookers_may_not(
    house: House, staff: FlaskClient, work: uuid.UUID
) -> None:
    stranger = officer(house, JEBRES)

    assert mark(stranger, work) == 404
    assert stranger.get(f"/kegiatan/{work}/belum-selesai").status_code == 404
    assert mark(staff, work) == 403
    assert "belum-selesai" not in told(staff.get(f"/kegiatan/{work}"), 200)


def test_the_reminder_counts_what_the_list_does_not_show(house: House, lurah: FlaskClient) -> None:
    for _ in range(21):
        factories.photo(house, factories.activity(house), "before")

    page = told(lurah.get("/beranda"), 200)

    assert "21 foto sebelum menunggu sesudah" in page
    assert "Menunggu sesudah (21)" in page


@pytest.mark.parametrize(("days", "marked"), [(13, 0), (14, 1)])
def test_what_has_been_unfinished_for_long_is_marked(
    house: House, lurah: FlaskClient, work: uuid.UUID, days: int, marked: int
) -> None:
    mark(lurah, work)
    with house.sessions.begin() as session:
        session.execute(update(Activity).values(unfinished_at=clock.now() - timedelta(days=days)))

    assert told(lurah.get("/beranda"), 200).count("chip-warn") == marked
