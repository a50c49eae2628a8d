"""Connecting an account by a sign-in on its network: the way there and back, and everything that can go wrong on it."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from evidence.accounts.models import AccountState, PendingConnection
from evidence.adapters.networks.connecting import Way
from tests import factories
from tests.accounts.city import City, hidden, links
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import JEBRES, MOJO
from tests.networks.plain_server import answered


def said(client: FlaskClient, address: str) -> str:
    """The page that a person ends on, with what it says of the last act."""
    answer = client.get(address, follow_redirects=True)
    return page_of(answer, 200)


def test_an_account_is_connected_in_three_steps(city: City, admin: FlaskClient) -> None:
    kel = city.network.add("kelmojo", "Kelurahan Mojo")
    first = page_of(admin.get("/akun/sambung/plain", query_string={"unit": MOJO}), 200)

    answer = city.connected(admin, kel)

    assert 'aria-current="step">Siapkan' in first
    assert (answer.status_code, answer.headers["Location"]) == (303, "/akun")
    row = city.row()
    assert (row.unit_code, row.handle, row.name, row.remote_id) == (MOJO, "kelmojo", "Kelurahan Mojo", kel.id)
    assert (row.state, row.connected_by != "") == (AccountState.CONNECTED, True)
    assert row.renew_at is not None
    assert city.network.opens(city.credentials().access) == (kel.id,)
    page = said(admin, "/akun")
    assert "Akun @kelmojo tersambung." in page
    assert "Diperpanjang sendiri." in page


def test_the_form_of_all_accounts_leads_there(city: City, admin: FlaskClient) -> None:
    answer = sent(admin, opened(admin, "/akun"), unit=MOJO, network="plain", handle="")

    assert answer.headers["Location"] == f"/akun/sambung/plain?unit={MOJO}"
    assert city.rows() == []


def test_a_state_is_good_once_and_in_its_own_sign_in(city: City, admin: FlaskClient) -> None:
    kel = city.network.add("kelmojo")
    back = city.back(admin, kel)
    other = city.house.client("admin")

    stolen = said(other, back)
    good = admin.get(back)
    again = said(admin, back)

    assert "sudah lewat waktu atau sudah dipakai" in stolen
    assert good.headers["Location"] == "/akun"
    assert "sudah lewat waktu atau sudah dipakai" in again
    assert len(city.rows()) == 1


@pytest.mark.parametrize(
    "change",
    [lambda back: re.sub("state=[^&]+", "state=tebakan", back), lambda back: back.split("?")[0]],
    ids=["a guessed state", "nothing at all"],
)
def test_who_comes_without_a_state_of_ours_connects_nothing(
    city: City, admin: FlaskClient, change: object
) -> None:
    back = change(city.back(admin, city.network.add("kelmojo")))  # type: ignore[operator]

    assert "Mulai lagi dari awal" in said(admin, back)
    assert city.rows() == []
    assert "token" not in city.network.ground.calls


def test_a_state_is_over_after_ten_minutes(city: City, admin: FlaskClient) -> None:
    back = city.back(admin, city.network.add("kelmojo"))
    with city.house.sessions.begin() as session:
        session.execute(update(PendingConnection).values(expires_at=city.now() - timedelta(seconds=1)))

    assert "sudah lewat waktu" in said(admin, back)
    assert city.rows() == []


def test_a_code_of_somebody_elses_sign_in_opens_nothing(city: City, admin: FlaskClient) -> None:
    kel = city.network.add("kelmojo")
    theirs, mine = city.back(admin, kel), city.back(admin, kel)
    code = re.search("code=([^&]+)", theirs)
    assert code is not None

    page = said(admin, re.sub("code=[^&]+", f"code={code.group(1)}", mine))

    assert "tidak memberi izin yang diperlukan" in page
    assert city.rows() == []


def test_turning_back_over_there_changes_nothing_and_says_so(city: City, admin: FlaskClient) -> None:
    page = said(admin, city.back(admin))

    assert "Anda membatalkan di Polos. Tidak ada yang berubah" in page
    assert 'aria-current="step">Siapkan' in page
    assert city.rows() == []


def test_a_network_that_does_not_answer_is_named_and_nothing_is_kept(city: City, admin: FlaskClient) -> None:
    back = city.back(admin, city.network.add("kelmojo"))
    city.network.ground.fault("token", "lose_answer")

    assert "Polos tidak menjawab. Tidak ada yang berubah" in said(admin, back)
    assert city.rows() == []


def test_one_of_several_accounts_is_chosen(city: City, admin: FlaskClient) -> None:
    mine, other = city.network.add("kelmojo"), city.network.add("kelsewu")

    answer = city.connected(admin, mine, other)
    choice = answer.headers["Location"]
    page = page_of(admin.get(choice), 200)
    fields = {**hidden(page), "account": mine.id}
    wrong = admin.post(choice, data={**fields, "account": "999"})
    done = admin.post(choice, data=fields)
    repeated = admin.post(choice, data=fields)

    assert ("@kelmojo" in page, "@kelsewu" in page) == (True, True)
    assert (wrong.status_code, done.status_code, repeated.status_code) == (422, 303, 404)
    assert city.row().handle == "kelmojo"
    assert city.network.opens(city.credentials().access) == (mine.id,)


def test_a_choice_is_offered_to_its_own_person_only(city: City, admin: FlaskClient) -> None:
    choice = city.connected(admin, city.network.add("kelmojo"), city.network.add("kelsewu")).headers[
        "Location"
    ]

    assert city.house.client("admin").get(choice).status_code == 404
    assert city.house.client("camat.pasarkliwon").get(choice).status_code == 404


def test_a_named_server_gives_us_its_own_client(city: City, admin: FlaskClient) -> None:
    city.ask(way=Way.SERVER)
    kel = city.network.add("kelmojo")
    form = page_of(admin.get("/akun/sambung/plain", query_string={"unit": MOJO}), 200)
    bad = admin.post("/akun/sambung/plain", data={**hidden(form), "server": "ftp://contoh"})

    answer = admin.get(city.back(admin, kel, server=city.network.url))

    assert "misalnya contoh.id" in page_of(bad, 422)
    assert answer.status_code == 303
    row, kept = city.row(), city.credentials()
    assert (row.base_url, kept.base_url) == (city.network.url, city.network.url)
    assert "client_secret" in kept.client


def test_an_account_is_connected_by_what_is_typed(city: City, admin: FlaskClient) -> None:
    city.ask(way=Way.TYPED)
    city.network.add("kelmojo")
    form = page_of(admin.get("/akun/sambung/plain", query_string={"unit": MOJO}), 200)
    told = {**hidden(form), "handle": "kelmojo"}

    empty = admin.post("/akun/sambung/plain", data=told)
    wrong = admin.post("/akun/sambung/plain", data={**told, "app_password": "salah-salah"})
    right = admin.post("/akun/sambung/plain", data={**told, "app_password": "abcd-efgh"})

    assert 'type="password"' in form
    assert "Wajib diisi." in page_of(empty, 422)
    assert "tidak cocok" in page_of(wrong, 422)
    assert "salah-salah" not in wrong.get_data(as_text=True)
    assert right.status_code == 303
    assert city.row().handle == "kelmojo"
    assert "abcd-efgh" not in city.dump()


def test_a_network_without_our_program_says_what_to_do(city: City, admin: FlaskClient) -> None:
    city.ask(client_id="")
    page = page_of(admin.get("/akun/sambung/plain", query_string={"unit": MOJO}), 200)
    tried = admin.post("/akun/sambung/plain", data={**hidden(page), "unit": MOJO})

    assert "Kota belum mendaftarkan program di Polos." in page
    assert "Lanjut ke" not in page
    assert tried.status_code in (400, 422)
    assert city.rows() == []


def test_nobody_is_sent_anywhere_else(city: City, admin: FlaskClient) -> None:
    kel = city.network.add("kelmojo")
    away = city.away(admin)

    assert away.startswith(city.network.url + "/oauth/authorize?")
    back = city.network.sign_in(away, kel)
    assert back.startswith("http://127.0.0.1:8000/akun/sambung/plain/kembali?")
    told = admin.get(back.removeprefix("http://127.0.0.1:8000") + "&next=https://jahat.example/")
    assert told.headers["Location"] == "/akun"
    assert answered(city.network.url + "/me").status_code == 401


# ---------------------------------------------------------------------------------- the same and others
def test_connecting_again_with_the_same_id_resumes_under_its_new_name(city: City, admin: FlaskClient) -> None:
    kel = city.network.add("kelmojo")
    city.connected(admin, kel)
    before = city.row()
    city.change(state="needs_reconnect")
    kel.handle = "kel.mojo"

    answer = admin.get(city.back(admin, kel, akun=str(before.id)))

    assert answer.headers["Location"] == "/akun"
    after = city.row()
    assert (after.id, after.remote_id, after.state) == (before.id, kel.id, AccountState.CONNECTED)
    assert after.handle == "kel.mojo"


def test_another_account_is_refused_in_its_place(city: City, admin: FlaskClient) -> None:
    kel, other = city.network.add("kelmojo"), city.network.add("pribadi")
    city.connected(admin, kel)
    before = city.row()
    city.change(state="needs_reconnect")

    page = said(admin, city.back(admin, other, akun=str(before.id)))

    assert "Anda masuk sebagai @pribadi, padahal yang disambungkan ulang @kelmojo" in page
    assert (city.row().state, city.row().token) == (AccountState.NEEDS_RECONNECT, before.token)


def test_an_account_that_was_only_listed_is_recognised_by_its_name(city: City, admin: FlaskClient) -> None:
    listed = admin.put(
        "/api/v1/accounts/6f1c4f4e-36f8-4a55-9f0e-4f6f0e1c7a11",
        json={"unit": MOJO, "network": "plain", "handle": "kelmojo"}, headers={"Origin": "http://localhost"},
    )  # fmt: skip
    before = listed.get_json()

    city.connected(admin, city.network.add("KelMojo"))

    told = admin.get("/api/v1/accounts").get_json()["accounts"]
    assert (before["state"], before["expires_at"]) == ("listed", None)
    assert [(each["id"], each["state"]) for each in told] == [(before["id"], "connected")]


def test_a_name_that_another_id_has_had_is_not_taken_over(city: City, admin: FlaskClient) -> None:
    city.connected(admin, city.network.add("kelmojo"))

    page = said(admin, city.back(admin, city.network.add("kelmojo")))

    assert "sudah mencatat akun lain dengan nama @kelmojo" in page
    assert len(city.rows()) == 1


def test_one_account_speaks_for_one_unit(city: City, admin: FlaskClient) -> None:
    kel = city.network.add("kelmojo")
    city.connected(admin, kel)

    page = said(admin, city.back(admin, kel, unit=JEBRES))

    assert "sudah tersambung pada unit lain" in page
    assert [row.unit_code for row in city.rows()] == [MOJO]


# ------------------------------------------------------------------------------------------ who may
def test_only_those_who_manage_a_unit_connect_its_accounts(city: City) -> None:
    tries = {"camat.pasarkliwon": 200, "camat.jebres": 404, "lurah.mojo": 403, "staf.balaikota": 403}

    for who, status in tries.items():
        client = city.house.client(who)
        answer = client.get("/akun/sambung/plain", query_string={"unit": MOJO})
        assert answer.status_code == status, who
        if status != 200:
            token = hidden(client.get("/lainnya").get_data(as_text=True))
            assert client.post("/akun/sambung/plain", data={**token, "unit": MOJO}).status_code == status, who
    assert city.rows() == []


def test_the_page_shows_what_each_person_may_do(city: City, admin: FlaskClient) -> None:
    factories.account(city.house)
    city.connected(admin, city.network.add("kelmojo"))
    row = next(each for each in city.rows() if each.network == "plain")

    for who, manages in {"admin": True, "camat.pasarkliwon": True, "lurah.mojo": False}.items():
        page = page_of(city.house.client(who).get(f"/akun/{row.id}"), 200)
        assert (f"/akun/{row.id}/putuskan" in links(page)) is manages, who
    assert city.house.client("camat.jebres").get(f"/akun/{row.id}").status_code == 404
