"""Switches that hold publishing back: what they keep, what they leave alone, and who may throw them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete

from evidence.core.errors import Invalid, NotAllowed
from evidence.publish import pauses, queries, steps
from evidence.publish.models import Pause
from evidence.publish.models import PublicationState as P
from evidence.units import queries as units
from tests import factories
from tests.house import JEBRES, MOJO, PASAR_KLIWON, House
from tests.publish.desk import NOW, Desk, desk

LATER = NOW + timedelta(minutes=5)
CITY = "33.72"


@pytest.fixture
def house(shared: House) -> Iterator[House]:
    """Whatever switch a test throws is gone after it."""
    yield shared
    with shared.sessions.begin() as session:
        session.execute(delete(Pause))


@pytest.fixture
def approved(house: House) -> Desk:
    return desk(house)


def hold(
    house: House, by: str, unit: str | None = None, network: str | None = None, why: str = "Audit"
) -> None:
    with house.sessions.begin() as session:
        found = units.unit(session, unit) if unit else None
        pauses.pause(session, found, network, why, by=house.actor(by), now=NOW)


def let_go(house: House, by: str) -> None:
    """End every switch that is on."""
    with house.sessions.begin() as session:
        for each in pauses.active(session):
            pauses.resume(session, each, by=house.actor(by), now=LATER)


def due(approved: Desk) -> bool:
    """Whether the dispatcher would make a job for it."""
    with approved.house.sessions() as session:
        rows = queries.to_enqueue(session, LATER, [], approved.account)
    return approved.row().id in [row[0] for row in rows]


@pytest.mark.parametrize(
    ("by", "unit", "network"),
    [
        ("camat.pasarkliwon", MOJO, None),
        ("camat.pasarkliwon", PASAR_KLIWON, None),
        ("admin", CITY, None),
        ("admin", None, "practice"),
    ],
    ids=["the unit", "the unit above", "the city", "the network"],
)
def test_while_a_switch_is_on_nothing_is_taken_up_and_afterwards_it_goes_on(
    house: House, approved: Desk, by: str, unit: str | None, network: str | None
) -> None:
    hold(house, by, unit, network)

    assert not due(approved)
    assert approved.do(steps.claim, approved.row().id, now=LATER) is None
    assert approved.row().state is P.QUEUED

    let_go(house, by)

    assert due(approved)
    assert approved.do(steps.claim, approved.row().id, now=LATER) is not None


def test_a_switch_holds_nothing_but_what_it_names(house: House, approved: Desk) -> None:
    hold(house, "camat.jebres", JEBRES)
    hold(house, "admin", None, "instagram")

    assert due(approved)


@pytest.mark.parametrize("prepared", [False, True], ids=["preparing", "ready"])
def test_what_was_on_its_way_stops_before_its_intent(house: House, approved: Desk, prepared: bool) -> None:
    claimed = approved.ready() if prepared else approved.claim()
    hold(house, "admin", CITY)

    if prepared:
        assert not approved.do(steps.intend, claimed, now=NOW)
    assert not due(approved)
    assert approved.do(steps.claim, approved.row().id, now=LATER) is None

    let_go(house, "admin")

    assert due(approved)
    assert approved.do(steps.claim, approved.row().id, now=LATER) is not None


def test_what_is_past_its_intent_is_seen_through(house: House, approved: Desk) -> None:
    claimed = approved.publishing()
    hold(house, "admin", CITY)

    assert due(approved)
    assert approved.do(steps.published, claimed.id, "17", now=NOW)
    assert due(approved), "its link is still asked for"
    assert approved.do(steps.claim, approved.row().id, now=LATER) is not None


def test_those_that_waited_go_on_in_the_order_they_were_planned_in(house: House, approved: Desk) -> None:
    work = factories.approved(house, accounts=[approved.account], now=NOW - timedelta(minutes=1))
    earlier = Desk(house, work, approved.account)
    hold(house, "admin", CITY)
    assert not due(approved)
    assert not due(earlier)

    let_go(house, "admin")

    assert due(earlier)
    assert not due(approved), "the other one comes first"


@pytest.mark.parametrize(
    ("by", "unit", "network"),
    [
        ("lurah.mojo", MOJO, None),
        ("camat.jebres", MOJO, None),
        ("camat.pasarkliwon", CITY, None),
        ("sekda.balaikota", CITY, None),
        ("sekda.balaikota", None, "practice"),
        ("camat.pasarkliwon", None, "practice"),
        ("staf.balaikota", MOJO, None),
    ],
)
def test_a_switch_is_for_whoever_stands_above(
    house: House, by: str, unit: str | None, network: str | None
) -> None:
    with pytest.raises(NotAllowed):
        hold(house, by, unit, network)
    hold(house, "admin", unit, network)
    with pytest.raises(NotAllowed):
        let_go(house, by)


def test_a_switch_has_a_reason(house: House) -> None:
    for why in ("  ", "x" * 301, "\x00"):
        with pytest.raises(Invalid):
            hold(house, "admin", CITY, why=why)


def test_thrown_twice_it_is_one_switch_that_keeps_who_threw_it_and_why(house: House) -> None:
    hold(house, "camat.pasarkliwon", MOJO, why="Ada keluhan warga")
    hold(house, "admin", MOJO, why="Lagi")

    with house.sessions() as session:
        (found,) = pauses.active(session)
        assert (found.reason, found.by_name, found.since) == ("Ada keluhan warga", "Camat Pasar Kliwon", NOW)
    let_go(house, "admin")
    let_go(house, "admin")
    hold(house, "admin", MOJO)
    with house.sessions() as session:
        rows = session.query(Pause).order_by(Pause.reason).all()
        assert [(row.reason, row.ended_by) for row in rows] == [
            ("Ada keluhan warga", "Admin Kota"),
            ("Audit", ""),
        ]


@pytest.mark.parametrize(
    ("who", "unit", "network", "told"),
    [
        ("lurah.mojo", MOJO, None, True),
        ("lurah.mojo", CITY, None, True),
        ("camat.pasarkliwon", MOJO, None, True),
        ("admin", MOJO, None, True),
        ("lurah.jebres", MOJO, None, False),
        ("camat.jebres", PASAR_KLIWON, None, False),
        ("lurah.mojo", None, "practice", True),
        ("lurah.jebres", None, "practice", False),
    ],
)
def test_those_whose_posts_it_holds_are_told(
    house: House, approved: Desk, who: str, unit: str | None, network: str | None, told: bool
) -> None:
    hold(house, "admin", unit, network)

    with house.sessions() as session:
        assert bool(pauses.concerning(session, house.actor(who))) is told
