"""Calls to a network that end without an answer: nothing is posted twice, and what was posted is found."""

import threading
from typing import Any

import pytest

from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks import Caller, Practice
from evidence.adapters.networks.http import Answer
from evidence.core import clock
from evidence.publish import ledger, services
from evidence.publish.models import Hold
from evidence.publish.models import PublicationState as P
from tests.practice.serving import Account, Running
from tests.publish.delivering import deliver, due_now, look_now, settle_as_not_there
from tests.publish.desk import Desk
from tests.waiting import until


class Impatient(Caller):
    """Waits half a second for the answer to the call that posts, and as long as anybody for those before it."""

    def call(self, *told: Any, repeatable: bool, **more: Any) -> Answer:
        """The call, by somebody of that patience."""
        caller = Caller() if repeatable else Caller(read_seconds=0.5)
        return caller.call(*told, repeatable=repeatable, **more)


IMPATIENT = Impatient()


def test_a_post_whose_answer_was_lost_is_found_and_adopted(
    approved: Desk, practice: Running, remote: Account
) -> None:
    practice.fault("publish", "lose_answer", times=1)

    deliver(approved)

    assert approved.row().state is P.PUBLISHED
    assert approved.row().remote_id == remote.posts()[0]["id"]
    assert approved.row().attempts[-1].reason == "ditemukan di jejaring"


def test_an_error_page_after_the_call_proves_nothing(
    approved: Desk, practice: Running, remote: Account
) -> None:
    practice.fault("publish", "fail", times=1)

    deliver(approved)

    assert approved.row().state is P.UNCONFIRMED
    assert approved.row().look_at is not None
    assert remote.posts() == []


def test_a_call_dropped_without_an_answer_is_a_question_to_a_person(
    approved: Desk, practice: Running, remote: Account
) -> None:
    practice.fault("publish", "hold", times=1)
    worker = threading.Thread(target=deliver, args=[approved])
    worker.start()
    until(lambda: practice.held("publish") == 1)
    practice.release("publish", act=False)
    worker.join(60)

    assert (approved.row().state, remote.posts()) == (P.UNCONFIRMED, [])

    settle_as_not_there(approved)
    deliver(approved)

    assert approved.row().state is P.PUBLISHED
    assert len(remote.posts()) == 1


def send_into_a_hold(approved: Desk, practice: Running) -> None:
    """The call stands still on its way, and a person says that there is no post and has it sent again."""
    practice.fault("publish", "hold", times=1)
    deliver(approved, networks={"practice": Practice(practice.url, IMPATIENT)})
    settle_as_not_there(approved)


@pytest.mark.parametrize(
    ("fault", "stands", "waits_for"),
    [("throttle", P.QUEUED, None), ("reject", P.FAILED, None), ("token", P.QUEUED, Hold.TOKEN)],
)
def test_a_refusal_after_a_lost_call_keeps_the_container_for_whichever_comes_first(
    approved: Desk, practice: Running, remote: Account, fault: str, stands: P, waits_for: Hold | None
) -> None:
    """The first call is held on its way; a person has it sent again, and the second try is refused.

    A refusal for good ends there, since the same container will be refused again and a new one might be a second post.
    """
    send_into_a_hold(approved, practice)
    box: TokenBox = approved.house.app.extensions["token_box"]
    if fault == "token":
        approved.change(SocialAccount, token=box.close("tidak-berlaku"))
    else:
        practice.fault("publish", fault, times=1, seconds=1)
    deliver(approved)
    assert (approved.row().state, approved.row().hold_reason) == (stands, waits_for)

    approved.change(SocialAccount, state=AccountState.CONNECTED, token=box.close(remote.token))
    approved.put(P.QUEUED, hold_reason=None)
    due_now(approved)
    deliver(approved)
    practice.release("publish")
    until(lambda: practice.held("publish") == 0)

    assert approved.row().state is P.PUBLISHED
    assert len(remote.posts()) == 1


def test_what_is_refused_for_good_while_an_earlier_call_may_arrive_ends_and_takes_its_proof_all_the_same(
    approved: Desk, practice: Running, remote: Account
) -> None:
    practice.fault("publish", "hold", times=1)
    worker = threading.Thread(target=deliver, args=[approved])
    worker.start()
    until(lambda: practice.held("publish") == 1)
    approved.do(services.stop_waiting, now=clock.now() + 2 * services.CALL_ENDS)
    settle_as_not_there(approved)
    practice.fault("publish", "reject", times=1)

    deliver(approved)

    row = approved.row()
    assert (row.state, bool(row.container), remote.posts()) == (P.FAILED, True, [])
    assert row.last_error.startswith("Gangguan latihan: jejaring menolak")
    assert row.last_error.endswith("; panggilan sebelumnya masih dapat sampai")
    assert not approved.do(ledger.rests, approved.account, clock.now())
    practice.release("publish")
    worker.join(60)
    assert (approved.row().state, len(remote.posts())) == (P.PUBLISHED, 1)


def test_an_answer_that_comes_after_a_person_gave_it_up_is_proof_all_the_same(
    approved: Desk, practice: Running, remote: Account
) -> None:
    practice.fault("publish", "hold", times=1)
    worker = threading.Thread(target=deliver, args=[approved])
    worker.start()
    until(lambda: practice.held("publish") == 1)
    approved.put(P.UNCONFIRMED)
    settle_as_not_there(approved)

    practice.release("publish")
    worker.join(60)

    assert approved.row().state is P.PUBLISHED
    assert approved.row().remote_id == remote.posts()[0]["id"]


def test_a_post_that_appears_after_we_stopped_waiting_is_adopted_by_a_later_look(
    approved: Desk, practice: Running, remote: Account
) -> None:
    practice.fault("publish", "slow", times=1, seconds=600)
    impatient = {"practice": Practice(practice.url, IMPATIENT)}

    deliver(approved, networks=impatient)
    assert (approved.row().state, remote.posts()) == (P.UNCONFIRMED, [])
    practice.clear()
    until(remote.posts)
    look_now(approved)
    deliver(approved)

    assert approved.row().state is P.PUBLISHED
    assert approved.row().remote_id == remote.posts()[0]["id"]


def test_a_look_that_shows_nothing_leaves_the_question_open(approved: Desk, remote: Account) -> None:
    approved.put(P.UNCONFIRMED, container=remote.container(), intent_at=clock.now(), look_at=clock.now())

    deliver(approved)

    assert (approved.row().state, approved.row().looks) == (P.UNCONFIRMED, 1)
    assert remote.posts() == []


def test_a_link_that_could_not_be_fetched_is_fetched_later(approved: Desk, practice: Running) -> None:
    practice.fault("permalink", "fail", times=1)
    deliver(approved)
    assert (approved.row().state, approved.row().permalink) == (P.PUBLISHED, "")

    look_now(approved)
    deliver(approved)

    assert approved.row().permalink
    assert approved.row().look_at is None
