"""The site of an account that is shared to by hand: chosen, told by its link, and one account of a name on each."""

import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from evidence.accounts.models import SocialAccount
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import MOJO, ORIGIN, House


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each uses a name of its own."""
    return shared


@pytest.fixture
def name() -> str:
    return f"kel{uuid.uuid4().hex[:8]}"


def added(admin: FlaskClient, name: str, site: str, profile: str = "") -> TestResponse:
    form = opened(admin, "/akun")
    return sent(admin, form, unit=MOJO, network="by_hand", handle=name, site=site, profile=profile)


def put(admin: FlaskClient, ident: uuid.UUID, name: str, **told: object) -> TestResponse:
    body = {"unit": MOJO, "network": "by_hand", "handle": name, **told}
    return admin.put(f"/api/v1/accounts/{ident}", json=body, headers={"Origin": ORIGIN})


def rows(house: House, name: str) -> dict[str, str]:
    """The addresses of the accounts of that name, by site."""
    with house.sessions() as session:
        found = session.scalars(select(SocialAccount).where(SocialAccount.handle == name))
        return {each.site: each.profile_url for each in found}


def test_one_name_stands_once_on_each_site(house: House, admin: FlaskClient, name: str) -> None:
    for site in ("instagram", "tiktok", "instagram"):
        assert added(admin, name, site).status_code == 303

    assert rows(house, name) == {
        "instagram": f"https://www.instagram.com/{name}",
        "tiktok": f"https://www.tiktok.com/@{name}",
    }
    assert "Instagram · dibagikan sendiri" in page_of(admin.get("/akun"), 200)


def test_a_profile_tells_the_site_where_none_is_chosen(house: House, admin: FlaskClient, name: str) -> None:
    added(admin, name, "", "m.facebook.com/balai.mojo?ref=1")

    assert rows(house, name) == {"facebook": "https://www.facebook.com/balai.mojo"}


@pytest.mark.parametrize(
    ("site", "profile", "words"),
    [
        ("", "", "Pilih situs tempat akun itu berada."),
        ("", "http://x.com/a", "diawali https"),
        ("x", "https://www.instagram.com/a", "Akun ini di X, sedangkan tautan itu dari www.instagram.com."),
        ("myspace", "", "tidak"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(
    house: House, admin: FlaskClient, name: str, site: str, profile: str, words: str
) -> None:
    page = page_of(added(admin, name, site, profile), 422)

    assert words in page
    assert 'aria-invalid="true"' in page
    assert rows(house, name) == {}


def test_an_account_whose_site_nobody_had_said_gets_it(house: House, admin: FlaskClient, name: str) -> None:
    ident = uuid.uuid4()
    assert put(admin, ident, name).get_json()["site"] == "other"

    added(admin, name, "youtube")

    assert rows(house, name) == {"youtube": f"https://www.youtube.com/@{name}"}
    # The program that knew no better may repeat its call, and another site is another account.
    assert put(admin, ident, name).get_json()["site"] == "youtube"
    assert put(admin, ident, name, site="x").status_code == 409
    assert put(admin, uuid.uuid4(), name, profile_url=f"https://x.com/{name}").get_json()["site"] == "x"


def test_a_site_that_is_taken_is_not_taken_twice(house: House, admin: FlaskClient, name: str) -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    put(admin, first, name, site="x")
    put(admin, second, name)

    assert put(admin, second, name, site="x").status_code == 409
    assert put(admin, second, name, site=5).status_code == 422
    assert set(rows(house, name)) == {"x", "other"}
