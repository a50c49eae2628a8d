"""Connecting a Bluesky account by an app password, and keeping its session alive."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evidence.adapters.networks.base import Access, Refused, Remedy
from evidence.adapters.networks.bluesky import Bluesky
from evidence.adapters.networks.bluesky_login import BlueskyLogin
from evidence.adapters.networks.connecting import Arrival, Candidate, Connector, Credentials, Way
from evidence.core.errors import Invalid
from tests.adapters.answering import answering, http
from tests.adapters.submissions import PROVES, WAITS, a_submission, prepared, proved
from tests.networks import bluesky_server
from tests.networks.bluesky_server import Bluesky as Server

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
LOGIN = BlueskyLogin(loopback=True)
HANDLE = "mojo.bsky.example"


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with bluesky_server.running() as found:
        yield found


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    yield running
    running.ground.clear()
    running.ground.calls.clear()
    running.ground.clock.ahead = timedelta()
    running.sessions.people.clear()
    running.sessions.refreshable.clear()


def told(server: Server) -> dict[str, str]:
    password = server.sessions.app_password(server.sessions.person(HANDLE))
    return {"server": server.ground.url, "handle": HANDLE, "app_password": password}


def connected(server: Server) -> Candidate:
    return LOGIN.typed(told(server), NOW)


def access_of(server: Server, credentials: Credentials) -> Access:
    person = server.sessions.person(HANDLE)
    return Access(person.did, person.handle, credentials.access, credentials.base_url)


def test_an_app_password_connects_the_account_and_it_can_post(server: Server) -> None:
    connector: Connector = LOGIN
    found = connector.typed({**told(server), "handle": f" @{HANDLE.upper()} "}, NOW)

    assert (connector.way, connector.ready) == (Way.TYPED, True)
    assert list(connector.fields) == ["server", "handle", "app_password"]
    assert (found.remote_id, found.handle) == (server.sessions.person(HANDLE).did, HANDLE)
    assert found.profile_url == f"https://bsky.app/profile/{HANDLE}"
    kept = found.credentials
    assert kept.base_url == server.ground.url
    assert (kept.expires_at, kept.refresh_expires_at) == (
        NOW + timedelta(minutes=120),
        NOW + timedelta(days=90),
    )
    access, submission = access_of(server, kept), a_submission()
    assert Bluesky().identity(access).remote_id == found.remote_id
    assert Bluesky().publish(access, submission, prepared(Bluesky(), access, submission))


def test_nothing_secret_shows_where_a_program_prints(server: Server) -> None:
    found = connected(server)

    for secret in (found.credentials.access, found.credentials.refresh):
        assert secret not in repr(found)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("handle", ""),
        ("handle", "mojo"),
        ("handle", "mojo bsky.social"),
        ("handle", "mojo.bsky.social\x00"),
        ("app_password", ""),
        ("app_password", "sandi-akun-yang-panjang"),
        ("app_password", "abcd-efgh-ijkl"),
        ("server", "http://10.0.0.1"),
        ("server", "http://169.254.169.254/"),
    ],
)
def test_what_cannot_be_right_is_refused_without_a_call(server: Server, field: str, value: str) -> None:
    with pytest.raises(Invalid) as raised:
        LOGIN.typed({**told(server), field: value}, NOW)

    assert list(raised.value.fields) == [field]
    assert server.ground.calls == []


def test_a_wrong_password_names_its_field(server: Server) -> None:
    with pytest.raises(Invalid) as raised:
        LOGIN.typed({**told(server), "app_password": "aaaa-bbbb-cccc-dddd"}, NOW)

    assert list(raised.value.fields) == ["app_password"]
    assert "aaaa" not in str(raised.value)


def test_no_address_of_our_own_house_is_called(server: Server) -> None:
    with pytest.raises(Invalid):
        BlueskyLogin().typed(told(server), NOW)

    assert server.ground.calls == []


def test_without_a_server_it_is_the_usual_one_and_short_names_are_of_it() -> None:
    with answering(http("401 No", b'{"error": "AuthenticationRequired", "message": "x"}')) as usual:
        login = replace(LOGIN, server=usual.url)
        with pytest.raises(Invalid):
            login.typed({"handle": "mojo.bsky.social", "app_password": "aaaa-bbbb-cccc-dddd"}, NOW)

    assert b'"identifier":"mojo.bsky.social"' in usual.requests[0]


def test_a_session_is_renewed_half_an_hour_ahead_by_its_refresh_token(server: Server) -> None:
    first = connected(server).credentials
    assert LOGIN.renew_at(first) == NOW + timedelta(minutes=90)

    server.ground.clock.pass_(minutes=121)
    ended = proved(lambda: Bluesky().identity(access_of(server, first)))
    later = NOW + timedelta(minutes=121)
    second = LOGIN.renew(first, later)

    assert ended == "wait"
    assert second.refresh != first.refresh
    assert LOGIN.renew_at(second) == later + timedelta(minutes=90)
    assert Bluesky().identity(access_of(server, second)).handle == HANDLE


def test_a_renewal_whose_answer_was_lost_is_made_again_with_the_old_token(server: Server) -> None:
    first = connected(server).credentials
    server.ground.fault("refresh", "lose_answer")

    assert proved(lambda: LOGIN.renew(first, NOW)) == "wait"
    assert Bluesky().identity(access_of(server, LOGIN.renew(first, NOW))).handle == HANDLE


def test_a_used_refresh_token_dies_after_its_grace_and_a_person_is_needed(server: Server) -> None:
    first = connected(server).credentials
    LOGIN.renew(first, NOW)
    server.ground.clock.pass_(hours=3)

    with pytest.raises(Refused) as raised:
        LOGIN.renew(first, NOW)

    assert (raised.value.remedy, raised.value.code) == (Remedy.RECONNECT, "ExpiredToken")


def test_after_ninety_days_asleep_a_person_is_needed(server: Server) -> None:
    first = connected(server).credentials
    server.ground.clock.pass_(days=91)

    assert proved(lambda: LOGIN.renew(first, NOW)) == "reconnect"


def test_an_account_held_back_there_is_for_a_person_to_look_at(server: Server) -> None:
    first = connected(server).credentials
    server.sessions.person(HANDLE).taken_down = True

    assert proved(lambda: LOGIN.renew(first, NOW)) == "pause"
    assert proved(lambda: Bluesky().identity(access_of(server, first))) == "pause"


def test_a_session_that_was_ended_is_renewed_no_more_and_may_be_ended_again(server: Server) -> None:
    first = connected(server).credentials
    access = access_of(server, first)

    LOGIN.revoke(access, first)
    LOGIN.revoke(access, first)

    assert proved(lambda: LOGIN.renew(first, NOW)) == "reconnect"


@pytest.mark.parametrize(
    "token",
    ["opaque", "a.b", "a.!!!.c", "a.bnVsbA.c", "a.eyJpYXQiOiAxfQ.c", "a.eyJpYXQiOiA5LCAiZXhwIjogMX0.c"],
)
def test_a_token_that_says_nothing_lasts_as_long_as_usual(token: str) -> None:
    body = f'{{"did": "did:plc:a", "handle": "a.b.c", "accessJwt": "{token}", "refreshJwt": "{token}"}}'
    with answering(http("200 OK", body.encode())) as server:
        found = LOGIN.typed(
            {"server": server.url, "handle": "a.b.c", "app_password": "aaaa-bbbb-cccc-dddd"}, NOW
        )

    assert found.credentials.expires_at == NOW + timedelta(minutes=120)
    assert found.credentials.refresh_expires_at == NOW + timedelta(days=90)


def test_a_token_of_a_short_life_is_renewed_at_half_of_it() -> None:
    # {"iat": 1000, "exp": 1600}
    token = "a.eyJpYXQiOiAxMDAwLCAiZXhwIjogMTYwMH0.b"
    body = f'{{"did": "did:plc:a", "handle": "a.b.c", "accessJwt": "{token}", "refreshJwt": "x"}}'
    with answering(http("200 OK", body.encode())) as server:
        found = LOGIN.typed(
            {"server": server.url, "handle": "a.b.c", "app_password": "aaaa-bbbb-cccc-dddd"}, NOW
        )

    assert LOGIN.renew_at(found.credentials) == NOW + timedelta(minutes=5)
    assert LOGIN.renew_at(replace(found.credentials, expires_at=None)) is None


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"did": "x", "handle": "a.b", "accessJwt": "a", "refreshJwt": "b"}',
        b'{"did": "did:plc:a", "handle": "a b", "accessJwt": "a", "refreshJwt": "b"}',
        b'{"did": "did:plc:a", "handle": "a.b", "accessJwt": "a\\nb", "refreshJwt": "b"}',
        b'{"did": "did:plc:a", "handle": "a.b", "accessJwt": 5, "refreshJwt": "b"}',
    ],
)
def test_a_nonsense_session_connects_nothing(body: bytes) -> None:
    with answering(http("200 OK", body)) as server:
        typed = {"server": server.url, "handle": "a.b.c", "app_password": "aaaa-bbbb-cccc-dddd"}

        assert proved(lambda: LOGIN.typed(typed, NOW)) == "wait"


@pytest.mark.parametrize("kind", sorted(set(PROVES) - WAITS))
@pytest.mark.parametrize("step", ["sign_in", "refresh", "sign_out"])
def test_faults_of_a_session_are_waited_for(server: Server, kind: str, step: str) -> None:
    found = connected(server)
    server.ground.fault(step, kind)
    access = access_of(server, found.credentials)
    calls = {
        "sign_in": lambda: LOGIN.typed(told(server), NOW),
        "refresh": lambda: LOGIN.renew(found.credentials, NOW),
        "sign_out": lambda: LOGIN.revoke(access, found.credentials),
    }

    careless = kind == "garbage" and step == "sign_out"
    assert proved(calls[step]) == ("works" if careless else "wait")


def test_nobody_is_sent_to_a_page_of_the_network() -> None:
    assert proved(lambda: LOGIN.depart("https://bukti.example/", "s", "c")) == "fail"
    assert proved(lambda: LOGIN.arrive(Arrival("c", "v", "https://bukti.example/"), NOW)) == "fail"
