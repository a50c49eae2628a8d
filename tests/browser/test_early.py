"""What a person does before a screen is ready for it: taps the camera, chooses a picture, leaves again."""

from base64 import b64encode

import pytest
from playwright.sync_api import expect

from tests.browser.line import Line
from tests.browser.phone import LONG_MS, Phone
from tests.program import photograph
from tests.serving import RunningHouse
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.prove]

# In the moment the camera's screen appears.
CHOOSE = """told => {
    const bytes = Uint8Array.from(atob(told), (each) => each.charCodeAt(0));
    const screen = document.querySelector("#layar-kamera"), input = document.querySelector("#galeri");
    new MutationObserver((_all, watching) => {
        watching.disconnect();
        const chosen = new DataTransfer();
        chosen.items.add(new File([bytes], "IMG.jpg", { type: "image/jpeg" }));
        input.files = chosen.files;
        input.dispatchEvent(new Event("change"));
    }).observe(screen, { attributes: true });
    location.hash = "#/baru";
}"""
# A camera that takes its time, as those of cheap phones do.
SLOW = """const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
    window.lit = await real(wanted);
    await new Promise((done) => { window.allow = done; });
    return window.lit;
};"""


def test_whoever_taps_the_camera_straight_after_signing_in_is_known(
    phone: Phone, served: RunningHouse
) -> None:
    phone.sign_out()
    # The page that opens after signing in is left before the phone has learned anything.
    phone.page.route("**/api/v1/field", lambda route: route.abort())
    phone.fill_in("lurah.mojo", served.password)
    assert phone.kept("facts") == []
    phone.page.unroute("**/api/v1/field")

    phone.begin("Langsung setelah masuk")

    phone.emptied()


def test_a_picture_chosen_before_the_camera_has_come_up_is_kept(phone: Phone) -> None:
    phone.go("/lapangan")
    expect(phone.page.locator("#layar-awal")).to_be_visible()

    phone.page.evaluate(CHOOSE, b64encode(photograph("before", 681)).decode())

    expect(phone.page.locator("#layar-hasil")).to_be_visible(timeout=LONG_MS)
    (kept,) = phone.kept()
    assert kept["meta"]["source"] == "gallery"


def test_a_camera_that_comes_up_when_its_person_has_left_is_put_out(phone: Phone) -> None:
    phone.page.add_init_script(SLOW)
    phone.go("/lapangan#/baru")
    phone.page.reload()
    until(lambda: phone.page.evaluate("Boolean(window.allow)"), 20)
    phone.page.evaluate("location.hash = '#/'")
    expect(phone.page.locator("#layar-awal")).to_be_visible()

    phone.page.evaluate("window.allow()")

    until(
        lambda: phone.page.evaluate("window.lit.getTracks().every((each) => each.readyState === 'ended')"), 20
    )


def test_whoever_turns_to_the_camera_while_a_sign_is_looked_up_stays_there(phone: Phone, line: Line) -> None:
    phone.page.add_init_script(
        """const real = window.setTimeout;
        window.setTimeout = (act, ms) => real(() => { act(); if (ms === 3000) window.looked = true; }, ms);"""
    )
    phone.go("/lapangan")
    expect(phone.page.locator("#layar-awal")).to_be_visible()
    line.delay = 600
    phone.page.evaluate("location.hash = '#/titik/7Q4M-2KXD'")
    phone.page.evaluate("location.hash = '#/baru'")
    phone.camera()

    until(lambda: phone.page.evaluate("Boolean(window.looked)"), 20)
    # Whatever follows from that reads the phone's own memory first, and stands before us in its line.
    for _ in range(3):
        phone.kept("known")

    expect(phone.page.locator("#layar-kamera")).to_be_visible()
    phone.shoot()
