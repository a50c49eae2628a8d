"""Connecting a Mastodon account by its server's own sign-in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evidence.adapters.networks.base import Access, Refused
from evidence.adapters.networks.connecting import Arrival, Candidate, Connector, Departure, Way
from evidence.adapters.networks.mastodon import Mastodon
from evidence.adapters.networks.mastodon_login import SCOPES, MastodonLogin
from evidence.core.errors import Invalid
from tests.adapters.answering import answering, http
from tests.adapters.sign_ins import Visit, asked, page
from tests.adapters.submissions import PROVES, WAITS, a_submission, prepared, proved
from tests.networks import mastodon_server
from tests.networks.mastodon_server import Mastodon as Server

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
LOGIN = MastodonLogin(loopback=True)


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with mastodon_server.running() as found:
        found.unlimited = True
        yield found


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    running.sign_in.at_the_browser = running.sign_in.person("kel_mojo")
    running.sign_in.grants = None
    yield running
    running.ground.clear()


def departed(server: Server, visit: Visit) -> Departure:
    return LOGIN.depart(visit.redirect_uri, visit.state, visit.challenge, server.ground.url)


def arrival(visit: Visit, departure: Departure, code: str) -> Arrival:
    return Arrival(code, visit.verifier, visit.redirect_uri, departure.client, departure.base_url)


def arrived(server: Server) -> Candidate:
    visit = Visit()
    departure = departed(server, visit)
    code = visit.sign_in(departure.url)["code"]
    (found,) = LOGIN.arrive(arrival(visit, departure, code), NOW)
    return found


def test_a_person_signs_in_on_their_server_and_the_account_can_post(server: Server) -> None:
    connector: Connector = LOGIN
    visit = Visit()
    departure = connector.depart(visit.redirect_uri, visit.state, visit.challenge, server.ground.url)
    back = visit.sign_in(departure.url)
    (found,) = connector.arrive(arrival(visit, departure, back["code"]), NOW)

    assert (connector.way, connector.ready, dict(connector.fields)) == (Way.SERVER, True, {})
    assert back["state"] == visit.state
    assert asked(departure.url)["scope"].split() == list(SCOPES)
    assert (found.handle, found.name) == (f"kel_mojo@{server.netloc}", "Akun kel_mojo")
    assert found.profile_url == f"{server.ground.url}/@kel_mojo"
    kept = found.credentials
    assert (kept.base_url, kept.obtained_at, kept.expires_at) == (server.ground.url, NOW, None)
    access = Access(found.remote_id, found.handle, kept.access, kept.base_url)
    assert Mastodon().identity(access).remote_id == found.remote_id
    submission = a_submission()
    assert Mastodon().publish(access, submission, prepared(Mastodon(), access, submission))
    assert Mastodon().find(access, "", '{"media": ["1"]}', submission.at) is None


def test_nothing_secret_shows_where_a_program_prints(server: Server) -> None:
    visit = Visit()
    departure = departed(server, visit)
    code = visit.sign_in(departure.url)["code"]
    back = arrival(visit, departure, code)
    (found,) = LOGIN.arrive(back, NOW)

    printed = f"{departure!r} {back!r} {found!r}"

    for secret in (code, visit.verifier, found.credentials.access, departure.client, "client_secret"):
        assert secret not in printed


def test_a_person_who_says_no_comes_back_without_a_code(server: Server) -> None:
    server.sign_in.at_the_browser = ""
    visit = Visit()

    assert visit.sign_in(departed(server, visit).url) == {"error": "access_denied", "state": visit.state}


def test_the_page_sends_nobody_to_another_address(server: Server) -> None:
    url = departed(server, Visit()).url

    assert page(url.replace("bukti.example", "lain.example")).status_code == 400


@pytest.mark.parametrize("wrong", ["code", "verifier", "redirect_uri", "client", "again"])
def test_a_wrong_return_connects_nothing(server: Server, wrong: str) -> None:
    visit = Visit()
    departure = departed(server, visit)
    right = arrival(visit, departure, visit.sign_in(departure.url)["code"])
    changed = {
        "code": replace(right, code="tidak-ada"),
        "verifier": replace(right, verifier="v" * 64),
        "redirect_uri": replace(right, redirect_uri="https://lain.example/"),
        "client": replace(right, client=departure.client[:-5] + 'xx"}'),
        "again": right,
    }[wrong]
    if wrong == "again":
        LOGIN.arrive(right, NOW)

    assert proved(lambda: LOGIN.arrive(changed, NOW)) == "reconnect"


def test_a_code_is_good_for_ten_minutes() -> None:
    with mastodon_server.running() as server:
        server.sign_in.at_the_browser = server.sign_in.person("kel_mojo")
        visit = Visit()
        departure = departed(server, visit)
        right = arrival(visit, departure, visit.sign_in(departure.url)["code"])
        server.ground.clock.pass_(minutes=11)

        assert proved(lambda: LOGIN.arrive(right, NOW)) == "reconnect"


def test_rights_that_are_too_few_connect_nothing(server: Server) -> None:
    server.sign_in.grants = ("read:accounts", "write:statuses")
    with pytest.raises(Refused, match="izin yang diberikan kurang"):
        arrived(server)

    server.sign_in.grants = ("read", "write")
    assert arrived(server).handle == f"kel_mojo@{server.netloc}"


def test_a_revoked_token_opens_nothing_and_may_be_revoked_again(server: Server) -> None:
    found = arrived(server)
    access = Access(found.remote_id, found.handle, found.credentials.access, found.credentials.base_url)

    LOGIN.revoke(access, found.credentials)
    LOGIN.revoke(access, found.credentials)

    assert proved(lambda: Mastodon().identity(access)) == "reconnect"


def test_nothing_is_renewed_here_and_nothing_typed(server: Server) -> None:
    found = arrived(server)

    assert LOGIN.renew_at(found.credentials) is None
    assert proved(lambda: LOGIN.renew(found.credentials, NOW)) == "reconnect"
    assert proved(lambda: LOGIN.typed({}, NOW)) == "fail"


def test_no_address_of_our_own_house_is_called(server: Server) -> None:
    before = len(server.ground.calls)

    with pytest.raises(Invalid):
        MastodonLogin().depart("https://bukti.example/", "s", "c", server.ground.url)

    assert len(server.ground.calls) == before


@pytest.mark.parametrize(
    "answer",
    [
        http("404 Not Found", b'{"error": "no"}'),
        http("200 OK", b"<html>halo"),
        http("200 OK", b"[]"),
        http("200 OK", b'{"client_id": 5, "client_secret": "x"}'),
        http("200 OK", b'{"client_id": "a\\u0000b", "client_secret": "x"}'),
        http("301 Moved", b"", "Location: https://lain.example/"),
        http("500 No", b""),
        b"SSH-2.0\r\n",
    ],
)
def test_a_server_that_is_no_mastodon_is_refused(answer: bytes) -> None:
    with answering(answer) as server:
        assert proved(lambda: LOGIN.depart("https://bukti.example/", "s", "c", server.url)) in (
            "fail",
            "wait",
        )


@pytest.mark.parametrize("kind", sorted(set(PROVES) - WAITS))
@pytest.mark.parametrize("step", ["apps", "token", "identity"])
def test_faults_while_connecting_are_refusals(server: Server, kind: str, step: str) -> None:
    server.ground.fault(step, kind)

    # A page in place of the server's answer may mean that it is no such server at all.
    assert proved(lambda: arrived(server)) in ("wait", "fail")
