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
from evidence.core import clock, from_address
from evidence.core.words import N_
from evidence.reports.coverage import counting, queries, words
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.measures import VERDICTS_OF, Answer, Facts, Measure, Step, judge, step
from evidence.reports.coverage.rules import Rule
from evidence.reports.coverage.shares import Coverage
from evidence.units.access import Actor
from evidence.units.models import KINDS, Unit


@dataclass(frozen=True)
class Question:
    """What a page was asked for; "" and None where it was not narrowed."""

    on: date
    network: str = ""
    kind: str = ""
    below: Unit | None = None
    step: Step | None = None
    # Those of whom this measure gives this answer.
    measure: Measure | None = None
    answer: Answer | None = None
    after: str = ""

    def asked(self, rule: Rule, on: date | None = None) -> Asked:
        """For the counting; ``on`` is another day than the one that was asked for."""
        return Asked(on or self.on, rule, self.network or None)

    def scope(self, by: Actor) -> Select[Any]:
        """The units that are meant, of those that ``by`` may see."""
        kinds = (self.kind,) if self.kind else queries.OFFICES
        return queries.scope(by, kinds=kinds, below=self.below.path if self.below else "")

    def of(self, measure: Measure | None = None, answer: Answer | None = None, **changes: Any) -> str:
        """The address of the list of those of whom ``measure`` gives ``answer``; of all of them without these."""
        chosen = {"step": None, "measure": measure, "answer": answer, **changes}
        return self.url("coverage.index", **chosen) + "#unit"

    def chosen(self, scope: Select[Any], rule: Rule) -> Select[Any]:
        """Those of ``scope`` that the list is of: all, those for which the step is next, or those with the answer."""
        if self.step:
            return counting.waiting(scope, self.asked(rule), {self.step})
        if self.measure and self.answer:
            return counting.answering(scope, self.asked(rule), self.measure, VERDICTS_OF[self.answer])
        return scope

    def holds(self, facts: Facts) -> bool:
        """Whether a unit of these facts is on the list, as `chosen` has it."""
        if self.step:
            return step(facts) is self.step
        if self.measure and self.answer:
            return not facts.excused and judge(facts)[self.measure] in VERDICTS_OF[self.answer]
        return True

    def count(self, coverage: Coverage) -> int:
        """How many are on the list."""
        if self.step:
            return coverage.steps.get(self.step, 0)
        if self.measure and self.answer:
            return coverage.shares[self.measure].count(self.answer)
        return coverage.units

    def narrowed(self) -> str:
        """What the list is narrowed to, in the reader's language; "" where it is of all."""
        if self.step:
            return str(_(words.STEPS[self.step]))
        if self.measure and self.answer:
            return f"{_(words.MEASURES[self.measure])}: {_(words.ANSWERS[self.answer])}"
        return ""

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
            "ukuran": self.measure.value if self.measure else None,
            "jawaban": self.answer.value if self.answer else None,
            "sesudah": self.after or None,
        }


def read(session: Session, by: Actor) -> Question:
    """What the address asks; what it does not say or cannot be used is today, and everything."""
    told, today = request.args, clock.today()
    following = from_address.one_of(told, "langkah", set(Step), N_("Langkah"))
    measure = from_address.one_of(told, "ukuran", set(Measure), N_("Ukuran"))
    answer = from_address.one_of(told, "jawaban", set(Answer), N_("Jawaban"))
    # An answer answers something; and a list waits for a step or answers a measure, not both.
    answers = bool(measure and answer and not following)
    return Question(
        from_address.day_so_far(told, "tanggal", today) or today,
        from_address.one_of(told, "jejaring", networks(), N_("Jejaring")),
        from_address.one_of(told, "jenis", KINDS, N_("Jenis unit")),
        _kecamatan(session, told.get("kecamatan", ""), by),
        Step(following) if following else None,
        Measure(measure) if answers else None,
        Answer(answer) if answers else None,
        told.get("sesudah", ""),
    )


def _kecamatan(session: Session, code: str, by: Actor) -> Unit | None:
    if not code:
        return None
    found = session.get(Unit, code)
    if found is None or found.kind != "kecamatan" or not by.sees(found.path):
        from_address.pass_over(N_("Kecamatan"), code)
        return None
    return found


def networks() -> Mapping[str, str]:
    """The networks on which a unit may be looked for, by their names, as the reader calls them."""
    return {name: place_name(name) for name in PLACES}
