"""The plain forms, as a phone without JavaScript sends them."""

import uuid
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.adapters.imaging import REASONS
from evidence.capture.models import Photo
from evidence.core.jobs import RENDER
from tests.capture.traces import HALF, JPEG, OTHER, PNG, Watch, state, storage_of
from tests.clusters import Cluster
from tests.forms import attached, form_of, opened, sent, told
from tests.house import JEBRES, House, furnished, open_house, put_activity, put_photo
from tests.stores import OwnStore


def photos(house: House) -> list[Photo]:
    with house.sessions() as session:
        return list(session.scalars(select(Photo)))


def test_a_form_sent_twice_leaves_one_photo(house: House, lurah: FlaskClient, activity: str) -> None:
    form = opened(lurah, f"/kegiatan/{activity}/foto/before")

    answers = [sent(lurah, form, photo=attached(JPEG)) for _ in range(2)]
    house.run_jobs(RENDER)

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == f"/kegiatan/{activity}"
    (photo,) = photos(house)
    assert str(photo.id) == form["uuid"]
    assert state(lurah, form["uuid"]) == ("stored", None)
    page = told(lurah.get(answers[0].location), 200)
    assert f"/foto/{photo.id}/960.jpg" in page or f"/foto/{photo.id}/320.jpg" in page


def test_form_and_phone_may_send_the_same_photo(house: House, lurah: FlaskClient, activity: str) -> None:
    form = opened(lurah, f"/kegiatan/{activity}/foto/before")
    sent(lurah, form, photo=attached(JPEG))

    assert put_photo(lurah, activity, "before", JPEG, photo=form["uuid"]).status_code == 200
    assert len(photos(house)) == 1


def test_a_form_takes_png_and_the_time_in_wib(house: House, lurah: FlaskClient, activity: str) -> None:
    form = opened(lurah, f"/kegiatan/{activity}/foto/after")

    answer = sent(lurah, form, photo=attached(PNG, "foto.jpg"), taken_at="2026-11-25T14:30")

    (photo,) = photos(house)
    assert answer.status_code == 303
    assert photo.content_type == "image/png"
    assert photo.taken_at is not None
    assert photo.taken_at.isoformat() == "2026-11-25T07:30:00+00:00"


def test_a_progress_photo_says_how_far(house: House, lurah: FlaskClient) -> None:
    activity = put_activity(lurah, mode="B")
    for address in ("progress", "progress?percent=80", "progress?percent=banyak"):
        form = opened(lurah, f"/kegiatan/{activity}/foto/{address}")
        assert sent(lurah, form, photo=attached(JPEG)).status_code == 303

    assert sorted(photo.percent or 0 for photo in photos(house)) == [50, 50, 80]


HOSTILE_NAMES = (
    "../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "foto\x00.jpg", "foto.php", "CON", ".htaccess",
    "<script>alert(1)</script>.jpg", "'; drop table photos; --.jpg", "a" * 5000 + ".jpg", "\u202egpj.exe", "\u00e9.jpg",
    "{{ 7*7 }}.jpg", "%00%ff.jpg", " ",
)  # fmt: skip


def test_the_name_of_a_file_means_nothing(
    house: House, traces: Watch, lurah: FlaskClient, activity: str
) -> None:
    for name in HOSTILE_NAMES:
        form = opened(lurah, f"/kegiatan/{activity}/foto/before")
        assert sent(lurah, form, photo=attached(JPEG, name)).status_code == 303, name

    left = traces.look()
    assert left.photos == len(HOSTILE_NAMES)
    assert left.files == ()
    assert set(left.objects) == {photo.object_key for photo in photos(house)}
    page = told(lurah.get(f"/kegiatan/{activity}"), 200)
    assert "passwd" not in page
    assert "<script>" not in page


def test_a_hostile_head_of_a_file_is_refused_or_read(
    traces: Watch, lurah: FlaskClient, activity: str
) -> None:
    path = f"/kegiatan/{activity}/foto/before"
    form = opened(lurah, path)
    head = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{form["csrf_token"]}\r\n--x\r\n'.encode()
    for line in (
        b'name="photo"; filename="\xff\xfe.jpg"',
        b"name=photo; filename=",
        b"filename*=utf-8''%ff",
        b"\xff",
    ):
        body = head + b"Content-Disposition: form-data; " + line + b"\r\n\r\n" + JPEG + b"\r\n--x--\r\n"

        answer = lurah.post(path, data=body, content_type="multipart/form-data; boundary=x")

        # A head that cannot be read at all takes the token with it.
        assert answer.status_code in (400, 422)
        told(answer, answer.status_code)
    assert traces.look().objects == ()


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "no file": ({"photo": None}, "Pilih atau ambil fotonya dahulu."),
    "a file field without a file": ({"photo": attached(b"", "")}, "Pilih atau ambil fotonya dahulu."),
    "words in place of a file": ({"photo": "foto.jpg"}, "Pilih atau ambil fotonya dahulu."),
    "an empty file": ({"photo": attached(b"")}, "Berkas foto kosong."),
    "text": ({"photo": attached(b"halo")}, "Berkas ini bukan foto JPEG, PNG, WebP, AVIF atau HEIC."),
    "a web page": ({"photo": attached(b"<!doctype html><script>alert(1)</script>")}, "bukan foto JPEG, PNG"),
    "GIF": ({"photo": attached(b"GIF89a" + bytes(40), "a.gif", "image/gif")}, "bukan foto JPEG, PNG"),
    "15 MB and a byte": ({"photo": attached(JPEG + bytes(15 * 1024 * 1024 + 1 - len(JPEG)))}, "lebih dari 15 MB"),
    "a time that is none": ({"photo": attached(JPEG), "taken_at": "kemarin"}, "Tulis tanggal dan jam yang benar."),
    "the year one": ({"photo": attached(JPEG), "taken_at": "0001-01-01T00:00"}, "antara tahun 2000 dan 2100."),
    "the end of time": ({"photo": attached(JPEG), "taken_at": "9999-12-31T23:59"}, "antara tahun 2000 dan 2100."),
    "a time with NUL": ({"photo": attached(JPEG), "taken_at": "2026\x00"}, "Tulis tanggal dan jam yang benar."),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_refused_leaves_nothing_but_a_sentence(
    traces: Watch, lurah: FlaskClient, activity: str, name: str
) -> None:
    fields, sentence = REFUSED[name]
    form = opened(lurah, f"/kegiatan/{activity}/foto/before")
    before = traces.look()

    page = told(sent(lurah, form, **fields), 422)

    assert sentence in page
    assert traces.look() == before
    # What is chosen instead goes under a number of its own, unless nothing was refused yet.
    assert sent(lurah, form_of(page), photo=attached(JPEG), taken_at="").status_code == 303


def test_a_body_beyond_all_limits_is_a_friendly_413(traces: Watch, lurah: FlaskClient, activity: str) -> None:
    form = opened(lurah, f"/kegiatan/{activity}/foto/before")
    before = traces.look()

    page = told(sent(lurah, form, photo=attached(JPEG + bytes(16 * 1024 * 1024))), 413)

    assert "15 MB" in page
    assert traces.look() == before


def test_other_bytes_under_the_number_of_a_form_are_refused_in_words(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    form = opened(lurah, f"/kegiatan/{activity}/foto/before")
    sent(lurah, form, photo=attached(JPEG))

    page = told(sent(lurah, form, photo=attached(OTHER)), 422)

    assert "sudah dipakai foto lain" in page
    assert form_of(page)["uuid"] != form["uuid"]
    assert len(photos(house)) == 1


@pytest.mark.parametrize("number", ["", "1", "\x00", "' or 1=1", "a" * 10_000])
def test_a_number_that_is_no_uuid_makes_no_photo(
    house: House, lurah: FlaskClient, activity: str, number: str
) -> None:
    form = opened(lurah, f"/kegiatan/{activity}/foto/before")

    told(sent(lurah, form, uuid=number, photo=attached(JPEG)), 404 if number else 422)

    assert photos(house) == []


@pytest.mark.parametrize("token", [None, "", "salah", "\x00"])
def test_a_form_without_its_token_is_400_and_changes_nothing(
    traces: Watch, lurah: FlaskClient, activity: str, token: str | None
) -> None:
    photo = opened(lurah, f"/kegiatan/{activity}/foto/before")
    new = opened(lurah, "/kegiatan/baru")
    before = traces.look()

    pages = [
        told(sent(lurah, photo, csrf_token=token, photo=attached(JPEG)), 400),
        told(sent(lurah, new, csrf_token=token, title="Kuras saluran"), 400),
    ]

    assert all("Formulir ini sudah tidak berlaku" in page for page in pages)
    assert traces.look() == before


def test_the_token_of_somebody_else_is_no_token(
    traces: Watch, lurah: FlaskClient, camat: FlaskClient, activity: str
) -> None:
    foreign = opened(camat, f"/kegiatan/{activity}/foto/before")["csrf_token"]
    form = opened(lurah, f"/kegiatan/{activity}/foto/before")

    told(sent(lurah, form, csrf_token=foreign, photo=attached(JPEG)), 400)

    assert traces.look().photos == 0


@pytest.mark.parametrize(
    "stage",
    ["sebelum", "BEFORE", "%00", "%ff", "before.jpg", "progress?percent=101", "progress?percent=-1",
     "progress?percent=99999999999999999999"],
)  # fmt: skip
def test_an_unknown_stage_is_a_page_that_is_not_there(lurah: FlaskClient, activity: str, stage: str) -> None:
    told(lurah.get(f"/kegiatan/{activity}/foto/{stage}"), 404)


def test_a_stage_of_another_mode_is_refused_in_words(house: House, lurah: FlaskClient, activity: str) -> None:
    form = opened(lurah, f"/kegiatan/{activity}/foto/plain")

    page = told(sent(lurah, form, photo=attached(JPEG)), 422)

    assert "Tahap foto tidak sesuai" in page
    assert photos(house) == []


def test_a_foreign_activity_is_not_there(lurah: FlaskClient, stranger: FlaskClient) -> None:
    foreign = put_activity(stranger, JEBRES)

    pages = [lurah.get(f"/kegiatan/{each}/foto/before") for each in (foreign, uuid.uuid4())]

    assert told(pages[0], 404) == told(pages[1], 404)
    told(lurah.get(f"/kegiatan/{foreign}/ubah"), 404)


def test_a_store_that_is_down_is_503_and_the_same_form_works_later(
    cluster: Cluster, own_store: OwnStore, tmp_path: Path
) -> None:
    with ExitStack() as furniture:
        with own_store.up():
            house = furniture.enter_context(furnished(cluster, own_store.store))
            lurah = house.client("lurah.mojo")
            form = opened(lurah, f"/kegiatan/{put_activity(lurah)}/foto/before")

        answer = sent(lurah, form, photo=attached(JPEG))
        page = told(answer, 503)
        with own_store.up():
            left = Watch(house, tmp_path).look()
            later = sent(lurah, form_of(page), photo=attached(JPEG))
            objects = list(storage_of(house).list(""))

    assert int(answer.headers["Retry-After"]) >= 1
    assert "Penyimpanan berkas sedang tidak dapat dihubungi" in page
    assert form_of(page)["uuid"] == form["uuid"]
    assert (left.photos, left.objects) == (0, ())
    assert (later.status_code, len(objects)) == (303, 1)


def test_a_person_who_sends_too_many_by_form_waits_too(house: House) -> None:
    activity = put_activity(house.client("camat.pasarkliwon"))
    env = {**house.env, "EVIDENCE_UPLOAD_RATE": "1 per minute"}
    slow = open_house(env)
    lurah = slow.client("lurah.mojo")
    forms = [opened(lurah, f"/kegiatan/{activity}/foto/before") for _ in range(2)]

    answers = [sent(lurah, form, photo=attached(JPEG)) for form in forms]
    slow.app.extensions["engine"].dispose()

    assert answers[0].status_code == 303
    assert "Terlalu banyak foto" in told(answers[1], 429)
    assert int(answers[1].headers["Retry-After"]) >= 1


def test_a_photo_sent_again_after_it_was_refused_is_told_why(
    house: House, lurah: FlaskClient, activity: str
) -> None:
    form = opened(lurah, f"/kegiatan/{activity}/foto/before")
    first = sent(lurah, form, photo=attached(HALF))
    house.run_jobs(RENDER)

    page = told(sent(lurah, form, photo=attached(HALF)), 422)

    assert first.status_code == 303
    assert REASONS["truncated"] in page
    assert form_of(page)["uuid"] != form["uuid"]


def test_a_form_without_a_photo_counts_as_well(house: House) -> None:
    activity = put_activity(house.client("camat.pasarkliwon"))
    slow = open_house({**house.env, "EVIDENCE_UPLOAD_RATE": "1 per minute"})
    lurah = slow.client("lurah.mojo")
    form = opened(lurah, f"/kegiatan/{activity}/foto/before")

    answers = [sent(lurah, form), sent(lurah, form, photo=attached(JPEG))]
    slow.app.extensions["engine"].dispose()

    assert [answer.status_code for answer in answers] == [422, 429]
    assert photos(house) == []
