"""The lurah of Mojo with a phone of their own, on a line that can be made a bad one."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.line import Line, line_to
from tests.browser.phone import Phone, phone_at
from tests.program import Program
from tests.serving import RunningHouse


@pytest.fixture
def line(served: RunningHouse) -> Iterator[Line]:
    """What lies between the phone and the house."""
    with line_to(served.url) as found:
        yield found


@pytest.fixture
def phone(driver: Playwright, tmp_path: Path, line: Line, served: RunningHouse) -> Iterator[Phone]:
    """The phone, on which the lurah has signed in."""
    with phone_at(driver, tmp_path / "phone", line.url) as found:
        found.sign_in("lurah.mojo", served.password)
        yield found


@pytest.fixture
def house(served: RunningHouse) -> Iterator[Program]:
    """What the house says itself, over a good line."""
    with closing(Program(served, "lurah.mojo")) as found:
        yield found
