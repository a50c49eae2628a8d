"""Many units beside one another: some figures of each, in the order of the tree and never as a ranking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from evidence.reports.board import durations, queries
from evidence.reports.board.figures import FIGURES, measures_of
from evidence.reports.board.scope import Scope
from evidence.units.models import Unit

APPROVED_IN, SENT_IN = "decision.approve", "publication.sent"


@dataclass(frozen=True)
class Beside:
    """What one unit's board says of some figures, by their names, and how long the middle one took."""

    numbers: Mapping[str, int]
    approved_in: timedelta | None
    sent_in: timedelta | None


def beside(
    session: Session, scope: Scope, units: Sequence[Unit], names: Sequence[str], *, own: bool = False
) -> Mapping[str, Beside]:
    """Those figures of each unit with all below it, or only of its ``own``, by its code.

    What counts, and of which days, is as on the board of that unit for the period of ``scope``.
    """
    rows = queries.own if own else queries.whole
    numbers: dict[str, dict[str, int]] = {each.code: {} for each in units}
    for (first, last), some in scope.by_days(names).items():
        told = queries.numbers_of(session, rows(units, measures_of(some)), first, last)
        for code, found in numbers.items():
            for name in some:
                found[name] = sum(told.get((code, measure), 0) for measure in FIGURES[name].measures)
    approved, sent = (f"{each}.{queries.PERIODS[scope.period.kind]}" for each in (APPROVED_IN, SENT_IN))
    classes = queries.classes_of(session, rows(units, (approved, sent)), scope.period)
    return {
        code: Beside(
            found,
            durations.median(classes.get((code, approved), {})),
            durations.median(classes.get((code, sent), {})),
        )
        for code, found in numbers.items()
    }
