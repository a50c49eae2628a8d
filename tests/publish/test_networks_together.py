"""Every network at once, by real workers: what was approved stands there once, and looks as the network shows it."""

from collections.abc import Iterator

import pytest

from evidence.embedded import Store
from evidence.publish.models import PublicationState as P
from tests.clusters import Cluster
from tests.publish.pressroom import Pressroom, pressroom
from tests.waiting import until


@pytest.fixture(scope="module")
def room(cluster: Cluster, store: Store) -> Iterator[Pressroom]:
    with pressroom(cluster.create_database(), store) as found:
        yield found


@pytest.mark.prove
def test_one_approval_stands_once_on_each_network_with_exactly_the_approved_bytes(room: Pressroom) -> None:
    opened = [room.open(network) for network in room.press.stations]
    room.approve(*opened)

    with room.worker():
        until(
            lambda: (
                {row.state for row in room.rows()} == {P.PUBLISHED} and all(r.permalink for r in room.rows())
            ),
            40,
        )

    for row in room.rows():
        (post,) = room.posted(row)
        assert post.images == (row.version.image_sha256,)
