"""An account of its own for each test of this folder."""

import secrets

import pytest

from tests.practice.serving import Account, Running


@pytest.fixture
def account(practice: Running) -> Account:
    """A new account on it."""
    return practice.open(f"kel.{secrets.token_hex(5)}")
