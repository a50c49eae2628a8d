"""What must hold on every kind of page, whoever looks at it."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import places
from tests.browser.fixtures import NewPage
from tests.browser.survey import OTHERS, USUAL, Findings, survey
from tests.browser.visitor import Visitor
from tests.serving import RunningHouse

pytestmark = [pytest.mark.browser, pytest.mark.journey]

# A plain check looks at one of each kind that is there from the first minute on; the other shapes of the city's pages
# and making all the other states take a minute each.
EXTENTS = ["standing", *(pytest.param(each, marks=pytest.mark.prove) for each in ("further", "made"))]


@pytest.fixture(scope="module", params=EXTENTS)
def findings(request: pytest.FixtureRequest, served: RunningHouse, browser: Browser) -> Findings:
    """What one walk through those pages found."""
    return survey(served, browser, getattr(places, request.param)(served))


@pytest.mark.parametrize("where", USUAL)
def test_the_accessibility_checker_finds_nothing_on_any_page(findings: Findings, where: str) -> None:
    assert findings[where] == []


def test_whatever_is_pressed_on_a_phone_is_as_large_as_a_thumb(findings: Findings) -> None:
    assert findings["targets"] == []


def test_no_picture_is_stretched(findings: Findings) -> None:
    assert findings["stretched"] == []


@pytest.mark.parametrize("where", ["narrow", "large letters", "large page"])
def test_no_page_scrolls_sideways(findings: Findings, where: str) -> None:
    assert findings[where] == []


def test_a_desk_shows_the_filters_of_a_gallery_and_a_phone_folds_them_also_without_scripts(
    served: RunningHouse, new_page: NewPage
) -> None:
    page = new_page(javascript=False)
    visitor = Visitor(page, served, scripts=False)
    visitor.sign_in("staf.balaikota")
    visitor.open("/galeri")
    fold, words = page.locator(".filter-box > summary"), page.get_by_label("Cari", exact=True)
    expect(fold).to_be_visible()
    expect(words).to_be_hidden()

    page.set_viewport_size({"width": 1024, "height": 768})

    expect(fold).to_be_hidden()
    words.fill("drainase")
    words.press("Enter")
    expect(page.get_by_role("link", name="Kategori Saluran & drainase")).to_be_visible()


def test_going_back_to_a_gallery_shows_what_its_address_asks(served: RunningHouse, new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1024, "height": 768})
    visitor = Visitor(page, served)
    visitor.sign_in("staf.balaikota")
    visitor.open("/galeri")
    chosen = page.get_by_label("Keadaan", exact=True)
    chosen.select_option("published")
    visitor.press("Tampilkan")
    expect(chosen).to_have_value("published")

    page.go_back()

    expect(page).to_have_url(f"{served.url}/galeri")
    expect(chosen).to_have_value("")


@pytest.mark.prove
@pytest.mark.parametrize("extent", ["standing", "further", "made"])
def test_the_checker_finds_nothing_in_the_other_looks(
    served: RunningHouse, browser: Browser, extent: str
) -> None:
    found = survey(served, browser, getattr(places, extent)(served), OTHERS)

    assert {look: found[look] for look in OTHERS} == {look: [] for look in OTHERS}
