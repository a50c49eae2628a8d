"""Workers killed with -9 in the middle of taking posts down: all of them go, and nobody is forgotten."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from evidence.embedded import Store
from evidence.publish.models import PublicationState as P
from tests.clusters import Cluster
from tests.publish import holds
from tests.publish.newsroom import Batch, Newsroom, newsroom
from tests.publish.relay import Relay
from tests.publish.tally import history
from tests.waiting import until

CROWD = 6


@pytest.fixture(scope="module")
def relay(cluster: Cluster, store: Store) -> Iterator[Relay]:
    """A newsroom of its own in which nobody waits for seconds to try again."""
    with newsroom(cluster.create_database(), store, EVIDENCE_PACE="20") as room, ExitStack() as stack:
        yield Relay(room, stack)


def out(batch: Batch) -> int:
    """How many posts are still on the network."""
    return sum(len(account.posts()) for account in batch.accounts.values())


def published(room: Newsroom) -> Batch:
    batch = room.approve(CROWD)
    until(lambda: all(row.state is P.PUBLISHED and row.permalink for row in room.publications(batch)), 60)
    return batch


# Before the network acts, after it acted and before its answer arrives, and with the answer in the worker's hands.
MIDDLES: dict[str, Callable[[Newsroom], object]] = {
    "call received": lambda room: holds.call(room.practice, "withdraw", CROWD),
    "taken down": lambda room: holds.call(room.practice, "withdraw", CROWD, "hold_answer"),
    "answer received": lambda room: holds.change(room.databases.owner_url, "new.state = 'withdrawn'"),
}


@pytest.mark.prove
@pytest.mark.parametrize("middle", MIDDLES)
def test_a_worker_killed_in_the_middle_leaves_nothing_out_and_nobody_waiting(
    relay: Relay, middle: str
) -> None:
    room = relay.room
    with MIDDLES[middle](room) as hold:  # type: ignore[attr-defined]
        batch = published(room)
        room.withdraw(batch)
        until(lambda: hold.count() == CROWD, 60)
        relay.worker.kill()
        relay.worker = relay.start()
        hold.let_go()
        until(lambda: room.states(batch) == {"withdrawn"}, 60)

    rows = room.publications(batch)
    assert out(batch) == 0, history(rows)
    assert all([each.new for each in row.attempts].count("withdrawn") == 1 for row in rows), history(rows)
    # One try of the dead worker and one of its heir.
    assert {row.refusals for row in rows} == {2}
