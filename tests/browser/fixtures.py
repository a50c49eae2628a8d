"""Pages in a real browser, as a person here has them: a phone of 360x740, Indonesian, Western Indonesia time."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.browser.chromium import chromium, driver_node

PHONE = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP = {"viewport": {"width": 1366, "height": 768}}
HERE = {"locale": "id-ID", "timezone_id": "Asia/Jakarta"}
PATIENCE_MS = 30_000
# What a test expects of a page has five seconds otherwise, whatever the page itself is given.
expect.set_options(timeout=PATIENCE_MS)

NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    """What drives browsers, for a module of tests.

    It does not live for the whole session: while it runs, its event loop belongs to this thread, and a test that
    starts a loop of its own would be refused.
    """
    os.environ.update(driver_node())
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(driver: Playwright) -> Iterator[Browser]:
    """One Chromium for a module of tests."""
    found = chromium()
    started = driver.chromium.launch(
        executable_path=found.program,
        args=list(found.arguments),
        env={**os.environ, **found.environment},
    )
    yield started
    started.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens pages, each for a new visitor: ``new_page()`` on a phone, ``new_page(desktop=True)``, and
    ``new_page(javascript=False)``. Other arguments go to Playwright's ``new_context``.

    A test fails at its end when a page wrote an error to the console, as a broken content-security policy or a
    missing file does, unless the page was opened with ``errors_expected=True``.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(
        *, desktop: bool = False, javascript: bool = True, errors_expected: bool = False, **more: object
    ) -> Page:
        device = DESKTOP if desktop else PHONE
        # A service worker answers before the test's own routes could; the phones that need one are made elsewhere.
        quiet = {"service_workers": "block", "java_script_enabled": javascript}
        context = browser.new_context(**{**device, **HERE, **quiet, **more})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()

        def note(message: ConsoleMessage) -> None:
            if message.type == "error":
                errors.append(f"{page.url}: {message.text}")

        if not errors_expected:
            page.on("console", note)
            page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not errors, "The browser reported errors:\n" + "\n".join(errors)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A phone at its first visit."""
    return new_page()
