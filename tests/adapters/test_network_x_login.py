"""Connecting an X account, with the sign-in page followed as a browser does, and keeping its connection alive."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from evidence.adapters.networks.base import Access, Refused, Remedy
from evidence.adapters.networks.connecting import Arrival, Candidate, Credentials, Way
from evidence.adapters.networks.x import X
from evidence.adapters.networks.x_login import XLogin
from tests.adapters.answering import answering, http
from tests.adapters.submissions import proved
from tests.networks import x_server, x_state
from tests.networks.proving import PATIENT, fresh, submission

BACK = "https://bukti.example/akun/kembali"
VERIFIER = "v" * 64


@pytest.fixture(scope="module")
def ground() -> Iterator[x_state.X]:
    with x_server.x() as found:
        yield found


@dataclass(frozen=True)
class There:
    """A person who is signed in at X, and the city's application."""

    ground: x_state.X
    user: x_state.User
    login: XLogin

    def back(self, state: str = "s1", login: XLogin | None = None, uri: str = BACK) -> dict[str, str]:
        """What the browser comes back with."""
        departure = (login or self.login).depart(uri, state, x_state.challenge_of(VERIFIER))
        answer = httpx.get(departure.url, trust_env=False)
        if answer.status_code != 302:
            return {}
        assert answer.headers["Location"].startswith(BACK + "?")
        return {name: told[0] for name, told in parse_qs(urlsplit(answer.headers["Location"]).query).items()}

    def arrive(self, code: str = "", **changes: str) -> Candidate:
        arrival = Arrival(code or self.back()["code"], VERIFIER, BACK)
        (found,) = self.login.arrive(replace(arrival, **changes), self.ground.clock.now())
        return found


@pytest.fixture
def there(ground: x_state.X) -> There:
    fresh(ground)
    ground.grants, ground.denies = x_state.SCOPES, False
    login = XLogin(ground.url, ground.url, ground.desk.client_id, ground.desk.client_secret, PATIENT)
    return There(ground, ground.user("kel_mojo"), login)


def _ended(raised: "pytest.ExceptionInfo[Refused]") -> tuple[Remedy, bool]:
    return raised.value.remedy, bool(raised.value.reason)


def test_a_person_signs_in_and_their_account_can_post(there: There) -> None:
    back = there.back("keadaan-7")
    found = there.arrive(back["code"])

    now = there.ground.clock.now()
    assert back["state"] == "keadaan-7"
    assert (found.remote_id, found.handle) == (there.user.id, "kel_mojo")
    assert found.profile_url == "https://x.com/kel_mojo"
    assert found.credentials.expires_at is not None
    assert timedelta(minutes=119) < found.credentials.expires_at - now <= timedelta(hours=2)
    assert there.login.renew_at(found.credentials) == found.credentials.expires_at - timedelta(minutes=30)
    access, network = (
        Access(found.remote_id, found.handle, found.credentials.access),
        X(there.ground.url, PATIENT),
    )
    network.publish(access, submission(), network.prepare(access, submission()).container)
    assert len(there.ground.posts_of(there.user.id)) == 1


def test_no_secret_shows_when_printed(there: There) -> None:
    found = there.arrive()

    shown = repr(found) + repr(there.login) + repr(Arrival("code-geheim", VERIFIER, BACK))
    secrets = (found.credentials.access, found.credentials.refresh, there.ground.desk.client_secret, VERIFIER)
    assert not [each for each in (*secrets, "code-geheim") if each in shown]


def test_a_person_who_says_no_comes_back_without_a_code(there: There) -> None:
    there.ground.denies = True

    assert there.back() == {"state": "s1", "error": "access_denied"}


def test_the_page_takes_nobody_who_names_another_address_or_application(there: There) -> None:
    assert there.back(uri="https://evil.example/") == {}
    assert there.back(login=replace(there.login, client_id="orang-lain")) == {}


def test_a_code_works_once_for_a_short_while_with_its_own_verifier_and_address(there: There) -> None:
    used = there.back()["code"]
    there.arrive(used)
    late = there.back()["code"]
    there.ground.clock.pass_(seconds=31)
    wrong = [
        {"code": used}, {"code": late}, {"code": "tidak-ada"}, {"verifier": "x" * 64},
        {"redirect_uri": "https://bukti.example/lain"},
    ]  # fmt: skip
    for changes in wrong:
        with pytest.raises(Refused) as raised:
            there.arrive(**changes)
        assert _ended(raised) == (Remedy.RECONNECT, True), changes


def test_a_person_who_does_not_allow_everything_is_asked_again(there: There) -> None:
    there.ground.grants = tuple(each for each in x_state.SCOPES if each != "media.write")

    with pytest.raises(Refused) as raised:
        there.arrive()

    assert raised.value.remedy is Remedy.RECONNECT
    assert "izin" in raised.value.reason


def test_a_wrong_secret_is_a_matter_for_the_city_and_not_for_the_account(there: There) -> None:
    wrong = replace(there, login=replace(there.login, client_secret="salah"))
    credentials = there.arrive().credentials

    with pytest.raises(Refused) as arriving:
        wrong.arrive()
    with pytest.raises(Refused) as renewing:
        wrong.login.renew(credentials, there.ground.clock.now())

    assert [arriving.value.remedy, renewing.value.remedy] == [Remedy.FAIL, Remedy.FAIL]
    assert "client" in arriving.value.reason


def test_renewing_gives_fresh_tokens_and_ends_the_old_ones(there: There) -> None:
    old = there.arrive().credentials
    there.ground.clock.pass_(minutes=90)

    new = there.login.renew(old, there.ground.clock.now())

    network = X(there.ground.url, PATIENT)
    assert network.identity(Access("", "", new.access)).remote_id == there.user.id
    assert proved(lambda: network.identity(Access("", "", old.access))) == "reconnect"
    assert (new.access != old.access, new.refresh != old.refresh) == (True, True)
    with pytest.raises(Refused) as raised:
        there.login.renew(old, there.ground.clock.now())
    assert _ended(raised) == (Remedy.RECONNECT, True)


@pytest.mark.parametrize("kind", ["reset_before", "fail_before", "throttle", "garbage", "redirect"])
def test_a_renewal_that_nobody_answered_is_tried_again_with_the_old_tokens(there: There, kind: str) -> None:
    credentials = there.arrive().credentials
    there.ground.fault("token", kind, seconds=20)

    with pytest.raises(Refused) as raised:
        there.login.renew(credentials, there.ground.clock.now())

    assert raised.value.remedy is Remedy.WAIT


def test_a_renewal_whose_answer_was_lost_needs_a_person_since_a_refresh_token_works_once(
    there: There,
) -> None:
    credentials = there.arrive().credentials
    there.ground.fault("token", "lose_answer")
    first = proved(lambda: there.login.renew(credentials, there.ground.clock.now()))

    assert first == "wait"
    assert proved(lambda: there.login.renew(credentials, there.ground.clock.now())) == "reconnect"


def test_disconnecting_ends_both_tokens_and_may_be_repeated(there: There) -> None:
    credentials = there.arrive().credentials
    access = Access(there.user.id, "kel_mojo", credentials.access)

    there.login.revoke(access, credentials)
    there.login.revoke(access, credentials)

    assert proved(lambda: X(there.ground.url, PATIENT).identity(access)) == "reconnect"
    assert proved(lambda: there.login.renew(credentials, there.ground.clock.now())) == "reconnect"
    there.ground.fault("revoke", "fail_before")
    assert proved(lambda: there.login.revoke(access, credentials)) == "wait"


def test_it_is_ready_with_an_application_of_the_city_only(there: There) -> None:
    assert (there.login.ready, there.login.way, there.login.fields) == (True, Way.OAUTH, {})
    assert [XLogin(client_id="a").ready, XLogin(client_secret="b").ready] == [False, False]
    assert proved(lambda: there.login.typed({}, there.ground.clock.now())) == "fail"
    assert there.login.renew_at(Credentials(access="a")) is None


TOKENS = b'{"token_type": "bearer", "access_token": "a", "refresh_token": "r"%s}'


@pytest.mark.parametrize(
    ("more", "hours"),
    [
        (b"", 2.0), (b', "expires_in": 3600', 1.0), (b', "expires_in": -5', 2.0), (b', "expires_in": true', 2.0),
        (b', "expires_in": "x"', 2.0), (b', "expires_in": 99999999999999999999999', 87600.0),
    ],
)  # fmt: skip
def test_a_life_that_makes_no_sense_is_taken_as_the_usual_one(
    there: There, more: bytes, hours: float
) -> None:
    now = there.ground.clock.now()
    with answering(http("200 OK", TOKENS % more)) as server:
        found = replace(there.login, base_url=server.url).renew(Credentials(access="a", refresh="r"), now)

    assert found.expires_at == now + timedelta(hours=hours)
    assert there.login.renew_at(found) == found.expires_at - timedelta(minutes=30)


@pytest.mark.parametrize(
    ("answer", "proves"),
    [
        (http("200 OK", b"{}"), "wait"),
        (http("200 OK", b'{"access_token": 5}'), "wait"),
        (http("400 Bad Request", b"<html>"), "wait"),
        (http("401 Unauthorized", b"<html>"), "wait"),
        (http("403 Forbidden", b"<html>"), "wait"),
        (http("400 Bad Request", b'{"error": "invalid_scope", "error_description": "a\\nb"}'), "fail"),
        (http("400 Bad Request", b'{"error": "invalid_grant"}'), "reconnect"),
        (http("503 Unavailable", b'{"error": "invalid_grant"}'), "wait"),
        (http("400 Bad Request", b'{"error": "slow_down"}'), "wait"),
    ],
)
def test_a_token_is_given_up_only_where_the_network_says_so(there: There, answer: bytes, proves: str) -> None:
    with answering(answer) as server:
        login = replace(there.login, base_url=server.url)
        assert (
            proved(lambda: login.renew(Credentials(access="a", refresh="r"), there.ground.clock.now()))
            == proves
        )
