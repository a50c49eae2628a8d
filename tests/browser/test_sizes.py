"""Screens that are low, and letters that are large: what is pressed lies on the screen, and nothing over anything."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.phone import Phone
from tests.browser.phones import Phones
from tests.browser.survey import BEYOND, large_letters

pytestmark = [pytest.mark.browser, pytest.mark.prove]

# What scrolls sideways within the camera, which covers the page.
ASIDE = """() => [...document.querySelectorAll(".camera, .camera-bar, .camera-group")]
  .filter((each) => each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.id || each.className)"""
OVER_ONE_ANOTHER = """() => {
  const labels = [...document.querySelectorAll('.bar a > span:nth-child(2)')];
  const boxes = labels.map((each) => {
    const words = document.createRange();
    words.selectNodeContents(each);
    return words.getBoundingClientRect();
  });
  return labels.flatMap((label, i) => labels.slice(i + 1).filter((_other, j) => {
    const [one, two] = [boxes[i], boxes[i + 1 + j]];
    return one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom;
  }).map((other) => `${label.innerText} over ${other.innerText}`));
}"""


def shoot(phone: Phone) -> None:
    """Press the shutter where it is, without any scrolling."""
    phone.camera()
    assert phone.page.evaluate(ASIDE) == []
    assert not phone.page.evaluate(BEYOND)
    press(phone, phone.page.locator("#rana"))
    expect(phone.page.locator("#layar-hasil")).to_be_visible(timeout=60_000)


def press(phone: Phone, button: Locator) -> None:
    box, screen = button.bounding_box(), phone.page.viewport_size
    assert box
    assert screen
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= screen["width"]
    assert box["y"] + box["height"] <= screen["height"]
    assert min(box["width"], box["height"]) >= 48
    phone.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def before_and_after(phone: Phone) -> None:
    """Both photos of one work; the second has the ghost's tools besides."""
    phone.go("/lapangan#/baru")
    shoot(phone)
    phone.page.get_by_role("button", name="Pakai ini").tap()
    phone.page.get_by_label("Judul kegiatan").fill("Saluran di layar rendah")
    phone.page.get_by_role("button", name="Simpan kegiatan").tap()
    phone.page.get_by_role("link", name="Foto sesudah").first.tap()
    expect(phone.page.locator("#alat-bayangan")).to_be_visible()
    shoot(phone)


@pytest.mark.parametrize("height", [280, 360])
def test_the_shutter_of_a_phone_held_sideways_lies_beside_the_picture(phones: Phones, height: int) -> None:
    phone = phones.one(viewport={"width": 640, "height": height})

    before_and_after(phone)


def test_large_letters_leave_the_shutter_on_the_screen(phones: Phones) -> None:
    phone = phones.one()

    with large_letters(phone.page):
        before_and_after(phone)


def test_large_letters_of_the_bottom_bar_do_not_lie_over_one_another(phones: Phones) -> None:
    phone = phones.one()
    phone.go("/")

    with large_letters(phone.page):
        assert phone.page.evaluate(OVER_ONE_ANOTHER) == []
    # Some phones enlarge the letters alone, and no rule for narrow screens hears of it.
    phone.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert phone.page.evaluate(OVER_ONE_ANOTHER) == []
