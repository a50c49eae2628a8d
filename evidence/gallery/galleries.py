"""More pages of the gallery: tiles, table and map of a question; one place over time; two periods side by side."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from evidence.capture import queries as capture
from evidence.capture.models import Activity, Stage
from evidence.capture.queries import stored
from evidence.core import clock, from_address, reader
from evidence.core.web import db, read_uuid
from evidence.core.words import N_
from evidence.gallery import map_views, periods, places, queries, words
from evidence.gallery.asked import TIMES, Filters
from evidence.gallery.forms import read_filters
from evidence.gallery.showing import told
from evidence.gallery.suggesting import suggested
from evidence.gallery.views import pages as pages
from evidence.gallery.windows import Question
from evidence.gallery.words import address
from evidence.units.access import SIGNED_IN, Role, allow
from evidence.units.current import actor
from evidence.units.offering import offered

INDEX, COMPARE = "gallery.index", "gallery.compare"
SHOWS = ("tiles", "table", "map", "points")
MAPS = ("map", "points")
# Cards of each of two periods: enough to see what the numbers are about.
NEWEST = 4


@pages.get("/galeri")
@allow(SIGNED_IN)
def index() -> str:
    """All activities this person may see, narrowed by what the address asks, as tiles, as a table or on a map.

    Points of photos are for reviewers only.
    """
    filters = read_filters(request.args)
    question = queries.filtered(db(), actor(), filters)
    shows = SHOWS if actor().has(Role.REVIEWER) else SHOWS[:-1]
    show = from_address.one_of(request.args, "show", shows, N_("Tampilan")) or SHOWS[0]
    asked = filters.asked()
    more = _more(show)
    shared = {
        **_frame(filters, INDEX, **more),
        # Further on, whoever reads has seen them.
        "suggested": [] if request.args.get("after") else suggested(filters, INDEX, **more),
        "show": show,
        "kept": more,
        "shows": [{"name": each, "url": address(INDEX, asked, _more(each))} for each in shows],
        "saved": [
            {"name": each.name, "url": address(INDEX, each.asked), "current": each.asked == asked}
            for each in queries.saved(db(), actor())
        ],
        "save_url": address("saved.page", asked),
        "compare_url": address(COMPARE, asked),
    }
    if show == "map":
        return render_template("gallery/map.html", **shared, **map_views.numbers(question, INDEX))
    if show == "points":
        return render_template("gallery/points.html", **shared, **map_views.points(question, INDEX))
    found = queries.page(db(), question, request.args.get("after"))
    return render_template(
        f"gallery/{'table' if show == 'table' else 'index'}.html",
        **shared,
        cards=told(found.rows),
        total=queries.count(db(), question),
        until=found.until,
        next_url=address(INDEX, asked, more, after=found.after) if found.after else "",
    )


def _more(show: str) -> dict[str, str]:
    """What an address says of how a gallery is shown; a map stays with the kecamatan that was chosen."""
    told = {"show": show} if show != SHOWS[0] else {}
    return told | ({"area": request.args["area"]} if show in MAPS and request.args.get("area") else {})


def _frame(filters: Filters, endpoint: str, **more: str) -> dict[str, Any]:
    """The filters of a page, with what can be chosen and what was."""
    offer = offered(db(), actor().paths(), filters.unit, request.args.get("cari_unit", ""))
    return {
        "own": ", ".join(each.title for each in queries.own(db(), actor())),
        "filters": filters.asked(),
        "chips": words.chips(filters, endpoint, **more),
        "periods": words.periods(filters, endpoint, **more),
        "offer": offer,
        "categories": words.categories(),
        "modes": words.said(words.MODES),
        "states": words.said(words.STATES),
        "findings": words.said(words.FINDINGS),
        "networks": words.networks(),
        "form_url": url_for(endpoint),
        "clear_url": address(endpoint, more),
    }


@pages.get("/kegiatan/<activity_id>/tempat")
@allow(SIGNED_IN)
def place(activity_id: str) -> str:
    """What was done at the place of an activity, the newest first."""
    found = capture.activity(db(), read_uuid(activity_id), actor())
    page = places.same_place(db(), found, actor(), request.args.get("after"))
    return render_template(
        "gallery/place.html",
        place=", ".join(part for part in (found.place, found.place_unit.title) if part),
        vague=not found.place and not found.point_id,
        cards=told(page.rows),
        point_url=url_for("points.point", point_id=found.point_id) if found.point_id else "",
        next_url=url_for("gallery.place", activity_id=found.id, after=page.after) if page.after else "",
        back_url=url_for("gallery.activity", activity_id=found.id),
        back_label=found.title,
    )


@pages.get("/galeri/banding")
@allow(SIGNED_IN)
def compare() -> str:
    """Two periods of the same gallery: how many activities of each category, each number the way to its list.

    The earlier stands first, whichever was written first, and the difference says how many more the later has.
    """
    filters, given = read_filters(request.args), from_address.days(request.args, "from2", "to2")
    looked, other = periods.two(filters, given, clock.today())
    both = sorted((looked, other))
    question = queries.filtered(db(), actor(), filters)
    tallies = [periods.tally(db(), periods.during(question, each)) for each in both]
    asked = filters.asked()
    kept = {name: value for name, value in asked.items() if name not in TIMES}

    def number(side: int, category: str = "") -> dict[str, Any]:
        tally, days = tallies[side], {"from": both[side][0].isoformat(), "to": both[side][1].isoformat()}
        narrow = {"category": category} if category else {}
        return {
            "number": tally.by_category.get(category, 0) if category else tally.total,
            "url": address(INDEX, kept, narrow, days),
        }

    done = [
        (code, name) for code, name in words.categories() if any(code in each.by_category for each in tallies)
    ]
    held = {"from2": other[0].isoformat(), "to2": other[1].isoformat()} if any(given) else {}
    against = {"label": _("Dibandingkan dengan %(days)s", days=_days(other)), "url": address(COMPARE, asked)}
    frame = _frame(filters, COMPARE, **held)
    return render_template(
        "gallery/compare.html",
        **frame | {"chips": [*frame["chips"], *([against] if held else [])], "clear_url": address(COMPARE)},
        days=[{"first": first.isoformat(), "last": last.isoformat()} for first, last in (looked, other)],
        heads=[_days(each) for each in both],
        newest=[_newest(periods.during(question, each)) for each in both],
        difference=_(
            "Selisih (%(later)s dikurangi %(earlier)s)", later=_days(both[1]), earlier=_days(both[0])
        ),
        rows=[{"name": name, "sides": [number(0, code), number(1, code)]} for code, name in done],
        total={"name": _("Semua kategori"), "sides": [number(0), number(1)]},
        more=any(each.more for each in tallies),
        back_url=address(INDEX, asked),
    )


def _newest(question: Question) -> list[dict[str, Any]]:
    """The newest that have something to show, as cards: both ends of a series, or what documents."""
    rows = queries.page(db(), question).rows
    return told([each for each in rows if _shows(each)][:NEWEST])


def _shows(activity: Activity) -> bool:
    wanted = ((Stage.PLAIN,), (Stage.BEFORE, Stage.AFTER))
    return any(all(stored(activity, stage) for stage in each) for each in wanted)


def _days(days: periods.Days) -> str:
    """``Oktober 2026``, ``1–15 Okt 2026`` or ``1 Okt 2026 – 15 Nov 2026``: no more than it must say."""
    first, last = days
    if (first.year, first.month) != (last.year, last.month):
        return f"{reader.short_date(first)} – {reader.short_date(last)}"
    if periods.whole_months(days):
        return reader.month_text(first)
    return reader.short_date(last) if first == last else f"{first.day}–{reader.short_date(last)}"
