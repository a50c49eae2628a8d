"""What is too late is not sent without asking, within the limit of its unit."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete

from evidence.adapters.networks.base import Refused, Remedy
from evidence.core.errors import Invalid, NotFound
from evidence.publish import refusals, steps, timetable
from evidence.publish.models import Hold, UnitSchedule
from evidence.publish.models import PublicationState as P
from evidence.publish.slots import Slot
from evidence.units import queries as units
from tests import factories
from tests.house import JEBRES, MOJO, PASAR_KLIWON, House
from tests.publish.desk import NOW, Desk, desk

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(shared: House) -> Iterator[House]:
    """Whatever timetable a test chooses is gone after it."""
    yield shared
    with shared.sessions.begin() as session:
        session.execute(delete(UnitSchedule))


@pytest.fixture
def approved(house: House) -> Desk:
    return desk(house)


def choose(house: House, unit: str, hours: int, *slots: Slot, by: str = "admin") -> None:
    with house.sessions.begin() as session:
        timetable.choose(session, units.unit(session, unit), slots, hours, by=house.actor(by))


def taken_up(approved: Desk, now: datetime) -> bool:
    return approved.do(steps.claim, approved.row().id, now=now) is not None


def test_after_a_day_it_is_held_and_says_so(approved: Desk) -> None:
    assert not taken_up(approved, NOW + DAY + MINUTE)

    row = approved.row()
    assert (row.state, row.hold_reason) == (P.QUEUED, Hold.LATE)
    assert row.attempts[-1].reason == "lewat jadwal, menunggu keputusan petugas"


def test_within_the_day_it_is_sent(approved: Desk) -> None:
    assert taken_up(approved, NOW + DAY)


def test_a_unit_has_its_own_limit_or_that_of_the_unit_above(house: House, approved: Desk) -> None:
    choose(house, PASAR_KLIWON, 2)
    assert not taken_up(approved, NOW + 2 * HOUR + MINUTE)

    approved.put(P.QUEUED, hold_reason=None)
    choose(house, MOJO, 48)
    assert taken_up(approved, NOW + 2 * DAY)


def test_what_was_called_for_once_goes_on_however_late(approved: Desk) -> None:
    claimed = approved.publishing()
    approved.do(steps.unconfirmed, claimed, "jawaban hilang", now=NOW)
    approved.put(P.QUEUED, intent_at=None)

    assert taken_up(approved, NOW + 3 * DAY)


def test_what_is_tried_again_after_refusals_goes_on_until_its_tries_are_over(approved: Desk) -> None:
    refusal = Refused("penuh", Remedy.WAIT)
    approved.do(refusals.refused, approved.claim(), P.PREPARING, refusal, now=NOW)

    assert taken_up(approved, NOW + 3 * DAY)


@pytest.mark.parametrize("prepared", [False, True], ids=["preparing", "ready"])
def test_what_lost_its_worker_long_ago_is_held_too(approved: Desk, prepared: bool) -> None:
    claimed = approved.ready() if prepared else approved.claim()

    assert not taken_up(approved, NOW + 2 * DAY)
    assert (approved.row().state, approved.row().hold_reason) == (P.QUEUED, Hold.LATE)
    assert not approved.do(steps.prepared, claimed, "c2", "0" * 64, now=NOW + 2 * DAY)


def test_what_a_person_shares_is_never_too_late(house: House) -> None:
    by_hand = desk(house, "by_hand")

    assert taken_up(by_hand, NOW + 3 * DAY)


def test_a_limit_is_between_an_hour_and_a_week_and_is_set_by_those_of_the_unit(house: House) -> None:
    for hours in (0, 169):
        with pytest.raises(Invalid):
            choose(house, MOJO, hours)
    for who in ("lurah.jebres", "staf.balaikota", "camat.jebres"):
        with pytest.raises(NotFound):
            choose(house, MOJO, 24, by=who)
    choose(house, MOJO, 24, by="lurah.mojo")


def test_slots_are_those_of_the_nearest_unit_that_has_some(house: House) -> None:
    monday, friday = Slot(0, 450), Slot(4, 960)
    choose(house, "33.72", 24, monday)
    choose(house, PASAR_KLIWON, 12, friday)

    with house.sessions() as session:
        here, there = (timetable.timetable_of(session, units.unit(session, code)) for code in (MOJO, JEBRES))
        assert (here.slots, here.late_after, here.of) == ((friday,), 12, PASAR_KLIWON)
        assert (there.slots, there.of) == ((monday,), "33.72")

    with house.sessions.begin() as session:
        timetable.drop(session, units.unit(session, PASAR_KLIWON), by=house.actor("admin"))
        assert timetable.timetable_of(session, units.unit(session, MOJO)).of == "33.72"


def test_a_slot_is_free_until_another_post_of_the_unit_is_sent_for_it_or_planned_then(fresh: House) -> None:
    # Tuesday 24 November, 10.00 WIB.
    choose(fresh, MOJO, 24, Slot(2, 450), Slot(3, 450), Slot(4, 450))
    account = factories.account(fresh)

    def free(of: factories.Work | None = None) -> datetime | None:
        with fresh.sessions() as session:
            return timetable.next_slot(session, units.unit(session, MOJO), of.post if of else None, NOW)

    first = free()
    assert first == NOW + timedelta(hours=21, minutes=30)
    waiting = factories.drafted(fresh, due_at=first)
    assert free() == first, "a draft takes no place"
    factories.submit(fresh, waiting, now=NOW)
    assert free() == first + DAY
    assert free(waiting) == first, "its own place is free for itself"

    planned = factories.drafted(fresh, accounts=[account], due_at=first + DAY)
    factories.submit(fresh, planned, now=NOW)
    factories.decide(fresh, planned, now=NOW)
    assert free() == first + 2 * DAY
