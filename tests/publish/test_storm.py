"""Workers killed at random points on every network, with faults: a short storm for every change."""

from collections.abc import Iterator

import pytest

from evidence.embedded import Store
from tests.clusters import Cluster
from tests.publish.pressroom import Pressroom, pressroom
from tests.publish.storm import history, storm, tally


@pytest.fixture(scope="module")
def room(cluster: Cluster, store: Store) -> Iterator[Pressroom]:
    with pressroom(cluster.create_database(), store, EVIDENCE_PACE="200") as found:
        yield found


def test_nothing_is_lost_doubled_altered_or_stuck_in_a_short_storm(room: Pressroom) -> None:
    crew = storm(room, publications=24, kills=3, seed=2711, faults=0.06)

    rows = room.rows()
    found = tally(room, rows)
    assert (crew.kills, found.publications) == (3, 24)
    assert (found.lost, found.doubled, found.altered, found.stuck) == (0, 0, 0, 0), history(room, rows)
    assert found.published + found.left + found.failed == 24, history(room, rows)
