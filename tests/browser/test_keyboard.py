"""Whoever has no mouse sees where they are, on every stop."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.fixtures import NewPage
from tests.browser.places import COMPLETE
from tests.browser.visitor import Visitor
from tests.serving import RunningHouse

pytestmark = [pytest.mark.browser, pytest.mark.journey]

MOST_STOPS = 60

# The ring is drawn by the control, by what lies around or after it, or over the whole card; and it must lie on top.
STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const near = [here, here.parentElement, here.previousElementSibling, here.nextElementSibling,
                here.parentElement.querySelector('.pair-grip')].filter(Boolean);
  const drawn = (e, part) => {
    const style = getComputedStyle(e, part);
    return style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 3 && style.content !== 'none';
  };
  const ring = near.some(e => drawn(e)) || drawn(here, '::after');
  const box = here.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const seen = top !== null && (here.contains(top) || top.contains(here) || here.parentElement.contains(top));
  return {name: (here.innerText || here.name || here.className || here.tagName).trim().slice(0, 40), ring, seen};
}"""


def stops(page: Page) -> Iterator[dict[str, object]]:
    """Every stop of Tab from the top of the page to its end."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return
        yield stop
    raise AssertionError("Tab finds no end")


@pytest.mark.parametrize(
    ("person", "path", "least"),
    [
        ("lurah.mojo", "/beranda", 12),
        pytest.param("lurah.mojo", f"/kegiatan/{COMPLETE}/susun", 12, marks=pytest.mark.prove),
        pytest.param("camat.pasarkliwon", "/periksa", 8, marks=pytest.mark.prove),
    ],
    ids=["home", "draft", "decide"],
)
def test_every_stop_of_tab_has_a_ring_that_nothing_covers(
    served: RunningHouse, new_page: NewPage, person: str, path: str, least: int
) -> None:
    visitor = Visitor(new_page(), served)
    visitor.sign_in(person)
    visitor.open(path)
    if person.startswith("camat"):
        with visitor.page.expect_navigation():
            visitor.page.locator(".card a").first.tap()
        visitor.page.get_by_role("slider").wait_for()

    found = list(stops(visitor.page))

    assert len(found) >= least
    assert [stop["name"] for stop in found if not stop["ring"]] == []
    assert [stop["name"] for stop in found if not stop["seen"]] == []
