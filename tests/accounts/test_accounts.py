"""The accounts of units: who ties them, how they come back, and that nobody ever sees a token."""

import logging
import secrets
import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from werkzeug.test import TestResponse

from evidence.accounts import queries
from evidence.accounts.credentials import opened as credentials_of
from evidence.accounts.models import USABLE, AccountState, SocialAccount
from evidence.accounts.services import check_handle
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks import Access
from evidence.core.errors import Invalid
from evidence.embedded import Store
from tests import factories
from tests.clusters import Cluster
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import JEBRES, MOJO, ORIGIN, PASAR_KLIWON, House, furnished
from tests.networks.submissions import submission
from tests.practice.serving import Running


def put(
    client: FlaskClient, ident: object, unit: str = MOJO, network: str = "by_hand", **told: object
) -> TestResponse:
    body = {"unit": unit, "network": network, "handle": "latihan.mojo", **told}
    return client.put(f"/api/v1/accounts/{ident}", json=body, headers={"Origin": ORIGIN})


def rows(house: House) -> list[SocialAccount]:
    with house.sessions() as session:
        return list(session.scalars(select(SocialAccount).order_by(SocialAccount.created_at)))


def token_of(house: House, account: SocialAccount) -> str:
    box: TokenBox = house.app.extensions["token_box"]
    assert account.token is not None
    return credentials_of(account.token, box).access


@pytest.fixture
def handle() -> str:
    """A name that nobody has on the practice network."""
    return f"latihan.{secrets.token_hex(5)}"


@pytest.fixture
def admin(practising: House) -> FlaskClient:
    return practising.client("admin")


# -------------------------------------------------------------------------------------- connecting
def test_a_practice_account_is_opened_and_works(
    practising: House, admin: FlaskClient, practice: Running, handle: str
) -> None:
    form = opened(admin, "/akun")

    answer = sent(admin, form, unit=MOJO, network="practice", handle=f" @{handle.upper()} ")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/akun")
    (account,) = rows(practising)
    assert (account.unit_code, account.network, account.handle) == (MOJO, "practice", handle)
    assert (account.state, account.profile_url) == (AccountState.CONNECTED, f"{practice.url}/{handle}")
    assert handle in page_of(admin.get("/akun"), 200)
    network = practising.app.extensions["house"].networks["practice"]
    access = Access(account.remote_id or "", handle, token_of(practising, account))
    assert network.prepare(access, submission("Bersih."))


def test_an_account_that_lost_its_connection_is_connected_again_in_its_place(
    practising: House, admin: FlaskClient, handle: str
) -> None:
    sent(admin, opened(admin, "/akun"), unit=MOJO, network="practice", handle=handle)
    (before,) = rows(practising)
    with practising.sessions.begin() as session:
        session.execute(update(SocialAccount).values(state=AccountState.NEEDS_RECONNECT, token=None))

    answer = sent(admin, opened(admin, "/akun"), unit=MOJO, network="practice", handle=handle)

    assert answer.status_code == 303
    (after,) = rows(practising)
    assert (after.id, after.remote_id, after.state) == (before.id, before.remote_id, AccountState.CONNECTED)
    assert token_of(practising, after)


def test_a_program_may_repeat_its_call(practising: House, admin: FlaskClient, handle: str) -> None:
    ident = uuid.uuid4()

    answers = [put(admin, ident, network="practice", handle=handle) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_json() == answers[1].get_json()
    assert len(rows(practising)) == 1


def test_another_account_of_the_network_does_not_take_the_place_of_one(
    practising: House, admin: FlaskClient, handle: str
) -> None:
    ident = uuid.uuid4()
    put(admin, ident, network="practice", handle=handle)
    with practising.sessions.begin() as session:
        session.execute(update(SocialAccount).values(remote_id="17"))

    answer = put(admin, ident, network="practice", handle=handle)

    assert answer.status_code == 409
    assert "akun lain di jejaring yang sama" in answer.get_json()["detail"]


def test_one_name_is_one_account_of_a_unit(practising: House, admin: FlaskClient) -> None:
    ident = uuid.uuid4()
    assert put(admin, ident).status_code == 200

    assert put(admin, uuid.uuid4()).status_code == 409
    for other in ({"handle": "latihan.lain"}, {"unit": JEBRES}):
        assert put(admin, ident, **other).status_code == 409
    # The same name on another network, or of another unit, is another account.
    assert put(admin, uuid.uuid4(), JEBRES).status_code == 200
    assert [account.handle for account in rows(practising)] == ["latihan.mojo", "latihan.mojo"]


def test_a_practice_network_that_does_not_answer_leaves_no_account(cluster: Cluster, store: Store) -> None:
    with furnished(cluster, store, EVIDENCE_PRACTICE_URL="http://127.0.0.1:9") as house:
        answer = put(house.client("admin"), uuid.uuid4(), network="practice")

        assert (answer.status_code, answer.headers["Retry-After"].isdigit()) == (503, True)
        assert rows(house) == []


@pytest.mark.parametrize(
    "told",
    [{"network": "entah"}, {"network": "practice"}, {"handle": ""}, {"handle": "a b"}, {"handle": 7}],
    ids=[
        "a network that nobody knows",
        "practice without a practice network",
        "no name",
        "a space",
        "a number",
    ],
)
def test_what_is_no_account_is_refused(house: House, told: dict[str, object]) -> None:
    answer = put(house.client("admin"), uuid.uuid4(), **told)  # type: ignore[arg-type]

    assert answer.status_code == 422
    assert rows(house) == []


HANDLES = [
    ("as it is", "latihan.mojo", "latihan.mojo"),
    ("with its sign", "@latihan_mojo", "latihan_mojo"),
    ("in capitals and spaces", "  Latihan.Mojo\n", "latihan.mojo"),
    ("of two letters", "ab", "ab"),
    ("of forty", "a" * 40, "a" * 40),
    ("too short", "a", None),
    ("too long", "a" * 41, None),
    ("beginning with a dot", ".mojo", None),
    ("two signs", "@@mojo", None),
    ("an address", "https://instagram.com/mojo", None),
    ("another script", "м\u043ejo", None),
    ("nothing", "", None),
]


@pytest.mark.parametrize(("given", "kept"), [row[1:] for row in HANDLES], ids=[row[0] for row in HANDLES])
def test_a_name_is_kept_in_one_form(given: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(Invalid):
            check_handle(given)
    else:
        assert check_handle(given) == kept


# -------------------------------------------------------------------------------------- who may
def test_accounts_are_tied_by_an_admin_or_the_camat_above(house: House) -> None:
    tries = {
        "admin": (JEBRES, 200),
        "sekda.balaikota": (JEBRES, 200),
        "camat.pasarkliwon": (MOJO, 200),
        "camat.jebres": (MOJO, 404),
        "lurah.mojo": (MOJO, 403),
        "staf.balaikota": (MOJO, 403),
    }

    for number, (who, (unit, status)) in enumerate(tries.items()):
        answer = put(house.client(who), uuid.uuid4(), unit, handle=f"latihan.{number}")

        assert answer.status_code == status, who
    missing = put(house.client("camat.jebres"), uuid.uuid4(), "33.72.09.9999")
    foreign = put(house.client("camat.jebres"), uuid.uuid4(), MOJO)
    assert (missing.status_code, missing.data) == (foreign.status_code, foreign.data)


def test_the_page_offers_the_form_to_those_who_may(house: House) -> None:
    for who, offered in {
        "admin": True,
        "camat.jebres": True,
        "lurah.mojo": False,
        "staf.balaikota": False,
    }.items():
        assert ('name="handle"' in page_of(house.client(who).get("/akun"), 200)) is offered, who


def test_everybody_sees_the_accounts_of_their_units(house: House) -> None:
    for unit in (MOJO, PASAR_KLIWON, JEBRES):
        factories.account(house, unit, handle=f"latihan{unit[-4:]}".replace(".", ""))
    seen = {"lurah.mojo": 1, "camat.pasarkliwon": 2, "lurah.jebres": 1, "staf.balaikota": 3, "admin": 3}

    for who, count in seen.items():
        client = house.client(who)
        assert len(client.get("/api/v1/accounts").get_json()["accounts"]) == count, who
        assert page_of(client.get("/akun"), 200).count("@latihan") == count, who
    told = house.client("lurah.mojo").get("/api/v1/accounts", query_string={"unit": JEBRES}).get_json()
    assert told["accounts"] == []


def test_only_a_connected_account_can_be_published_to(house: House) -> None:
    account = factories.account(house)

    for state in AccountState:
        with house.sessions.begin() as session:
            session.execute(update(SocialAccount).values(state=state))
        with house.sessions() as session:
            usable = [each.id for each in queries.usable(session, MOJO)]
        assert usable == ([account] if state in USABLE else []), state


# ---------------------------------------------------------------------------------- tokens stay put
def test_nobody_ever_sees_a_token(
    practising: House, admin: FlaskClient, handle: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [put(admin, uuid.uuid4(), network="practice", handle=handle)]
    (account,) = rows(practising)
    work = factories.approved(practising, accounts=[account.id])
    token, closed = token_of(practising, account), account.token or b""

    for address in ("/akun", "/api/v1/accounts", f"/unggahan/{work.post}", f"/periksa/{work.post}"):
        answers.append(admin.get(address))
    answers.append(admin.get("/api/v1/publications", query_string={"post": str(work.post)}))

    assert {answer.status_code for answer in answers} == {200}
    for answer in answers:
        assert token not in answer.get_data(as_text=True)
        assert closed not in answer.data
    assert token not in caplog.text
    assert token not in dump(practising)


def dump(house: House) -> str:
    """Every row of every table of ours, as text."""
    with house.sessions() as session:
        tables = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        rows = [session.execute(text(f'SELECT t::text FROM "{table}" t')).scalars() for table in tables]
        return "\n".join(row for each in rows for row in each)
