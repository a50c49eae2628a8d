"""A worker that stands still between its intent and its call, on every network at once."""

from collections.abc import Iterator

import pytest

from evidence.core import clock
from evidence.embedded import Store
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.tasks import CALL_FOLLOWS
from tests.clusters import Cluster
from tests.publish import holds
from tests.publish.pressroom import Pressroom, pressroom
from tests.publish.storm import history
from tests.waiting import until

INTENT = "new.state = 'publishing' AND old.state = 'ready'"
# Networks that make one post of a call and its repetition.
FENCED = {"mastodon", "bluesky"}


@pytest.fixture(scope="module")
def room(cluster: Cluster, store: Store) -> Iterator[Pressroom]:
    with pressroom(cluster.create_database(), store, EVIDENCE_PUBLISH_CONCURRENCY="20") as found:
        yield found


def test_a_worker_that_wakes_after_it_was_taken_over_posts_nothing_twice(room: Pressroom) -> None:
    opened = [room.open(network) for network in room.press.stations]
    with room.worker() as sleeper:
        with holds.commit(room.databases.owner_url, INTENT) as hold:
            caption = room.approve(*opened)
            until(lambda: hold.count() == len(opened), 60)
            sleeper.pause()
            hold.let_go()

        def rows() -> list[Publication]:
            return [row for row in room.rows() if row.version.caption == caption]

        until(lambda: {row.state for row in rows()} == {P.PUBLISHING})
        with room.worker():
            until(lambda: {row.state for row in rows()} <= {P.UNCONFIRMED, P.PUBLISHED}, 60)
            # As long as its call may still follow its intent, it would be right to make it.
            late = max(row.intent_at for row in rows() if row.intent_at) + 2 * CALL_FOLLOWS
            until(lambda: clock.now() > late, 30)
            sleeper.wake()
            # Its threads go on where they stood, and it ends when they are done.
            sleeper.end()
            assert sleeper.status() == 0

    posts = {row.network: len(room.posted(row)) for row in rows()}
    states = {row.network: row.state for row in rows()}
    assert posts == {network: int(network in FENCED) for network in room.press.stations}, history(
        room, rows()
    )
    assert states == {
        network: P.PUBLISHED if network in FENCED else P.UNCONFIRMED for network in room.press.stations
    }
