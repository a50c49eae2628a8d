"""Kepatuhan: how many units can be reached on a day, who is missing, and how it has changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from evidence.core import clock, reader
from evidence.core.web import db
from evidence.reports.coverage import counting, orders, queries, sample, saying, tables
from evidence.reports.coverage.asking import CALLED, Question, networks, read
from evidence.reports.coverage.chart import drawn
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.listing import rows
from evidence.reports.coverage.measures import Coverage, Measure, Step
from evidence.reports.coverage.rules import Rule
from evidence.reports.coverage.times import PACES, history
from evidence.units.access import SIGNED_IN, Actor, allow
from evidence.units.current import actor
from evidence.units.models import Unit

pages = Blueprint("coverage", __name__)
SIZE = 25
# Which steps a list may be narrowed to, besides all of them.
WAITING = tuple(each for each in Step if each is not Step.DONE)


@pages.get("/kepatuhan")
@allow(SIGNED_IN)
def index() -> str:
    """The shares of a day with their rule, and each unit with what to do next."""
    by = actor()
    question = read(db(), by)
    rule = queries.rule_on(db(), question.on)
    asked, scope = question.asked(rule), question.scope(by)
    coverage = counting.counted(db(), scope, asked)
    chosen = counting.waiting(scope, asked, {question.step}) if question.step else scope
    units, after = queries.page(db(), chosen, question.after, SIZE)
    return render_template(
        "reports/coverage/index.html",
        **_frame(question, rule, by),
        shares=saying.shares(coverage, question.kind, rule),
        coverage=coverage,
        called=_(CALLED[question.kind]),
        look_days=rule.look_days,
        filters=_filters(question, coverage),
        rows=rows(db(), units, asked),
        total=coverage.steps.get(question.step, 0) if question.step else coverage.units,
        next_url=question.url("coverage.index", after=after) if after else "",
        kecamatan=_few_kecamatan(question, asked, by),
        urls={
            "csv": question.url("coverage.csv"),
            "times": question.url("coverage.over_time"),
            "objections": url_for("coverage_unit.waiting") if by.over_the_city() else "",
        },
        objections=len(queries.open_objections(db(), by)) if by.over_the_city() else 0,
    )


@pages.get("/kepatuhan/kecamatan")
@allow(SIGNED_IN)
def by_kecamatan() -> str:
    """The shares of each kecamatan, in the order of the tree: nobody is ranked."""
    by = actor()
    question = read(db(), by)
    rule = queries.rule_on(db(), question.on)
    found = queries.kecamatan(db(), by, question.after, SIZE + 1)
    shown, more = found[:SIZE], len(found) > SIZE
    return render_template(
        "reports/coverage/kecamatan.html",
        **_frame(question, rule, by),
        kecamatan=_kecamatan(question, shown, question.asked(rule), by),
        next_url=question.url("coverage.by_kecamatan", after=shown[-1].path) if more else "",
        back_url=question.url("coverage.index"),
    )


@pages.get("/kepatuhan/waktu")
@allow(SIGNED_IN)
def over_time() -> str:
    """The same shares at twelve moments, each by the rule of its own day."""
    by = actor()
    question = read(db(), by)
    pace = request.args.get("jarak", "")
    pace = pace if pace in PACES else "bulan"
    points = history(db(), question, pace, by=by)
    return render_template(
        "reports/coverage/times.html",
        **_frame(question, points[-1].rule, by),
        charts=[drawn(measure, points) for measure in Measure],
        points=[
            {
                "on": each.on,
                "rule": each.rule.name or _("Belum ada aturan"),
                "units": each.coverage.units,
                "excused": each.coverage.excused,
                "shares": [saying.short(each.coverage.shares[measure]) for measure in Measure],
            }
            for each in reversed(points)
        ],
        titles=[_(saying.MEASURES[measure]) for measure in Measure],
        paces=[
            {
                "label": _(label),
                "url": question.url("coverage.over_time") + _joined(question, name),
                "name": name,
            }
            for name, label in PACES.items()
        ],
        pace=pace,
        back_url=question.url("coverage.index"),
    )


def _joined(question: Question, pace: str) -> str:
    return ("&" if any(question.values().values()) else "?") + f"jarak={pace}"


@pages.get("/kepatuhan.csv")
@allow(SIGNED_IN)
def csv() -> Response:
    """Every unit with what is known of it, for Excel."""
    by = actor()
    question = read(db(), by)
    rule = queries.rule_on(db(), question.on)
    body = tables.csv(db(), question, rule, by=by, now=clock.now())
    response = Response(body, mimetype="text/csv")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="kepatuhan-{question.on.isoformat()}.csv"'
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _frame(question: Question, rule: Rule, by: Actor) -> Mapping[str, Any]:
    """What each of these pages is asked, and by which rule it answers."""
    today, press = clock.today(), sample.ON
    days = [
        {
            "label": _("Hari ini"),
            "url": question.url("coverage.index", on=today),
            "current": question.on == today,
        }
    ]
    if sample.is_loaded(db()):
        said = _("%(date)s, menurut pers", date=reader.short_date(press))
        url = question.url("coverage.index", on=press, network=sample.NETWORK, kind="kecamatan", step=None)
        days.append({"label": said, "url": url, "current": question.on == press})
    return {
        "question": question,
        "days": days,
        "today": today,
        "networks": networks(),
        "kinds": {kind: saying.kind_title(kind) for kind in CALLED if kind},
        "all_kecamatan": queries.kecamatan(db(), by, most=200),
        "rule": {
            "name": rule.name,
            "given_on": rule.given_on,
            "valid_from": rule.valid_from,
            "limits": saying.limits(rule),
            "url": url_for("coverage_orders.index"),
            "may_write": orders.may_write(by),
        },
        "asked_for": _asked_for(question),
    }


def _asked_for(question: Question) -> str:
    parts = [
        reader.short_date(question.on),
        networks().get(question.network) or _("semua jejaring"),
        saying.kind_title(question.kind) if question.kind else _("semua unit"),
        question.below.title if question.below else "",
    ]
    return " · ".join(each for each in parts if each)


def _filters(question: Question, coverage: Coverage) -> Sequence[Mapping[str, Any]]:
    found = [
        {
            "label": _("Semua %(count)s", count=reader.number(coverage.units)),
            "url": question.url("coverage.index", step=None) + "#unit",
            "current": question.step is None,
        }
    ]
    return found + [
        {
            "label": f"{_(saying.STEPS[each])} {reader.number(coverage.steps[each])}",
            "url": question.url("coverage.index", step=each) + "#unit",
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
        "rows": _kecamatan(question, found, asked, by) if few else [],
        "url": question.url("coverage.by_kecamatan"),
    }


def _kecamatan(
    question: Question, found: Sequence[Unit], asked: Asked, by: Actor
) -> Sequence[Mapping[str, Any]]:
    counted = counting.counted_within(db(), question.scope(by), found, asked)
    return [
        {
            "title": each.title,
            "url": question.url("coverage.index", below=each),
            "units": counted[each.code].units,
            "excused": counted[each.code].excused,
            "shares": [saying.short(counted[each.code].shares[measure]) for measure in Measure],
        }
        for each in found
    ]
