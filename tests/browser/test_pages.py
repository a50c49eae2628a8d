"""What must hold on every kind of page, whoever looks at it."""

import pytest
from playwright.sync_api import Browser

from tests.browser.survey import OTHERS, USUAL, Findings, survey
from tests.serving import RunningHouse

pytestmark = [pytest.mark.browser, pytest.mark.journey]


@pytest.fixture(scope="module")
def findings(served: RunningHouse, browser: Browser) -> Findings:
    """What one walk through all pages found."""
    return survey(served, browser)


@pytest.mark.parametrize("where", USUAL)
def test_the_accessibility_checker_finds_nothing_on_any_page(findings: Findings, where: str) -> None:
    assert findings[where] == []


@pytest.mark.prove
def test_nor_does_it_in_the_other_looks(served: RunningHouse, browser: Browser) -> None:
    found = survey(served, browser, OTHERS)

    assert {look: found[look] for look in OTHERS} == {look: [] for look in OTHERS}


def test_whatever_is_pressed_on_a_phone_is_as_large_as_a_thumb(findings: Findings) -> None:
    assert findings["targets"] == []


def test_no_picture_is_stretched(findings: Findings) -> None:
    assert findings["stretched"] == []


@pytest.mark.parametrize("where", ["narrow", "large letters"])
def test_no_page_scrolls_sideways(findings: Findings, where: str) -> None:
    assert findings[where] == []
