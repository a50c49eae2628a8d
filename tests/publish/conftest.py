"""Newsrooms for the tests of this folder that need real workers."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from evidence.embedded import Store
from tests.clusters import Cluster
from tests.publish.newsroom import Newsroom, newsroom
from tests.publish.relay import Relay


@pytest.fixture(scope="module")
def room(cluster: Cluster, store: Store) -> Iterator[Newsroom]:
    """A newsroom without a worker."""
    with newsroom(cluster.create_database(), store) as found:
        yield found


@pytest.fixture(scope="module")
def relay(room: Newsroom) -> Iterator[Relay]:
    """A newsroom with one worker at work."""
    with ExitStack() as stack:
        yield Relay(room, stack)
