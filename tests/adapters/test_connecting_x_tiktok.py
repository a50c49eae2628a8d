"""Connecting accounts of X and TikTok: the sign-in page followed as a browser does, and the connection kept alive."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from config import Application
from evidence.adapters.networks.base import Access, Refused, Remedy
from evidence.adapters.networks.connecting import Arrival, Candidate, Connector, Credentials, Way
from evidence.adapters.networks.tiktok import TikTok
from evidence.adapters.networks.tiktok_login import TikTokLogin
from evidence.adapters.networks.x import X
from evidence.adapters.networks.x_login import XLogin
from tests.adapters.answering import answering, http
from tests.adapters.sign_ins import Visit, page
from tests.adapters.submissions import proved
from tests.networks import tiktok_server, x_server, x_state
from tests.networks.proving import PATIENT, fresh

LOGINS: dict[str, Callable[..., XLogin | TikTokLogin]] = {"x": XLogin, "tiktok": TikTokLogin}
SCOPES = {"x": x_state.SCOPES, "tiktok": tiktok_server.SCOPES}
NETWORKS = {"x": X, "tiktok": TikTok}


@dataclass(frozen=True)
class There:
    """A person who is signed in on the network's page, and the city's application there."""

    name: str
    ground: x_state.X | tiktok_server.TikTok
    user: str
    login: XLogin | TikTokLogin

    def now(self) -> datetime:
        return self.ground.clock.now()

    def departs(self, visit: Visit, login: Connector | None = None) -> str:
        return (login or self.login).depart(visit.redirect_uri, visit.state, visit.challenge).url

    def arrive(self, visit: Visit | None = None, **changes: str) -> Candidate:
        visit = visit or Visit()
        code = changes.pop("code", "") or visit.sign_in(self.departs(visit))["code"]
        arrival = replace(Arrival(code, visit.verifier, visit.redirect_uri), **changes)
        (found,) = self.login.arrive(arrival, self.now())
        return found

    def owner(self, token: str) -> str:
        """Whose token it is, as the network says."""
        return NETWORKS[self.name](self.ground.url, PATIENT).identity(Access("", "", token)).remote_id


def at(there: There, **changes: str) -> XLogin | TikTokLogin:
    """The sign-in there with another application, or at another address."""
    return replace(there.login, application=replace(there.login.application, **changes))


@pytest.fixture(scope="module", params=["x", "tiktok"])
def ground(request: pytest.FixtureRequest) -> Iterator[x_state.X | tiktok_server.TikTok]:
    with {"x": x_server.x, "tiktok": tiktok_server.tiktok}[request.param]() as found:
        yield found


@pytest.fixture
def there(ground: x_state.X | tiktok_server.TikTok) -> There:
    fresh(ground)
    name = "x" if isinstance(ground, x_state.X) else "tiktok"
    ground.grants, ground.denies = SCOPES[name], False
    made = ground.user("kel_mojo")
    user = made.id if isinstance(made, x_state.User) else made.open_id
    desk = ground.desk
    application = Application(
        ground.url, ground.url, client_id=desk.client_id, client_secret=desk.client_secret
    )
    login = LOGINS[name](application, PATIENT)
    return There(name, ground, user, login)


def test_a_person_signs_in_and_comes_back_with_their_account(there: There) -> None:
    visit = Visit()
    back = visit.sign_in(there.departs(visit))
    found = there.arrive(visit, code=back["code"])

    kept = found.credentials
    assert back["state"] == visit.state
    assert (found.remote_id, found.handle) == (there.user, "kel_mojo")
    assert (
        found.profile_url
        == {"x": "https://x.com/kel_mojo", "tiktok": "https://www.tiktok.com/@kel_mojo"}[there.name]
    )
    assert kept.expires_at is not None
    assert timedelta(minutes=119) < kept.expires_at - there.now() <= timedelta(hours=2)
    assert there.login.renew_at(kept) == kept.expires_at - timedelta(minutes=30)
    assert (kept.refresh_expires_at is not None) == (there.name == "tiktok")
    assert there.owner(kept.access) == there.user


def test_no_secret_shows_when_printed(there: There) -> None:
    found = there.arrive()

    shown = (
        repr(found)
        + repr(there.login)
        + repr(Arrival("code-geheim", "bukti-geheim", "https://bukti.example/"))
    )
    hidden = (found.credentials.access, found.credentials.refresh, there.ground.desk.client_secret, "geheim")
    assert not [each for each in hidden if each in shown]


def test_a_person_who_says_no_comes_back_without_a_code(there: There) -> None:
    there.ground.denies = True
    visit = Visit()

    back = visit.sign_in(there.departs(visit))

    assert (back["state"], back["error"]) == (visit.state, "access_denied")
    assert "code" not in back


def test_the_page_takes_nobody_who_names_another_address_or_application(there: There) -> None:
    elsewhere = there.departs(Visit(redirect_uri="https://evil.example/"))
    stranger = there.departs(Visit(), at(there, client_id="orang-lain"))

    assert [page(url).status_code for url in (elsewhere, stranger)] == [400, 400]


def test_a_code_works_once_for_a_short_while_with_its_own_verifier_and_address(there: There) -> None:
    visit, later = Visit(), Visit()
    used = visit.sign_in(there.departs(visit))["code"]
    there.arrive(visit, code=used)
    late = later.sign_in(there.departs(later))["code"]
    there.ground.clock.pass_(seconds=31)
    wrong = [
        (visit, {"code": used}), (later, {"code": late}), (visit, {"code": "tidak-ada"}),
        (Visit(), {"verifier": "x" * 64}), (Visit(), {"redirect_uri": "https://bukti.example/lain"}),
    ]  # fmt: skip
    found = [
        proved(lambda each=each, changes=changes: there.arrive(each, **changes)) for each, changes in wrong
    ]

    assert found == ["reconnect"] * 5


def test_a_person_who_does_not_allow_everything_is_asked_again(there: There) -> None:
    there.ground.grants = SCOPES[there.name][:-1]

    with pytest.raises(Refused) as raised:
        there.arrive()

    assert raised.value.remedy is Remedy.RECONNECT
    assert "izin" in raised.value.reason


def test_a_wrong_secret_is_a_matter_for_the_city_and_not_for_the_account(there: There) -> None:
    wrong = replace(there, login=at(there, client_secret="salah"))
    credentials = there.arrive().credentials

    with pytest.raises(Refused) as arriving:
        wrong.arrive()

    assert arriving.value.remedy is Remedy.FAIL
    assert "client" in arriving.value.reason
    assert proved(lambda: wrong.login.renew(credentials, there.now())) == "fail"


def test_renewing_gives_fresh_tokens_and_ends_the_old_ones(there: There) -> None:
    old = there.arrive().credentials
    there.ground.clock.pass_(minutes=90)

    new = there.login.renew(old, there.now())

    assert there.owner(new.access) == there.user
    assert proved(lambda: there.owner(old.access)) == "reconnect"
    assert (new.access != old.access, new.refresh != old.refresh) == (True, True)
    assert new.obtained_at is not None
    assert new.obtained_at - old.obtained_at >= timedelta(minutes=90)
    assert proved(lambda: there.login.renew(old, there.now())) == "reconnect"


def test_after_the_refresh_tokens_own_end_a_person_signs_in_again(there: There) -> None:
    credentials = there.arrive().credentials
    there.ground.clock.pass_(days=181)

    assert proved(lambda: there.login.renew(credentials, there.now())) == "reconnect"


@pytest.mark.parametrize("kind", ["reset_before", "fail_before", "throttle", "garbage", "redirect"])
def test_a_renewal_that_nobody_answered_is_tried_again_with_the_old_tokens(there: There, kind: str) -> None:
    credentials = there.arrive().credentials
    there.ground.fault("token", kind, seconds=20)

    assert proved(lambda: there.login.renew(credentials, there.now())) == "wait"


def test_a_renewal_whose_answer_was_lost_needs_a_person_since_a_refresh_token_works_once(
    there: There,
) -> None:
    credentials = there.arrive().credentials
    there.ground.fault("token", "lose_answer")
    first = proved(lambda: there.login.renew(credentials, there.now()))

    assert first == "wait"
    assert proved(lambda: there.login.renew(credentials, there.now())) == "reconnect"


def test_disconnecting_ends_the_tokens_and_may_be_repeated(there: There) -> None:
    credentials = there.arrive().credentials
    access = Access(there.user, "kel_mojo", credentials.access)

    there.login.revoke(access, credentials)
    there.login.revoke(access, credentials)

    assert proved(lambda: there.owner(credentials.access)) == "reconnect"
    assert proved(lambda: there.login.renew(credentials, there.now())) == "reconnect"
    there.ground.fault("revoke", "fail_before")
    assert proved(lambda: there.login.revoke(access, credentials)) == "wait"


HALVES = ({"client_id": "a"}, {"client_secret": "b"})


@pytest.mark.parametrize("make", LOGINS.values(), ids=LOGINS)
def test_it_is_ready_with_an_application_of_the_city_only(make: Callable[..., XLogin | TikTokLogin]) -> None:
    login = make(Application("", client_id="a", client_secret="b"))

    assert (login.ready, login.way, login.fields) == (True, Way.OAUTH, {})
    assert [make(Application("", **half)).ready for half in HALVES] == [False, False]
    assert proved(lambda: login.typed({}, datetime.now(UTC))) == "fail"
    assert login.renew_at(Credentials(access="a")) is None
    assert login.renew_at(Credentials(access="a", refresh="r")) is None


TOKENS = b'{"token_type": "bearer", "access_token": "a", "refresh_token": "r"%s}'


@pytest.mark.parametrize(
    ("more", "hours"),
    [
        (b"", 2.0), (b', "expires_in": 3600', 1.0), (b', "expires_in": 720', 0.2), (b', "expires_in": -5', 2.0),
        (b', "expires_in": true', 2.0), (b', "expires_in": "x"', 2.0),
        (b', "expires_in": 99999999999999999999999', 87600.0),
    ],
)  # fmt: skip
def test_a_life_that_makes_no_sense_is_taken_as_the_usual_one(
    there: There, more: bytes, hours: float
) -> None:
    now = there.now()
    with answering(http("200 OK", TOKENS % more)) as server:
        found = at(there, url=server.url).renew(Credentials(access="a", refresh="r"), now)

    assert found.expires_at == now + timedelta(hours=hours)
    ahead = min(timedelta(minutes=30), timedelta(hours=hours) / 2)
    assert there.login.renew_at(found) == found.expires_at - ahead


def test_a_refresh_token_that_is_not_changed_is_kept(there: There) -> None:
    with answering(http("200 OK", b'{"access_token": "b"}')) as server:
        login = at(there, url=server.url)
        found = login.renew(Credentials(access="a", refresh="r"), there.now())

    assert (found.access, found.refresh) == ("b", "r")


@pytest.mark.parametrize(
    ("answer", "proves"),
    [
        (http("200 OK", b"{}"), "wait"),
        (http("200 OK", b'{"access_token": 5}'), "wait"),
        (http("200 OK", b'{"error": "invalid_grant", "error_description": "x"}'), "reconnect"),
        (http("401 Unauthorized", b'{"error": {"code": "access_token_invalid"}}'), "reconnect"),
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
        login = at(there, url=server.url)
        assert proved(lambda: login.renew(Credentials(access="a", refresh="r"), there.now())) == proves
