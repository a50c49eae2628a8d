"""The door: signing in and out, what a wrong pair is told, and how guessing is slowed."""

import re
import time
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from limits.storage import MemoryStorage
from sqlalchemy import update
from werkzeug.test import TestResponse

from evidence.core import clock
from evidence.embedded import Store
from evidence.units import sessions
from evidence.units.models import Device, Membership, User
from tests.clusters import Cluster
from tests.house import PASSWORD, House, csrf, furnished
from tests.pages import check_page

WRONG = "bukan kata sandinya"


def sign_in(
    client: FlaskClient,
    username: str | bytes,
    password: str | bytes = PASSWORD,
    *,
    at: str = "/masuk",
    **more: object,
) -> TestResponse:
    token = csrf(client.get("/masuk").get_data(as_text=True))
    data = {"username": username, "password": password, "csrf_token": token}
    return client.post(at, data=data, **more)  # type: ignore[arg-type]


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/lainnya").status_code == 200


def plain(answer: TestResponse) -> str:
    """The page without its form token and the name that was typed."""
    page = re.sub(r'(name="csrf_token"[^>]*value=")[^"]+', r"\1", answer.get_data(as_text=True))
    return re.sub(
        r'(name="username"[^>]*value=")[^"]*|(value=")[^"]*("[^>]*name="username")', r"\1\2\3", page
    )


def test_a_person_signs_in_works_and_signs_out(shared: House) -> None:
    client = shared.app.test_client()
    door = client.get("/beranda")

    came_in = sign_in(client, " Lurah.Mojo ")
    inside = client.get("/lainnya").get_data(as_text=True)
    went_out = client.post("/keluar", data={"csrf_token": csrf(inside)})

    assert (door.status_code, door.location) == (302, "/masuk?next=/beranda")
    assert (came_in.status_code, came_in.location) == (302, "/")
    assert "Lurah Mojo" in inside
    assert (went_out.status_code, went_out.location) == (302, "/masuk")
    assert not is_signed_in(client)


def test_signing_in_leads_back_to_where_the_person_was_going(shared: House) -> None:
    client = shared.app.test_client()

    answer = sign_in(client, "lurah.mojo", at="/masuk?next=/kegiatan")

    assert answer.location == "/kegiatan"


def test_signing_in_leads_nowhere_else(house: House) -> None:
    hosts = (
        "https://jahat.example/",
        "//jahat.example/",
        "/\\jahat.example/",
        "\\\\jahat.example",
        "javascript:alert(1)",
    )
    for elsewhere in hosts:
        answer = sign_in(house.app.test_client(), "lurah.mojo", at=f"/masuk?next={elsewhere}")

        # As a browser reads it: a backslash that is not escaped would be a slash.
        landing = urlsplit(urljoin("http://localhost/masuk", (answer.location or "/").replace("\\", "/")))
        assert (landing.scheme, landing.netloc) == ("http", "localhost")


def test_signing_out_takes_a_form_of_ours(shared: House) -> None:
    lurah = shared.client("lurah.mojo")
    assert lurah.get("/keluar").status_code == 405
    refused = lurah.post("/keluar")

    assert refused.status_code == 400
    check_page(refused.get_data(as_text=True))
    assert is_signed_in(lurah)


def test_a_wrong_pair_says_the_same_whatever_was_wrong(house: House) -> None:
    with house.sessions.begin() as session:
        session.execute(update(User).where(User.username == "camat.jebres").values(active=False))
    answers = [
        sign_in(house.app.test_client(), *pair)
        for pair in (
            ("lurah.mojo", WRONG),
            ("tidak.ada", WRONG),
            ("tidak.ada", PASSWORD),
            ("camat.jebres", PASSWORD),
        )
    ]

    assert {answer.status_code for answer in answers} == {200}
    assert len({plain(answer) for answer in answers}) == 1
    page = answers[0].get_data(as_text=True)
    assert "Nama pengguna atau kata sandi tidak cocok." in page
    assert WRONG not in page
    check_page(page)


HOSTILE: tuple[tuple[str | bytes, str | bytes], ...] = (
    ("", ""),
    ("a" * 100_000, "b" * 100_000),
    ("lurah.mojo\x00", PASSWORD),
    ("lurah.mojo", "\x00"),
    (b"lurah\xff\xfe", b"\xff\xfe"),
    ("' OR 1=1 --", "' OR 1=1 --"),
    ("<script>alert(1)</script>", "{{ 7 * 7 }}"),
    ("\U0001f4f7", "\U0001f4f7" * 150),
)


def test_hostile_names_and_passwords_are_a_wrong_pair(house: House) -> None:
    for username, password in HOSTILE:
        answer = sign_in(house.app.test_client(), username, password)

        assert answer.status_code == 200, username
        check_page(answer.get_data(as_text=True))


def test_the_sixth_try_within_a_minute_waits_even_with_the_right_password(house: House) -> None:
    client = house.app.test_client()
    failed = [sign_in(client, "lurah.mojo", WRONG).status_code for _ in range(5)]

    refused = sign_in(client, "LURAH.mojo")
    another_name = sign_in(client, "camat.jebres")

    assert failed == [200] * 5
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    page = refused.get_data(as_text=True)
    check_page(page)
    assert "Terlalu banyak percobaan" in page
    assert another_name.status_code == 302


def test_a_slowed_name_may_still_sign_in_from_another_address(house: House) -> None:
    client = house.app.test_client()
    for _ in range(5):
        sign_in(client, "lurah.mojo", WRONG)

    elsewhere = sign_in(house.app.test_client(), "lurah.mojo", environ_base={"REMOTE_ADDR": "10.0.0.9"})

    assert elsewhere.status_code == 302


def test_an_address_that_tries_many_names_is_slowed_too(cluster: Cluster, store: Store) -> None:
    with furnished(cluster, store, EVIDENCE_SIGN_IN_RATE="1 per minute") as house:
        client = house.app.test_client()

        answers = [sign_in(client, f"orang.{number}", WRONG).status_code for number in range(11)]

    assert answers == [200] * 10 + [429]


def test_who_was_slowed_may_try_again_when_the_time_is_over(cluster: Cluster, store: Store) -> None:
    with furnished(cluster, store, EVIDENCE_SIGN_IN_RATE="1 per hour") as house:
        client = house.app.test_client()
        sign_in(client, "lurah.mojo", WRONG)
        slowed = sign_in(client, "lurah.mojo").status_code
        counted: MemoryStorage = house.app.extensions["limiter"].storage
        for key in counted.expirations:
            counted.expirations[key] = time.time()

        later = sign_in(client, "lurah.mojo").status_code

    assert (slowed, later) == (429, 302)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_program_cannot_guess_past_the_form(house: House, accept: str) -> None:
    client = house.app.test_client()
    token = csrf(client.get("/masuk").get_data(as_text=True))
    headers = {"X-CSRFToken": token, "Accept": accept}

    by_json = client.post(
        "/masuk?include_auth_token=1", json={"username": "lurah.mojo", "password": PASSWORD}, headers=headers
    )
    by_form = client.post(
        "/masuk?include_auth_token=1", data={"username": "lurah.mojo", "password": WRONG}, headers=headers
    )

    assert by_json.status_code == 415
    assert (by_form.status_code, by_form.mimetype) == (200, "text/html")
    assert not is_signed_in(client)


def test_a_membership_that_ended_ends_at_the_next_request(house: House, lurah: FlaskClient) -> None:
    before = lurah.get("/kegiatan/baru").status_code
    person = house.actor("lurah.mojo").id
    with house.sessions.begin() as session:
        session.execute(
            update(Membership).where(Membership.user_id == person).values(valid_until=clock.now())
        )

    after = lurah.get("/kegiatan/baru")
    more = lurah.get("/lainnya").get_data(as_text=True)

    # Whoever holds nothing any more is led to the first page, which says so.
    assert (before, after.status_code, after.location) == (200, 302, "/")
    assert "belum terdaftar" in more


def test_a_membership_of_tomorrow_gives_nothing_today(house: House, lurah: FlaskClient) -> None:
    person = house.actor("lurah.mojo").id
    with house.sessions.begin() as session:
        session.execute(
            update(Membership)
            .where(Membership.user_id == person)
            .values(valid_from=clock.now() + timedelta(days=1))
        )

    assert lurah.get("/kegiatan/baru").location == "/"


def test_a_deputy_is_told_until_when(house: House, lurah: FlaskClient) -> None:
    with house.sessions.begin() as session:
        session.execute(
            update(Membership)
            .where(Membership.user_id == house.actor("lurah.mojo").id)
            .values(valid_until=clock.now() + timedelta(days=3), acting_as="Plh.")
        )

    page = lurah.get("/lainnya").get_data(as_text=True)

    check_page(page)
    assert "Plh. Pengunggah" in page
    assert f"sampai {clock.date_text(clock.now() + timedelta(days=3))}" in page


def test_a_person_who_was_shut_out_is_out_at_the_next_request(house: House, lurah: FlaskClient) -> None:
    with house.sessions.begin() as session:
        session.execute(update(User).where(User.username == "lurah.mojo").values(active=False))

    assert not is_signed_in(lurah)


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/masuk", 200),
        ("/", 302),
        ("/tidak/ada", 404),
        ("/keluar", 405),
        ("/bahasa/en", 302),
        ("/static/favicon.svg", 200),
        ("/healthz", 200),
        ("/api/v1/photos", 401),
    ],
)
def test_every_answer_carries_the_guarding_headers(shared: House, path: str, status: int) -> None:
    with shared.app.test_client().get(path) as answer:
        assert answer.status_code == status

    policy = dict(
        part.strip().split(" ", 1)
        for part in answer.headers["Content-Security-Policy"].split(";")
        if part.strip()
    )
    assert HEADERS.items() <= dict(answer.headers).items()
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Request-Id"]


def test_a_page_is_kept_by_nobody(shared: House) -> None:
    lurah = shared.client("lurah.mojo")
    assert lurah.get("/lainnya").headers["Cache-Control"] == "no-store"


def test_the_session_is_out_of_reach_of_scripts_and_other_sites(cluster: Cluster, store: Store) -> None:
    with furnished(cluster, store, EVIDENCE_BASE_URL="https://bukti.example") as house:
        client = house.app.test_client()
        answer = client.get("/masuk", base_url="https://bukti.example")

    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "Secure", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert answer.headers["Strict-Transport-Security"]


def test_a_person_chooses_the_language_and_keeps_it(shared: House) -> None:
    lurah = shared.client("lurah.mojo")
    english = lurah.get("/bahasa/en")
    page = lurah.get("/lainnya").get_data(as_text=True)
    back = lurah.get("/bahasa/id")
    again = lurah.get("/lainnya").get_data(as_text=True)

    assert (english.status_code, back.status_code) == (302, 302)
    assert '<html lang="en"' in page
    assert '<html lang="id"' in again
    check_page(page)


@pytest.mark.parametrize("code", ["xx", "en-GB", "..", "%00", "%ff", "e" * 500])
def test_a_language_that_is_not_spoken_changes_nothing(shared: House, code: str) -> None:
    lurah = shared.client("lurah.mojo")
    answer = lurah.get(f"/bahasa/{code}")

    assert answer.status_code in (302, 404)
    assert "bahasa=" not in answer.headers.get("Set-Cookie", "")
    assert '<html lang="id"' in lurah.get("/lainnya").get_data(as_text=True)


def test_a_language_cookie_from_elsewhere_is_no_language(shared: House) -> None:
    client = shared.app.test_client()
    client.set_cookie("bahasa", "../../etc/passwd")

    assert '<html lang="id"' in client.get("/masuk").get_data(as_text=True)


def person_of(client: FlaskClient) -> str | None:
    """Whom the browser's readable cookie names."""
    cookie = client.get_cookie(sessions.PERSON)
    return cookie.value if cookie else None


def test_the_phone_can_read_who_signed_in_last(cluster: Cluster, store: Store) -> None:
    with furnished(cluster, store, EVIDENCE_BASE_URL="https://bukti.example") as house:
        client, at = house.app.test_client(), "https://bukti.example"
        token = csrf(client.get("/masuk", base_url=at).get_data(as_text=True))
        data = {"username": "lurah.mojo", "password": PASSWORD, "csrf_token": token}
        answer = client.post("/masuk", data=data, base_url=at, headers={"Referer": f"{at}/masuk"})
        person = house.actor("lurah.mojo").id

    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("orang=")]
    told = {part.strip() for part in cookie.split(";")}
    assert {f"orang={person}", "Secure", "SameSite=Lax", "Path=/"} <= told
    assert "HttpOnly" not in told


def test_who_signed_in_last_is_forgotten_at_the_way_out_alone(house: House, lurah: FlaskClient) -> None:
    before = person_of(lurah)
    with house.sessions.begin() as session:
        session.execute(update(Device).values(ended_at=clock.now()))
    lurah.get("/lainnya")
    ended = person_of(lurah)
    sign_in(lurah, "lurah.mojo")
    lurah.post("/keluar", data={"csrf_token": csrf(lurah.get("/lainnya").get_data(as_text=True))})

    # The photos of a session that is over are still its person's.
    assert before == ended == str(house.actor("lurah.mojo").id)
    assert person_of(lurah) is None


def test_the_name_that_the_phone_reads_opens_nothing(shared: House) -> None:
    admin, mojo = (str(shared.actor(name).id) for name in ("admin", "lurah.mojo"))
    stranger, lurah = shared.app.test_client(), shared.client("lurah.mojo")
    for each in (stranger, lurah):
        each.set_cookie(sessions.PERSON, admin)

    page = lurah.get("/lainnya").get_data(as_text=True)

    assert not is_signed_in(stranger)
    assert stranger.get("/api/v1/photos").status_code == 401
    assert "Lurah Mojo" in page
    # Whoever is signed in is named again, as after a sign-in from before there was such a cookie.
    assert person_of(lurah) == mojo
