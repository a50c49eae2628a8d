"""A worker paused for longer than the takeover's limit, which wakes unaware of it, and one that is told to end."""

import psycopg
import pytest

from evidence.core import clock
from evidence.core.db import libpq
from evidence.publish import services
from evidence.publish.tasks import CALL_FOLLOWS
from tests import factories
from tests.publish import holds
from tests.publish.newsroom import Batch, Newsroom
from tests.publish.tally import all_at_rest, history, tally
from tests.waiting import until

CROWD = 6
INTENT = "new.state = 'publishing' AND old.state = 'ready'"


@pytest.mark.prove
def test_a_worker_paused_between_intent_and_call_does_not_make_the_call_when_it_wakes(room: Newsroom) -> None:
    with holds.commit(room.databases.owner_url, INTENT) as hold, room.worker() as sleeper:
        batch = room.approve(CROWD)
        until(lambda: hold.count() == CROWD, 60)
        with room.worker(wait=False):
            sleeper.pause()
            fell_asleep = clock.now()
            hold.let_go()
            until(lambda: room.states(batch) == {"unconfirmed"}, 60)
            say_that_nothing_is_there(room, batch)
            until(lambda: room.states(batch) == {"published"}, 60)
            until(lambda: clock.now() - fell_asleep > CALL_FOLLOWS)

            sleeper.wake()
            until(lambda: sleeper.log.read_text(encoding="utf-8").count("terlambat") == CROWD, 60)

    found = tally(room, batch)
    assert (found.posts, found.doubled, found.lost) == (CROWD, 0, 0), history(room.publications(batch))


def say_that_nothing_is_there(room: Newsroom, batch: Batch) -> None:
    """The lurah looks at each account three minutes later, sees nothing and says so."""
    with room.owner() as owner:
        owner.execute(
            "UPDATE publications SET intent_at = intent_at - interval '3 minutes' WHERE post_id = %s",
            (batch.post,),
        )
    lurah = room.house.actor(factories.LURAH)
    for row in room.publications(batch):
        with room.house.sessions.begin() as session:
            services.settle(session, session.merge(row), by=lurah, posted=False, link="", now=clock.now())


@pytest.mark.prove
def test_a_worker_paused_while_its_call_is_held_still_brings_the_answer(room: Newsroom) -> None:
    with holds.call(room.practice, "publish", CROWD) as hold, room.worker() as sleeper:
        batch = room.approve(CROWD)
        until(lambda: hold.count() == CROWD, 60)
        with room.worker(wait=False):
            sleeper.pause()
            until(lambda: room.states(batch) == {"unconfirmed"}, 60)

            hold.let_go()
            sleeper.wake()
            until(lambda: room.states(batch) == {"published"}, 60)

    found = tally(room, batch)
    assert (found.posts, found.doubled, found.lost) == (CROWD, 0, 0), history(room.publications(batch))


@pytest.mark.prove
def test_a_call_that_arrives_after_a_person_had_it_sent_again_makes_no_second_post(room: Newsroom) -> None:
    with holds.call(room.practice, "publish", CROWD) as hold:
        with room.worker() as doomed:
            batch = room.approve(CROWD)
            until(lambda: hold.count() == CROWD, 60)
            doomed.kill()
        with room.worker():
            until(lambda: room.states(batch) == {"unconfirmed"}, 60)
            say_that_nothing_is_there(room, batch)
            until(lambda: room.states(batch) == {"published"}, 60)

            hold.let_go()
            until(lambda: room.practice.held("publish") == 0)

    found = tally(room, batch)
    assert (found.posts, found.doubled, found.lost) == (CROWD, 0, 0), history(room.publications(batch))


@pytest.mark.prove
def test_a_worker_paused_inside_a_transaction_keeps_others_waiting_and_nothing_is_sent_twice(
    room: Newsroom,
) -> None:
    with holds.change(room.databases.owner_url, INTENT) as hold, room.worker() as sleeper:
        batch = room.approve(CROWD)
        until(lambda: hold.count() == CROWD, 60)
        with room.worker():
            sleeper.pause()
            hold.let_go()
            until(lambda: blocked(room) == CROWD, 60)

            sleeper.wake()
            until(lambda: all_at_rest(room.publications(batch)), 60)

    found = tally(room, batch)
    assert (found.doubled, found.lost, found.stuck) == (0, 0, 0)
    assert found.published + found.unconfirmed == CROWD, history(room.publications(batch))
    assert found.posts == found.published


def blocked(room: Newsroom) -> int:
    """How many transactions wait for a row that another one has."""
    with room.owner() as owner:
        found = owner.execute(
            "SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype IN ('transactionid', 'tuple') AND NOT granted"
        ).fetchone()
    return int(found[0]) if found else 0


@pytest.mark.prove
def test_sigterm_lets_a_worker_finish_what_it_has_begun_and_begin_nothing_more(room: Newsroom) -> None:
    with holds.call(room.practice, "publish", 3) as hold, room.worker() as ending:
        begun = room.approve(3)
        until(lambda: hold.count() == 3, 60)

        ending.end()
        until(lambda: "worker ends" in ending.log.read_text(encoding="utf-8"))
        after = room.approve(3)
        hold.let_go()

        assert ending.status() == 0
    assert (room.states(begun), room.states(after)) == ({"published"}, {"queued"})


@pytest.mark.prove
def test_a_container_that_grew_too_old_while_no_worker_lived_is_replaced(room: Newsroom) -> None:
    with holds.change(room.databases.owner_url, INTENT) as hold, room.worker() as doomed:
        batch = room.approve(2)
        until(lambda: hold.count() == 2, 60)
        doomed.kill()
        hold.let_go()
    with psycopg.connect(libpq(room.databases.practice_url), autocommit=True) as network:
        network.execute("UPDATE practice.containers SET created = created - interval '25 hours'")

    with room.worker():
        until(lambda: room.states(batch) == {"published"}, 60)

    assert (tally(room, batch).posts, tally(room, batch).doubled) == (2, 0)
