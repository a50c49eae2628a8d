"""Phones that a test chooses itself, and pictures of what they show."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests.browser import pictures
from tests.browser.axe import violations
from tests.browser.phone import Phone, phone_at
from tests.browser.survey import SMALL_TARGETS
from tests.serving import RunningHouse


class Phones:
    """Phones that differ in what they have; each belongs to the lurah of Mojo."""

    def __init__(self, driver: Playwright, folder: Path, served: RunningHouse) -> None:
        self._driver, self._folder, self._served = driver, folder, served
        self._open: list[Any] = []

    def one(self, **more: Any) -> Phone:
        context = phone_at(self._driver, self._folder / f"phone-{len(self._open)}", self._served.url, **more)
        self._open.append(context)
        phone: Phone = context.__enter__()
        phone.sign_in("lurah.mojo", self._served.password)
        return phone

    def close(self) -> None:
        for each in self._open:
            each.__exit__(None, None, None)


@pytest.fixture
def phones(driver: Playwright, tmp_path: Path, served: RunningHouse) -> Iterator[Phones]:
    with closing(Phones(driver, tmp_path, served)) as found:
        yield found


def keep(phone: Phone, name: str) -> None:
    """Keep a picture of the screen, on which nobody trips: not wider than the phone, sound, and with large targets."""
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 360
    assert violations(phone.page) == []
    assert phone.page.evaluate(SMALL_TARGETS) == []
    pictures.keep(name, phone.page.screenshot(), 360)
