"""A city for the tests of this folder, with units that can be connected to a network."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from evidence.accounts.models import PendingConnection, SocialAccount
from evidence.notices.models import Notice
from tests.accounts.city import City, city_on, forget_looks
from tests.house import House


@pytest.fixture
def city(shared: House) -> Iterator[City]:
    """The module's house with a network beside it, and no account yet."""
    forget_looks(shared)
    with shared.sessions.begin() as session:
        for table in (PendingConnection, Notice, SocialAccount):
            session.execute(delete(table))
    parts = shared.app.extensions["house"]
    with city_on(shared) as found:
        yield found
    shared.app.extensions["house"] = parts


@pytest.fixture
def admin(city: City) -> FlaskClient:
    """A browser of the city's admin."""
    return city.house.client("admin")
