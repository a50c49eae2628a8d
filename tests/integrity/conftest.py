"""What the tests of proof share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.embedded import Store
from tests.clusters import Cluster
from tests.integrity.city import City, sealed_city
from tests.integrity.sealing import WRITERS, Sealed, open_sealed


@pytest.fixture
def sealed(cluster: Cluster, tmp_path: Path) -> Iterator[Sealed]:
    """A database of one test."""
    found = open_sealed(cluster.create_database(), tmp_path, pool_size=WRITERS + 1)
    yield found
    found.close()
    cluster.drop(found.databases)


@pytest.fixture(scope="session")
def city(cluster: Cluster, store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """One sealed city; whoever changes it changes it back, or seals what was done."""
    with sealed_city(cluster, store, tmp_path_factory.mktemp("city")) as found:
        yield found
