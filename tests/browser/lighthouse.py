"""Lighthouse on a page of a running house, in the machine's Chromium."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import install
from tests.browser.chromium import Chromium, one_at_a_time, say

PACKAGE = Path(__file__).parent / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
# A crowded machine now and then makes Lighthouse miss the beginning of a page.
TRIES = 3
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")


@dataclass(frozen=True)
class Report:
    """What Lighthouse says of several visits to one page."""

    name: str
    visits: list[dict[str, Any]]

    def scores(self, category: str) -> list[int]:
        """A category's scores of 100, lowest first."""
        return sorted(round(each["categories"][category]["score"] * 100) for each in self.visits)

    def score(self, category: str) -> int:
        """The median of a category's scores."""
        return int(median(self.scores(category)))

    def value(self, audit: str) -> float:
        """The median of what one audit measured."""
        return median(each["audits"][audit]["numericValue"] for each in self.visits)

    def faults(self) -> set[str]:
        """What cost points in the categories that ask yes or no."""
        return {
            ref["id"]
            for each in self.visits
            for category in CATEGORIES[1:]
            for ref in each["categories"][category]["auditRefs"]
            if ref["weight"] and (each["audits"][ref["id"]]["score"] or 0) < 1
            if each["audits"][ref["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual")
        }

    def __str__(self) -> str:
        performance = self.scores("performance")
        seconds = [f"{self.value(audit) / 1000:.2f}" for audit in TIMES]
        cells = (
            self.name, f"{self.score('performance')} ({performance[0]} to {performance[-1]})",
            self.score("accessibility"), self.score("best-practices"), *seconds,
            f"{self.value('cumulative-layout-shift'):.3f}", f"{self.value('total-byte-weight') / 1000:.0f}",
        )  # fmt: skip
        return "| " + " | ".join(str(cell) for cell in cells) + " |"


def prepare() -> None:
    """Fetch Lighthouse as its lock file says (about 30 s, 190 MB on the disk), unless it is there."""
    with one_at_a_time():
        if not (PACKAGE / "node_modules" / ".package-lock.json").exists():
            say("fetching Lighthouse from the npm registry")
            node = install.node_environment()
            install.run("npm", "--prefix", PACKAGE, "ci", "--ignore-scripts", "--loglevel=error", env=node)


def visit(browser: Chromium, url: str, headers: dict[str, str]) -> dict[str, Any]:
    """One visit with an empty cache. A visit that could not be recorded has no figures, and is made again."""
    for _ in range(TRIES):
        found = _visit(browser, url, headers)
        if "runtimeError" not in found:
            assert found["finalDisplayedUrl"] == url, f"{url} led to {found['finalDisplayedUrl']}"
            return found
        say(f"Lighthouse visits {url} again: {found['runtimeError']['code']}")
    raise AssertionError(found["runtimeError"]["message"])


def _visit(browser: Chromium, url: str, headers: dict[str, str]) -> dict[str, Any]:
    told = {"program": str(browser.program), "flags": browser.arguments, "url": url, "headers": headers}
    answer = subprocess.run(
        ["node", PACKAGE / "measure.mjs", json.dumps(told)],
        capture_output=True,
        text=True,
        env={**os.environ, **install.node_environment(), **browser.environment},
        timeout=300,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found
