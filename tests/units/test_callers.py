"""Who may call the API: a page of ours by its cookie, a program by a token that covers the call."""

import uuid
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from evidence.core import clock
from evidence.units import services as people
from evidence.units.models import ApiToken, Membership, User
from tests.house import MOJO, House
from tests.tokens import bearer

BODY = {"title": "Kuras saluran", "category": "DRAINASE", "mode": "A", "unit": MOJO, "place": {"unit": MOJO}}
OURS, SITE = "http://localhost", "same-origin"


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here; who changes people asks for a fresh one."""
    return shared


def write(client: FlaskClient, headers: dict[str, str]) -> TestResponse:
    return client.put(f"/api/v1/activities/{uuid.uuid4()}", json=BODY, headers=headers)


def read(client: FlaskClient, headers: dict[str, str]) -> TestResponse:
    return client.get("/api/v1/units", headers=headers)


# --------------------------------------------------------------------------------------------- by cookie


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": OURS}, 201),
        ({"Origin": OURS, "Sec-Fetch-Site": SITE}, 201),
        ({"Sec-Fetch-Site": SITE}, 201),
        ({}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:8000"}, 403),
        ({"Origin": "https://localhost"}, 403),
        ({"Origin": "http://localhost.jahat.example"}, 403),
        ({"Origin": "http://jahat.example"}, 403),
        ({"Origin": OURS, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": OURS, "Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": OURS, "Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://jahat.example", "Sec-Fetch-Site": SITE}, 403),
        ({"Referer": OURS + "/kegiatan"}, 403),
    ],
)
def test_a_cookie_writes_from_our_own_pages_only(
    lurah: FlaskClient, headers: dict[str, str], status: int
) -> None:
    answer = write(lurah, headers)

    assert answer.status_code == status
    assert status == 201 or answer.mimetype == "application/problem+json"


def test_a_cookie_reads_from_anywhere_and_nobody_else_is_given_the_answer(lurah: FlaskClient) -> None:
    answer = read(lurah, {"Origin": "http://jahat.example", "Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 200
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_a_preflight_from_another_site_is_given_no_leave(house: House) -> None:
    answer = house.app.test_client().options(
        "/api/v1/units", headers={"Origin": "http://jahat.example", "Access-Control-Request-Method": "PUT"}
    )

    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


# ---------------------------------------------------------------------------------------------- by token


def test_a_token_opens_what_it_covers(house: House) -> None:
    program = house.app.test_client()
    whole, reader = bearer(house, "lurah.mojo"), bearer(house, "lurah.mojo", ["read"])
    sender = bearer(house, "lurah.mojo", ["upload"])

    answers = {
        "reads": read(program, whole),
        "writes": write(program, whole),
        "reader reads": read(program, reader),
        "reader writes": write(program, reader),
        "sender reads": read(program, sender),
        "sender writes": write(program, sender),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "reads": 200,
        "writes": 201,
        "reader reads": 200,
        "reader writes": 403,
        "sender reads": 403,
        "sender writes": 201,
    }


def test_a_token_allows_no_more_than_its_owner_may(house: House) -> None:
    everything = bearer(house, "staf.balaikota", people.SCOPES)

    assert write(house.app.test_client(), everything).status_code == 403


def test_a_token_opens_no_page(house: House) -> None:
    answer = house.app.test_client().get("/lainnya", headers=bearer(house, "lurah.mojo"))

    assert answer.location.startswith("/masuk")


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer",
        "Bearer ",
        "Bearer bukti_tidakada",
        "Bearer " + "a" * 5000,
        "Bearer \xff\xfe",
        "Basic bHVyYWgubW9qbzprYXRh",
        "Digest username=x",
        "bukti_tanpajenis",
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_token_that_is_none_opens_nothing_even_beside_a_good_cookie(
    house: House, signed_in: bool, authorization: str
) -> None:
    client = house.client("lurah.mojo") if signed_in else house.app.test_client()
    headers = {"Authorization": authorization, "Origin": OURS}

    answers = [read(client, headers), write(client, headers)]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert all(answer.mimetype == "application/problem+json" for answer in answers)


def test_an_expired_and_a_revoked_token_open_nothing(fresh: House) -> None:
    program = fresh.app.test_client()
    expired, revoked = bearer(fresh, "lurah.mojo", days=-1), bearer(fresh, "lurah.mojo")
    before = read(program, revoked).status_code
    with fresh.sessions.begin() as session:
        session.execute(update(ApiToken).values(revoked_at=clock.now()))

    after = [read(program, each).status_code for each in (expired, revoked)]

    assert (before, after) == (200, [401, 401])


def test_a_token_ends_with_its_owner_and_with_the_owners_membership(fresh: House) -> None:
    program, camat = fresh.app.test_client(), fresh.client("camat.jebres")
    token = bearer(fresh, "lurah.mojo")
    with fresh.sessions.begin() as session:
        owner = fresh.actor("lurah.mojo").id
        session.execute(
            update(Membership)
            .where(Membership.user_id == owner)
            .values(valid_until=clock.now() - timedelta(seconds=1))
        )
    without_membership = read(program, token)
    with fresh.sessions.begin() as session:
        session.execute(update(User).where(User.username == "lurah.mojo").values(active=False))

    assert without_membership.get_json() == {"units": [], "after": None}
    assert write(program, token).status_code == 401
    # Not even as the other person whose cookie came along.
    assert write(camat, token).status_code == 401


def test_only_the_hash_of_a_token_is_kept(fresh: House) -> None:
    token = bearer(fresh, "lurah.mojo")["Authorization"].removeprefix("Bearer ")

    with fresh.sessions() as session:
        rows = [str(vars(row)) for row in session.query(ApiToken)]

    assert len(rows) == 1
    assert token not in rows[0]
