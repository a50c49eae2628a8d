"""The rule by which a day is measured: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

# So many days a look counts where no order says otherwise.
LOOK_DAYS = 30


@dataclass(frozen=True)
class Rule:
    """An order as it was in force: within how many days each kind of unit is to be heard, and what share is aimed at.

    A kind that is missing in ``days`` has no limit. A look older than ``look_days`` says nothing against anybody.
    """

    name: str = ""
    given_on: date | None = None
    valid_from: date | None = None
    written_at: datetime | None = None
    days: Mapping[str, int] = field(default_factory=dict)
    target: int | None = None
    look_days: int = LOOK_DAYS
    text: str = ""


# While no order is recorded, nothing is asked of anybody.
NO_ORDER = Rule()


def in_force(rules: Iterable[Rule], on: date) -> Rule:
    """The rule of that day: the one that began last, and of two that began together the one that was written later."""
    begun = [each for each in rules if each.valid_from and each.written_at and each.valid_from <= on]
    return max(begun, key=lambda each: (each.valid_from, each.written_at), default=NO_ORDER)
