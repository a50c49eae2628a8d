"""axe-core, the accessibility checker, run inside a page."""

from functools import cache
from typing import Any

from playwright.sync_api import Page

import install

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What another colour scheme can break; the rest of a page is the same in both.
COLOURS = ["color-contrast", "link-in-text-block"]
# Every rule; those of colours only; and all others, which take half as long.
ALL, ONLY_COLOURS, BUT_COLOURS = "all", "colours", "structure"


@cache
def _source() -> str:
    return (install.ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, rules: str = ALL) -> list[str]:
    """One line for each rule that ``page`` breaks: the rule, what it asks for, and the elements."""
    # Evaluated by the debugger, so the page's content-security policy stays as it is for its visitors.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    asked = {"type": "rule", "values": COLOURS} if rules == ONLY_COLOURS else {"type": "tag", "values": TAGS}
    off = {rule: {"enabled": False} for rule in COLOURS} if rules == BUT_COLOURS else {}
    found: dict[str, Any] = page.evaluate(
        "([asked, rules]) => axe.run({runOnly: asked, rules, resultTypes: ['violations']})", [asked, off]
    )
    return [
        f"{broken['id']}: {broken['help']}: {', '.join(str(node['target'][0]) for node in broken['nodes'])}"
        for broken in found["violations"]
    ]
