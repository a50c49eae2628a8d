"""What every browser test may ask for."""

from tests.browser.fixtures import browser, new_page, page

__all__ = ["browser", "new_page", "page"]
