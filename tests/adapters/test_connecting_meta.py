"""Connecting Instagram, Threads and Facebook Pages: signing in, several Pages at once, renewing, and what refuses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from config import Application
from evidence.adapters.networks import Access, Refused, Remedy
from evidence.adapters.networks.connecting import Arrival, Candidate, Connector, Credentials, Way
from evidence.adapters.networks.facebook_login import FacebookLogin
from evidence.adapters.networks.grants import MISSING_SCOPES, WRONG_CLIENT
from evidence.adapters.networks.instagram_login import InstagramLogin
from evidence.adapters.networks.threads_login import ThreadsLogin
from tests.adapters.meta import NETWORKS, PATIENT, adapter, serving_all
from tests.networks.kit import trusted

SECRET = "rahasia-aplikasi-kota"
BACK = "https://bukti.example/akun/kembali"
LOGINS = {"instagram": InstagramLogin, "threads": ThreadsLogin, "facebook": FacebookLogin}
VERSIONS = {"instagram": "v25.0", "threads": "v1.0", "facebook": "v25.0"}
NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


def connector(name: str, url: str, client_id: str = "4711", secret: str = SECRET) -> Connector:
    application = Application(url, url, version=VERSIONS[name], client_id=client_id, client_secret=secret)
    return LOGINS[name](application, PATIENT)


@dataclass(frozen=True)
class Door:
    """One network's sign-in, and the network behind it."""

    name: str
    server: Any
    connector: Connector

    def sign_in(self) -> Arrival:
        """What a person brings back who signs in and agrees."""
        departure = self.connector.depart(BACK, "keadaan-1", "tantangan")
        answer = httpx.get(departure.url, verify=trusted(), trust_env=False)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["Location"])
        told = parse_qs(back.query)
        assert f"{back.scheme}://{back.netloc}{back.path}" == BACK
        assert told["state"] == ["keadaan-1"]
        return Arrival(told["code"][0], "", BACK)

    def connect(self) -> Candidate:
        """The account, or the first Page, of whoever signs in."""
        return self.connector.arrive(self.sign_in(), NOW)[0]

    def refused(self, call: Callable[[], object]) -> Refused:
        with pytest.raises(Refused) as raised:
            call()
        return raised.value


@pytest.fixture(scope="module")
def served() -> Iterator[Any]:
    with serving_all() as found:
        yield found


@pytest.fixture
def door(request: pytest.FixtureRequest, served: Any) -> Iterator[Door]:
    name = request.param
    server, _shelf = served[name]
    server.redirect_uris = {BACK}
    account = server.open("kel.mojo", "Kelurahan Mojo")
    server.signs_in = account.id
    if name == "facebook":
        server.person(**{"kel.mojo": ["CREATE_CONTENT", "ANALYZE"]})
    yield Door(name, server, connector(name, server.url))
    server.ground.clear()
    server.ground.clock.ahead = timedelta()
    server.accounts.clear()
    server.pages, server.withholds = {}, set()


every = pytest.mark.parametrize("door", NETWORKS, indirect=True)
renewing = pytest.mark.parametrize("door", ["instagram", "threads"], indirect=True)
pages = pytest.mark.parametrize("door", ["facebook"], indirect=True)


@every
def test_who_signs_in_is_connected_with_the_id_that_never_changes(door: Door) -> None:
    [found] = door.connector.arrive(door.sign_in(), NOW)

    [account] = door.server.accounts.values()
    assert (found.remote_id, found.handle, found.name) == (account.id, "kel.mojo", "Kelurahan Mojo")
    assert found.profile_url.startswith("https://www.")
    assert found.profile_url.endswith("kel.mojo")
    access = Access(found.remote_id, found.handle, found.credentials.access)
    assert adapter(door.name, door.server.url).identity(access).remote_id == account.id


@renewing
def test_the_token_that_is_kept_is_the_one_of_sixty_days(door: Door) -> None:
    found = door.connect().credentials

    assert door.server.tokens[found.access].long
    assert (found.obtained_at, found.expires_at) == (NOW, NOW + timedelta(days=60))
    assert found.refresh == ""


@pages
def test_the_token_of_a_page_names_no_end_and_is_renewed_by_nobody(door: Door) -> None:
    found = door.connect().credentials

    assert (found.obtained_at, found.expires_at) == (NOW, None)
    assert door.connector.renew_at(found) is None
    assert door.refused(lambda: door.connector.renew(found, NOW)).remedy is Remedy.RECONNECT


@pages
def test_every_page_that_a_person_may_post_to_is_offered(door: Door) -> None:
    for at in range(30):
        door.server.open(f"hal.{at}")
    tasks = {f"hal.{at}": ["MANAGE"] for at in range(30)}
    door.server.person(**tasks, **{"kel.mojo": ["ANALYZE", "MODERATE"]})

    found = door.connector.arrive(door.sign_in(), NOW)

    assert [each.handle for each in found] == list(tasks)
    assert len({each.credentials.access for each in found}) == 30


@pages
def test_somebody_without_a_page_is_told_so(door: Door) -> None:
    door.server.person(**{"kel.mojo": ["ANALYZE"]})

    error = door.refused(door.connect)

    assert error.remedy is Remedy.RECONNECT
    assert "Halaman" in error.reason


@every
def test_the_page_of_the_network_is_told_what_we_want_and_no_secret(door: Door) -> None:
    departure = door.connector.depart(BACK, "keadaan-1", "tantangan")

    told = {name: values[0] for name, values in parse_qs(urlsplit(departure.url).query).items()}
    assert (told["client_id"], told["redirect_uri"], told["state"]) == ("4711", BACK, "keadaan-1")
    assert told["response_type"] == "code"
    assert told["scope"]
    assert "rahasia" not in departure.url


@every
def test_a_wrong_address_to_come_back_to_is_refused_at_the_page_already(door: Door) -> None:
    departure = door.connector.depart("https://lain.example/", "keadaan-1", "tantangan")

    assert httpx.get(departure.url, verify=trusted(), trust_env=False).status_code == 400


@every
def test_a_person_may_decline(door: Door) -> None:
    door.server.signs_in = ""

    answer = httpx.get(door.connector.depart(BACK, "keadaan-1", "").url, verify=trusted(), trust_env=False)

    assert "error=access_denied" in answer.headers["Location"]
    assert "code=" not in answer.headers["Location"]


@pytest.mark.parametrize("door", ["instagram"], indirect=True)
def test_who_withholds_the_permission_to_publish_is_told_before_anything_is_approved(door: Door) -> None:
    door.server.withholds = {"instagram_business_content_publish"}
    withheld = door.refused(door.connect)
    door.server.withholds = {"instagram_business_manage_insights"}

    assert (withheld.remedy, withheld.reason) == (Remedy.RECONNECT, MISSING_SCOPES)
    assert door.connect().credentials.access


@every
def test_a_code_opens_once_and_only_for_its_address(door: Door) -> None:
    arrival = door.sign_in()
    door.connector.arrive(arrival, NOW)
    elsewhere = replace(door.sign_in(), redirect_uri="https://lain.example/")

    for told in (arrival, elsewhere, replace(arrival, code="karangan")):
        error = door.refused(lambda told=told: door.connector.arrive(told, NOW))
        assert error.remedy is Remedy.RECONNECT


@every
def test_what_the_network_hangs_on_behind_a_code_is_no_part_of_it(door: Door) -> None:
    arrival = door.sign_in()

    assert door.connector.arrive(replace(arrival, code=f"{arrival.code}#_"), NOW)


@every
def test_a_wrong_secret_is_the_citys_to_mend(door: Door) -> None:
    wrong = connector(door.name, door.server.url, secret="salah")

    error = door.refused(lambda: wrong.arrive(door.sign_in(), NOW))

    assert (error.remedy, error.reason) == (Remedy.FAIL, WRONG_CLIENT)


@pytest.mark.parametrize("door", ["threads"], indirect=True)
def test_the_id_of_facebooks_application_is_none_of_threads(door: Door) -> None:
    wrong = connector("threads", door.server.url, client_id="1234")

    error = door.refused(lambda: wrong.arrive(door.sign_in(), NOW))

    assert (error.remedy, error.code) == (Remedy.FAIL, "100/4476002")


@every
@pytest.mark.parametrize("kind", ["fail_before", "lose_answer", "garbage", "throttle"])
def test_a_fault_while_connecting_is_a_reason_to_try_again(door: Door, kind: str) -> None:
    arrival = door.sign_in()
    door.server.ground.fault("token", kind)

    assert door.refused(lambda: door.connector.arrive(arrival, NOW)).remedy is Remedy.WAIT


# ------------------------------------------------------------------------------------------------ renewing
@renewing
def test_it_is_renewed_well_before_its_end_and_not_on_its_first_day(door: Door) -> None:
    sixty = Credentials("t", obtained_at=NOW, expires_at=NOW + timedelta(days=60))
    short = Credentials("t", obtained_at=NOW, expires_at=NOW + timedelta(days=3))

    assert door.connector.renew_at(sixty) == NOW + timedelta(days=40)
    assert door.connector.renew_at(short) == NOW + timedelta(hours=24)
    assert door.connector.renew_at(Credentials("t")) is None


@renewing
def test_a_renewed_token_holds_for_sixty_days_more(door: Door) -> None:
    old = door.connect().credentials
    door.server.ground.clock.pass_(days=53)
    later = NOW + timedelta(days=53)

    new = door.connector.renew(old, later)
    door.server.ground.clock.pass_(days=59)

    assert (new.obtained_at, new.expires_at) == (later, later + timedelta(days=60))
    access = Access("1", "kel.mojo", new.access)
    assert adapter(door.name, door.server.url).identity(access).handle == "kel.mojo"
    dead = Access("1", "kel.mojo", old.access)
    assert door.refused(lambda: adapter(door.name, door.server.url).identity(dead)).code == "190/463"


@renewing
def test_a_token_of_today_is_left_as_it_is(door: Door) -> None:
    young = door.connect().credentials

    assert door.refused(lambda: door.connector.renew(young, NOW)).remedy is Remedy.WAIT


@renewing
def test_a_token_that_has_ended_can_only_be_connected_anew(door: Door) -> None:
    old = door.connect().credentials
    by_our_clock = door.refused(lambda: door.connector.renew(old, NOW + timedelta(days=60)))
    door.server.ground.clock.pass_(days=61)
    by_theirs = door.refused(lambda: door.connector.renew(old, NOW + timedelta(days=1)))

    assert (by_our_clock.remedy, by_theirs.remedy) == (Remedy.RECONNECT, Remedy.RECONNECT)


@renewing
@pytest.mark.parametrize("kind", ["fail_before", "reset_after", "garbage", "redirect", "throttle", "refuse"])
def test_a_renewal_that_fails_leaves_the_old_token_as_it_is(door: Door, kind: str) -> None:
    old = door.connect().credentials
    door.server.ground.clock.pass_(days=41)
    door.server.ground.fault("renew", kind)

    error = door.refused(lambda: door.connector.renew(old, NOW + timedelta(days=41)))

    assert error.remedy is Remedy.WAIT
    assert door.connector.renew(old, NOW + timedelta(days=41)).access


@renewing
def test_a_token_that_was_taken_back_asks_for_a_person(door: Door) -> None:
    found = door.connect()
    door.server.revoke(found.remote_id)

    error = door.refused(lambda: door.connector.renew(found.credentials, NOW))

    assert error.remedy is Remedy.RECONNECT


# ------------------------------------------------------------------------------------------- what they are
@every
def test_it_is_ready_when_the_city_has_an_application_there(door: Door) -> None:
    assert (door.connector.name, door.connector.way) == (door.name, Way.OAUTH)
    assert door.connector.ready
    assert not connector(door.name, door.server.url, client_id="").ready
    assert not connector(door.name, door.server.url, secret="").ready


@every
def test_nothing_is_typed_and_nothing_is_taken_back_by_a_call(door: Door) -> None:
    found = door.connect()
    before = list(door.server.ground.calls)

    assert door.refused(lambda: door.connector.typed({}, NOW)).remedy is Remedy.FAIL
    door.connector.revoke(Access(found.remote_id, found.handle, "t"), found.credentials)

    assert door.connector.fields == {}
    assert door.server.ground.calls == before


@every
def test_no_secret_is_shown_when_printed(door: Door) -> None:
    found = door.connect()

    shown = repr(door.connector) + repr(found)

    assert "rahasia" not in shown
    assert found.credentials.access not in shown
