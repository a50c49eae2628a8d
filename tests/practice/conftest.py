"""One practice network for all tests of this folder; each test works on an account of its own."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from tests.practice.serving import Account, Running, running


@pytest.fixture(scope="session")
def practice_database_url(cluster: Any) -> str:
    """The login of the practice network on a database of its own."""
    return str(cluster.create_database().practice_url)


@pytest.fixture(scope="session")
def practice_server(practice_database_url: str) -> Iterator[Running]:
    """A practice network on a real socket."""
    with running(practice_database_url) as server:
        yield server


@pytest.fixture
def practice(practice_server: Running) -> Iterator[Running]:
    """The practice network, behaving well again after the test."""
    yield practice_server
    practice_server.clear()


@pytest.fixture
def account(practice: Running) -> Account:
    """A new account on it."""
    return practice.open(f"kel.{secrets.token_hex(5)}")
