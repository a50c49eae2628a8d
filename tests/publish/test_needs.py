"""What waits for a person, on the page where they look first."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from evidence.core import clock
from evidence.publish import services, waiting
from evidence.publish.models import Hold
from evidence.publish.models import PublicationState as P
from evidence.publish.retry import next_morning
from tests import factories
from tests.house import House
from tests.pages import check_page
from tests.publish.desk import Desk, desk

LINK = "https://www.instagram.com/p/Cabc123"


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each works on a post and an account of its own."""
    return shared


@pytest.fixture
def found(house: House) -> Desk:
    return desk(house, "by_hand", now=clock.now())


def waits(found: Desk, who: str = "lurah.mojo", now: datetime | None = None) -> bool:
    """Whether the publication is among what waits for that person."""
    house = found.house
    with house.sessions() as session:
        rows = waiting.of_units(session, house.actor(who), now=now or clock.now(), most=1000)
        return found.row().id in {row.id for row in rows}


def test_the_next_morning_is_seven_in_the_house_time() -> None:
    # 23.30 WIB and half an hour later.
    assert next_morning(datetime(2026, 11, 25, 16, 30, tzinfo=UTC)) == datetime(
        2026, 11, 26, 0, 0, tzinfo=UTC
    )
    assert next_morning(datetime(2026, 11, 25, 17, 0, tzinfo=UTC)) == datetime(2026, 11, 27, 0, 0, tzinfo=UTC)


ONLY_A_PERSON = {
    "it is to be shared": (P.READY, {}),
    "it waits in an inbox": (P.READY, {"container": "c", "remote_id": "i"}),
    "nobody is sure": (P.UNCONFIRMED, {}),
    "it failed": (P.FAILED, {}),
    "it is to be deleted": (P.WITHDRAWING, {"withdraws_by_hand": True}),
    "it could not be deleted": (P.WITHDRAW_FAILED, {}),
    "it stands and should not": (P.PUBLISHED, {"strays": [{"id": "p1"}]}),
    "it is too late to be sent unasked": (P.QUEUED, {"hold_reason": Hold.LATE}),
}
THE_MACHINE = {
    "it waits for its time": (P.QUEUED, {}),
    "it is about to be sent": (P.READY, {"container": "c"}),
    "it is out": (P.PUBLISHED, {}),
    "it is being deleted": (P.WITHDRAWING, {}),
    "it is gone": (P.WITHDRAWN, {}),
    "it was given up": (P.CANCELLED, {}),
}


@pytest.mark.parametrize("case", [*ONLY_A_PERSON, *THE_MACHINE])
def test_what_only_a_person_can_go_on_with_waits_for_its_people(found: Desk, case: str) -> None:
    state, columns = {**ONLY_A_PERSON, **THE_MACHINE}[case]
    found.put(state, **columns)

    assert waits(found) == waits(found, "camat.pasarkliwon") == (case in ONLY_A_PERSON)
    assert not any(waits(found, who) for who in ("lurah.jebres", "camat.jebres", "staf.balaikota"))


def test_a_failure_that_was_made_good_elsewhere_waits_for_nobody(found: Desk) -> None:
    found.put(P.FAILED)
    assert waits(found)
    with found.house.sessions.begin() as session:
        version = factories.post_of(session, found.work).latest
        services.schedule(session, version, now=clock.now())

    old, _new = factories.publications(found.house, found.work)
    with found.house.sessions() as session:
        rows = waiting.of_units(session, found.house.actor("lurah.mojo"), now=clock.now(), most=1000)
        assert old.id not in {row.id for row in rows}


def share(found: Desk, link: str, now: datetime) -> None:
    lurah = found.house.actor("lurah.mojo")
    found.do(services.shared_by_hand, found.row(), by=lurah, link=link, now=now)


def test_a_missing_link_is_asked_for_the_next_morning_and_then_no_more(found: Desk) -> None:
    found.put(P.READY)
    now = clock.now()
    morning = next_morning(now)

    share(found, "", now)
    assert not waits(found, now=morning - timedelta(minutes=1))
    # Saying it again on the same day changes nothing.
    share(found, "", now)
    assert waits(found, now=morning)

    share(found, "", morning)
    assert not waits(found, now=morning + timedelta(days=9))
    share(found, LINK, morning)
    assert found.row().permalink == LINK


def test_a_link_that_comes_is_asked_for_no_more(found: Desk) -> None:
    found.put(P.READY)
    now = clock.now()
    share(found, "", now)
    share(found, LINK, now)

    assert (found.row().ask_link_at, waits(found, now=next_morning(now))) == (None, False)


def test_the_list_of_posts_begins_with_it(lurah: FlaskClient, found: Desk) -> None:
    found.put(P.PUBLISHED, posted_at=clock.now(), ask_link_at=clock.now())

    text = lurah.get("/unggahan").get_data(as_text=True)

    check_page(text)
    assert "Tautan belum ada" in text
    assert text.index("Perlu Anda") < text.index('class="cards"')


def test_the_first_screen_says_the_same_and_never_that_nothing_waits(lurah: FlaskClient, found: Desk) -> None:
    found.put(P.UNCONFIRMED, intent_at=clock.now(), called_at=clock.now())
    title = found.row().post.activity.title

    home, posts = (lurah.get(address).get_data(as_text=True) for address in ("/beranda", "/unggahan"))

    check_page(home)
    assert "Tidak ada yang menunggu Anda." not in home
    assert "Perlu dicek" in home.split("Kegiatan terakhir")[0]
    assert title in home
    assert re.findall(r"Perlu Anda \((\d+)\)", home) == re.findall(r"Perlu Anda \((\d+)\)", posts)
