"""The map on a phone: numbers that can be read, areas that answer when pressed, points that lead to their list."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.fixtures import NewPage
from tests.browser.survey import BEYOND
from tests.house import PASSWORD, House

pytestmark = [pytest.mark.browser, pytest.mark.prove]
DESK = {"width": 1440, "height": 900}
# Of what is written on the drawing and seen, each with its height in pixels of the screen.
WRITTEN = """all => all.filter(each => getComputedStyle(each).display !== 'none').map(each =>
  parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a)"""


def signed_in(page: Page, url: str) -> None:
    page.goto(f"{url}/masuk")
    page.get_by_label("Nama pengguna").fill("staf.balaikota")
    page.get_by_label("Kata sandi").first.fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()


def test_a_map_is_read_on_a_phone_and_a_desk_without_script(fresh: House, new_page: NewPage) -> None:
    done = [factories.activity(fresh, title=f"Kuras saluran {number}") for number in range(3)]
    for lat, each in zip((-7.58, -7.58001, -7.571), done, strict=True):
        factories.photo(fresh, each, "before", position={"lat": lat, "lon": 110.84})
    with fresh.on_a_socket() as url:
        for desk in (False, True):
            page = new_page(desktop=desk, javascript=False, **({"viewport": DESK} if desk else {}))
            signed_in(page, url)
            page.goto(f"{url}/galeri?show=map")
            numbers = page.locator(".city-number").evaluate_all(WRITTEN)
            assert min(numbers) >= 14 - 0.5, desk
            assert len(numbers) == 54 if desk else 20 < len(numbers) < 54
            # Whatever is pressed says its name and number, which lead on.
            mojo = page.locator(".city-place", has_text=re.compile("Kelurahan Mojo:"))
            mojo.locator("path").click()
            expect(mojo.locator(".city-told")).to_be_visible()
            assert min(page.locator(".city-told").evaluate_all(WRITTEN)) >= 14, desk
            mojo.locator(".city-told").click()
            expect(page.get_by_text("3 kegiatan", exact=True)).to_be_visible()
            page.goto(f"{url}/galeri?show=map")
            page.get_by_role("link", name=re.compile("^Pasar Kliwon: 3")).click()
            assert len(page.locator(".city-number").evaluate_all(WRITTEN)) == 10
            assert not page.evaluate(BEYOND)


def test_points_that_lie_together_lead_to_their_list_by_keyboard(fresh: House, new_page: NewPage) -> None:
    done = [factories.activity(fresh, title=f"Kuras saluran {number}") for number in range(3)]
    for lat, each in zip((-7.58, -7.58001, -7.571), done, strict=True):
        factories.photo(fresh, each, "before", position={"lat": lat, "lon": 110.84})
    with fresh.on_a_socket() as url:
        page = new_page(javascript=False)
        signed_in(page, url)
        page.goto(f"{url}/galeri?show=points")
        together = page.get_by_role("link", name="2 kegiatan, Kelurahan Mojo")
        assert min(page.locator(".city-spot text").evaluate_all(WRITTEN)) >= 13.3
        together.focus()
        page.keyboard.press("Enter")
        opened = page.locator(".spot-list > li:target")
        expect(opened.get_by_role("link")).to_have_count(2)
        page.keyboard.press("Tab")
        expect(opened.get_by_role("link").first).to_be_focused()
        page.get_by_role("link", name="Kuras saluran 2, Kelurahan Mojo").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Kuras saluran 2")
