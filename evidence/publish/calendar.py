"""The calendar of posts, by week and by month. It changes nothing; another time is asked for on a page of its own."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from evidence.accounts.naming import network_name
from evidence.core import clock, from_address, reader
from evidence.core.clock import WIB
from evidence.core.errors import NotFound
from evidence.core.web import db
from evidence.core.words import N_
from evidence.publish import agenda, timetable
from evidence.publish.agenda import Entry, Kind, Mark
from evidence.publish.days import WEEK, Span, a_month_on, month_of, week_of, weeks_of
from evidence.publish.reasons import HOLDS, SWITCHED_OFF
from evidence.units import queries as units
from evidence.units.access import SIGNED_IN, Role, allow
from evidence.units.current import actor
from evidence.units.models import Unit
from evidence.units.offering import offered

pages = Blueprint("calendar", __name__)
# What is asked for: the month, the week, or whichever suits the screen.
MONTH, WEEKLY = "bulan", "minggu"
DAYS = (N_("Sen"), N_("Sel"), N_("Rab"), N_("Kam"), N_("Jum"), N_("Sab"), N_("Min"))
NOTES = {
    Kind.LATE: HOLDS["late"],
    Kind.OVERDUE: N_("Lewat jadwal, belum disetujui."),
}


@pages.get("/jadwal")
@allow(SIGNED_IN)
def index() -> str:
    """What was published and what shall be, of the units this person sees."""
    today, now = clock.today(), clock.now()
    day = from_address.day(request.args, "hari") or today
    view = from_address.one_of(request.args, "tampilan", (MONTH, WEEKLY), N_("Tampilan"))
    unit = _narrowed(request.args.get("unit", ""))
    paths, narrowed = actor().paths(), unit.path if unit else ""
    week, month = week_of(day), month_of(day)
    found, more = agenda.entries(db(), week, paths, narrowed, now)
    marked = agenda.marks(db(), month, paths, narrowed, now) if view != WEEKLY else {}
    offer = offered(db(), paths, unit.code if unit else "", request.args.get("cari_unit", ""))

    def at(where: date, tampilan: str = view) -> str:
        return url_for(
            "calendar.index",
            hari=where.isoformat(),
            tampilan=tampilan or None,
            unit=unit.code if unit else None,
        )

    return render_template(
        "publish/calendar.html",
        view=view,
        day={"date": day, "title": reader.long_date(day), "rows": _rows(_on(found, day))},
        today_url=at(today) if day != today else "",
        week=_week(week, found, today),
        month=_month(month, marked, day, today, at),
        week_links={"title": _period(week), "before": at(day - WEEK), "after": at(day + WEEK)},
        month_links={
            "title": reader.month_text(day),
            "before": at(a_month_on(day, -1)),
            "after": at(a_month_on(day, 1)),
        },
        views={"month": at(day, tampilan=MONTH), "week": at(day, tampilan=WEEKLY)},
        more=more,
        offer=offer,
        asked={"unit": unit.code if unit else "", "view": view},
        hold_url=url_for("holding.index") if actor().has(Role.APPROVER, Role.ADMIN) else "",
        timetable_urls=_timetables(unit),
    )


def _narrowed(code: str) -> Unit | None:
    if not code:
        return None
    unit = units.unit(db(), code)
    if not actor().sees(unit.path):
        raise NotFound(timetable.NO_UNIT)
    return unit


def _period(span: Span) -> str:
    return f"{reader.short_date(span.first)} – {reader.short_date(span.last)}"


def _on(found: Sequence[Entry], day: date) -> list[Entry]:
    return [each for each in found if each.at.astimezone(WIB).date() == day]


def _rows(found: Sequence[Entry]) -> list[dict[str, Any]]:
    """One row for what a post does at one time; its accounts stand together."""
    together: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for each in found:
        together[each.at, each.post, each.kind, each.hold].append(each)
    return [_row(each) for each in together.values()]


def _row(same: Sequence[Entry]) -> dict[str, Any]:
    first = same[0]
    return {
        "at": first.at,
        "kind": first.kind.value,
        "title": first.title,
        "unit": first.unit,
        "accounts": [_account(*account) for each in same for account in each.accounts],
        "note": _note(first),
        "url": url_for("publish.post", post_id=first.post),
        "move_url": _move_url(same),
    }


def _account(network: str, site: str, handle: str) -> str:
    return f"{network_name(network, site)} @{handle}"


def _note(entry: Entry) -> str:
    if entry.kind is Kind.HELD:
        return str(_(HOLDS[entry.hold]) if entry.hold else _(SWITCHED_OFF))
    return str(_(NOTES[entry.kind])) if entry.kind in NOTES else ""


def _move_url(same: Sequence[Entry]) -> str:
    """Where another time is asked for, or "" when there is none to ask for or it is not this person's to ask."""
    path = same[0].path
    if same[0].publication is None:
        return url_for("moving.of_post", post_id=same[0].post) if actor().may(Role.UPLOADER, path) else ""
    may = actor().may(Role.UPLOADER, path) or actor().may(Role.APPROVER, path)
    movable = next((each.publication for each in same if each.movable), None)
    return url_for("moving.of_publication", publication_id=movable) if may and movable else ""


def _week(week: Span, found: Sequence[Entry], today: date) -> dict[str, Any]:
    """The week's days, as lists and as columns of a table with one row an account."""
    accounts: dict[str, list[Entry]] = defaultdict(list)
    for each in found:
        for account in each.accounts or ((),):
            accounts[_account(*account) if account else ""].append(each)
    return {
        "days": [
            {
                "date": day,
                "head": f"{_(DAYS[day.weekday()])} {day.day}",
                "title": reader.long_date(day),
                "today": day == today,
                "rows": _rows(_on(found, day)),
            }
            for day in week.days
        ],
        "accounts": [
            {"name": name, "days": [[_row([each]) for each in _on(accounts[name], day)] for day in week.days]}
            for name in sorted(accounts, key=lambda name: (not name, name))
        ],
    }


def _month(
    month: Span, marked: dict[date, Counter[Mark]], chosen: date, today: date, at: Any
) -> dict[str, Any]:
    return {
        "heads": [_(each) for each in DAYS],
        "weeks": [
            [
                {
                    "number": day.day,
                    "url": at(day),
                    "title": reader.long_date(day),
                    "chosen": day == chosen,
                    "today": day == today,
                    "marks": [mark.value for mark in Mark if marked.get(day, Counter())[mark]],
                    "said": _said(marked.get(day, Counter())),
                }
                if day
                else None
                for day in row
            ]
            for row in weeks_of(month)
        ],
    }


def _said(counts: Counter[Mark]) -> str:
    """What a day's dots say, for whoever does not see them."""
    told = {
        Mark.PLANNED: lambda n: ngettext("%(count)s terjadwal", "%(count)s terjadwal", n, count=n),
        Mark.WAITING: lambda n: ngettext("%(count)s menunggu", "%(count)s menunggu", n, count=n),
        Mark.OUT: lambda n: ngettext("%(count)s terbit", "%(count)s terbit", n, count=n),
        Mark.NEEDS: lambda n: ngettext("%(count)s perlu tindakan", "%(count)s perlu tindakan", n, count=n),
    }
    return ", ".join(str(told[mark](counts[mark])) for mark in Mark if counts[mark])


def _timetables(unit: Unit | None) -> list[dict[str, str]]:
    """Where the slots of a unit are set: those of the one looked at, or of one's own."""
    by = actor()
    if unit:
        chosen = [unit] if by.may(Role.UPLOADER, unit.path) or by.may(Role.ADMIN, unit.path) else []
    else:
        codes = dict.fromkeys(
            grant.unit_code for grant in by.grants if grant.role in (Role.UPLOADER, Role.ADMIN)
        )
        chosen = [units.unit(db(), code) for code in codes]
    return [
        {"url": url_for("timetable.show", code=each.code), "label": _("Jam terbit %(unit)s", unit=each.title)}
        for each in chosen
    ]
