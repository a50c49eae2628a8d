"""What the pages of coverage have in common: what they were asked, the rule they answer by, and rows of kecamatan."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from evidence.core import clock, reader
from evidence.core.web import db
from evidence.reports.coverage import counting, orders, queries, sample, saying
from evidence.reports.coverage.asking import Question, networks
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.measures import Answer, Measure, Step
from evidence.reports.coverage.rules import Rule
from evidence.reports.coverage.shares import Coverage
from evidence.reports.coverage.words import CALLED
from evidence.units.access import Actor
from evidence.units.models import Unit

# Rows of a page.
SIZE = 25


def frame(question: Question, rule: Rule, by: Actor) -> Mapping[str, Any]:
    """What each of these pages is asked, and by which rule it answers."""
    today, press = clock.today(), sample.ON
    days = [
        {
            "label": _("Hari ini"),
            "url": question.url("coverage.index", on=today),
            "current": question.on == today,
        }
    ]
    all_kecamatan = queries.kecamatan(db(), by, most=200)
    # The paper looked at kecamatan only, so that day tells nothing to who sees none.
    if all_kecamatan and sample.is_loaded(db()):
        said = _("%(date)s, menurut pers", date=reader.short_date(press))
        url = question.url("coverage.index", on=press, network=sample.NETWORK, kind="kecamatan", step=None)
        days.append({"label": said, "url": url, "current": question.on == press})
    return {
        "question": question,
        "days": days,
        "today": today,
        "networks": networks(),
        "kinds": {kind: saying.kind_title(kind) for kind in CALLED if kind},
        "all_kecamatan": all_kecamatan,
        "rule": {
            "name": rule.name,
            "given_on": rule.given_on,
            "valid_from": rule.valid_from,
            "limits": saying.limits(rule),
            "url": url_for("coverage_orders.index"),
            "may_write": orders.may_write(by),
        },
        "asked_for": asked_for(question),
    }


def asked_for(question: Question) -> str:
    """What it is, in one line."""
    parts = [
        reader.short_date(question.on),
        networks().get(question.network) or _("semua jejaring"),
        saying.kind_title(question.kind) if question.kind else _("semua unit"),
        question.below.title if question.below else "",
    ]
    return " · ".join(each for each in parts if each)


def kecamatan(
    question: Question, found: Sequence[Unit], asked: Asked, by: Actor
) -> Sequence[Mapping[str, Any]]:
    """A row for each kecamatan, in the order given."""
    counted = counting.counted_within(db(), question.scope(by), found, asked)
    return [
        {
            "title": each.title,
            "url": question.url("coverage.index", below=each),
            **cells(question, counted[each.code], below=each),
        }
        for each in found
    ]


def cells(question: Question, coverage: Coverage, **changes: Any) -> Mapping[str, Any]:
    """The numbers of many units in a row of a table, each a link to its list; ``changes`` are those of the row."""

    def at(measure: Measure) -> Callable[[Answer], str]:
        return lambda answer: question.of(measure, answer, **changes)

    return {
        "units": coverage.units,
        "units_url": question.of(**changes),
        "excused": coverage.excused,
        "excused_url": question.of(step=Step.EXCUSED, **changes),
        "shares": [saying.cell(coverage.shares[measure], at(measure)) for measure in Measure],
    }
