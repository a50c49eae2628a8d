"""Who may decide: somebody above the unit, in force today, who had no hand in the work."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from evidence.core import clock
from evidence.review.models import Decision
from evidence.units import services as people
from evidence.units.access import Role
from evidence.units.models import Membership, User
from tests import factories
from tests.factories import CAMAT, CITY, LURAH, Work
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import MOJO, ORIGIN, PASAR_KLIWON, House, decide, put_photo
from tests.practice.serving import picture
from tests.review.voices import person, send, told, write

OWN_WORK = "Unggahan Anda diputuskan pejabat lain."
ABOVE = "Unggahan ini diputuskan oleh pejabat di atas unitnya."


def waits_for(client: FlaskClient, work: Work) -> bool:
    """Whether the work stands in the inbox."""
    return f"/periksa/{work.post}" in page_of(client.get("/periksa"), 200)


def refusal(client: FlaskClient, work: Work) -> str:
    """What somebody is told who tries to decide and may not; the page says it too, and offers no verdict."""
    answer = decide(client, told(client, work))
    assert answer.status_code == 403
    words: str = answer.get_json()["detail"]
    page = page_of(client.get(f"/periksa/{work.post}"), 200)
    assert words in page
    assert 'name="decision"' not in page
    return words


# ------------------------------------------------------------------------------------- own work
def take_a_photo(camat: FlaskClient, work: Work) -> int:
    return put_photo(camat, str(work.activity), "after", picture(colour="navy")).status_code


def correct_the_activity(camat: FlaskClient, work: Work) -> int:
    facts = {"title": "Kuras saluran besar", "category": "DRAINASE", "mode": "A", "unit": MOJO}
    body = {**facts, "place": {"unit": MOJO, "rt": 5, "rw": 3}}
    return camat.put(f"/api/v1/activities/{work.activity}", json=body, headers={"Origin": ORIGIN}).status_code


def write_into_the_draft(camat: FlaskClient, work: Work) -> int:
    return write(camat, work).status_code


def send_the_draft(camat: FlaskClient, work: Work) -> int:
    return send(camat, work).status_code


def arrange_the_picture(camat: FlaskClient, work: Work) -> int:
    return sent(camat, opened(camat, f"/kegiatan/{work.activity}/gambar"), format="square").status_code


@pytest.mark.parametrize(
    "act",
    [take_a_photo, correct_the_activity, write_into_the_draft, arrange_the_picture, send_the_draft],
    ids=lambda act: act.__name__,
)
def test_nobody_decides_on_what_they_had_a_hand_in(
    camat: FlaskClient, house: House, act: Callable[[FlaskClient, Work], int]
) -> None:
    work = factories.drafted(house)
    assert act(camat, work) in (200, 201, 303)
    # A post is not sent while a photo of it is still being checked.
    house.run_jobs("render")
    factories.drawn(house, work.activity)
    factories.submit(house, work)

    assert refusal(camat, work) == OWN_WORK
    assert not waits_for(camat, work)

    city = house.client(CITY)
    assert waits_for(city, work)
    assert decide(city, told(city, work)).status_code == 201


def test_nobody_decides_on_a_post_that_they_began(camat: FlaskClient, house: House) -> None:
    activity = factories.complete(house)
    work = Work(activity, uuid.uuid4())
    assert write(camat, work).status_code == 201
    factories.submit(house, work)

    assert refusal(camat, work) == OWN_WORK


def test_saving_a_draft_without_a_change_is_no_hand_in_it(camat: FlaskClient, house: House) -> None:
    work = factories.drafted(house)
    same = {"caption": "Saluran dikuras.", "alt_text": "Dua foto saluran."}
    assert write(camat, work, **same).status_code == 200
    factories.submit(house, work)

    assert decide(camat, told(camat, work)).status_code == 201


# ---------------------------------------------------------------------------------- the one above
def test_a_kecamatans_own_work_is_decided_by_the_city(camat: FlaskClient, house: House) -> None:
    work = factories.submitted(house, PASAR_KLIWON, CAMAT)

    assert refusal(camat, work) == OWN_WORK
    city = house.client(CITY)
    assert waits_for(city, work)
    assert decide(city, told(city, work)).status_code == 201


def test_nor_does_the_camat_decide_when_somebody_else_of_the_kecamatan_did_the_work(
    camat: FlaskClient, house: House
) -> None:
    staff = person(house, "staf.kecamatan", "Staf Kecamatan", Role.UPLOADER, PASAR_KLIWON)
    work = factories.submitted(house, PASAR_KLIWON, staff)

    assert refusal(camat, work) == ABOVE
    assert not waits_for(camat, work)


def test_the_citys_own_work_is_decided_within_the_city(house: House) -> None:
    staff = person(house, "staf.kota", "Staf Kota", Role.UPLOADER, "33.72")
    work = factories.submitted(house, "33.72", staff)

    city = house.client(CITY)
    assert decide(city, told(city, work)).status_code == 201


def test_a_camat_knows_nothing_of_another_kecamatan(house: House) -> None:
    far, work = house.client("camat.jebres"), factories.submitted(house)

    assert far.get(f"/api/v1/posts/{work.post}").status_code == 404
    assert far.get(f"/periksa/{work.post}").status_code == 404
    assert not waits_for(far, work)
    answer = decide(far, {"id": str(work.post), "content_hash": "0" * 64})
    assert answer.status_code == 404


@pytest.mark.parametrize("who", [LURAH, "staf.balaikota", "admin"])
def test_only_approvers_decide(house: House, who: str) -> None:
    client, work = house.client(who), factories.submitted(house)

    assert decide(client, told(client, work)).status_code == 403
    assert client.get("/periksa").status_code == 403
    assert 'name="decision"' not in page_of(client.get(f"/periksa/{work.post}"), 200)


# ------------------------------------------------------------------------------------ delegation
def test_a_delegate_decides_and_is_named_as_one(lurah: FlaskClient, house: House) -> None:
    name = person(
        house, "sekcam.pasarkliwon", "Sekretaris Kecamatan", Role.APPROVER, PASAR_KLIWON, "Plh.", ends=3
    )
    delegate, work = house.client(name), factories.submitted(house)
    assert waits_for(delegate, work)

    answer = decide(delegate, told(delegate, work), "request_changes", "Foto kurang jelas.")

    assert (answer.status_code, answer.get_json()["acting_as"]) == (201, "Plh.")
    named = "Plh. Sekretaris Kecamatan"
    assert named in page_of(lurah.get(f"/kegiatan/{work.activity}/susun"), 200)
    city = house.client(CITY)
    assert named in page_of(city.get(f"/periksa/{work.post}"), 200)
    late = decide(city, {"id": str(work.post), "content_hash": answer.get_json()["content_hash"]})
    assert late.status_code == 409
    assert named in late.get_json()["detail"]


@pytest.mark.parametrize(("begun", "ends"), [(-9, -1), (1, 9)], ids=["over", "not begun"])
def test_a_delegation_that_is_not_in_force_decides_nothing(house: House, begun: int, ends: int) -> None:
    name = person(
        house, "sekcam.pasarkliwon", "Sekretaris Kecamatan", Role.APPROVER, PASAR_KLIWON, "Plh.",
        begun=begun, ends=ends,
    )  # fmt: skip
    # Beside it the person may look at everything.
    add_role(house, name, Role.REVIEWER)
    client, work = house.client(name), factories.submitted(house)

    assert client.get("/periksa").status_code == 403
    assert decide(client, told(client, work)).status_code == 403
    assert no_decisions(house)


def test_a_delegation_that_ends_in_the_middle_of_a_session_ends_at_once(house: House) -> None:
    name = person(
        house, "sekcam.pasarkliwon", "Sekretaris Kecamatan", Role.APPROVER, PASAR_KLIWON, "Plh.", ends=1
    )
    client, work = house.client(name), factories.submitted(house)
    post = told(client, work)

    with house.sessions.begin() as session:
        session.execute(
            update(Membership)
            .where(Membership.acting_as == "Plh.")
            .values(valid_until=clock.now() - timedelta(seconds=1))
        )

    assert decide(client, post).status_code == 403
    assert no_decisions(house)


def add_role(house: House, username: str, role: Role) -> None:
    with house.sessions.begin() as session:
        user = session.scalars(select(User).where(User.username == username)).one()
        people.add_membership(session, user, role, "33.72", valid_from=clock.now() - timedelta(days=1))


def no_decisions(house: House) -> bool:
    with house.sessions() as session:
        return session.scalars(select(Decision)).all() == []
