"""The public proof page on a phone: a slider over two parts of one picture; without script both stand there."""

import pytest
from playwright.sync_api import expect

from tests import factories, standing
from tests.browser.fixtures import NewPage
from tests.browser.survey import BEYOND
from tests.house import House

pytestmark = pytest.mark.browser


def test_a_phone_shows_the_two_panels_and_moves_the_edge_with_and_without_script(
    fresh: House, new_page: NewPage
) -> None:
    account = factories.account(fresh)
    work = standing.published(fresh, factories.approved(fresh, accounts=[account]))
    with fresh.on_a_socket() as url:
        address = f"{url}/b/{standing.code(fresh, work)}"
        page = new_page()
        page.goto(address)
        edge = page.get_by_role("slider", name="Geser untuk membandingkan")
        edge.fill("80")
        moved = page.locator(".pair").evaluate("each => each.style.getPropertyValue('--at')")
        beyond = page.evaluate(BEYOND)
        plain = new_page(javascript=False)
        plain.goto(address)

        assert moved == "80%"
        assert not beyond
        for name in ("Keadaan sebelum", "Keadaan sesudah"):
            expect(plain.get_by_role("img", name=name)).to_be_visible()
