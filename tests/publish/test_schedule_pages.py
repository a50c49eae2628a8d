"""The calendar, a unit's times, another time for a post, and what is said of the switches, as people meet them."""

import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, event, update
from werkzeug.test import TestResponse

from evidence.core import clock
from evidence.core.clock import WIB
from evidence.publish.models import Hold, Pause, Publication, UnitSchedule
from evidence.publish.models import PublicationState as P
from tests import factories
from tests.factories import Work
from tests.house import MOJO, House, csrf
from tests.pages import check_page

NARROW = "?tampilan=bulan&hari="


@pytest.fixture
def house(shared: House) -> Iterator[House]:
    yield shared
    with shared.sessions.begin() as session:
        session.execute(delete(Pause))
        session.execute(delete(UnitSchedule))


@pytest.fixture
def lurah(house: House) -> FlaskClient:
    return house.client("lurah.mojo")


@pytest.fixture
def camat(house: House) -> FlaskClient:
    return house.client("camat.pasarkliwon")


def tomorrow(hour: int = 7, minute: int = 30) -> datetime:
    day = clock.today() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=WIB)


def planned(house: House, at: datetime, title: str) -> Work:
    """A post approved to go out then."""
    account = factories.account(house, network="practice", handle=f"latihan.{secrets.token_hex(5)}")
    work = factories.drafted(house, accounts=[account], due_at=at, title=title)
    factories.submit(house, work)
    factories.decide(house, work)
    return work


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200, text
    check_page(text)
    return text


def send(client: FlaskClient, path: str, **told: str) -> TestResponse:
    token = csrf(client.get("/lainnya").get_data(as_text=True))
    return client.post(path, data={"csrf_token": token, **told})


def put(house: House, work: Work, **columns: Any) -> Publication:
    """The work's one publication, changed behind everybody's back."""
    (row,) = factories.publications(house, work)
    if columns:
        with house.sessions.begin() as session:
            session.execute(update(Publication).where(Publication.id == row.id).values(**columns))
    (row,) = factories.publications(house, work)
    return row


def test_the_calendar_tells_what_is_planned_what_waits_and_what_missed_its_time(
    house: House, lurah: FlaskClient
) -> None:
    at = tomorrow()
    planned(house, at, "Kuras saluran timur")
    waiting = factories.drafted(house, due_at=at + timedelta(hours=1), title="Tanam pohon barat")
    factories.submit(house, waiting)
    overdue = factories.drafted(house, due_at=at + timedelta(hours=2), title="Cat pagar utara")
    factories.submit(house, overdue)
    late = planned(house, at + timedelta(hours=3), "Bersih kali selatan")
    put(house, late, hold_reason=Hold.LATE)

    text = read(lurah, f"/jadwal{NARROW}{at.date()}")

    assert "07.30 WIB" in text
    assert "Kuras saluran timur" in text
    assert "Menunggu persetujuan" in text
    assert "Lewat jadwal, belum terbit." in text
    assert re.search(r"2 terjadwal|1 terjadwal", text)
    assert "perlu tindakan" in text
    week = read(lurah, f"/jadwal?tampilan=minggu&hari={at.date()}")
    assert week.count("Kuras saluran timur") >= 2


def test_what_is_being_taken_down_is_not_called_published(house: House, lurah: FlaskClient) -> None:
    at = clock.now() + timedelta(days=40)
    work = planned(house, at, "Cabut spanduk liar")
    for state, columns, words in (
        (P.WITHDRAWING, {}, "Sedang ditarik"),
        (P.WITHDRAWING, {"withdraws_by_hand": True}, "Hapus di akunnya"),
        (P.WITHDRAW_FAILED, {}, "Gagal ditarik"),
    ):
        put(house, work, state=state, posted_at=at, **columns)

        text = read(lurah, f"/jadwal?tampilan=minggu&hari={at.astimezone(WIB).date()}")

        assert words in text
        assert "circle-check" not in text.split("Cabut spanduk liar")[0].rsplit("slot-head", 1)[1]


def test_what_waits_past_its_time_says_that_nobody_approved_it(
    house: House, lurah: FlaskClient, camat: FlaskClient
) -> None:
    at = clock.now() + timedelta(minutes=1)
    work = factories.drafted(house, due_at=at, title="Perbaiki gang buntu")
    factories.submit(house, work)
    passed = clock.now() - timedelta(minutes=1)
    with house.sessions.begin() as session:
        factories.post_of(session, work).latest.due_at = passed

    assert "Lewat jadwal, belum disetujui." in read(lurah, f"/jadwal{NARROW}{clock.day_of(passed)}")
    assert "Lewat jadwal, belum disetujui." in read(lurah, f"/unggahan/{work.post}")
    assert "Waktu tayangnya sudah lewat." in read(camat, f"/periksa/{work.post}")


def test_a_day_is_that_of_wib(house: House, lurah: FlaskClient) -> None:
    at = tomorrow(0, 15)
    planned(house, at, "Ronda lewat tengah malam")

    assert "Ronda lewat tengah malam" in read(lurah, f"/jadwal{NARROW}{at.date()}")
    assert "Ronda lewat tengah malam" not in read(lurah, f"/jadwal{NARROW}{at.date() - timedelta(days=1)}")


def test_nobody_sees_the_posts_of_others(house: House) -> None:
    at = tomorrow()
    planned(house, at, "Rahasia Mojo")
    other = house.client("lurah.jebres")

    assert "Rahasia Mojo" not in read(other, f"/jadwal{NARROW}{at.date()}")
    assert other.get(f"/jadwal?unit={MOJO}").status_code == 404


def test_a_city_narrows_the_calendar_down_to_a_unit(house: House) -> None:
    at = tomorrow()
    planned(house, at, "Kerja Mojo")
    staff = house.client("staf.balaikota")

    assert "Kerja Mojo" in read(staff, f"/jadwal{NARROW}{at.date()}&unit={MOJO}")
    assert "Kerja Mojo" not in read(staff, f"/jadwal{NARROW}{at.date()}&unit=33.72.04")


def test_a_longer_day_asks_the_database_no_more(house: House, lurah: FlaskClient) -> None:
    at = tomorrow() + timedelta(days=60)

    def asked() -> int:
        told: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            told.append(statement)

        engine = house.app.extensions["engine"]
        event.listen(engine, "before_cursor_execute", note)
        read(lurah, f"/jadwal?hari={at.date()}")
        event.remove(engine, "before_cursor_execute", note)
        return len(told)

    planned(house, at, "Yang pertama")
    one = asked()
    for minutes in range(1, 4):
        planned(house, at + timedelta(minutes=minutes), f"Yang berikut {minutes}")

    assert asked() == one


def test_whoever_may_decide_moves_it_at_once_and_the_approval_stands(
    house: House, camat: FlaskClient
) -> None:
    work, later = planned(house, tomorrow(), "Pindah jam"), tomorrow(16, 0)
    row = put(house, work)

    assert "persetujuan tetap berlaku" in read(camat, f"/penerbitan/{row.id}/jadwal?hari={later.date()}")
    answer = send(camat, f"/penerbitan/{row.id}/jadwal", at=f"{later:%Y-%m-%dT%H:%M}", whole="y")

    assert answer.status_code == 303
    moved = put(house, work)
    assert (moved.planned_at, moved.due_at, moved.state) == (later, later, P.QUEUED)
    assert moved.approved_hash == row.approved_hash == moved.version.content_hash
    assert (moved.attempts[-1].by_name, moved.attempts[-1].reason) == (
        "Camat Pasar Kliwon",
        "dijadwalkan ulang",
    )


def test_its_author_moves_it_by_asking_again(house: House, lurah: FlaskClient) -> None:
    work, later = planned(house, tomorrow(), "Minta jam lain"), tomorrow(16, 0)
    row = put(house, work)

    assert "membuka kembali persetujuan" in read(lurah, f"/penerbitan/{row.id}/jadwal")
    answer = send(lurah, f"/penerbitan/{row.id}/jadwal", at=f"{later:%Y-%m-%dT%H:%M}")

    assert answer.location.endswith(f"/kegiatan/{work.activity}/susun")
    assert put(house, work).state is P.CANCELLED
    with house.sessions() as session:
        latest = factories.post_of(session, work).latest
        assert (latest.state.value, latest.due_at, latest.number) == ("draft", later, 2)
        assert latest.caption == "Saluran dikuras."
        assert latest.accounts == [str(row.account_id)]


def test_what_waits_is_taken_back_with_its_new_time(
    house: House, lurah: FlaskClient, camat: FlaskClient
) -> None:
    work = factories.drafted(house, due_at=tomorrow(), title="Tarik dan ubah")
    factories.submit(house, work)
    path, later = f"/unggahan/{work.post}/jadwal", tomorrow(16, 0)

    read(lurah, path)
    assert send(lurah, path, at=f"{later:%Y-%m-%dT%H:%M}").status_code == 303

    with house.sessions() as session:
        latest = factories.post_of(session, work).latest
        assert (latest.state.value, latest.due_at, latest.number) == ("draft", later, 1)
    assert lurah.get(path).status_code == 303


def test_a_time_at_which_nothing_can_go_out_is_refused(house: House, camat: FlaskClient) -> None:
    row = put(house, planned(house, tomorrow(), "Tetap saja"))

    for at in ("", "2020-01-01T07:30", "2099-01-01T07:30", "besok"):
        answer = send(camat, f"/penerbitan/{row.id}/jadwal", at=at)

        assert answer.status_code == 422, at
        check_page(answer.get_data(as_text=True))


def test_once_the_intent_is_committed_neither_time_nor_cancelling_is_left(
    house: House, camat: FlaskClient
) -> None:
    work = planned(house, tomorrow(), "Sudah jalan")
    for columns in (
        {"state": P.PUBLISHING, "intent_at": clock.now()},
        {"state": P.READY, "remote_id": "di kotak masuk"},
        {"state": P.UNCONFIRMED, "remote_id": None},
    ):
        row = put(house, work, **columns)
        page = read(camat, f"/unggahan/{work.post}")

        assert f"/penerbitan/{row.id}/jadwal" not in page
        assert f"/penerbitan/{row.id}/cancel" not in page
        assert f"/penerbitan/{row.id}/jadwal" not in read(camat, f"/jadwal?hari={tomorrow().date()}")
        assert send(camat, f"/penerbitan/{row.id}/jadwal", at="2030-01-01T07:30").status_code == 303
        send(camat, f"/penerbitan/{row.id}/cancel")
        assert put(house, work).state is columns["state"]


def test_a_late_one_is_sent_by_a_person_who_answers_for_it(house: House, lurah: FlaskClient) -> None:
    work = planned(house, tomorrow(), "Terlambat sekali")
    row = put(house, work, hold_reason=Hold.LATE, planned_at=clock.now() - timedelta(days=3))
    page = read(lurah, f"/unggahan/{work.post}")
    assert "Lewat jadwal, belum terbit." in page
    assert page.count("Terjadwal") == 0
    assert all(words in page for words in ("Terbitkan sekarang", "Jadwalkan ulang", "Batalkan penerbitan"))

    assert send(lurah, f"/penerbitan/{row.id}/now").status_code == 303

    sent = put(house, work)
    assert sent.hold_reason is None
    assert clock.now() - sent.planned_at < timedelta(minutes=1)
    assert (sent.attempts[-1].by_name, sent.state) == ("Lurah Mojo", P.QUEUED)
    assert "Diterbitkan meski lewat jadwal" in read(lurah, f"/kegiatan/{work.activity}")
    send(lurah, f"/penerbitan/{row.id}/now")
    assert len(put(house, work).attempts) == len(sent.attempts)


def test_a_unit_sets_its_times_and_its_drafts_offer_the_next_one(house: House, lurah: FlaskClient) -> None:
    path = f"/unit/{MOJO}/jadwal"
    read(lurah, path)
    wrong = send(lurah, path, monday="pagi", late_after="24")
    assert wrong.status_code == 422
    check_page(wrong.get_data(as_text=True))
    assert send(lurah, path, monday="07.30", late_after="0").status_code == 422
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    assert send(lurah, path, late_after="12", **dict.fromkeys(days, "07.30, 16:00")).status_code == 303
    assert 'value="07.30, 16.00"' in read(lurah, path)

    work = factories.drafted(house, title="Pilih slot")
    page = read(lurah, f"/kegiatan/{work.activity}/susun")
    (slot,) = re.findall(r'value="(slot [^"]+)"', page)
    told = {"uuid": str(work.post), "caption": "Saluran dikuras.", "alt_text": "Dua foto saluran."}
    assert send(lurah, f"/kegiatan/{work.activity}/susun", when=slot, **told).status_code == 303
    with house.sessions() as session:
        due_at = factories.post_of(session, work).latest.due_at
    assert due_at == datetime.fromisoformat(slot.removeprefix("slot "))
    assert f'checked id="when-2" name="when" type="radio" value="{slot}"' in read(
        lurah, f"/kegiatan/{work.activity}/susun"
    )

    factories.submit(house, factories.drafted(house, due_at=due_at, title="Lebih dulu"))
    taken = send(lurah, f"/kegiatan/{work.activity}/susun", when=slot, **told)
    assert taken.status_code == 422
    assert "Slot itu sudah terisi atau lewat." in taken.get_data(as_text=True)

    assert send(lurah, f"{path}/hapus").status_code == 303
    assert "slot " not in re.findall(r'value="(slot )', read(lurah, f"/kegiatan/{work.activity}/susun"))


def test_a_draft_goes_out_at_once_or_at_a_time_that_is_still_to_come(
    house: House, lurah: FlaskClient
) -> None:
    work = factories.drafted(house, title="Pilih waktu")
    path = f"/kegiatan/{work.activity}/susun"
    told = {
        "uuid": str(work.post), "caption": "Saluran dikuras.", "alt_text": "Dua foto saluran.",
    }  # fmt: skip

    def due_at() -> datetime | None:
        with house.sessions() as session:
            return factories.post_of(session, work).latest.due_at

    at = tomorrow(16, 0)
    assert send(lurah, path, when="at", due_at=f"{at:%Y-%m-%dT%H:%M}", **told).status_code == 303
    assert due_at() == at
    assert send(lurah, path, when="at", due_at="", **told).status_code == 422
    assert send(lurah, path, when="kapan-kapan", **told).status_code == 422
    assert send(lurah, path, when="now", due_at="", **told).status_code == 303
    assert due_at() is None
    passed = send(lurah, path, when="at", due_at="2020-01-01T07:30", submit="y", **told)
    assert passed.status_code == 422
    assert "Waktu tayang ini sudah lewat." in passed.get_data(as_text=True)


def test_the_switch_is_on_every_page_of_those_it_concerns_until_it_is_off(
    house: House, lurah: FlaskClient, camat: FlaskClient
) -> None:
    work = planned(house, tomorrow(), "Ditahan dahulu")
    assert "Tidak ada yang ditahan." in read(camat, "/penerbitan/tahan")
    assert send(camat, "/penerbitan/tahan", what=f"unit:{MOJO}", reason="").status_code == 422
    assert send(camat, "/penerbitan/tahan", what="unit:33.72", reason="Semua").status_code == 422
    assert send(camat, "/penerbitan/tahan", what="network:practice", reason="Semua").status_code == 422

    assert send(camat, "/penerbitan/tahan", what="", reason="Semua").status_code == 422

    assert send(camat, "/penerbitan/tahan", what=f"unit:{MOJO}", reason="Ada <keluhan>").status_code == 303
    assert send(camat, "/penerbitan/tahan", what=f"unit:{MOJO}", reason="Lagi").status_code == 303
    assert "Itu sudah ditahan." in read(camat, "/penerbitan/tahan")

    for path in ("/beranda", "/unggahan", "/lainnya"):
        text = read(lurah, path)
        assert "Penerbitan Kelurahan Mojo ditahan." in text
        assert "Ada &lt;keluhan&gt;" in text
    assert "Penerbitan sedang ditahan." in read(lurah, f"/unggahan/{work.post}")
    assert "Penerbitan sedang ditahan." in read(lurah, f"/jadwal{NARROW}{tomorrow().date()}")
    assert "ditahan." not in read(house.client("lurah.jebres"), "/beranda")
    assert "ditahan." not in read(lurah, "/lapangan"), "a phone keeps this page for everybody"
    (end,) = re.findall(r'action="(/penerbitan/tahan/[^"]+/lepas)"', read(camat, "/penerbitan/tahan"))
    assert send(lurah, end).status_code == 403

    assert send(camat, end).status_code == 303

    assert "ditahan." not in read(lurah, "/beranda")
    assert "Pernah ditahan (1)" in read(camat, "/penerbitan/tahan")
