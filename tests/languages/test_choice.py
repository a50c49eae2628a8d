"""The choice of language: Indonesian until somebody chooses, then remembered, and the same for pages and programs."""

import re
import uuid

import httpx
import pytest
from flask.testing import FlaskClient

from evidence.capture.models import Activity
from evidence.compose import caption, recipes
from tests import factories
from tests.house import ORIGIN, House, put_photo
from tests.languages.reading import choose
from tests.pages import check_page
from tests.practice.serving import Account, Running, client


def spoken(page: str) -> str:
    """The language that a page says it is in."""
    check_page(page)
    found = re.search(r'<html lang="(\w+)"', page)
    assert found is not None
    return found[1]


def test_a_page_is_indonesian_until_somebody_chooses(house: House) -> None:
    page = house.app.test_client().get("/masuk", headers={"Accept-Language": "en"}).get_data(as_text=True)

    assert spoken(page) == "id"
    assert "Kata sandi" in page


def test_the_choice_is_remembered_and_can_be_taken_back(lurah: FlaskClient) -> None:
    answer = choose(lurah, "en")

    assert answer.headers["Location"] == "/lainnya"
    assert "Max-Age=31536000" in answer.headers["Set-Cookie"]
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert [spoken(lurah.get(path).get_data(as_text=True)) for path in ("/beranda", "/galeri")] == [
        "en",
        "en",
    ]

    choose(lurah, "id")

    assert spoken(lurah.get("/beranda").get_data(as_text=True)) == "id"


def test_more_offers_the_other_language(lurah: FlaskClient) -> None:
    offered = []
    for language in ("id", "en"):
        choose(lurah, language)
        offered += re.findall(r'href="(/bahasa/\w+)" hreflang', lurah.get("/lainnya").get_data(as_text=True))

    assert offered == ["/bahasa/en", "/bahasa/id"]


def test_a_language_that_nobody_speaks_changes_nothing(lurah: FlaskClient) -> None:
    choose(lurah, "en")

    answer = choose(lurah, "jv")

    assert "Set-Cookie" not in answer.headers
    assert spoken(lurah.get("/beranda").get_data(as_text=True)) == "en"


@pytest.mark.parametrize(
    ("language", "detail", "field"),
    [
        ("id", "Periksa kembali isian kegiatan.", "Tulis judul kegiatan, 5 sampai 120 huruf."),
        ("en", "Check the details of the activity.", "Write a title of 5 to 120 characters."),
    ],
)
def test_a_problem_is_told_in_the_chosen_language(
    lurah: FlaskClient, language: str, detail: str, field: str
) -> None:
    choose(lurah, language)
    body = {"title": "Got", "category": "DRAINASE", "mode": "A", "unit": "33.72.03.1010"}

    answer = lurah.put(f"/api/v1/activities/{uuid.uuid4()}", json=body, headers={"Origin": ORIGIN})

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    told = answer.get_json()
    assert (told["detail"], told["fields"]["title"]) == (detail, field)


def test_a_problem_names_what_is_wrong_in_either_language(house: House, lurah: FlaskClient) -> None:
    activity, told = str(factories.activity(house)), []
    for language in ("id", "en"):
        choose(lurah, language)
        answer = put_photo(lurah, activity, "before", b"\xff\xd8\xff", taken_at="besok")
        told.append(answer.get_json()["detail"])

    assert told == [
        "X-Meta: taken_at harus waktu ISO 8601.",
        "X-Meta: taken_at must be an ISO 8601 time.",
    ]


def test_a_program_without_a_choice_is_told_in_indonesian(house: House) -> None:
    answer = house.app.test_client().get("/api/v1/units")

    assert answer.get_json()["detail"].startswith("Sesi Anda berakhir.")


def test_what_residents_will_read_is_indonesian_whoever_composes_it(house: House) -> None:
    activity = factories.complete(house)
    with (
        house.app.test_request_context("/", headers={"Cookie": "bahasa=en"}),
        house.sessions() as session,
    ):
        found = session.get_one(Activity, activity)
        photos = recipes.chosen(found)
        drawn = recipes.recipe(session, found, photos, practice=False)
        words = caption.propose(recipes.told(session, found, photos))

    assert drawn.labels == ("SEBELUM", "SESUDAH")
    assert drawn.dates == ("Tanggal tidak tercatat", "Tanggal tidak tercatat")
    assert drawn.category == "Saluran & drainase"
    assert words.splitlines()[1] == "Lokasi: RT 05 RW 03, Kelurahan Mojo, Kecamatan Pasar Kliwon."


def practised(server: Running, path: str, language: str) -> httpx.Response:
    with client(Cookie=f"bahasa={language}") as http:
        return http.get(server.url + path)


def test_the_practice_network_follows_the_choice_on_the_same_machine(practice: Running) -> None:
    practice.open("kel.bahasa")

    for path, indonesian, english in (
        ("/", "Umpan latihan", "Practice feed"),
        ("/kel.bahasa", "Belum ada unggahan di akun ini.", "This account has no posts yet."),
        ("/latihan", "Kunci latihan", "Practice key"),
        ("/tidak.ada", "Alamat ini tidak ada", "This address does not exist"),
    ):
        told = {language: practised(practice, path, language).text for language in ("id", "en")}
        assert '<html lang="id">' in told["id"]
        assert '<html lang="en">' in told["en"]
        assert (indonesian in told["id"], english in told["en"]) == (True, True)
        assert (indonesian in told["en"], english in told["id"]) == (False, False)


def test_the_practice_network_answers_programs_in_one_language(practice: Running) -> None:
    account: Account = practice.open("kel.bahasa")

    with client(Cookie="bahasa=en", Authorization=f"Bearer {account.token}") as http:
        answer = http.get(f"{account.url}/api/media/tidakada")

    assert answer.json()["error"]["message"] == "Wadah itu tidak ada pada akun ini."
