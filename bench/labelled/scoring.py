"""How often a check is right on cases with known answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidence.capture.checks.all import BY_CODE
from evidence.capture.checks.base import Level, Noticed, Subject, Unjudged
from evidence.capture.checks.thresholds import Thresholds

COLUMNS = (
    "check", "positives", "noticed", "as a warning", "could not judge", "recall", "recall where judged", "negatives",
    "noticed", "precision",
)  # fmt: skip
HEAD = f"| {' | '.join(COLUMNS)} |\n| --- |{' --: |' * (len(COLUMNS) - 1)}"


@dataclass(frozen=True)
class Case:
    """One activity, and whether there is something about it that the check should notice."""

    subject: Subject
    guilty: bool


@dataclass(frozen=True)
class Score:
    """What a check made of its cases."""

    code: str
    positives: int
    found: int
    warned: int
    dumb: int
    negatives: int
    false: int

    @property
    def recall(self) -> float:
        """Found of what there was to find."""
        return self.found / max(self.positives, 1)

    @property
    def recall_judged(self) -> float:
        """The same, of what the check could judge at all."""
        return self.found / max(self.positives - self.dumb, 1)

    @property
    def precision(self) -> float:
        """Right of all that was noticed, with as many negatives as stand in the table."""
        return self.found / max(self.found + self.false, 1)

    def row(self) -> str:
        """A row under ``HEAD``."""
        return (
            f"| `{self.code}` | {self.positives} | {self.found} | {self.warned} | {self.dumb} | {self.recall:.1%} | "
            f"{self.recall_judged:.1%} | {self.negatives} | {self.false} | {self.precision:.1%} |"
        )


def scored(code: str, cases: Iterable[Case]) -> Score:
    """Let the check look at each case."""
    positives = found = warned = dumb = negatives = false = 0
    for case in cases:
        said = list(BY_CODE[code].look(case.subject, Thresholds()))
        noticed = [each for each in said if isinstance(each, Noticed)]
        if not case.guilty:
            negatives += 1
            false += bool(noticed)
            continue
        positives += 1
        found += bool(noticed)
        warned += any(each.level is Level.WARNING for each in noticed)
        dumb += not noticed and any(isinstance(each, Unjudged) for each in said)
    return Score(code, positives, found, warned, dumb, negatives, false)


def table(scores: Sequence[Score]) -> str:
    """The scores as a table of Markdown."""
    return "\n".join([HEAD, *(each.row() for each in scores)])
