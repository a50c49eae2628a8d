"""Holding an account back, letting it go on, and ending its connection."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.accounts import lifetime, queries, renewal
from evidence.accounts.models import AccountState, SocialAccount
from evidence.core.audit import AuditEvent
from tests import factories
from tests.accounts.city import City, hidden, links
from tests.forms import told as page_of


@pytest.fixture
def connected(city: City, admin: FlaskClient) -> City:
    """A city with one connected account."""
    city.connected(admin, city.network.add("kelmojo"))
    return city


def post(client: FlaskClient, address: str, **told: str) -> int:
    token = hidden(client.get("/lainnya").get_data(as_text=True))
    return client.post(address, data={**token, **told}).status_code


def acts(city: City) -> list[str]:
    """What the trail says was done with the account, in order."""
    with city.house.sessions() as session:
        rows = session.query(AuditEvent).filter_by(subject=city.row().id).order_by(AuditEvent.id)
        return [row.act.removeprefix("accounts.") for row in rows]


def test_an_account_is_held_back_and_goes_on(connected: City, admin: FlaskClient) -> None:
    address = f"/akun/{connected.row().id}"

    assert post(admin, f"{address}/tahan") == 303
    assert connected.row().state is AccountState.CONNECTED
    assert "Tulis alasan penerbitan ke akun ini ditahan" in page_of(admin.get(address), 200)
    assert post(admin, f"{address}/tahan", reason="Foto pejabat lama") == 303
    held, page = connected.row().state, page_of(admin.get(address), 200)
    assert "Lanjutkan penerbitan" in page
    assert "Ditahan oleh Admin Kota" in page
    assert "Alasan: Foto pejabat lama." in page
    assert f">{connected.row().remote_id}</dd>" in page
    assert post(admin, f"{address}/tahan") == 303
    assert post(admin, f"{address}/lanjutkan") == 303

    assert (held, connected.row().state) == (AccountState.PAUSED, AccountState.CONNECTED)
    assert acts(connected) == ["connected", "paused", "resumed"]


def test_one_that_lost_its_connection_while_held_back_asks_for_a_new_one(
    connected: City, admin: FlaskClient
) -> None:
    address = f"/akun/{connected.row().id}"
    connected.change(state="paused", token=None)

    assert post(admin, f"{address}/lanjutkan") == 303

    assert (connected.row().state, connected.kinds()) == (AccountState.NEEDS_RECONNECT, ["account_lost"])


def test_connecting_again_does_not_let_go_what_a_person_holds_back(
    connected: City, admin: FlaskClient
) -> None:
    kel = next(iter(connected.network.accounts.values()))
    connected.change(state="paused")

    answer = admin.get(connected.back(admin, kel, akun=str(connected.row().id)), follow_redirects=True)

    assert "tersambung, dan penerbitannya masih ditahan" in page_of(answer, 200)
    assert connected.row().state is AccountState.PAUSED


@pytest.mark.parametrize("state", ["listed", "needs_reconnect", "closed"])
def test_what_is_not_connected_is_not_held_back(connected: City, admin: FlaskClient, state: str) -> None:
    connected.change(state=state)

    for act in ("tahan", "lanjutkan"):
        assert post(admin, f"/akun/{connected.row().id}/{act}") == 409
    assert connected.row().state == state


def test_disconnecting_forgets_the_tokens_and_tells_the_network(connected: City, admin: FlaskClient) -> None:
    row, token = connected.row(), connected.credentials().access
    page = page_of(admin.get(f"/akun/{row.id}/putuskan"), 200)
    nothing = admin.post(f"/akun/{row.id}/putuskan", data=hidden(page))
    assert "Tulis alasannya." in page_of(nothing, 422)

    answer = admin.post(f"/akun/{row.id}/putuskan", data={**hidden(page), "reason": "Ganti pengelola"})

    assert answer.status_code == 303
    after = connected.row()
    assert (after.state, after.token, after.remote_id) == (AccountState.LISTED, None, row.remote_id)
    assert (after.expires_at, after.renew_at, after.connected_by) == (None, None, "")
    assert connected.network.revoked == [token]
    shown = page_of(admin.get(f"/akun/{row.id}"), 200)
    assert "Bukti tidak menyimpan izinnya lagi." in shown
    assert f"/akun/{row.id}/putuskan" not in links(shown)
    assert acts(connected) == ["connected", "disconnected"]


def test_a_network_that_does_not_hear_of_it_changes_nothing_about_that(
    connected: City, admin: FlaskClient
) -> None:
    connected.network.ground.fault("revoke", "reset_before")

    assert post(admin, f"/akun/{connected.row().id}/putuskan", reason="Ganti pengelola") == 303

    assert connected.row().token is None
    page = page_of(admin.get("/akun"), 200)
    assert "cabut izin program kota di pengaturan akun itu" in page


def test_the_same_account_comes_back_and_another_does_not(connected: City, admin: FlaskClient) -> None:
    kel, ident = next(iter(connected.network.accounts.values())), connected.row().id
    post(admin, f"/akun/{ident}/putuskan", reason="Ganti pengelola")

    other = admin.get(connected.back(admin, connected.network.add("lain"), akun=str(ident)))
    still = connected.row().state
    same = admin.get(connected.back(admin, kel, akun=str(ident)))

    assert (other.headers["Location"], same.headers["Location"]) == (
        f"/akun/sambung/plain?akun={ident}",
        "/akun",
    )
    assert (still, connected.row().state) == (AccountState.LISTED, AccountState.CONNECTED)


def test_an_account_that_is_shared_by_hand_is_ended_and_begun_again_by_one_button(
    city: City, admin: FlaskClient
) -> None:
    ident = factories.account(city.house)

    assert post(admin, f"/akun/{ident}/putuskan", reason="Tidak dipakai") == 303
    ended = city.row().state
    assert post(admin, f"/akun/{ident}/sambungkan") == 303

    assert (ended, city.row().state) == (AccountState.LISTED, AccountState.CONNECTED)


def test_acts_are_for_those_who_manage_the_unit(connected: City) -> None:
    ident, tries = connected.row().id, {"camat.jebres": 404, "lurah.mojo": 403, "staf.balaikota": 403}

    for who, status in tries.items():
        client = connected.house.client(who)
        for act in ("tahan", "lanjutkan", "sambungkan", "nama-kami", "bukan-kami", "putuskan"):
            assert post(client, f"/akun/{ident}/{act}", reason="Coba") == status, (who, act)
    assert post(connected.house.client("admin"), f"/akun/{ident}/entah") == 404
    assert (connected.row().state, acts(connected)) == (AccountState.CONNECTED, ["connected"])


def test_what_needs_a_person_stands_first(city: City, admin: FlaskClient) -> None:
    for number in range(3):
        city.connected(admin, city.network.add(f"kel{number}"))
    rows = {row.handle: row.id for row in city.rows()}
    with city.house.sessions.begin() as session:
        session.get_one(SocialAccount, rows["kel1"]).state = AccountState.PAUSED
        session.get_one(SocialAccount, rows["kel2"]).state = AccountState.NEEDS_RECONNECT

    page = page_of(admin.get("/akun"), 200)

    order = sorted(rows, key=lambda handle: page.index(f"/akun/{rows[handle]}"))
    assert order == ["kel2", "kel1", "kel0"]
    assert page.count('class="button primary"') + page.count('class="primary wide"') == 1


def test_an_account_that_its_network_holds_back_is_looked_at_by_a_person(
    connected: City, admin: FlaskClient
) -> None:
    row = connected.row()
    with connected.house.sessions.begin() as session:
        stale = renewal.held_back(session, row.id, None, "akun dibatasi")
        assert renewal.held_back(session, row.id, row.connected_at, "akun dibatasi")
    connected.keeping.round()

    assert (stale, connected.row().state, connected.kinds()) == (
        False,
        AccountState.PAUSED,
        ["account_stopped"],
    )
    assert "Polos menahan akun @kelmojo: akun dibatasi." in page_of(admin.get("/pemberitahuan"), 200)
    assert post(admin, f"/akun/{row.id}/lanjutkan") == 303
    assert (connected.row().state, connected.row().trouble, connected.kinds()) == (
        AccountState.CONNECTED,
        "",
        [],
    )


def test_a_token_that_is_over_and_waits_for_its_renewal_is_not_published_with(connected: City) -> None:
    def fresh() -> tuple[bool, bool]:
        row, now = connected.row(), connected.now()
        with connected.house.sessions() as session:
            found = session.scalar(select(SocialAccount.id).where(queries.fresh(now)))
        return lifetime.fresh(row, now), found is not None

    before = fresh()
    connected.network.ground.clock.pass_(minutes=121)
    waiting = fresh()
    connected.keeping.renew(str(connected.row().id))

    assert (before, waiting, fresh()) == ((True, True), (False, False), (True, True))
