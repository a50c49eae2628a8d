"""The same measures of several kecamatan, and at several moments, beside one another."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from evidence.core.web import db
from evidence.reports.coverage import queries, saying, words
from evidence.reports.coverage.asking import read
from evidence.reports.coverage.chart import drawn
from evidence.reports.coverage.framing import SIZE, frame, kecamatan
from evidence.reports.coverage.measures import Measure
from evidence.reports.coverage.times import PACES, history
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor

pages = Blueprint("coverage_compared", __name__)


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
        **frame(question, rule, by),
        kecamatan=kecamatan(question, shown, question.asked(rule), by),
        next_url=question.url("coverage_compared.by_kecamatan", after=shown[-1].path) if more else "",
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
        **frame(question, points[-1].rule, by),
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
        titles=[_(words.MEASURES[measure]) for measure in Measure],
        paces=[
            {
                "label": _(label),
                "url": _at_pace(question.url("coverage_compared.over_time"), name),
                "name": name,
            }
            for name, label in PACES.items()
        ],
        pace=pace,
        back_url=question.url("coverage.index"),
    )


def _at_pace(url: str, pace: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}jarak={pace}"
