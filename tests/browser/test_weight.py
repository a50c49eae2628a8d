"""What the field's page weighs on its first visit, and that the second needs no network at all."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.fixtures import NewPage
from tests.browser.phone import phone_at
from tests.serving import RunningHouse

pytestmark = [pytest.mark.browser, pytest.mark.journey]
MOST = 60 * 1024

# The worker that shrinks and the one that sends are fetched by the browser itself, past the page's own list.
WEIGHT = """async () => {
  for (const address of [document.body.dataset.shrink, "/sw.js"]) await (await fetch(address)).text();
  const sizes = performance.getEntriesByType("resource")
    .map((each) => [new URL(each.name).pathname, each.encodedBodySize])
    .filter(([path]) => /\\.(js|css)$/.test(path));
  return Object.fromEntries(sizes);
}"""


def test_scripts_and_styles_of_the_field_weigh_at_most_60_kilobytes(
    new_page: NewPage, served: RunningHouse
) -> None:
    # The page asks whose phone it is, and learns by a 401 that it is nobody's yet.
    page = new_page(errors_expected=True)
    page.goto(f"{served.url}/lapangan")

    sizes = page.evaluate(WEIGHT)

    assert len(sizes) == 6, sizes
    assert sum(sizes.values()) <= MOST, sizes


def test_the_second_visit_opens_without_a_network(
    driver: Playwright, tmp_path: Path, served: RunningHouse
) -> None:
    with phone_at(driver, tmp_path / "phone", served.url) as phone:
        phone.sign_in("lurah.mojo", served.password)
        phone.context.set_offline(True)

        phone.go("/lapangan")
        phone.says("Sedang luring.")
        phone.go("/lapangan#/baru")
        phone.page.reload()
        phone.camera()
