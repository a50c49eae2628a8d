"""Making and editing an activity by plain form."""

import uuid
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from evidence.capture.models import Activity, ActivityState
from tests import factories
from tests.capture.traces import JPEG
from tests.forms import form_of, opened, sent, told
from tests.house import JEBRES, MOJO, ORIGIN, PASAR_KLIWON, House, put_photo


def activities(house: House) -> list[Activity]:
    with house.sessions() as session:
        return list(session.scalars(select(Activity)))


def test_an_activity_sent_twice_is_made_once_and_leads_to_its_first_photo(
    house: House, lurah: FlaskClient
) -> None:
    form = opened(lurah, "/kegiatan/baru")
    words = {
        "title": "  Kuras   saluran ",
        "category": "DRAINASE",
        "rt": "05",
        "rw": "3",
        "street": "Jl. Kyai Mojo",
    }

    answers = [
        sent(lurah, form, **words, work_date="2026-11-12", note="Dua baris.\r\nSelesai.") for _ in range(2)
    ]

    (made,) = activities(house)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == f"/kegiatan/{form['uuid']}/foto/before"
    assert (str(made.id), made.title, made.rt, made.rw, made.unit_code) == (
        form["uuid"],
        "Kuras saluran",
        5,
        3,
        MOJO,
    )
    assert (made.place, made.work_date and made.work_date.isoformat()) == (
        "Jl. Kyai Mojo, RT 05 RW 03",
        "2026-11-12",
    )
    told(lurah.get(answers[0].location), 200)


@pytest.mark.parametrize(("mode", "stage"), [("A", "before"), ("B", "before"), ("C", "plain")])
def test_each_mode_begins_with_its_own_stage(lurah: FlaskClient, mode: str, stage: str) -> None:
    form = opened(lurah, f"/kegiatan/baru?mode={mode}")

    answer = sent(lurah, form, title="Kuras saluran")

    assert form["mode"] == mode
    assert answer.location.endswith(f"/foto/{stage}")


def test_an_edit_changes_what_it_names_and_is_written_down(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    form = opened(lurah, f"/kegiatan/{activity}/ubah")
    answer = sent(lurah, form, title="Kuras saluran Gang 3", rt="")
    untouched = sent(lurah, opened(lurah, f"/kegiatan/{activity}/ubah"))

    (found,) = activities(house)
    page = told(lurah.get(f"/kegiatan/{activity}"), 200)
    assert (form["title"], form["rt"], form["street"]) == ("Kuras saluran", "5", "Jl. Kyai Mojo")
    assert (answer.status_code, answer.location) == (303, f"/kegiatan/{activity}")
    assert (found.title, found.rt, found.rw) == ("Kuras saluran Gang 3", None, 3)
    assert untouched.status_code == 303
    assert page.count("Isian kegiatan diubah") == 1


WRONG_FIELDS: list[tuple[dict[str, object], str]] = [
    ({"title": ""}, "Tulis judul kegiatan, 5 sampai 120 huruf."),
    ({"title": "    a    "}, "Tulis judul kegiatan, 5 sampai 120 huruf."),
    ({"title": "x" * 121}, "Tulis judul kegiatan, 5 sampai 120 huruf."),
    ({"title": "x" * 100_000}, "Tulis judul kegiatan, 5 sampai 120 huruf."),
    ({"street": "x" * 201}, "Paling panjang 200 huruf."),
    ({"note": "x" * 2001}, "Uraian paling panjang 2.000 huruf."),
    ({"rt": "0"}, "RT ditulis dengan angka 1 sampai 999."),
    ({"rw": "1000"}, "RW ditulis dengan angka 1 sampai 999."),
    ({"rt": "lima"}, "Tulis dengan angka."),
    ({"rt": "9" * 5000}, "RT ditulis dengan angka"),
    ({"category": "TIDAKADA"}, "Pilihan itu tidak ada."),
    ({"category": None}, "Pilihan itu tidak ada."),
    ({"mode": "D"}, "Pilihan itu tidak ada."),
    ({"unit": JEBRES}, "Pilihan itu tidak ada."),
    ({"place_unit": PASAR_KLIWON}, "Pilihan itu tidak ada."),
    ({"place_unit": "\x00"}, "Pilihan itu tidak ada."),
    ({"work_date": "12/11/2026"}, "Tulis tanggal yang benar."),
    ({"work_date": "2099-01-01"}, "Tanggal pelaksanaan paling lambat 31 hari dari sekarang."),
    ({"work_date": "0001-01-01"}, "Tulis tanggal antara tahun 2000 dan 2100."),
]


def test_what_cannot_be_an_activity_is_refused_field_by_field(house: House, lurah: FlaskClient) -> None:
    form = opened(lurah, "/kegiatan/baru")
    for fields, sentence in WRONG_FIELDS:
        page = told(sent(lurah, form, **{"title": "Kuras saluran", **fields}), 422)

        assert sentence in page, fields
        # What was written well is still there, and so is the number.
        assert form_of(page)["uuid"] == form["uuid"]

    assert activities(house) == []


def test_the_same_is_refused_on_an_edit(house: House, lurah: FlaskClient, activity: str) -> None:
    form = opened(lurah, f"/kegiatan/{activity}/ubah")

    page = told(sent(lurah, form, title="abc", street="Jl. Baru"), 422)

    assert "Tulis judul kegiatan" in page
    assert form_of(page)["street"] == "Jl. Baru"
    assert activities(house)[0].street == "Jl. Kyai Mojo"


def test_the_way_of_documenting_stays_once_there_is_a_photo(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    without = sent(lurah, opened(lurah, f"/kegiatan/{activity}/ubah"), mode="B")
    put_photo(lurah, activity, "before", JPEG)
    form = opened(lurah, f"/kegiatan/{activity}/ubah")

    page = told(sent(lurah, form, mode="C"), 422)
    unchanged = sent(lurah, form, title="Kuras saluran Gang 3")

    assert (without.status_code, unchanged.status_code) == (303, 303)
    assert "Cara dokumentasi tidak dapat diubah setelah ada foto." in page
    assert (activities(house)[0].mode, activities(house)[0].title) == ("B", "Kuras saluran Gang 3")


def test_what_cannot_be_stored_or_shown_becomes_a_mark(house: House, lurah: FlaskClient) -> None:
    form = opened(lurah, "/kegiatan/baru")
    rest = urlencode(
        {name: form[name] for name in ("csrf_token", "uuid", "category", "mode", "unit", "place_unit")}
    )

    answer = lurah.post(
        "/kegiatan/baru",
        data=f"{rest}&title=Kuras%00+%FF%FE+saluran&street=Jl.+%ED%A0%80%1b&note=Baris%0bdua%07",
        content_type="application/x-www-form-urlencoded",
    )

    (made,) = activities(house)
    assert answer.status_code == 303
    assert (made.title, made.note) == ("Kuras\ufffd %FF%FE saluran", "Baris\ndua\ufffd")
    assert made.street.endswith("\ufffd")
    told(lurah.get("/kegiatan"), 200)
    told(lurah.get(f"/kegiatan/{made.id}/ubah"), 200)


@pytest.mark.parametrize("body", ["{}", "[1]", "null", "{", "[" * 10_000])
def test_a_page_reads_forms_only(house: House, lurah: FlaskClient, body: str) -> None:
    token = opened(lurah, "/kegiatan/baru")["csrf_token"]

    answer = lurah.post(
        "/kegiatan/baru", data=body, content_type="application/json", headers={"X-CSRFToken": token}
    )

    told(answer, 422)
    assert activities(house) == []


def test_scripts_and_templates_in_words_are_only_words(lurah: FlaskClient) -> None:
    words = "<script>alert(1)</script> & \"'{{ 7*7 }}"
    form = opened(lurah, "/kegiatan/baru")

    sent(lurah, form, title=words, street=words, note=words)

    for path in ("/kegiatan", f"/kegiatan/{form['uuid']}", f"/kegiatan/{form['uuid']}/ubah"):
        page = lurah.get(path).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_an_archived_activity_is_no_longer_edited(house: House, lurah: FlaskClient, activity: str) -> None:
    form = opened(lurah, f"/kegiatan/{activity}/ubah")
    with house.sessions.begin() as session:
        session.get_one(Activity, uuid.UUID(activity)).state = ActivityState.ARCHIVED

    page = told(sent(lurah, form, title="Judul yang lain"), 409)

    assert "sudah diarsipkan" in page


def test_a_kelurahans_form_offers_its_own_unit_only(lurah: FlaskClient, camat: FlaskClient) -> None:
    lurahs, camats = (client.get("/kegiatan/baru").get_data(as_text=True) for client in (lurah, camat))

    assert form_of(lurahs)["unit"] == MOJO
    assert form_of(lurahs)["place_unit"] == MOJO
    assert 'value="33.72.03.1010">Kelurahan Mojo' in camats
    assert f'value="{JEBRES}">' not in camats.split('name="place_unit"')[0]


def test_a_reviewer_makes_and_edits_nothing(staff: FlaskClient, activity: str) -> None:
    for path in ("/kegiatan/baru", f"/kegiatan/{activity}/ubah", f"/kegiatan/{activity}/foto/before"):
        told(staff.get(path), 403)


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_what_was_sent_for_approval_is_not_edited_under_it(
    house: House, lurah: FlaskClient, state: str
) -> None:
    work = getattr(factories, state)(house)
    was = activities(house)[0].title
    form = opened(lurah, f"/kegiatan/{work.activity}/ubah")

    page = told(sent(lurah, form, title="Judul yang lain sama sekali"), 409)
    unchanged = sent(lurah, form)

    assert "lalu perbaiki foto atau isiannya" in page
    assert unchanged.status_code == 303
    assert activities(house)[0].title == was
    assert f"/kegiatan/{work.activity}/ubah" not in told(lurah.get(f"/kegiatan/{work.activity}"), 200)


def test_a_phone_that_repeats_making_an_activity_does_not_undo_a_correction(
    house: House, lurah: FlaskClient
) -> None:
    ident = uuid.uuid4()
    facts = {"title": "Kuras saluran", "category": "DRAINASE", "mode": "A", "unit": MOJO}

    def put(title: str, **headers: str) -> TestResponse:
        return lurah.put(
            f"/api/v1/activities/{ident}",
            json={**facts, "title": title},
            headers={"Origin": ORIGIN, **headers},
        )

    only_new = {"If-None-Match": "*"}
    answers = [
        put("Kuras saluran", **only_new),
        put("Kuras saluran barat"),
        put("Kuras saluran", **only_new),
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert [answer.get_json()["title"] for answer in answers][1:] == ["Kuras saluran barat"] * 2
    assert activities(house)[0].title == "Kuras saluran barat"
