"""A city for the tests of this folder, with units that can be connected to a network."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from evidence.embedded import Store
from tests.accounts.city import City, city_on
from tests.clusters import Cluster
from tests.house import House, furnished


@pytest.fixture
def city(house: House) -> Iterator[City]:
    """The house of a test with a network beside it."""
    with city_on(house) as found:
        yield found


@pytest.fixture
def admin(house: House) -> FlaskClient:
    """A browser of the city's admin."""
    return house.client("admin")


@pytest.fixture
def secure(cluster: Cluster, store: Store) -> Iterator[House]:
    """A house with two keys for tokens, of which the first is new."""
    with furnished(cluster, store) as found:
        yield found
