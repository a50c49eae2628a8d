"""What every browser test may ask for."""

from tests.browser.fixtures import browser, driver, new_page, page

__all__ = ["browser", "driver", "new_page", "page"]
