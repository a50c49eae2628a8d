"""axe-core, the accessibility checker, run inside a page."""

from functools import cache
from typing import Any

from playwright.sync_api import Page

import install

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _source() -> str:
    return (install.ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """One line for each rule that ``page`` breaks: the rule, what it asks for, and the elements."""
    # Evaluated by the debugger, so the page's content-security policy stays as it is for its visitors.
    page.evaluate(_source())
    found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
    return [
        f"{broken['id']}: {broken['help']}: {', '.join(str(node['target'][0]) for node in broken['nodes'])}"
        for broken in found["violations"]
    ]
