"""Kepatuhan: how many units can be reached on a day, who is missing, and what to do next."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext as _

from evidence.core import clock, reader
from evidence.core.web import db
from evidence.reports.coverage import counting, noted, queries, saying, tables, words
from evidence.reports.coverage.asking import Question, read
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.framing import SIZE, frame, kecamatan
from evidence.reports.coverage.listing import rows
from evidence.reports.coverage.measures import Step
from evidence.reports.coverage.shares import Coverage
from evidence.units.access import SIGNED_IN, Actor, allow
from evidence.units.current import actor

pages = Blueprint("coverage", __name__)


@pages.get("/kepatuhan")
@allow(SIGNED_IN)
def index() -> str:
    """The shares of a day with their rule, and each unit with what to do next."""
    by = actor()
    question = read(db(), by)
    rule = queries.rule_on(db(), question.on)
    asked, scope = question.asked(rule), question.scope(by)
    coverage = counting.counted(db(), scope, asked)
    units, after = queries.page(db(), question.chosen(scope, rule), question.after, SIZE)
    return render_template(
        "reports/coverage/index.html",
        **frame(question, rule, by),
        shares=saying.shares(coverage, question.kind, rule, question.of, everywhere=not question.network),
        coverage=coverage,
        called=_(words.CALLED[question.kind]),
        look_days=rule.look_days,
        filters=_filters(question, coverage),
        rows=rows(db(), units, asked),
        total=question.count(coverage),
        next_url=question.url("coverage.index", after=after) if after else "",
        kecamatan=_few_kecamatan(question, asked, by),
        urls={
            "csv": question.url("coverage.csv"),
            "paper": question.url("coverage_papers.form", step=None, measure=None, answer=None),
            "excused": question.of(step=Step.EXCUSED),
            "old": question.of(step=Step.AGAIN),
            "times": question.url("coverage_compared.over_time"),
            "objections": url_for("coverage_unit.waiting") if by.over_the_city(*queries.CITY) else "",
        },
        objections=noted.count_open(db(), by) if by.over_the_city(*queries.CITY) else 0,
    )


@pages.get("/kepatuhan.csv")
@allow(SIGNED_IN)
def csv() -> Response:
    """Every unit with what is known of it, for Excel."""
    by = actor()
    question = read(db(), by)
    rule = queries.rule_on(db(), question.on)
    body = tables.csv(db(), question, rule, by=by, now=clock.now())
    name = f'attachment; filename="kepatuhan-{question.on.isoformat()}.csv"'
    return Response(
        body, mimetype="text/csv", headers={"Content-Disposition": name, "Cache-Control": "no-store"}
    )


def _filters(question: Question, coverage: Coverage) -> Sequence[Mapping[str, Any]]:
    found = [
        {
            "label": _("Semua %(count)s", count=reader.number(coverage.units)),
            "url": question.of(),
            "current": not question.narrowed(),
        }
    ]
    if question.measure:
        found += [
            {
                "label": f"{question.narrowed()} {reader.number(question.count(coverage))}",
                "url": question.of(question.measure, question.answer),
                "current": True,
            }
        ]
    return found + [
        {
            "label": f"{_(words.STEPS[each])} {reader.number(coverage.steps[each])}",
            "url": question.of(step=each),
            "current": question.step is each,
        }
        for each in Step
        if coverage.steps.get(each) or question.step is each
    ]


def _few_kecamatan(question: Question, asked: Asked, by: Actor) -> Mapping[str, Any] | None:
    """The kecamatan on the first page, where there are several and no more than a page holds."""
    if question.below or question.kind in ("kota", "kecamatan"):
        return None
    found = queries.kecamatan(db(), by, most=SIZE + 1)
    if len(found) < 2:
        return None
    few = len(found) <= SIZE
    return {
        "rows": kecamatan(question, found, asked, by) if few else [],
        "url": question.url("coverage_compared.by_kecamatan"),
    }
