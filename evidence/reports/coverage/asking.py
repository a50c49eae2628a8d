"""Which units, which day, which network: read from the address of a page, and written into one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from sqlalchemy.orm import Session

from evidence.accounts.registry.places import PLACES
from evidence.accounts.registry.showing import place_name
from evidence.core import clock
from evidence.reports.coverage import queries
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.measures import Step
from evidence.reports.coverage.rules import Rule
from evidence.units.access import Actor
from evidence.units.models import KINDS, Unit

FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Question:
    """What a page was asked for; "" and None where it was not narrowed."""

    on: date
    network: str = ""
    kind: str = ""
    below: Unit | None = None
    step: Step | None = None
    after: str = ""
    # What of the address could not be read, in the reader's language.
    misread: str = ""

    def asked(self, rule: Rule, on: date | None = None) -> Asked:
        """For the counting; ``on`` is another day than the one that was asked for."""
        return Asked(on or self.on, rule, self.network or None)

    def scope(self, by: Actor) -> Select[Any]:
        """The units that are meant, of those that ``by`` may see."""
        kinds = (self.kind,) if self.kind else queries.OFFICES
        return queries.scope(by, kinds=kinds, below=self.below.path if self.below else "")

    def url(self, endpoint: str, **changes: Any) -> str:
        """The address of a page that is asked the same, but for ``changes``; its list begins anew."""
        other = replace(self, **{"after": "", **changes})
        return url_for(endpoint, **other.values())

    def values(self) -> dict[str, Any]:
        """It as an address says it."""
        return {
            "tanggal": None if self.on == clock.today() else self.on.isoformat(),
            "jejaring": self.network or None,
            "jenis": self.kind or None,
            "kecamatan": self.below.code if self.below else None,
            "langkah": self.step.value if self.step else None,
            "sesudah": self.after or None,
        }


def read(session: Session, by: Actor) -> Question:
    """What the address asks; what it does not say or nobody could read is today, and everything."""
    told = request.args
    on, misread = _day(told.get("tanggal", ""))
    code, step = told.get("kecamatan", ""), told.get("langkah", "")
    below = session.get(Unit, code) if code else None
    return Question(
        on,
        told["jejaring"] if told.get("jejaring") in networks() else "",
        told["jenis"] if told.get("jenis") in KINDS else "",
        below if below and below.kind == "kecamatan" and by.sees(below.path) else None,
        Step(step) if step in set(Step) else None,
        told.get("sesudah", ""),
        misread,
    )


def _day(told: str) -> tuple[date, str]:
    today = clock.today()
    if not told:
        return today, ""
    try:
        on = date.fromisoformat(told)
    except ValueError:
        return today, _("Tanggal itu tidak dapat dibaca. Yang tampil keadaan hari ini.")
    if on > today:
        return today, _("Tanggal itu belum tiba. Yang tampil keadaan hari ini.")
    return max(on, FIRST_DAY), ""


def networks() -> Mapping[str, str]:
    """The networks on which a unit may be looked for, by their names, as the reader calls them."""
    return {name: place_name(name) for name in PLACES}
