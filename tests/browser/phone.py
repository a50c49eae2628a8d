"""A lurah's phone: a Chromium with a profile of its own on the disk, a camera with a moving picture, and a place."""

import os
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, Playwright, expect
from playwright.sync_api import Error as BrowserError

from tests.browser.chromium import chromium
from tests.browser.fixtures import HERE, PATIENCE_MS, PHONE
from tests.waiting import until

# Pajang, where nobody lives in particular.
PLACE = {"latitude": -7.5713, "longitude": 110.7915, "accuracy": 12}
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
LONG_MS = 60_000


class Phone:
    """One phone at ``url``; it can be killed and opened again with all that it kept."""

    def __init__(self, driver: Playwright, folder: Path, url: str, **more: Any) -> None:
        self.url = url
        self._driver, self._folder, self._more = driver, folder, more
        self._context: BrowserContext | None = None
        self.open()

    def open(self) -> None:
        """Start the browser with what this phone has kept."""
        found = chromium()
        more = {"permissions": ["geolocation"], "geolocation": PLACE, "args": CAMERA, **self._more}
        arguments = [*found.arguments, *more.pop("args")]
        self._context = self._driver.chromium.launch_persistent_context(
            self._folder,
            executable_path=found.program,
            args=arguments,
            env={**os.environ, **found.environment},
            # A colour on its way to another one is no fault.
            **{**PHONE, **HERE, "reduced_motion": "reduce", **more},
        )
        self._context.set_default_timeout(PATIENCE_MS)

    def kill(self) -> None:
        """What a phone does that needs its memory for something else."""
        for process in psutil.process_iter(["cmdline"]):
            words = process.info["cmdline"] or []
            if f"--user-data-dir={self._folder}" in words and not any(w.startswith("--type=") for w in words):
                os.kill(process.pid, signal.SIGKILL)
                process.wait(20)
        self.close()

    def close(self) -> None:
        """Put it away; what it keeps stays in its folder."""
        if self._context:
            with suppress(BrowserError):
                self._context.close()
        self._context = None

    @property
    def context(self) -> BrowserContext:
        """The running browser."""
        assert self._context, "the phone is closed"
        return self._context

    @property
    def page(self) -> Page:
        """Its first tab."""
        return self.context.pages[0]

    def go(self, path: str) -> None:
        """Open an address of the house."""
        self.page.goto(self.url + path)

    def sign_in(self, username: str, password: str) -> None:
        """Come in by the front door, and wait until the phone has learned what it needs to know in the field."""
        self.fill_in(username, password)
        until(lambda: self.page.evaluate("navigator.serviceWorker.controller !== null"), 60)
        until(lambda: self.kept("facts"), 30)

    def fill_in(self, username: str, password: str) -> None:
        """Come in by the front door."""
        self.go("/masuk")
        self.page.get_by_label("Nama pengguna").fill(username)
        self.page.get_by_label("Kata sandi", exact=True).fill(password)
        self.page.get_by_label("Ini HP saya sendiri").check()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Masuk", exact=True).tap()

    def sign_out(self) -> None:
        """Leave by the button under Lainnya."""
        self.go("/lainnya")
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Keluar").tap()

    def camera(self) -> None:
        """Wait until the live picture runs."""
        expect(self.page.locator("#rana")).to_be_visible()
        until(lambda: self.page.evaluate("document.querySelector('#gambar-langsung').videoWidth > 0"), 20)

    def shoot(self, picture: bytes | None = None) -> None:
        """Take a still, or choose ``picture`` from the gallery, and wait until it is kept."""
        if picture is None:
            self.camera()
            self.page.locator("#rana").tap()
        else:
            file = FilePayload(name="IMG.jpg", mimeType="image/jpeg", buffer=picture)
            expect(self.page.locator("#layar-kamera")).to_be_visible(timeout=LONG_MS)
            self.page.locator("#galeri").set_input_files(file)
        expect(self.page.locator("#layar-hasil")).to_be_visible(timeout=LONG_MS)

    def begin(self, title: str, picture: bytes | None = None, *, opened: bool = False) -> None:
        """Begin an activity with its before photo."""
        if not opened:
            self.go("/lapangan#/baru")
        self.shoot(picture)
        self.page.get_by_role("button", name="Pakai ini").tap()
        self.page.get_by_label("Judul kegiatan").fill(title)
        self.page.get_by_role("button", name="Simpan kegiatan").tap()
        expect(self.page.get_by_role("status").filter(has_text="tersimpan di HP")).to_be_visible()

    def follow(self, stage: str, activity: str, picture: bytes | None = None) -> None:
        """Take another stage's photo of an activity."""
        self.go(f"/lapangan#/foto/{activity}/{stage}")
        self.page.reload()
        self.shoot(picture)
        self.page.get_by_role("button", name="Pakai ini").tap()
        expect(self.page.get_by_role("status").filter(has_text="tersimpan di HP")).to_be_visible()

    def kept(self, shelf: str = "photos") -> list[Mapping[str, Any]]:
        """What lies on one shelf of the phone's database, without the pictures themselves."""
        found: list[Mapping[str, Any]] = self.page.evaluate(
            """(shelf) => new Promise((resolve, reject) => {
                const open = indexedDB.open("bukti");
                open.onerror = () => reject(open.error);
                open.onsuccess = () => {
                    const db = open.result;
                    if (!db.objectStoreNames.contains(shelf)) return db.close(), resolve([]);
                    const all = db.transaction(shelf).objectStore(shelf).getAll();
                    all.onsuccess = () => {
                        db.close();
                        const size = (blob) => (blob ? blob.size : 0);
                        resolve(all.result.map((each) => ({...each, body: size(each.body), ghost: size(each.ghost)})));
                    };
                };
            })""",
            shelf,
        )
        return found

    @property
    def bar(self) -> Locator:
        """The bar that says what waits on this phone."""
        return self.page.locator("[data-outbox]")

    def emptied(self, seconds: float = 60) -> None:
        """Wait until nothing waits any more."""
        until(lambda: not self.kept(), seconds)

    def in_order(self) -> list[Mapping[str, Any]]:
        """The photos that wait, oldest first."""
        return sorted(self.kept(), key=lambda each: each["created"])

    def states(self) -> list[str]:
        """The states of what waits, oldest first."""
        return [each["state"] for each in self.in_order()]

    def says(self, words: str) -> None:
        """The page shows these words."""
        expect(self.page.get_by_text(re.compile(re.escape(words))).filter(visible=True).first).to_be_visible()


@contextmanager
def phone_at(driver: Playwright, folder: Path, url: str, **more: Any) -> Iterator[Phone]:
    """A phone, put away at the end."""
    found = Phone(driver, folder, url, **more)
    try:
        yield found
    finally:
        found.close()
