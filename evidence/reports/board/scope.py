"""Of which unit and of which days a board is asked, and who may ask. Pure but for the unit's own row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.core.errors import NotFound
from evidence.core.words import N_
from evidence.reports.board.figures import FIGURES, LONG, LONG_WAITING, Figure
from evidence.reports.board.periods import Period
from evidence.units.access import Actor, Role, Rule
from evidence.units.models import Unit
from evidence.units.queries import unit as unit_of

ROLES = (Role.REVIEWER, Role.ADMIN, Role.APPROVER)
READERS = Rule("readers of the board", frozenset(ROLES))
NO_UNIT = N_("Unit itu tidak ada.")


@dataclass(frozen=True)
class Scope:
    """One unit with all below it, and a week or month."""

    unit: Unit
    period: Period
    today: date
    # Days without a post after which a unit is silent.
    silent_after: int

    @property
    def last_begun(self) -> date:
        """The last day of the period that has come."""
        return min(self.period.last, self.today)

    @property
    def over(self) -> bool:
        """Whether all its days have passed."""
        return self.period.last < self.today

    def at_its_end(self) -> "Scope":
        """The same, seen on the last of its days that has come."""
        return replace(self, today=self.last_begun)

    @property
    def long_ago(self) -> date:
        """What has waited since an earlier day has waited for long."""
        return self.today - timedelta(days=LONG)

    @property
    def heard_since(self) -> date:
        """Who posted on this day or later is not silent."""
        return self.today - timedelta(days=self.silent_after)

    def days(self, name: str, figure: Figure) -> tuple[date | None, date | None]:
        """Of which first day to which last day a figure is asked; None where it is of all days."""
        if figure.dated:
            return self.period.first, self.period.last
        return None, self.long_ago - timedelta(days=1) if name == LONG_WAITING else None

    def by_days(self, names: Iterable[str]) -> Mapping[tuple[date | None, date | None], Sequence[str]]:
        """Those figures by the days of which they are asked, so that each days are looked at once."""
        found: dict[tuple[date | None, date | None], list[str]] = {}
        for name in names:
            found.setdefault(self.days(name, FIGURES[name]), []).append(name)
        return found

    def args(self) -> Mapping[str, str]:
        """The scope as an address says it."""
        return {
            "unit": self.unit.code,
            "periode": self.period.kind,
            "hari": self.period.first.isoformat(),
        }


def reads(by: Actor, path: str) -> bool:
    """Whether ``by`` may read the board of the unit at ``path``."""
    return any(path.startswith(each) for each in by.paths(*ROLES))


def top(session: Session, by: Actor) -> Unit:
    """The highest unit over which ``by`` may read a board, the first where there are several."""
    codes = {grant.path: grant.unit_code for grant in by.grants if grant.role in ROLES}
    if not codes:
        raise NotFound(NO_UNIT)
    return unit_of(session, codes[min(codes, key=lambda path: (path.count("/"), path))])


def office(session: Session, unit: Unit, by: Actor) -> Unit:
    """Where ``by`` sits who reads the board of ``unit``: the highest unit with a right over it."""
    paths = [each for each in by.paths(*ROLES) if unit.path.startswith(each)]
    top = min(paths, key=len, default=unit.path)
    return session.scalar(select(Unit).where(Unit.path == top)) or unit
