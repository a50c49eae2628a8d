"""The same measures of several kecamatan, and at several moments, beside one another."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from evidence.core import from_address, reader
from evidence.core.web import db
from evidence.core.words import N_
from evidence.reports import charts
from evidence.reports.coverage import queries, saying, words
from evidence.reports.coverage.asking import read
from evidence.reports.coverage.framing import SIZE, cells, frame, kecamatan
from evidence.reports.coverage.measures import Measure
from evidence.reports.coverage.shares import Share
from evidence.reports.coverage.times import PACES, Point, history
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor

pages = Blueprint("coverage_compared", __name__)
# One moment alone is no line.
LEAST = 2


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
    pace = from_address.one_of(request.args, "jarak", PACES, N_("Rentang waktu")) or "bulan"
    points = history(db(), question, pace, by=by)
    return render_template(
        "reports/coverage/times.html",
        **frame(question, points[-1].rule, by),
        charts=[_chart(measure, points) for measure in Measure],
        points=[
            {
                "on": each.on,
                "rule": each.rule.name or _("Belum ada aturan"),
                "recent": _recent(each),
                "days": each.rule.look_days,
                "stale": each.stale,
                **cells(question, each.coverage, on=each.on),
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
        stale=any(each.stale for each in points),
        look_days=points[-1].rule.look_days,
        back_url=question.url("coverage.index"),
    )


def _recent(point: Point) -> str:
    """How many of those that were measured had been looked at lately."""
    measured = point.coverage.shares[Measure.ACCOUNT].of
    return str(_("%(recent)s dari %(units)s", recent=point.coverage.recent, units=measured))


def _chart(measure: Measure, points: Sequence[Point]) -> Mapping[str, Any]:
    """One share over time: where nobody had looked there is a gap, never a nought."""
    shares = [each.coverage.shares[measure] for each in points]
    rows = [(reader.short_date(point.on), _known(share)) for point, share in zip(points, shares, strict=True)]
    return {
        "title": f"{_(words.MEASURES[measure])}: {_finding(points, shares)}",
        "line": charts.percent_line(rows, LEAST, [each.stale for each in points]),
    }


def _known(share: Share) -> float | None:
    """The share in percent, or None where nobody knew anything."""
    return None if share.percent_known is None else share.percent


def _finding(points: Sequence[Point], shares: Sequence[Share]) -> str:
    """What the last share is, and on which day the first was of which anybody knew anything."""
    if not shares[-1].of:
        return str(_("Tidak dinilai oleh aturan ini"))
    if _known(shares[-1]) is None:
        return str(_("Belum ada yang diperiksa"))
    last = saying.short(shares[-1])
    known = zip(points[:-1], shares[:-1], strict=True)
    before = next(((point.on, share) for point, share in known if _known(share) is not None), None)
    if before is None:
        return last
    on, share = before
    return str(
        _(
            "%(last)s; pada %(date)s %(first)s",
            last=last,
            date=reader.short_date(on),
            first=saying.short(share),
        )
    )


def _at_pace(url: str, pace: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}jarak={pace}"
