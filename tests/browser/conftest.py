"""What every browser test may ask for."""

from tests.browser.fixtures import browser, driver, new_page, page
from tests.browser.lurah import house, line, phone
from tests.browser.phones import phones

__all__ = ["browser", "driver", "house", "line", "new_page", "page", "phone", "phones"]
