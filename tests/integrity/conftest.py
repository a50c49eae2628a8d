"""What the tests of proof share."""

from collections.abc import Iterator

import pytest

from evidence.embedded import Store
from tests.clusters import Cluster
from tests.integrity.city import City, sealed_city


@pytest.fixture(scope="session")
def city(cluster: Cluster, store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """One sealed city; whoever changes it changes it back, or seals what was done."""
    with sealed_city(cluster, store, tmp_path_factory.mktemp("city")) as found:
        yield found
