"""Who may take the next step of a publication, and whose writes come to nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from evidence.accounts.models import AccountState, SocialAccount
from evidence.adapters.networks.base import Refused, Remedy
from evidence.compose.models import PostVersion, VersionState
from evidence.publish import refusals, services, steps
from evidence.publish.models import Hold
from evidence.publish.models import PublicationState as P
from evidence.publish.moves import move
from tests.house import House
from tests.publish.desk import NOW, REVOKED, Desk, desk

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def approved(shared: House) -> Desk:
    return desk(shared)


@pytest.fixture
def alone(fresh: House) -> Desk:
    """The only post of its house, for the dispatcher, who looks at all of them."""
    return desk(fresh)


def test_a_due_publication_is_claimed_under_a_new_attempt(approved: Desk) -> None:
    claimed = approved.claim()

    assert (claimed.state, claimed.attempt) == (P.PREPARING, 1)
    assert approved.row().state is P.PREPARING


def test_one_that_is_not_due_yet_is_left_alone(approved: Desk) -> None:
    approved.put(P.QUEUED, due_at=LATER)

    assert approved.do(steps.claim, approved.row().id, now=NOW) is None
    assert approved.row().state is P.QUEUED


def test_a_held_one_is_left_alone(approved: Desk) -> None:
    approved.put(P.QUEUED, hold_reason=Hold.LATE)

    assert approved.do(steps.claim, approved.row().id, now=NOW) is None


def test_an_account_that_cannot_be_used_holds_what_is_meant_for_it(approved: Desk) -> None:
    for state, reason in (
        (AccountState.PAUSED, Hold.PAUSED),
        (AccountState.NEEDS_RECONNECT, Hold.TOKEN),
        (AccountState.CLOSED, Hold.DISCONNECTED),
        (AccountState.LISTED, Hold.DISCONNECTED),
    ):
        approved.put(P.QUEUED, hold_reason=None)
        approved.change(SocialAccount, state=state)

        assert approved.do(steps.claim, approved.row().id, now=NOW) is None
        assert (approved.row().state, approved.row().hold_reason) == (P.QUEUED, reason), state


def test_what_has_ended_has_no_next_step(approved: Desk) -> None:
    for state in (P.FAILED, P.CANCELLED, P.WITHDRAWN, P.WITHDRAWING, P.WITHDRAW_FAILED):
        approved.put(state)

        assert approved.do(steps.claim, approved.row().id, now=LATER) is None, state


def test_what_waits_for_a_hand_is_no_work_for_a_worker(approved: Desk) -> None:
    approved.put(P.READY, container="")

    assert approved.do(steps.claim, approved.row().id, now=LATER) is None


def test_a_row_that_is_taken_over_hears_no_more_from_the_first_worker(approved: Desk) -> None:
    first = approved.claim()
    second = approved.claim(LATER)
    sent = approved.row().version.image_sha256

    assert not approved.do(steps.prepared, first, "c1", sent, now=LATER)
    assert not approved.do(refusals.refused, first, P.PREPARING, Refused("ditolak", Remedy.FAIL), now=LATER)
    assert not approved.do(refusals.refused, first, P.PREPARING, REVOKED, now=LATER)
    assert not approved.do(steps.hand_over, first, now=LATER)
    assert approved.do(steps.prepared, second, "c2", sent, now=LATER)
    assert not approved.do(steps.intend, first, now=LATER)
    assert approved.do(steps.intend, second, now=LATER)
    assert not approved.do(steps.unconfirmed, first, "jawaban hilang", now=LATER)
    assert (approved.row().state, approved.row().container) == (P.PUBLISHING, "c2")


def test_an_open_intent_is_looked_into_and_never_made_again(approved: Desk) -> None:
    approved.publishing()

    claimed = approved.claim(LATER)

    assert (claimed.state, claimed.container, claimed.intent_at) == (P.PUBLISHING, "c1", NOW)
    assert not approved.do(steps.intend, claimed, now=LATER)


def test_proof_of_a_post_counts_whoever_brings_it(approved: Desk) -> None:
    first = approved.publishing()
    second = approved.claim(LATER)
    assert approved.do(steps.unconfirmed, second, "tidak terlihat", now=LATER)

    assert approved.do(steps.published, first.id, "p1", now=LATER)
    assert (approved.row().state, approved.row().remote_id) == (P.PUBLISHED, "p1")


def test_a_second_proof_changes_nothing(approved: Desk) -> None:
    claimed = approved.publishing()
    approved.do(steps.published, claimed.id, "p1", now=NOW)

    assert not approved.do(steps.published, claimed.id, "p2", now=LATER)
    assert approved.row().remote_id == "p1"


def test_looks_are_made_when_they_are_due_and_end(approved: Desk) -> None:
    approved.do(steps.unconfirmed, approved.publishing(), "jawaban hilang", now=NOW)
    now, looks = NOW, 0

    assert approved.do(steps.claim, approved.row().id, now=now) is None
    while (due := approved.row().look_at) is not None:
        claimed = approved.claim(due)
        now, looks = due, looks + 1
        assert (claimed.state, approved.row().looks) == (P.UNCONFIRMED, looks)

    assert looks == 5
    assert now - NOW > timedelta(hours=1)
    assert approved.do(steps.claim, approved.row().id, now=now + timedelta(days=1)) is None


# ---------------------------------------------------------------------------------------- moves
def test_a_move_leaves_who_from_what_to_what_and_why(approved: Desk) -> None:
    moved = approved.do(
        move, approved.row().id, P.QUEUED, P.CANCELLED, now=LATER, by_name="Camat", reason="salah foto"
    )

    (attempt,) = approved.row().attempts
    assert moved
    assert (attempt.old, attempt.new, attempt.at) == ("queued", "cancelled", LATER)
    assert (attempt.by_name, attempt.reason) == ("Camat", "salah foto")


def test_a_move_from_another_state_does_nothing_and_leaves_nothing(approved: Desk) -> None:
    assert not approved.do(move, approved.row().id, P.READY, P.PUBLISHING, now=NOW)

    assert (approved.row().state, approved.row().attempts) == (P.QUEUED, [])


# --------------------------------------------------------------------------------------- intent
@pytest.mark.parametrize(
    "change",
    [
        {"state": VersionState.SUPERSEDED},
        {"content_hash": "0" * 64},
        {"image_sha256": "0" * 64},
    ],
    ids=["the version was reopened", "the words are others", "the picture is another"],
)
def test_nothing_is_sent_when_what_was_approved_is_no_longer_so(
    approved: Desk, change: dict[str, object]
) -> None:
    claimed = approved.ready()
    approved.change(PostVersion, **change)

    assert not approved.do(steps.intend, claimed, now=NOW)
    assert approved.do(steps.disapproved, claimed, now=NOW)
    assert (approved.row().state, approved.row().intent_at) == (P.CANCELLED, None)


def test_nothing_is_sent_when_other_bytes_were_handed_over(approved: Desk) -> None:
    claimed = approved.claim()
    approved.do(steps.prepared, claimed, "c1", "0" * 64, now=NOW)

    assert not approved.do(steps.intend, claimed, now=NOW)


def test_what_is_still_approved_is_not_laid_down(approved: Desk) -> None:
    claimed = approved.ready()

    assert not approved.do(steps.disapproved, claimed, now=NOW)
    assert approved.do(steps.intend, claimed, now=NOW)


# ------------------------------------------------------------------------------------- dispatch
def test_each_publication_gets_one_job_however_often_the_dispatcher_looks(alone: Desk) -> None:
    assert alone.do(services.enqueue_due, now=NOW) == 1
    assert alone.do(services.enqueue_due, now=NOW) == 0


STILL, MOVED = {"updated_at": NOW}, {"updated_at": LATER - timedelta(seconds=3)}
NEEDS = [
    ("due", P.QUEUED, {}, 1),
    ("not due", P.QUEUED, {"due_at": LATER + timedelta(seconds=1)}, 0),
    ("held", P.QUEUED, {"hold_reason": Hold.TOKEN}, 0),
    ("being prepared now", P.PREPARING, MOVED, 0),
    ("preparation stands still", P.PREPARING, STILL, 1),
    ("sending stands still", P.PUBLISHING, STILL, 1),
    ("ready stands still", P.READY, {**STILL, "container": "c1"}, 1),
    ("waits for a hand", P.READY, STILL, 0),
    ("a look is due", P.UNCONFIRMED, {"look_at": LATER}, 1),
    ("no look is due", P.UNCONFIRMED, {}, 0),
    ("the link is missing", P.PUBLISHED, {"look_at": NOW}, 1),
    ("the link is there", P.PUBLISHED, {}, 0),
    ("failed", P.FAILED, {}, 0),
    ("cancelled", P.CANCELLED, {}, 0),
]


def test_the_dispatcher_makes_jobs_for_what_needs_one(alone: Desk) -> None:
    plain = {"due_at": NOW, "hold_reason": None, "look_at": None, "container": "", **MOVED}
    for sentence, state, columns, jobs in NEEDS:
        alone.put(state, **{**plain, **columns})

        assert alone.do(services.enqueue_due, now=LATER) == jobs, sentence
        with alone.house.sessions.begin() as session:
            session.execute(text("DELETE FROM procrastinate_jobs"))
