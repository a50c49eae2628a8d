"""A person with a browser: goes where they press, waits as they would, and never meets a page wider than the screen."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.serving import RunningHouse
from tests.waiting import until

ENOUGH_SECONDS = 45.0


class Visitor:
    """One person at ``page``. Without ``scripts`` they reload by hand instead of seeing the page renew itself."""

    def __init__(self, page: Page, served: RunningHouse, *, scripts: bool = True) -> None:
        self.page = page
        self.scripts = scripts
        self._served = served

    @property
    def path(self) -> str:
        """Where they are."""
        return urlsplit(self.page.url).path

    def sign_in(self, username: str) -> None:
        """Come in by the front door."""
        self.open("/")
        self.page.get_by_label("Nama pengguna").fill(username)
        self.page.get_by_label("Kata sandi", exact=True).fill(self._served.password)
        self.press("Masuk")

    def open(self, path: str) -> None:
        """Go to an address of the house."""
        self.page.goto(self._served.url + path)
        self.look()

    def press(self, name: str, *, within: str = "main") -> None:
        """Tap the button or the link called ``name``, and look at the page that comes."""
        with self.page.expect_navigation():
            self.one(name, within=within).tap()
        self.look()

    def one(self, name: str, *, within: str = "main") -> Locator:
        """The button or link called ``name`` that is shown; its name may say more than that."""
        place = self.page.locator(within)
        said = re.compile(rf"^{re.escape(name)}\b")
        return (
            place.get_by_role("button", name=said)
            .or_(place.get_by_role("link", name=said))
            .filter(visible=True)
            .first
        )

    def agree(self, name: str) -> None:
        """Tap ``name``; where scripts run a sheet asks once more, and its button is tapped as well."""
        with self.page.expect_navigation():
            self.one(name).tap()
            if self.scripts:
                self.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).tap()
        self.look()

    def tick(self, *words: str) -> None:
        """Tick the boxes whose words begin so."""
        for each in words:
            self.page.get_by_label(re.compile(f"^{re.escape(each)}")).check()

    def answer(self, words: str, questions: int) -> None:
        """Choose the answer of those words at each of so many questions."""
        choices = self.page.get_by_role("radio", name=words, exact=True)
        expect(choices).to_have_count(questions)
        for each in choices.all():
            each.check()

    def wait_for(self, seen: Locator) -> None:
        """Wait until ``seen`` is there: the page renews itself, or is reloaded."""
        if self.scripts:
            seen.first.wait_for(timeout=ENOUGH_SECONDS * 1000)
        else:
            until(lambda: seen.count() or (self.page.reload() and seen.count()), ENOUGH_SECONDS, every=0.3)
        self.look()

    def look(self) -> None:
        """AssertionError when the page is wider than the screen."""
        screen = self.page.viewport_size
        assert screen
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide == screen["width"], f"{self.path} is {wide} wide on a screen of {screen['width']}"
