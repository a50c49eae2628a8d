"""What networks count of a post: when it is looked at, and that nothing is made up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest

from evidence.core import clock
from evidence.publish import figures
from evidence.publish.figures import AGES, look_again, next_look
from evidence.publish.models import Figures
from evidence.publish.models import PublicationState as P
from tests.practice.serving import Account, Running
from tests.publish.aftermath import afterwards, published
from tests.publish.desk import NOW, Desk
from tests.publish.newsroom import Newsroom
from tests.waiting import until

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# ------------------------------------------------------------------------------------------- when
def test_a_post_is_looked_at_ever_more_rarely_and_then_left_alone() -> None:
    looked, now = [], NOW
    while (at := next_look(NOW, now)) is not None:
        looked.append(at - NOW)
        now = at

    assert looked == [HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY] == list(AGES)
    assert next_look(NOW, NOW, pace=3600.0) == NOW + timedelta(seconds=1)


LATER = {
    "it does not say when": (NOW + DAY, None, NOW + DAY + HOUR),
    "it asks for a moment": (NOW + DAY, 5.0, NOW + DAY + HOUR),
    "it asks for long": (NOW + DAY, 7200.0, NOW + DAY + 2 * HOUR),
    "the next time comes sooner": (NOW + 3 * DAY - HOUR / 2, None, NOW + 3 * DAY),
    "it asks for more than until the next time": (NOW + 3 * DAY - HOUR, 7200.0, NOW + 3 * DAY + HOUR),
    "after the last time there is a day more": (NOW + 30 * DAY, None, NOW + 30 * DAY + HOUR),
    "and then an end": (NOW + 31 * DAY, None, None),
}


@pytest.mark.parametrize("case", LATER)
def test_a_busy_network_is_asked_a_little_later(case: str) -> None:
    now, retry_after, at = LATER[case]

    assert look_again(NOW, now, retry_after) == at


# ------------------------------------------------------------------------------------------- what
def seen(approved: Desk) -> list[Figures]:
    """What was seen of the publication, the newest first."""
    ident = approved.row().id
    return list(approved.do(figures.of, [ident])[ident])


def told(row: Figures) -> Mapping[str, int | None]:
    return {name: getattr(row, name) for name in figures.COUNTED}


def look(approved: Desk, age: timedelta = HOUR) -> None:
    """Let the post be that old, and a worker make its round."""
    now = clock.now()
    approved.put(approved.row().state, posted_at=now - age, figures_at=now)
    afterwards(approved.house).look()


def test_what_the_network_counts_is_kept_with_its_time_and_looked_at_again(
    approved: Desk, practice: Running
) -> None:
    post = published(approved)
    practice.counted(post, likes=3, shares=1)
    look(approved)
    practice.counted(post, likes=5, views=40)
    look(approved, DAY)

    newest, first = seen(approved)
    assert told(first) == {"likes": 3, "comments": 0, "shares": 1, "views": 0, "reach": None}
    assert told(newest) == {"likes": 5, "comments": 0, "shares": 1, "views": 40, "reach": None}
    assert first.seen_at < newest.seen_at
    assert waits(approved) == 3 * DAY


def waits(approved: Desk) -> timedelta | None:
    """How old the post will be at the next look."""
    row = approved.row()
    assert row.posted_at is not None
    return row.figures_at - row.posted_at if row.figures_at else None


def test_a_young_post_is_left_alone_for_an_hour(approved: Desk, practice: Running) -> None:
    published(approved)
    before = practice.call("GET", "/api/faults").json()["calls"]["figures"]

    afterwards(approved.house).look()

    assert practice.call("GET", "/api/faults").json()["calls"]["figures"] == before
    assert waits(approved) == HOUR


def test_the_last_look_is_the_last(approved: Desk) -> None:
    published(approved)

    look(approved, 30 * DAY)

    assert (len(seen(approved)), waits(approved)) == (1, None)


@dataclass(frozen=True)
class Telling:
    """A network that counts what it is told to."""

    counted: Mapping[str, object]
    by_hand: bool = False

    def figures(self, _access: object, _remote_id: str) -> Mapping[str, object]:
        return self.counted


def test_what_is_missing_stays_missing_and_nonsense_is_left_out(approved: Desk) -> None:
    published(approved)
    answers: list[tuple[Mapping[str, object], Mapping[str, int | None] | None]] = [
        ({}, None),
        ({"likes": -1, "comments": True, "shares": "7", "views": 2**60, "mana": 3}, None),
        ({"reach": 0}, {"likes": None, "comments": None, "shares": None, "views": None, "reach": 0}),
    ]
    for counted, kept in answers:
        before = len(seen(approved))
        approved.put(P.PUBLISHED, posted_at=clock.now() - HOUR, figures_at=clock.now())
        afterwards(approved.house, networks={"practice": Telling(counted)}).look()

        assert [told(each) for each in seen(approved)[: len(seen(approved)) - before]] == (
            [] if kept is None else [kept]
        )


@pytest.mark.parametrize("kind", ["fail", "lose_answer", "throttle"])
def test_a_failure_only_waits(approved: Desk, remote: Account, practice: Running, kind: str) -> None:
    published(approved)
    practice.fault("figures", kind, times=1, seconds=3600, account=remote.id)
    began = clock.now()

    look(approved)

    row = approved.row()
    assert seen(approved) == []
    assert (row.state, row.last_error, row.account.state) == (P.PUBLISHED, "", "connected")
    assert row.figures_at is not None
    assert HOUR <= row.figures_at - began < 1.1 * HOUR


def test_a_refused_token_waits_for_the_next_time(approved: Desk, remote: Account, practice: Running) -> None:
    published(approved)
    practice.call("DELETE", f"/api/accounts/{remote.id}/tokens")

    look(approved)

    assert (seen(approved), waits(approved), approved.row().account.state) == ([], DAY, "connected")


def test_a_post_that_is_gone_at_the_network_is_kept_as_gone(approved: Desk, remote: Account) -> None:
    post = published(approved)
    remote.call("DELETE", f"/api/posts/{post}")

    look(approved)

    (found,) = seen(approved)
    assert found.gone
    assert set(told(found).values()) == {None}
    assert approved.row().state is P.PUBLISHED


def test_what_is_not_out_is_not_looked_at(approved: Desk, practice: Running) -> None:
    published(approved)
    calls = practice.call("GET", "/api/faults").json()["calls"]["figures"]
    for state in (P.WITHDRAWING, P.WITHDRAWN, P.UNCONFIRMED, P.CANCELLED):
        approved.put(state)
        look(approved)

        assert approved.row().figures_at is None, state
    approved.put(P.PUBLISHED, remote_id=None)
    look(approved)

    assert practice.call("GET", "/api/faults").json()["calls"]["figures"] == calls
    assert seen(approved) == []


# ----------------------------------------------------------------------------------- a real worker
@pytest.mark.prove
def test_a_worker_looks_by_itself_and_keeps_no_transaction_open_meanwhile(room: Newsroom) -> None:
    with room.worker(EVIDENCE_PACE="3600"):
        batch = room.approve(1)
        room.practice.fault("figures", "hold", times=1)
        until(lambda: room.practice.held("figures") == 1, 60)
        with room.owner() as owner:
            open_ones = owner.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
                " AND datname = current_database() AND now() - xact_start > interval '0.5 seconds'"
            ).fetchone()
        room.practice.clear()
        (row,) = room.publications(batch)
        until(lambda: kept(room, row.id), 60)

    assert open_ones == (0,)


def kept(room: Newsroom, ident: object) -> bool:
    with room.house.sessions() as session:
        return bool(figures.of(session, [ident])[ident])  # type: ignore[index, list-item]
