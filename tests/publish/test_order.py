"""Who comes first on an account, how long an account rests, and what its quota lets in."""

from datetime import timedelta

import pytest

from evidence.adapters.networks.base import Quota, Refused, Remedy
from evidence.publish import ledger, refusals, services, steps
from evidence.publish.models import Hold
from evidence.publish.models import PublicationState as P
from tests import factories
from tests.house import House
from tests.publish.desk import NOW, Desk, desk

SOON = NOW + timedelta(seconds=30)


@pytest.fixture
def first(newsstand: House) -> Desk:
    """A publication that is due."""
    return desk(newsstand)


@pytest.fixture
def second(first: Desk) -> Desk:
    """Another one of the same account, planned a second later."""
    later = factories.approved(first.house, accounts=[first.account], now=NOW + timedelta(seconds=1))
    return Desk(first.house, later, first.account)


def claimed(asked: Desk) -> bool:
    return asked.do(steps.claim, asked.row().id, now=SOON) is not None


def enqueued(asked: Desk) -> int:
    return asked.do(services.enqueue_due, now=SOON, account_id=asked.account)


def test_what_was_planned_first_goes_first(first: Desk, second: Desk) -> None:
    assert not claimed(second)
    assert enqueued(first) == 1
    assert claimed(first)


def test_who_waits_a_moment_keeps_its_place(first: Desk, second: Desk) -> None:
    first.put(P.QUEUED, due_at=SOON + timedelta(minutes=4))

    assert not claimed(second)
    assert enqueued(first) == 0


@pytest.mark.parametrize(
    ("state", "columns"),
    [
        (P.QUEUED, {"due_at": SOON + timedelta(minutes=6)}),
        (P.QUEUED, {"due_at": SOON + timedelta(days=7)}),
        (P.QUEUED, {"hold_reason": Hold.FINDING}),
        (P.UNCONFIRMED, {}),
        (P.FAILED, {}),
        (P.READY, {"container": "c", "remote_id": "in the inbox"}),
    ],
)
def test_who_waits_long_or_for_a_person_is_overtaken(
    first: Desk, second: Desk, state: P, columns: dict[str, object]
) -> None:
    first.put(state, **columns)

    assert claimed(second)


def test_another_account_is_not_held_up(first: Desk) -> None:
    assert claimed(desk(first.house))


@pytest.mark.parametrize(
    ("remedy", "rests"),
    [(Remedy.WAIT, True), (Remedy.KEEP, True), (Remedy.ANEW, False), (Remedy.FAIL, False)],
)
def test_what_concerns_the_account_lets_all_of_it_wait(
    first: Desk, second: Desk, remedy: Remedy, rests: bool
) -> None:
    refusal = Refused("penuh", remedy, retry_after=600.0)

    first.do(refusals.refused, first.ready(), P.READY, refusal, now=NOW)

    assert claimed(second) is not rests
    assert enqueued(second) == 0


@pytest.mark.parametrize(("remedy", "kept"), [(Remedy.KEEP, "c1"), (Remedy.ANEW, ""), (Remedy.WAIT, "")])
def test_a_remedy_says_whether_the_container_is_used_again(first: Desk, remedy: Remedy, kept: str) -> None:
    first.do(refusals.refused, first.publishing(), P.PUBLISHING, Refused("belum siap", remedy), now=NOW)

    row = first.row()
    assert (row.state, row.container, row.intent_at) == (P.QUEUED, kept, None)


def test_an_account_that_its_network_holds_back_waits_for_a_person(first: Desk, second: Desk) -> None:
    first.do(refusals.refused, first.publishing(), P.PUBLISHING, Refused("dibatasi", Remedy.PAUSE), now=NOW)

    assert (first.row().state, first.row().hold_reason) == (P.QUEUED, Hold.PAUSED)
    assert not claimed(second)
    assert second.row().hold_reason is Hold.PAUSED


def test_the_quota_is_the_networks_word_less_what_was_sent_since(first: Desk) -> None:
    first.do(ledger.note, first.account, Quota(95, 100), now=NOW)
    assert first.do(ledger.left, first.account) == 5
    assert first.do(ledger.believed, first.account, now=SOON, pace=1.0)
    assert not first.do(ledger.believed, first.account, now=NOW + timedelta(minutes=11), pace=1.0)

    first.put(P.PUBLISHED, posted_at=SOON)

    assert first.do(ledger.left, first.account) == 4
    first.do(ledger.note, first.account, Quota(98, 100), now=SOON)
    assert not first.do(ledger.believed, first.account, now=SOON, pace=1.0)


def test_a_full_quota_waits_until_the_oldest_post_leaves_its_window(first: Desk) -> None:
    first.do(ledger.note, first.account, Quota(100, 100), now=NOW)
    assert first.do(ledger.room_at, first.account, now=NOW, pace=1.0) == NOW + timedelta(hours=1)

    first.put(P.PUBLISHED, posted_at=NOW - timedelta(hours=20))

    assert first.do(ledger.room_at, first.account, now=NOW, pace=1.0) == NOW + timedelta(hours=4)
