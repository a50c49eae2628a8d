"""Newsrooms for the tests of this folder that need real workers, and single desks for those that need none."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from evidence.embedded import Store
from tests.clusters import Cluster
from tests.house import House, furnished
from tests.practice.serving import Account, Running
from tests.publish.desk import Desk, desk_on
from tests.publish.newsroom import Newsroom, newsroom
from tests.publish.relay import Relay
from tests.publish.showroom import Showroom, showroom


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


@pytest.fixture(scope="module")
def newsstand(cluster: Cluster, store: Store, practice_server: Running) -> Iterator[House]:
    """One house on a practice network for a module: each test works on a post and an account of its own."""
    told = {"EVIDENCE_PRACTICE_URL": practice_server.url, "EVIDENCE_PRACTICE_KEY": practice_server.key}
    with furnished(cluster, store, **told) as found:
        yield found


@pytest.fixture(scope="module")
def outside(newsstand: House) -> Iterator[str]:
    """The address under which networks find us."""
    with newsstand.on_a_socket() as found:
        yield found


@pytest.fixture(scope="module")
def shows(cluster: Cluster, store: Store) -> Iterator[Showroom]:
    """A house on every network's test server, where posts are shown and sent."""
    with showroom(cluster, store) as found:
        yield found


@pytest.fixture
def remote(practice: Running) -> Account:
    """The unit's account on the practice network."""
    return practice.open(f"kel.{secrets.token_hex(5)}")


@pytest.fixture
def approved(newsstand: House, remote: Account) -> Desk:
    """A post approved for that account."""
    return desk_on(newsstand, remote)
