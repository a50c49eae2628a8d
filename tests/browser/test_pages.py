"""What must hold on every kind of page, whoever looks at it."""

import pytest
from playwright.sync_api import Browser

from tests.browser import places
from tests.browser.survey import OTHERS, USUAL, Findings, survey
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


@pytest.mark.parametrize("where", ["narrow", "large letters"])
def test_no_page_scrolls_sideways(findings: Findings, where: str) -> None:
    assert findings[where] == []


@pytest.mark.prove
@pytest.mark.parametrize("extent", ["standing", "further", "made"])
def test_the_checker_finds_nothing_in_the_other_looks(
    served: RunningHouse, browser: Browser, extent: str
) -> None:
    found = survey(served, browser, getattr(places, extent)(served), OTHERS)

    assert {look: found[look] for look in OTHERS} == {look: [] for look in OTHERS}
