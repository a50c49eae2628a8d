"""When somebody has to look, and how the log is told."""

import uuid
from datetime import timedelta

import pytest

from evidence.accounts.models import AccountState
from evidence.core.jobs import PUBLISH, QUEUES, RENDER
from evidence.core.signs import Sign
from evidence.publish import telling
from evidence.publish.alerts import OF_A_UNIT, Alert, Cause, alerts, for_units
from evidence.publish.needs import Need
from evidence.publish.queue import Accounts, Picture, Standing
from evidence.publish.waiting import Waits
from tests.house import MOJO, House
from tests.publish.desk import NOW

MINUTE = timedelta(minutes=1)


def worker(silent: float = 1.0, *queues: str) -> Sign:
    return Sign(queues or QUEUES, NOW - timedelta(hours=3), timedelta(seconds=silent))


def seen(
    *standings: Standing, workers: tuple[Sign, ...] = (worker(),), accounts: tuple[Accounts, ...] = ()
) -> Picture:
    """The picture of a house in which all is well but for what is told."""
    return Picture(NOW, (), standings, (), (), accounts, (), workers)


def standing(state: str, since: timedelta, network: str = "practice", count: int = 2) -> Standing:
    return Standing(network, state, count, NOW - since)


def causes(picture: Picture) -> list[str]:
    return [each.name for each in alerts(picture)]


@pytest.mark.parametrize(
    ("state", "since", "found"),
    [
        ("unconfirmed", 4 * MINUTE, []),
        ("unconfirmed", 5 * MINUTE, ["unconfirmed"]),
        ("failed", timedelta(0), ["failed"]),
        ("stray", timedelta(0), ["stray"]),
        ("held", timedelta(0), ["held"]),
        ("withdraw_failed", timedelta(0), ["withdraw_failed"]),
        ("queued", 9 * MINUTE, []),
        ("queued", 10 * MINUTE, ["late"]),
        # What its account or its hour holds back waits for nobody.
        ("resting", 60 * MINUTE, []),
        ("scheduled", -60 * MINUTE, []),
        ("by_hand", 60 * MINUTE, []),
        ("preparing", 60 * MINUTE, []),
    ],
)
def test_each_state_is_told_of_after_its_own_patience(state: str, since: timedelta, found: list[str]) -> None:
    assert causes(seen(standing(state, since))) == found


def test_networks_are_counted_together_and_the_oldest_of_them_counts() -> None:
    picture = seen(standing("failed", MINUTE), standing("failed", 3 * MINUTE, "x", 5))

    assert alerts(picture) == [Alert(Cause.FAILED, 7, NOW - 3 * MINUTE)]


@pytest.mark.parametrize(
    ("workers", "found"),
    [
        ((worker(59),), []),
        ((worker(60),), ["no_worker:render", "no_worker:publish"]),
        ((worker(400, RENDER), worker(1, PUBLISH)), ["no_worker:render"]),
        # One that died is nothing as long as another one works.
        ((worker(400, PUBLISH), worker(1)), []),
        ((), ["no_worker:render", "no_worker:publish"]),
    ],
)
def test_a_queue_that_no_worker_serves_is_told_of_after_a_minute(
    workers: tuple[Sign, ...], found: list[str]
) -> None:
    assert causes(seen(workers=workers)) == found


def test_an_account_that_must_be_connected_again_is_told_of_at_once() -> None:
    told = (
        Accounts("practice", AccountState.CONNECTED.value, 4),
        Accounts("practice", AccountState.NEEDS_RECONNECT.value, 1),
    )

    assert causes(seen(accounts=told)) == ["reconnect"]
    assert causes(seen(accounts=told[:1])) == []


def test_what_is_worst_stands_first() -> None:
    picture = seen(standing("queued", 20 * MINUTE), standing("unconfirmed", 20 * MINUTE), workers=())

    assert causes(picture) == ["no_worker:render", "no_worker:publish", "unconfirmed", "late"]


def test_a_units_people_are_told_of_their_own_after_the_same_patience() -> None:
    rows = [
        Waits(MOJO, uuid.uuid4(), uuid.uuid4(), need, "", NOW - minutes * MINUTE)
        for need, minutes in ((Need.UNCONFIRMED, 4), (Need.UNCONFIRMED, 6), (Need.HELD, 0), (Need.FAILED, 0))
    ]

    told = for_units(rows, now=NOW)

    assert [(each.unit_code, each.cause, each.publication_id) for each in told] == [
        (MOJO, cause, row.publication_id)
        for cause, row in zip((Cause.UNCONFIRMED, Cause.HELD, Cause.FAILED), rows[1:], strict=True)
    ]
    assert OF_A_UNIT.keys() == set(Need)


# ------------------------------------------------------------------------------------------- the log
def test_the_log_is_told_once_an_hour_by_whoever_notices_first(
    shared: House, caplog: pytest.LogCaptureFixture
) -> None:
    found = [Alert(Cause.FAILED, 2, NOW), Alert(Cause.NO_WORKER, 1, None, PUBLISH)]

    for minutes in (0, 1, 59, 60, 61):
        with shared.sessions.begin() as session:
            telling.tell(session, found, now=NOW + minutes * MINUTE)

    told = [vars(line) for line in caplog.records if line.name == telling.__name__]
    assert [(line["message"], line["alert"], line.get("queue")) for line in told] == [
        ("alert", "failed", None),
        ("alert", "no_worker", "publish"),
    ] * 2
