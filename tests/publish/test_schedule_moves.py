"""Another time for an approved publication: what a worker that has it in hand loses, and what is left as it is."""

from datetime import timedelta

import pytest

from evidence.core.errors import Conflict, NotAllowed
from evidence.publish import moving, services, steps
from evidence.publish.models import Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.review import rescheduling
from evidence.review import services as review
from tests import factories
from tests.house import House
from tests.publish.desk import NOW, Desk, desk

LATER = NOW + timedelta(days=2)


@pytest.fixture
def approved(shared: House) -> Desk:
    return desk(shared)


def move(approved: Desk, by: str = "camat.pasarkliwon", *, whole: bool = False) -> Publication:
    camat = approved.house.actor(by)
    approved.do(rescheduling.reschedule, approved.row(), LATER, whole=whole, by=camat, now=NOW)
    return approved.row()


@pytest.mark.parametrize("prepared", [False, True], ids=["preparing", "ready"])
def test_a_worker_that_has_it_in_hand_loses_it(approved: Desk, prepared: bool) -> None:
    claimed = approved.ready() if prepared else approved.claim()

    row = move(approved)

    assert (row.state, row.planned_at, row.due_at, row.container) == (P.QUEUED, LATER, LATER, "")
    assert not approved.do(steps.prepared, claimed, "c1", "f" * 64, now=NOW)
    assert not approved.do(steps.intend, claimed, now=NOW)
    assert approved.do(steps.claim, row.id, now=NOW) is None
    assert approved.do(steps.claim, row.id, now=LATER) is not None


def test_after_a_lost_answer_the_next_call_still_uses_the_same_container(approved: Desk) -> None:
    claimed = approved.publishing()
    approved.do(steps.unconfirmed, claimed, "jawaban hilang", now=NOW)
    approved.put(P.QUEUED, intent_at=None)

    assert move(approved).container == "c1"


def test_a_late_one_waits_for_its_new_time_and_another_hold_stays(approved: Desk) -> None:
    approved.put(P.QUEUED, hold_reason=Hold.LATE)
    assert move(approved).hold_reason is None

    approved.put(P.QUEUED, hold_reason=Hold.TOKEN)
    assert move(approved).hold_reason is Hold.TOKEN


def test_the_intent_ends_it(approved: Desk) -> None:
    approved.publishing()

    with pytest.raises(Conflict):
        move(approved)
    approved.put(P.READY, remote_id="di kotak masuk")
    with pytest.raises(Conflict):
        move(approved)


@pytest.mark.parametrize("by", ["lurah.mojo", "camat.jebres", "staf.balaikota", "admin"])
def test_only_who_may_decide_moves_it_at_once(approved: Desk, by: str) -> None:
    with pytest.raises(NotAllowed):
        move(approved, by)


def test_nobody_moves_their_own_work_at_once(shared: House) -> None:
    account = factories.account(shared, unit="33.72.03", handle="latihan.sendiri")
    work = factories.approved(
        shared, "33.72.03", "camat.pasarkliwon", [account], decider="sekda.balaikota", now=NOW
    )
    own = Desk(shared, work, account)

    with pytest.raises(NotAllowed):
        move(own)
    assert move(own, "sekda.balaikota").planned_at == LATER


def test_all_accounts_of_a_post_move_together_but_those_that_are_sent_to(shared: House) -> None:
    accounts = [factories.account(shared, handle=f"latihan.bersama.{number}") for number in range(3)]
    work = factories.approved(shared, accounts=accounts, now=NOW)
    first, second, out = factories.publications(shared, work)
    with shared.sessions.begin() as session:
        session.get_one(Publication, out.id).state = P.PUBLISHED

    camat = shared.actor("camat.pasarkliwon")
    with shared.sessions.begin() as session:
        moved = rescheduling.reschedule(session, first, LATER, whole=True, by=camat, now=NOW)

    assert moved == 2
    planned = {row.id: row.planned_at for row in factories.publications(shared, work)}
    assert planned == {first.id: LATER, second.id: LATER, out.id: NOW}


def test_what_lies_in_an_inbox_is_neither_cancelled_nor_sent_again_by_a_new_version(approved: Desk) -> None:
    approved.put(P.READY, container="c1", remote_id="di kotak masuk")
    lurah = approved.house.actor("lurah.mojo")

    with pytest.raises(Conflict):
        approved.do(services.cancel, approved.row(), by=lurah, now=NOW)
    with approved.house.sessions.begin() as session:
        review.reopen(session, factories.post_of(session, approved.work), by=lurah, now=NOW)
    factories.rewrite(approved.house, approved.work, [approved.account])
    factories.submit(approved.house, approved.work, now=NOW)
    factories.decide(approved.house, approved.work, now=NOW)

    (only,) = factories.publications(approved.house, approved.work)
    assert (only.state, only.remote_id) == (P.READY, "di kotak masuk")


def test_what_was_reopened_is_neither_moved_nor_sent_late(approved: Desk) -> None:
    lurah = approved.house.actor("lurah.mojo")
    approved.put(P.QUEUED, hold_reason=Hold.LATE)
    row = approved.row()
    with approved.house.sessions.begin() as session:
        review.reopen(session, factories.post_of(session, approved.work), by=lurah, now=NOW)

    with pytest.raises(Conflict):
        move(approved)
    with pytest.raises(Conflict):
        approved.do(moving.send_late, row, by=lurah, now=NOW)
