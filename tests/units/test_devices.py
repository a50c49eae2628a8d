"""Sign-ins on devices: how long they hold, what a person sees of them, and how they are ended."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from evidence.cli import main
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.units import devices, queries
from evidence.units.agents import browser_and_system
from evidence.units.models import Device, Membership
from tests.forms import sent, told
from tests.house import PASSWORD, House, csrf

PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36"
OVER = "Sesi Anda berakhir. Silakan masuk kembali."


def signed_in(house: House, username: str, *, own: bool = False, agent: str = PHONE) -> FlaskClient:
    """A browser that came in by the sign-in page; with ``own`` the box is ticked."""
    client = house.app.test_client()
    page = client.get("/masuk").get_data(as_text=True)
    data = {"username": username, "password": PASSWORD, "csrf_token": csrf(page)}
    data |= {"own": "y"} if own else {}
    answer = client.post("/masuk", data=data, headers={"User-Agent": agent})
    assert answer.status_code == 302
    return client


def rows(house: House, username: str) -> list[Device]:
    """The person's sign-ins, the oldest first."""
    who = house.actor(username).id
    with house.sessions() as session:
        return list(
            session.scalars(select(Device).where(Device.user_id == who).order_by(Device.signed_in_at))
        )


def age(house: House, by: timedelta) -> None:
    """Let time pass: every sign-in of this house was ``by`` earlier."""
    with house.sessions.begin() as session:
        session.execute(
            update(Device).values(
                signed_in_at=Device.signed_in_at - by,
                last_seen_at=Device.last_seen_at - by,
                expires_at=Device.expires_at - by,
            )
        )


def is_in(client: FlaskClient) -> bool:
    return client.get("/lainnya").status_code == 200


def press(client: FlaskClient, action: str) -> TestResponse:
    page = client.get("/perangkat").get_data(as_text=True)
    return client.post(action, data={"csrf_token": csrf(page)})


def acts(house: House) -> Iterator[tuple[str, str]]:
    with house.sessions() as session:
        for event in session.scalars(
            select(AuditEvent).where(AuditEvent.act.startswith("units.device")).order_by(AuditEvent.id)
        ):
            yield event.act, event.actor_name


# ------------------------------------------------------------------------------------------- how long
@pytest.mark.parametrize(
    ("username", "own", "holds", "over"),
    [
        ("lurah.mojo", True, timedelta(days=29), timedelta(days=30)),
        ("lurah.mojo", False, timedelta(hours=23), timedelta(hours=24)),
        ("staf.balaikota", True, timedelta(hours=23), timedelta(hours=24)),
        ("camat.jebres", True, timedelta(hours=11), timedelta(hours=12)),
        ("camat.jebres", False, timedelta(hours=11), timedelta(hours=12)),
        ("admin", True, timedelta(hours=11), timedelta(hours=12)),
    ],
)
def test_a_sign_in_holds_by_what_the_person_may_do_and_whose_phone_it_is(
    house: House, username: str, own: bool, holds: timedelta, over: timedelta
) -> None:
    client = signed_in(house, username, own=own)
    age(house, holds)
    before = is_in(client)
    age(house, over - holds)

    answer = client.get("/lainnya")

    assert before
    assert (answer.status_code, answer.location) == (302, "/masuk?next=/lainnya")
    assert OVER in told(client.get(answer.location), 200)


def test_a_phone_is_shared_until_its_owner_says_otherwise(house: House) -> None:
    page = told(house.app.test_client().get("/masuk"), 200)

    assert "Ini HP saya sendiri" in page
    assert "checked" not in page


def test_the_cookie_outlives_the_browser(house: House) -> None:
    client = signed_in(house, "lurah.mojo", own=True)

    cookie = client.get_cookie("bukti")

    assert cookie is not None
    assert cookie.expires is not None
    assert cookie.expires > clock.now() + timedelta(days=29)


def test_who_becomes_an_approver_signs_in_again_in_the_same_day(house: House) -> None:
    client = signed_in(house, "lurah.mojo", own=True)
    age(house, timedelta(hours=13))
    before = is_in(client)
    with house.sessions.begin() as session:
        session.execute(
            update(Membership)
            .where(Membership.user_id == house.actor("lurah.mojo").id)
            .values(role="approver", acting_as="Plh.")
        )

    assert (before, is_in(client)) == (True, False)


def test_a_script_hears_that_the_session_is_over_and_the_sign_in_says_so(house: House) -> None:
    client = signed_in(house, "lurah.mojo")
    age(house, timedelta(days=2))

    answer = client.get("/api/v1/units")

    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert OVER in told(client.get("/masuk"), 200)


def test_a_cookie_from_before_there_were_devices_signs_in_once_more(house: House) -> None:
    client = signed_in(house, "lurah.mojo")
    with client.session_transaction() as session:
        del session["device"]

    door = client.get("/beranda")
    page = told(client.get(door.location), 200)
    data = {"username": "lurah.mojo", "password": PASSWORD, "csrf_token": csrf(page)}
    again = client.post(door.location, data=data)

    assert OVER in page
    assert (again.status_code, again.location) == (302, "/beranda")
    assert is_in(client)


def test_whoever_opens_the_sign_in_with_a_session_that_is_over_may_sign_in(house: House) -> None:
    client = signed_in(house, "lurah.mojo")
    age(house, timedelta(days=2))

    page = told(client.get("/masuk"), 200)

    assert OVER in page
    assert client.get("/masuk").status_code == 200


def test_a_secret_of_somebody_else_opens_nothing(house: House) -> None:
    mine, other = signed_in(house, "lurah.mojo"), signed_in(house, "lurah.jebres")
    with other.session_transaction() as session:
        secret = session["device"]
    with mine.session_transaction() as session:
        session["device"] = secret

    assert not is_in(mine)
    assert is_in(other)


@pytest.mark.parametrize("secret", ["", "bukan", "\x00", "\ud800", "a" * 3000])
def test_a_secret_that_is_none_opens_nothing(house: House, secret: str) -> None:
    with house.sessions() as session:
        assert queries.device(session, secret) is None


# --------------------------------------------------------------------------------------- what is kept
def test_only_the_hash_of_the_secret_is_kept(house: House) -> None:
    client = signed_in(house, "lurah.mojo", own=True)
    with client.session_transaction() as session:
        secret = session["device"]

    (row,) = rows(house, "lurah.mojo")

    assert secret not in str(vars(row))
    assert (row.browser, row.system, row.own) == ("Chrome", "Android", True)


def test_being_seen_is_written_once_in_five_minutes(house: House) -> None:
    client = signed_in(house, "lurah.mojo")

    def seen() -> datetime:
        return rows(house, "lurah.mojo")[0].last_seen_at

    first = seen()
    is_in(client)
    unchanged = seen()
    age(house, devices.SEEN_EVERY)
    is_in(client)

    assert unchanged == first
    assert seen() > first


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, ("Chrome", "Android")),
        (
            "Mozilla/5.0 (Linux; Android 13; SM-A047F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0"
            " Chrome/122.0.0.0 Mobile Safari/537.36",
            ("Samsung Internet", "Android"),
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
            " Safari/537.36 Edg/131.0.0.0",
            ("Edge", "Windows"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/18.1 Mobile/15E148 Safari/604.1",
            ("Safari", "iPhone"),
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", ("Firefox", "Linux")),
        ("curl/8.0", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_browser_is_called_by_the_name_its_owner_knows(agent: str, words: tuple[str, str]) -> None:
    assert browser_and_system(agent) == words


# ---------------------------------------------------------------------------------------- the page
def test_a_person_sees_where_they_are_signed_in(house: House) -> None:
    signed_in(house, "lurah.mojo", agent="curl/8.0")
    signed_in(house, "lurah.jebres", agent="Mozilla/5.0 (Windows NT 10.0) Firefox/133.0")
    here = signed_in(house, "lurah.mojo", own=True)

    page = told(here.get("/perangkat"), 200)
    more = told(here.get("/lainnya"), 200)

    assert page.index("Chrome di Android") < page.index("Perangkat tidak dikenal")
    assert page.count("Perangkat ini") == 1
    assert "Perangkat sendiri, masuk sampai" in page
    assert " WIB" in page
    assert "Firefox" not in page
    assert 'href="/perangkat"' in more


def test_the_page_is_english_for_who_reads_english(house: House) -> None:
    here = signed_in(house, "lurah.mojo")
    here.get("/bahasa/en")

    assert "Chrome on Android" in told(here.get("/perangkat"), 200)


def test_a_device_that_is_put_out_is_out_at_its_next_request(house: House) -> None:
    lost, here = signed_in(house, "lurah.mojo", own=True), signed_in(house, "lurah.mojo")
    first, _second = rows(house, "lurah.mojo")

    answer = press(here, f"/perangkat/{first.id}/keluarkan")

    assert (answer.status_code, answer.location) == (303, "/perangkat")
    assert "Perangkat itu dikeluarkan." in told(here.get("/perangkat"), 200)
    assert lost.get("/api/v1/units").status_code == 401
    assert not is_in(lost)
    assert is_in(here)
    assert list(acts(house))[-1] == ("units.device_ended", "Lurah Mojo")


def test_a_device_is_put_out_once_and_by_its_own_person_only(house: House) -> None:
    signed_in(house, "lurah.mojo")
    mine, other = signed_in(house, "lurah.mojo"), signed_in(house, "lurah.jebres")
    first = rows(house, "lurah.mojo")[0]

    foreign = press(other, f"/perangkat/{first.id}/keluarkan")
    answers = [press(mine, f"/perangkat/{first.id}/keluarkan").status_code for _ in range(2)]

    told(foreign, 404)
    assert answers == [303, 404]


def test_all_others_are_put_out_at_once(house: House) -> None:
    others, here = [signed_in(house, "lurah.mojo") for _ in range(2)], signed_in(house, "lurah.mojo")
    stranger = signed_in(house, "lurah.jebres")

    press(here, "/perangkat/keluarkan-lainnya")
    page = told(here.get("/perangkat"), 200)

    assert [is_in(each) for each in (*others, here, stranger)] == [False, False, True, True]
    assert "2 perangkat lain dikeluarkan." in page
    assert "Keluarkan semua yang lain" not in page


def test_putting_out_the_present_device_is_the_way_out(house: House) -> None:
    here = signed_in(house, "lurah.mojo")
    (row,) = rows(house, "lurah.mojo")

    answer = press(here, f"/perangkat/{row.id}/keluarkan")

    assert (answer.status_code, answer.location) == (303, "/masuk")
    assert not is_in(here)
    assert rows(house, "lurah.mojo")[0].ended_at is not None


def test_signing_out_ends_the_row_and_a_copy_of_its_cookie(house: House) -> None:
    here, copy = signed_in(house, "lurah.mojo"), house.app.test_client()
    cookie = here.get_cookie("bukti")
    assert cookie is not None
    copy.set_cookie("bukti", cookie.value)
    before = is_in(copy)

    sent(here, {"action": "/keluar", "csrf_token": csrf(here.get("/lainnya").get_data(as_text=True))})

    assert (before, is_in(copy)) == (True, False)
    assert list(acts(house)) == [
        ("units.device_signed_in", "Lurah Mojo"),
        ("units.device_ended", "Lurah Mojo"),
    ]


# -------------------------------------------------------------------------------------- commands
def test_an_admin_lists_and_ends_the_devices_of_a_person_by_command(house: House) -> None:
    phones = [signed_in(house, "lurah.mojo", own=own) for own in (True, False)]
    other = signed_in(house, "lurah.jebres")
    run = CliRunner(env=house.env)

    listed = run.invoke(main, ["people", "devices", "Lurah.Mojo"])
    ended = [run.invoke(main, ["people", "end-devices", "lurah.mojo"]).output for _ in range(2)]
    unknown = run.invoke(main, ["people", "end-devices", "tidak.ada"])

    assert listed.exit_code == 0, listed.output
    assert [line.endswith("Chrome Android") for line in listed.output.splitlines()] == [True, True]
    assert ended == [f"{count} perangkat dikeluarkan, 0 kunci sandi dihapus.\n" for count in (2, 0)]
    assert (unknown.exit_code, unknown.output) == (1, "Error: Pengguna tidak.ada tidak ada.\n")
    assert [is_in(each) for each in (*phones, other)] == [False, False, True]
    assert list(acts(house))[-1] == ("units.device_ended", "Bukti")
