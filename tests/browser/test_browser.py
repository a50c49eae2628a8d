"""The browser itself: what the other browser tests take for granted."""

import pytest

from tests.browser.axe import violations
from tests.browser.fixtures import NewPage

pytestmark = pytest.mark.browser

CLOCK = "document.title = new Date(0).toLocaleString('id-ID')"
FORM = "<!doctype html><html lang=id><title>Uji</title><main><h1>Uji</h1><input type=text></main>"


def test_a_page_opens_on_a_phone_in_western_indonesia_time(new_page: NewPage) -> None:
    page = new_page()

    page.evaluate(CLOCK)

    assert page.viewport_size == {"width": 360, "height": 740}
    assert page.title() == "1/1/1970, 07.00.00"


def test_a_page_without_javascript_runs_none(new_page: NewPage) -> None:
    page = new_page(javascript=False)

    page.set_content("<noscript>tanpa skrip</noscript><script>document.title = 'skrip'</script>")

    assert page.title() == ""
    assert page.get_by_text("tanpa skrip").is_visible()


def test_axe_finds_a_control_without_a_label(new_page: NewPage) -> None:
    page = new_page(desktop=True)

    page.set_content(FORM)

    assert any(line.startswith("label:") for line in violations(page))


def test_names_of_other_hosts_do_not_resolve(new_page: NewPage) -> None:
    page = new_page(errors_expected=True)

    answer = page.evaluate("fetch('http://example.org/').then(() => 'reached', () => 'refused')")

    assert answer == "refused"
