"""Keeping accounts connected: renewing by one at a time, and saying what ends."""

import threading
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from evidence.accounts import renewal
from evidence.accounts.models import AccountState
from tests.accounts.city import City, hidden
from tests.forms import told as page_of
from tests.waiting import until


@pytest.fixture
def connected(city: City, admin: FlaskClient) -> City:
    """A city with one connected account."""
    city.connected(admin, city.network.add("kelmojo"))
    return city


def renew(city: City) -> None:
    city.keeping.renew(str(city.row().id))


def round_with_jobs(city: City) -> None:
    """A round of the worker, and what it put in the queue, in this process."""
    city.keeping.round()
    row = city.row()
    city.keeping.renew(str(row.id))
    city.keeping.look(str(row.id))


# ------------------------------------------------------------------------------------------ renewing
def test_what_is_not_due_is_left_alone(connected: City) -> None:
    connected.network.ground.clock.pass_(minutes=100)

    renew(connected)

    assert connected.network.renewals == 0


def test_a_connection_is_renewed_ahead_of_its_end(connected: City) -> None:
    before = connected.credentials()
    connected.network.ground.clock.pass_(minutes=111)

    renew(connected)

    after, row = connected.credentials(), connected.row()
    assert after.access != before.access
    assert after.refresh != before.refresh
    assert connected.network.opens(after.access) == (row.remote_id,)
    assert row.expires_at is not None
    assert row.expires_at > connected.now() + timedelta(minutes=100)
    assert (row.renewing_since, row.renew_tries, row.state) == (None, 0, AccountState.CONNECTED)


def test_two_renew_at_once_and_the_network_is_asked_once(connected: City) -> None:
    connected.network.ground.clock.pass_(minutes=111)
    connected.network.ground.fault("token", "hold")
    first = threading.Thread(target=renew, args=(connected,))
    first.start()
    until(lambda: connected.network.ground.held("token") == 1)

    renew(connected)
    connected.network.ground.clear()
    first.join(60)

    assert connected.network.renewals == 1
    assert connected.network.opens(connected.credentials().access)


def test_a_claim_whose_worker_died_is_taken_over_after_two_minutes(connected: City) -> None:
    connected.network.ground.clock.pass_(minutes=111)
    with connected.house.sessions.begin() as session:
        assert renewal.claim(session, connected.row().id, now=connected.now())

    connected.network.ground.clock.pass_(seconds=100)
    renew(connected)
    assert connected.network.renewals == 0
    connected.network.ground.clock.pass_(seconds=30)
    renew(connected)

    assert connected.network.renewals == 1


def test_what_a_sleeper_brings_is_kept_although_it_was_taken_over(connected: City) -> None:
    row = connected.row()
    connected.network.ground.clock.pass_(minutes=111)
    connected.network.ground.fault("token", "hold_answer")
    sleeper = threading.Thread(target=renew, args=(connected,))
    sleeper.start()
    until(lambda: connected.network.ground.held("token") == 1)

    # Its refresh token is used up over there, so the one who takes over hears that it is dead.
    connected.network.ground.clock.pass_(minutes=3)
    renew(connected)
    lost = connected.row().state
    connected.network.ground.clear()
    sleeper.join(60)

    assert lost is AccountState.NEEDS_RECONNECT
    after = connected.row()
    assert (after.id, after.state, after.trouble) == (row.id, AccountState.CONNECTED, "")
    assert connected.network.opens(connected.credentials().access) == (after.remote_id,)
    assert connected.kinds() == []


def test_what_a_sleeper_brings_is_dropped_after_a_person_connected_anew(
    connected: City, admin: FlaskClient
) -> None:
    kel = next(iter(connected.network.accounts.values()))
    connected.network.ground.clock.pass_(minutes=111)
    connected.network.ground.fault("token", "hold_answer")
    sleeper = threading.Thread(target=renew, args=(connected,))
    sleeper.start()
    until(lambda: connected.network.ground.held("token") == 1)

    back = connected.back(admin, kel, akun=str(connected.row().id))
    admin.get(back)
    anew = connected.row().token
    connected.network.ground.clear()
    sleeper.join(60)

    assert connected.row().token == anew


def test_a_network_that_is_away_is_asked_again_later_with_the_old_ones(connected: City) -> None:
    before = connected.row().token
    connected.network.ground.clock.pass_(minutes=111)
    connected.network.ground.fault("token", "fail_before", times=2)

    renew(connected)
    row = connected.row()
    assert (row.token, row.state, row.renew_tries) == (before, AccountState.CONNECTED, 1)
    renew(connected)
    assert connected.network.ground.calls.count("token") == 2
    connected.network.ground.clock.pass_(seconds=61)
    renew(connected)
    connected.network.ground.clock.pass_(seconds=121)
    renew(connected)

    assert connected.network.renewals == 1
    assert (connected.row().renew_tries, connected.row().trouble) == (0, "")


def test_a_network_that_asks_for_time_gets_it(connected: City) -> None:
    connected.network.ground.clock.pass_(minutes=111)
    connected.network.ground.fault("token", "throttle")

    renew(connected)

    again = connected.row().renew_again_at
    assert again is not None
    assert again > connected.now() + timedelta(seconds=110)


def test_a_renewal_that_keeps_failing_is_shown_and_healed(connected: City, admin: FlaskClient) -> None:
    connected.network.ground.clock.pass_(minutes=111)
    connected.network.ground.fault("token", "fail_before", times=3)
    for _ in range(3):
        renew(connected)
        connected.network.ground.clock.pass_(minutes=5)

    connected.keeping.round()
    row, page = connected.row(), page_of(admin.get("/akun"), 200)
    renew(connected)

    assert (row.state, connected.kinds()) == (AccountState.EXPIRING, [])
    assert "Sambungan belum dapat diperpanjang. Kami terus mencoba." in page
    assert connected.row().state is AccountState.CONNECTED


def test_what_the_network_takes_no_more_is_connected_by_a_person(connected: City, admin: FlaskClient) -> None:
    connected.network.ground.clock.pass_(minutes=111)
    connected.network.revoke_all()

    renew(connected)

    assert connected.row().state is AccountState.NEEDS_RECONNECT
    assert connected.kinds() == ["account_lost"]
    page = page_of(admin.get("/akun"), 200)
    assert "Sambungan tidak berlaku lagi dan perlu dibuat ulang." in page
    assert f"/akun/sambung/plain?akun={connected.row().id}" in page


def held_back(city: City, connected_at: datetime | None) -> bool:
    with city.house.sessions.begin() as session:
        return renewal.held_back(session, city.row().id, connected_at, "akun dibatasi")


def test_a_renewed_token_says_nothing_of_why_a_network_holds_the_account_back(connected: City) -> None:
    before = connected.row()
    connected.network.ground.clock.pass_(minutes=111)
    renew(connected)

    # It was asked with the token of before.
    assert connected.row().token != before.token
    assert held_back(connected, before.connected_at)
    connected.network.ground.clock.pass_(minutes=111)
    connected.network.ground.fault("token", "fail_before")
    for _ in range(2):
        renew(connected)
        connected.keeping.round()
        connected.network.ground.clock.pass_(seconds=61)
        after = connected.row()
        assert (after.state, after.trouble) == (AccountState.PAUSED, "akun dibatasi")
        assert connected.kinds() == ["account_stopped"]

    assert (connected.network.renewals, connected.row().renew_tries) == (2, 0)


def test_a_block_of_before_a_person_connected_it_anew_is_over(connected: City, admin: FlaskClient) -> None:
    kel = next(iter(connected.network.accounts.values()))
    before = connected.row()
    admin.get(connected.back(admin, kel, akun=str(before.id)))

    assert not held_back(connected, before.connected_at)
    assert connected.row().state is AccountState.CONNECTED


def test_an_account_that_is_held_back_is_kept_alive(connected: City) -> None:
    connected.change(state="paused")
    connected.network.ground.clock.pass_(minutes=111)

    renew(connected)

    assert (connected.network.renewals, connected.row().state) == (1, AccountState.PAUSED)


def test_one_that_died_while_held_back_does_not_go_on_by_itself(connected: City, admin: FlaskClient) -> None:
    connected.change(state="paused")
    connected.network.ground.clock.pass_(minutes=111)
    connected.network.revoke_all()

    renew(connected)

    assert (connected.row().state, connected.row().token) == (AccountState.PAUSED, None)


@pytest.mark.parametrize("trouble", ["", "akun dibatasi"], ids=["a person", "its network"])
def test_whoever_holds_an_account_back_still_does_when_its_token_is_lost(
    connected: City, trouble: str
) -> None:
    connected.change(state="paused", trouble=trouble)

    with connected.house.sessions.begin() as session:
        assert renewal.lost(session, connected.row().id, connected.row().token, "kunci hilang")

    # Beside a trouble nobody would know that it is a person.
    assert connected.row().trouble == ("kunci hilang" if trouble else "")
    assert (connected.row().state, connected.row().token) == (AccountState.PAUSED, None)


# ----------------------------------------------------------------------------------------- what ends
def test_an_end_that_nothing_renews_is_told_14_and_3_days_ahead(city: City, admin: FlaskClient) -> None:
    city.network.access = timedelta(days=60)
    city.ask(renews=False)
    city.connected(admin, city.network.add("kelmojo"))
    seen = []
    for days in (0, 45, 1, 10, 2, 3):
        city.network.ground.clock.pass_(days=days)
        city.keeping.round()
        city.keeping.round()
        seen.append((city.row().state.value, city.kinds()))

    assert seen == [
        ("connected", []),
        ("connected", []),
        ("expiring", ["account_ends"]),
        ("expiring", ["account_ends"]),
        ("expiring", ["account_ends_soon"]),
        ("needs_reconnect", ["account_lost"]),
    ]


def test_a_refresh_token_that_ends_is_told_too(city: City, admin: FlaskClient) -> None:
    city.network.refresh = timedelta(days=10)
    city.connected(admin, city.network.add("kelmojo"))

    city.keeping.round()

    assert (city.row().state, city.kinds()) == (AccountState.EXPIRING, ["account_ends"])
    told = admin.get("/api/v1/accounts").get_json()["accounts"]
    end = city.row().refresh_expires_at
    assert end is not None
    assert told[0]["expires_at"] == end.isoformat()


def test_a_notice_is_shown_to_those_who_manage_the_unit_and_goes_with_its_cause(
    city: City, admin: FlaskClient
) -> None:
    city.network.access = timedelta(days=10, minutes=5)
    city.ask(renews=False)
    kel = city.network.add("kelmojo")
    city.connected(admin, kel)
    city.keeping.round()
    camat = city.house.client("camat.pasarkliwon")

    page, badge = page_of(camat.get("/pemberitahuan"), 200), page_of(camat.get("/lainnya"), 200)
    assert "Sambungan Polos @kelmojo habis" in page
    assert f"/akun/{city.row().id}" in page
    assert '<span class="badge">1' in badge
    assert "Habis 10 hari" in page_of(admin.get("/akun"), 200)
    assert city.kinds("camat.jebres") == []
    assert city.kinds("lurah.jebres") == []

    city.network.access = timedelta(days=60)
    admin.get(city.back(admin, kel, akun=str(city.row().id)))

    assert city.kinds() == []
    assert "Tidak ada yang perlu Anda ketahui saat ini." in page_of(camat.get("/pemberitahuan"), 200)


# ------------------------------------------------------------------------------------- whose it is
def test_another_handle_is_asked_about_and_accepted(connected: City, admin: FlaskClient) -> None:
    row = connected.row()
    connected.network.accounts[row.remote_id or ""].handle = "solo.mojo"
    connected.network.ground.clock.pass_(hours=1)
    connected.keeping.look(str(row.id))
    assert connected.row().handle_seen == ""
    connected.change(seen_at=None)

    connected.keeping.look(str(row.id))

    page = page_of(admin.get("/akun"), 200)
    assert "berubah dari @kelmojo menjadi @solo.mojo" in page
    assert connected.kinds() == ["account_renamed"]
    press(admin, page, f"/akun/{row.id}/nama-kami")
    after = connected.row()
    assert (after.handle, after.handle_seen, connected.kinds()) == ("solo.mojo", "", [])
    assert after.profile_url == "https://polos.example/solo.mojo"


def test_another_handle_that_was_not_us_holds_the_account_back(connected: City, admin: FlaskClient) -> None:
    row = connected.row()
    connected.network.accounts[row.remote_id or ""].handle = "dibajak"
    connected.change(seen_at=None)
    connected.keeping.look(str(row.id))

    press(admin, page_of(admin.get("/akun"), 200), f"/akun/{row.id}/bukan-kami")

    assert (connected.row().state, connected.kinds()) == (AccountState.PAUSED, ["account_renamed"])
    page = page_of(admin.get("/akun"), 200)
    assert "Penerbitan ke akun ini ditahan." in page
    assert f"/akun/{row.id}/bukan-kami" not in page


def test_capitals_and_signs_are_no_other_handle(connected: City) -> None:
    row = connected.row()
    connected.network.accounts[row.remote_id or ""].handle = "@KelMojo"
    connected.change(seen_at=None)

    connected.keeping.look(str(row.id))

    assert connected.row().handle_seen == ""


def test_a_token_that_opens_another_account_ends_the_connection(connected: City) -> None:
    row, other = connected.row(), connected.network.add("lain")
    connected.network.grants[connected.credentials().access].accounts = (other.id,)
    connected.change(seen_at=None)

    connected.keeping.look(str(row.id))

    after = connected.row()
    assert (after.state, after.trouble) == (AccountState.NEEDS_RECONNECT, "sambungan ini membuka akun lain")


def test_an_account_is_looked_at_every_few_hours_and_no_oftener(connected: City) -> None:
    connected.change(seen_at=connected.now())

    for _ in range(3):
        round_with_jobs(connected)
    connected.network.ground.clock.pass_(minutes=111)
    renew(connected)
    connected.network.ground.clock.pass_(minutes=60)
    assert connected.network.ground.calls.count("identity") == 0
    connected.change(seen_at=connected.now() - timedelta(hours=7))
    round_with_jobs(connected)

    assert connected.network.ground.calls.count("identity") == 1


def press(client: FlaskClient, page: str, action: str) -> None:
    """Press the button that sends the page's form there."""
    assert f'action="{action}"' in page
    answer = client.post(action, data=hidden(page))
    assert answer.status_code == 303, answer.get_data(as_text=True)
