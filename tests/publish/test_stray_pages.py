"""What the pages say of a post that should not stand, to whom, and what is done about it there."""

import re

import pytest
from flask.testing import FlaskClient

from evidence.core import clock
from evidence.publish import proofs, strays
from evidence.publish.models import PublicationState as P
from tests.forms import told
from tests.house import House, csrf
from tests.publish.desk import Desk, desk

LINK = "http://127.0.0.1/p/p1"


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each works on a post and an account of its own."""
    return shared


@pytest.fixture
def second(house: House) -> Desk:
    """A publication with one post too many."""
    found = proved(house, P.PUBLISHED, remote_id="p0")
    found.do(strays.linked, found.row().id, "p1", LINK)
    return found


@pytest.fixture
def cancelled(house: House) -> Desk:
    """A cancelled publication whose post stands."""
    return proved(house, P.CANCELLED)


def proved(house: House, state: P, **columns: object) -> Desk:
    found = desk(house)
    claimed = found.publishing()
    found.put(state, **columns)
    found.do(proofs.take, claimed, "p1", inbox=False, now=clock.now())
    return found


def page(client: FlaskClient, address: str) -> str:
    return told(client.get(address), 200)


def shown(client: FlaskClient, found: Desk) -> str:
    return page(client, f"/unggahan/{found.work.post}")


def press(client: FlaskClient, found: Desk, act: str, remote_id: str = "p1", status: int = 303) -> str:
    """Press one of the buttons; the post's page that follows."""
    address = f"/penerbitan/{found.row().id}/{act}?unggahan={remote_id}"
    answer = client.post(address, data={"csrf_token": csrf(page(client, "/lainnya"))})
    assert answer.status_code == status
    return shown(client, found)


def buttons(text: str) -> set[str]:
    return set(re.findall(r'action="/penerbitan/[^/]+/(stray_[a-z]+)\?unggahan=p1"', text))


def test_a_second_post_is_shown_with_its_address_and_ticked_off_once_deleted(
    lurah: FlaskClient, second: Desk
) -> None:
    text = shown(lurah, second)

    assert "Tidak seharusnya ada di" in text
    assert "Versi 1 terbit di luar yang tercatat di akun ini." in text
    assert f'href="{LINK}"' in text
    assert buttons(text) == {"stray_gone"}

    text = press(lurah, second, "stray_gone")
    assert buttons(text) == set()
    assert "dihapus oleh orang; p1" in text
    assert "sudah diselesaikan" in press(lurah, second, "stray_gone")


def test_whoever_approves_may_let_it_stand_and_others_may_not(
    lurah: FlaskClient, camat: FlaskClient, staff: FlaskClient, second: Desk
) -> None:
    assert buttons(shown(staff, second)) == set()
    press(lurah, second, "stray_stays", status=403)
    assert buttons(shown(camat, second)) == {"stray_gone", "stray_stays"}

    assert buttons(press(camat, second, "stray_stays")) == set()


def test_what_was_cancelled_and_stands_leads_to_taking_it_down(lurah: FlaskClient, cancelled: Desk) -> None:
    ident = cancelled.row().id

    text = shown(lurah, cancelled)

    assert "Versi 1 terbit walau sudah dibatalkan." in text
    assert f'href="/unggahan/{cancelled.work.post}/penarikan?akun={ident}"' in text
    assert buttons(text) == set()
    assert "Tarik unggahan dari 1 akun?" in page(
        lurah, f"/unggahan/{cancelled.work.post}/penarikan?akun={ident}"
    )
    assert "Tarik unggahan ini, supaya tercatat" in press(lurah, cancelled, "stray_gone")


def test_a_post_of_a_withdrawn_publication_is_no_post_that_was_withdrawn(
    lurah: FlaskClient, house: House
) -> None:
    found = proved(house, P.WITHDRAWN, remote_id="p0")
    (state,) = re.findall(r'id="keadaan".*?</span>\s*</span>', shown(lurah, found), re.S)

    assert "Ditarik" not in state
    assert "Terbit" in state


def test_it_stands_first_on_the_lists_of_the_unit_and_of_the_operators(
    lurah: FlaskClient, house: House, second: Desk
) -> None:
    text = page(lurah, "/unggahan")
    assert "Tidak seharusnya terbit" in text
    assert text.index("Perlu Anda") < text.index("Tidak seharusnya terbit")

    admin = house.client("admin")
    assert re.search(r"Terbit padahal tidak seharusnya: \d+ penerbitan\.", page(admin, "/antrean"))
    listed = page(admin, "/antrean?perlu=stray")
    assert str(second.work.post) in listed
    assert "terbit di luar yang tercatat di akun ini" in listed
    assert 'bukti_alert{alert="stray",queue=""} 1.0' in house.app.test_client().get("/metrics").get_data(
        as_text=True
    )
