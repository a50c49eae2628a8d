"""Honest pairs as a whole: how many of them get a warning from the checks that need no pixels, and how many notes."""

from collections import Counter

from bench.labelled.phones import honest
from evidence.capture.checks.all import CHECKS
from evidence.capture.checks.base import Level, Noticed
from evidence.capture.checks.thresholds import Thresholds

TITLE = "Honest pairs"
PAIRS = 3000
# Told without pixels.
FAMILIES = ("reuse", "times", "places", "software", "sources")


def warned(count: int = PAIRS) -> tuple[int, Counter[str], float]:
    """Of so many honest pairs: those with a warning, the warnings by check, and notes a pair."""
    by_check: Counter[str] = Counter()
    pairs = notes = 0
    for number in range(count):
        of = honest(500_000 + number)
        said = [
            (check.code, each.level)
            for check in CHECKS
            if check.code.split(".")[0] in FAMILIES
            for each in check.look(of, Thresholds())
            if isinstance(each, Noticed)
        ]
        warnings = [code for code, level in said if level is Level.WARNING]
        by_check.update(set(warnings))
        pairs += bool(warnings)
        notes += len(said) - len(warnings)
    return pairs, by_check, notes / count


def section() -> str:
    """What stands in docs/checks.md."""
    pairs, by_check, notes = warned()
    causes = ", ".join(f"`{code}` {count}" for code, count in by_check.most_common()) or "none"
    return (
        f"Of {PAIRS} honest pairs (`bench/labelled/phones.py` says what is honest: 55 % taken with Bukti's camera,\n"
        "15 % with the phone's, 30 % from the gallery and most of those through a messenger), "
        f"**{pairs / PAIRS:.1%}** get a\n*peringatan* from the checks that need no pixels; by check: {causes}.\n"
        f"They get {notes:.1f} *catatan* each, most of them for a gallery picture without date and camera notes."
    )
