"""What phones get with and without HTTPS, as docs/operations.md says it; the proxy is the one that it names.

Chromium is told to trust the key of Caddy's own authority, which stands for a root that was installed on a phone. No
public name, no public authority and no real phone takes part.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.caddy import NAME, Front, ask, https_front
from tests.browser.phone import CAMERA, Phone, phone_at
from tests.browser.test_passkey import MAKE
from tests.browser.test_passkey import phone as with_a_finger
from tests.browser.visitor import Visitor
from tests.clusters import temporary_folder
from tests.program import photograph
from tests.serving import RunningHouse
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.prove]


@pytest.fixture(scope="module")
def front(served: RunningHouse) -> Iterator[Front]:
    with temporary_folder() as folder, https_front(served, folder / "caddy") as found:
        yield found


@pytest.fixture
def phone(driver: Playwright, tmp_path: Path, front: Front, served: RunningHouse) -> Iterator[Phone]:
    """The phone of the lurah of Mojo, which trusts the authority; signing in waits for its service worker."""
    args = (*CAMERA, *front.flags(trusting=True))
    with phone_at(driver, tmp_path / "phone", front.url, args=args) as found:
        found.sign_in("lurah.mojo", served.password)
        yield found


def test_answers_over_https_bind_the_phone_to_it(front: Front, phone: Phone) -> None:
    answer = ask(front, "/masuk")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert all("; Secure" in each for each in answer.headers.get_list("Set-Cookie"))
    kept = {each["name"]: each for each in phone.context.cookies()}
    assert kept["bukti"]["secure"]
    assert kept["bukti"]["httpOnly"]


def test_under_a_trusted_name_a_phone_has_camera_position_and_the_offline_page(phone: Phone) -> None:
    assert phone.page.evaluate("isSecureContext")
    phone.go("/lapangan#/baru")
    phone.camera()
    phone.says("Lokasi terbaca, ketelitian 12 m")
    phone.begin("Lewat HTTPS", opened=True)
    phone.emptied()

    phone.context.set_offline(True)
    phone.page.reload()
    phone.says("Sedang luring.")


def test_under_a_trusted_name_a_passkey_can_be_made(phone: Phone, served: RunningHouse) -> None:
    with_a_finger(phone.page)
    phone.go("/perangkat")
    person = Visitor(phone.page, served)
    person.press(MAKE)

    expect(phone.page.get_by_text("Kunci sandi dibuat.")).to_be_visible()
    person.agree("Hapus")


def test_past_the_browsers_warning_there_is_no_service_worker(
    driver: Playwright, tmp_path: Path, front: Front, served: RunningHouse
) -> None:
    args = (*CAMERA, *front.flags(trusting=False))
    with phone_at(driver, tmp_path / "phone", front.url, args=args, ignore_https_errors=True) as phone:
        phone.go("/masuk")
        told = phone.page.evaluate(
            "navigator.serviceWorker.register('/sw.js').then(() => 'registered', error => error.message)"
        )

    assert "SSL certificate error" in told


def test_without_https_a_phone_has_its_own_camera_and_sends_while_the_page_is_open(
    driver: Playwright, tmp_path: Path, front: Front, served: RunningHouse
) -> None:
    url = f"http://{NAME}:{urlsplit(served.url).port}"
    args = (*CAMERA, *front.flags(trusting=False))
    with phone_at(driver, tmp_path / "phone", url, args=args) as phone:
        phone.go("/masuk")
        phone.page.get_by_label("Nama pengguna").fill("lurah.mojo")
        phone.page.get_by_label("Kata sandi", exact=True).fill(served.password)
        with phone.page.expect_navigation():
            phone.page.get_by_role("button", name="Masuk", exact=True).tap()
        expect(phone.page).to_have_url(f"{url}/beranda")
        until(lambda: phone.kept("facts"), 30)
        assert not phone.page.evaluate("isSecureContext || 'serviceWorker' in navigator")
        phone.go("/lapangan#/baru")
        phone.says("Kamera di halaman ini memerlukan alamat HTTPS.")
        expect(phone.page.locator("#kamera-hp")).to_be_enabled()

        phone.begin("Tanpa HTTPS", photograph("before", 671), opened=True)
        phone.emptied()
