"""Another time for a post, the time on the sheet of an approval, and what must be mended, as people meet them."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from evidence.core import clock
from evidence.core.clock import WIB
from evidence.publish.models import PublicationState as P
from evidence.publish.models import UnitSchedule
from tests import factories
from tests.factories import Work
from tests.forms import opened, sent, told
from tests.house import MOJO, House, csrf


@pytest.fixture
def slotted(house: House, lurah: FlaskClient) -> Iterator[House]:
    """A unit that posts at 07.30 every day."""
    token = csrf(lurah.get("/lainnya").get_data(as_text=True))
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    form = {"csrf_token": token, "late_after": "24", **dict.fromkeys(days, "07.30")}
    assert lurah.post(f"/unit/{MOJO}/jadwal", data=form).status_code == 303
    yield house
    with house.sessions.begin() as session:
        session.execute(delete(UnitSchedule))


def slot(after: int) -> datetime:
    """07.30 so many days after the next one."""
    now = clock.now().astimezone(WIB)
    first = now.replace(hour=7, minute=30, second=0, microsecond=0)
    return first + timedelta(days=after + (first <= now))


def planned(house: House, at: datetime, title: str = "Kuras saluran") -> Work:
    account = factories.account(house, network="practice", handle=f"latihan.{secrets.token_hex(5)}")
    return factories.approved(house, accounts=[account], due_at=at, title=title)


def test_its_own_slot_is_not_offered_as_the_next_one(slotted: House, lurah: FlaskClient) -> None:
    work = planned(slotted, slot(0))
    (row,) = factories.publications(slotted, work)

    page = told(lurah.get(f"/penerbitan/{row.id}/jadwal"), 200)

    assert f'value="{slot(0).isoformat()}"' not in page
    assert f'value="{slot(1).isoformat()}"' in page


def test_the_same_time_again_changes_nothing_and_keeps_the_approval(house: House, lurah: FlaskClient) -> None:
    work = planned(house, slot(1))
    (row,) = factories.publications(house, work)
    form = opened(lurah, f"/penerbitan/{row.id}/jadwal")

    answer = sent(lurah, form)

    assert answer.location.endswith(f"/unggahan/{work.post}")
    assert "Waktunya tidak berubah" in told(lurah.get(answer.location), 200)
    (after,) = factories.publications(house, work)
    assert (after.state, after.planned_at) == (P.QUEUED, row.planned_at)


def test_what_was_cancelled_is_not_called_under_way(house: House, lurah: FlaskClient) -> None:
    work = planned(house, slot(1))
    (row,) = factories.publications(house, work)
    token = csrf(lurah.get("/lainnya").get_data(as_text=True))
    lurah.post(f"/penerbitan/{row.id}/cancel", data={"csrf_token": token})

    answer = lurah.get(f"/penerbitan/{row.id}/jadwal")

    assert answer.status_code == 303
    assert "sudah dibatalkan" in told(lurah.get(answer.location), 200)


def test_whoever_approves_a_time_sees_it_before_and_may_change_it_after(
    house: House, camat: FlaskClient
) -> None:
    account = factories.account(house, network="practice", handle="latihan.waktu")
    work = factories.submitted(house, accounts=[account], due_at=slot(1))

    form = opened(camat, f"/periksa/{work.post}")
    page = told(camat.get(f"/periksa/{work.post}"), 200)
    sheet = page[page.index('data-confirm="Setujui') :]
    assert 'data-confirm-verb="Setujui dan jadwalkan"' in sheet
    assert "@latihan.waktu" in sheet
    assert "07.30 WIB" in sheet[: sheet.index("data-confirm-verb")]

    after = told(camat.get(sent(camat, form, decision="approve").location), 200)
    (row,) = factories.publications(house, work)
    assert f'href="/penerbitan/{row.id}/jadwal"' in after


def test_what_goes_out_at_once_is_only_approved(house: House, camat: FlaskClient) -> None:
    account = factories.account(house, network="practice", handle="latihan.segera")
    work = factories.submitted(house, accounts=[account])

    page = told(camat.get(f"/periksa/{work.post}"), 200)

    assert "Setujui dan jadwalkan" not in page
    assert "Terbit segera setelah disetujui." in page


def test_a_post_that_came_back_says_why_and_leads_to_mending(house: House, lurah: FlaskClient) -> None:
    work = factories.submitted(house, title="Cat pagar")
    factories.decide(house, work, "request_changes", "Foto terlalu gelap.")

    page, listed = (told(lurah.get(each), 200) for each in (f"/unggahan/{work.post}", "/unggahan"))

    assert "Foto terlalu gelap." in page
    assert f'href="/kegiatan/{work.activity}/susun">Perbaiki</a>' in page
    assert "Belum disetujui, jadi belum ada penerbitan." not in page
    assert "Perlu Anda (1)" in listed
    assert "Foto terlalu gelap." in listed


def test_a_note_that_was_heeded_is_not_said_again_of_a_post_that_was_opened_again(
    house: House, lurah: FlaskClient
) -> None:
    work = factories.submitted(house)
    factories.decide(house, work, "request_changes", "Foto terlalu gelap.")
    factories.rewrite(house, work)
    factories.submit(house, work)
    factories.decide(house, work)
    token = csrf(lurah.get("/lainnya").get_data(as_text=True))
    lurah.post(f"/unggahan/{work.post}/buka", data={"csrf_token": token})

    for page in ("/beranda", f"/unggahan/{work.post}", f"/kegiatan/{work.activity}/susun"):
        assert "Foto terlalu gelap." not in told(lurah.get(page), 200)


def test_a_post_that_was_opened_again_stays_in_sight_until_its_new_version_is_sent(
    house: House, lurah: FlaskClient
) -> None:
    work = planned(house, slot(1), title="Tanam pohon")
    token = csrf(lurah.get("/lainnya").get_data(as_text=True))
    lurah.post(f"/unggahan/{work.post}/buka", data={"csrf_token": token})

    for _before_and_after_saving in range(2):
        page = told(lurah.get(f"/unggahan/{work.post}"), 200)
        assert "Diganti versi baru" not in page
        assert "Lanjutkan perbaikan" in page
        for home in ("/unggahan", "/beranda"):
            listed = told(lurah.get(home), 200)
            assert "Perlu Anda (1)" in listed
            assert "Tanam pohon" in listed
        sent(lurah, opened(lurah, f"/kegiatan/{work.activity}/susun"), caption="Lebih baik.")

    factories.submit(house, work)
    assert "Perlu Anda (" not in told(lurah.get("/unggahan"), 200)
