"""Papan: what needs a hand, what was done in a week or a month, who is silent, and the lists behind the numbers."""

from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from evidence.core import clock, reader
from evidence.core.errors import NotFound
from evidence.core.paging import SIZE
from evidence.core.web import NO_PAGE, db
from evidence.privacy import queries as privacy
from evidence.reports import charts
from evidence.reports.board import lists, silent
from evidence.reports.board import scope as scopes
from evidence.reports.board.asking import read
from evidence.reports.board.board import Board, board, number, requests
from evidence.reports.board.figures import FIGURES, LONG, SILENT
from evidence.reports.board.periods import MONTH, WEEK, named, period_of, week_of
from evidence.reports.board.rows import rows
from evidence.reports.board.scope import READERS, Scope
from evidence.reports.board.words import days_ago, how_many, period_text, silence, span, weeks_title
from evidence.reports.coverage.measures import Step
from evidence.reports.silence import numbers
from evidence.review import doubting, page
from evidence.units.access import Role, allow
from evidence.units.current import actor, house
from evidence.units.models import Unit
from evidence.units.offering import offered
from evidence.units.queries import children

pages = Blueprint("board", __name__)
# Silent units that the board itself names; the list has them all.
NAMED = 5
# With fewer weeks than this a line says nothing.
LEAST_WEEKS = 4


@pages.get("/papan")
@allow(READERS)
def index() -> str:
    """The board of a unit: balai kota's own, or a camat's kecamatan."""
    scope = asked_scope()
    told = board(db(), scope)
    first = silent.page(db(), scope.unit, scope.heard_since, None, NAMED, clock.now(), _office(scope)).rows
    return render_template(
        "reports/board.html",
        unit=scope.unit.title,
        period=period_text(scope.period),
        periods=_periods(scope),
        units=_units(scope),
        numbers={
            name: {"number": each, "url": _list_url(scope, name)} for name, each in told.numbers.items()
        },
        city=actor().over_the_city(),
        requests=_requests(scope),
        decisions=_decisions(scope),
        waiting={
            "oldest": days_ago(told.oldest, scope.today) if told.oldest else "",
            "submitted": days_ago(told.submitted, scope.today) if told.submitted else "",
            "long": LONG,
        },
        medians={
            "approved": span(told.approved_in) if told.approved_in else "",
            "sent": span(told.sent_in) if told.sent_in else "",
        },
        silent={
            "numbers": told.silent,
            "url": _list_url(scope, SILENT),
            "excused_url": _excused_url(scope),
            "days": scope.silent_after,
            "rows": [silence(each, scope.today, actor()) for each in first],
        },
        states=_states(scope, told),
        weeks=_weeks(scope, told),
        samples_url=url_for("sampling.index"),
        paper_url=_url("board_papers.form", scope),
    )


@pages.get("/papan/<name>")
@allow(READERS)
def behind(name: str) -> str:
    """The list behind one number."""
    scope = asked_scope()
    after = request.args.get("after")
    if name == SILENT:
        return _silent(scope, after)
    figure = FIGURES.get(name)
    if figure is None or (figure.city and not actor().over_the_city()):
        raise NotFound(NO_PAGE)
    first, last = scope.days(name, figure)
    found = lists.page(db(), figure, scope.unit, first, last, after, SIZE)
    return render_template(
        "reports/behind.html",
        title=_(figure.title),
        unit=scope.unit.title,
        period=period_text(scope.period) if figure.dated else "",
        count=how_many(figure.kind, number(db(), scope, name)),
        rows=rows(db(), figure.kind, found.rows),
        back_url=_url("board.index", scope),
        next_url=_list_url(scope, name, after=found.after) if found.after else "",
    )


def _silent(scope: Scope, after: str | None) -> str:
    found = silent.page(db(), scope.unit, scope.heard_since, after, SIZE, clock.now(), _office(scope))
    return render_template(
        "reports/silent.html",
        unit=scope.unit.title,
        numbers=numbers(db(), scope.unit, scope.heard_since, scope.today),
        days=scope.silent_after,
        excused_url=_excused_url(scope),
        rows=[silence(each, scope.today, actor()) for each in found.rows],
        back_url=_url("board.index", scope),
        next_url=_list_url(scope, SILENT, after=found.after) if found.after else "",
    )


def asked_scope() -> Scope:
    """What the address asks, for whoever may read that board."""
    settings = house().settings
    return read(db(), request.args, actor(), clock.today(), settings.silent_after)


def _office(scope: Scope) -> Unit:
    return scopes.office(db(), scope.unit, actor())


def _requests(scope: Scope) -> dict[str, Any]:
    urls = {"takedowns": url_for("privacy.index"), "objections": url_for("coverage_unit.waiting")}
    told = requests(db(), scope.unit, actor())
    due = privacy.first_due(db()) if told.get("takedowns") else None
    return {
        name: {"number": number, "url": urls[name], "due": due if name == "takedowns" else None}
        for name, number in told.items()
    }


def _decisions(scope: Scope) -> dict[str, Any]:
    """What waits for the reader to decide, on the boards of the units for which they do."""
    if scope.unit.path not in actor().paths(Role.APPROVER):
        return {"number": 0, "url": ""}
    return {"number": doubting.count_inbox(db(), actor(), page.turn()), "url": url_for("review.inbox")}


def _excused_url(scope: Scope) -> str:
    """Where the units are listed that are not measured now, of a kecamatan or of all."""
    kecamatan = scope.unit.code if scope.unit.kind == "kecamatan" else None
    return url_for("coverage.index", langkah=Step.EXCUSED, kecamatan=kecamatan, _anchor="unit")


def _url(endpoint: str, scope: Scope, **more: str) -> str:
    told: dict[str, Any] = {**scope.args(), **more}
    return url_for(endpoint, **told)


def _list_url(scope: Scope, name: str, **more: str) -> str:
    return _url("board.behind", scope, name=name, **more)


def _periods(scope: Scope) -> dict[str, Any]:
    """The ways to another period: the other kind, the one before, and the one after unless it has not begun."""

    def url(kind: str, day: date) -> str:
        return url_for("board.index", unit=scope.unit.code, periode=kind, hari=day.isoformat())

    period = scope.period
    past = {WEEK: _("Minggu lalu"), MONTH: _("Bulan lalu")}
    # The one that is shown where nobody chose, and the one that has only begun, where that is another.
    shown = [
        each
        for kind in past
        for each in dict.fromkeys((named(kind, scope.today), period_of(kind, scope.today)))
    ]
    now = {WEEK: _("Minggu ini"), MONTH: _("Bulan ini")}
    return {
        "kinds": [
            {
                "label": (now if each.last >= scope.today else past)[each.kind],
                "url": url(each.kind, each.first),
                "current": each == period,
            }
            for each in shown
        ],
        "before_url": url(period.kind, period.before),
        "after_url": url(period.kind, period.after) if period.after <= scope.today else "",
    }


def _units(scope: Scope) -> dict[str, Any]:
    """The unit above, as far as this person reads its board, and the units right below or that some words found."""
    above = scope.unit.parent
    paths = actor().paths(*scopes.ROLES)
    offer = offered(db(), paths, words=request.args.get("cari_unit", ""))
    below = [(each.code, each.title) for each in children(db(), scope.unit)]
    return {
        "above": {"title": above.title, "url": _url("board.index", _of(scope, above))}
        if above and any(above.path.startswith(path) for path in paths)
        else None,
        "here": scope.unit.code,
        "offer": offer,
        "below": offer.choices if offer.words else below,
        "hidden": {"periode": scope.period.kind, "hari": scope.period.first.isoformat()},
    }


def _of(scope: Scope, unit: Any) -> Scope:
    return replace(scope, unit=unit)


def _states(scope: Scope, told: Board) -> dict[str, Any]:
    """What became of the activities of the period: bars with their table."""
    words = {
        "lengkap": _("Lengkap"),
        "berjalan": _("Menunggu foto"),
        "belum-selesai": _("Belum selesai"),
        "diarsipkan": _("Diarsipkan"),
    }
    table = [
        {"words": label, "number": told.numbers[name], "url": _list_url(scope, name)}
        for name, label in words.items()
    ]
    drawn = charts.bars([(row["words"], row["number"]) for row in table])
    return {"chart": drawn, "rows": table}


def _weeks(scope: Scope, told: Board) -> dict[str, Any]:
    """Posts a week: a line with its table, the newest week first."""
    table = [
        {
            "words": reader.short_date(monday),
            "number": count,
            "url": _list_url(replace(scope, period=week_of(monday)), "terbit"),
        }
        for monday, count in told.weeks
    ]
    drawn = charts.line([(reader.short_date(monday), count) for monday, count in told.weeks], LEAST_WEEKS)
    return {"chart": drawn, "rows": table[::-1], "title": weeks_title(told.weeks, scope.today)}
