"""What every page needs besides its own view: filters, navigation, headers, language and built assets."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request, url_for
from flask_babel import Babel, gettext, lazy_gettext, lazy_pgettext

from config import Settings
from evidence import assets
from evidence.core import clock, from_address, reader
from evidence.core.web import db
from evidence.notices import queries as notices
from evidence.publish import holding
from evidence.reports.board import contacts
from evidence.review import doubting
from evidence.review.queries import Turn
from evidence.units import resets
from evidence.units.access import Actor, Role
from evidence.units.current import visitor
from evidence.units.handing_over import given
from evidence.units.queries import holders_over_the_city, root, unit

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
TRANSLATIONS = ROOT / "translations"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
        "manifest-src 'self'; worker-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

_ = lazy_gettext
ENTRIES: dict[str, tuple[Any, str]] = {
    "gallery.home": (_("Beranda"), "house"),
    "review.inbox": (_("Periksa"), "inbox"),
    "gallery.activities": (_("Kegiatan"), "list"),
    "capture.new_activity": (_("Foto"), "camera"),
    "publish.posts": (_("Unggahan"), "send"),
    "calendar.index": (_("Jadwal"), "calendar-clock"),
    "gallery.index": (_("Galeri"), "images"),
    "board.index": (_("Papan"), "layout-dashboard"),
    "accounts.index": (_("Akun"), "at-sign"),
    "operating.index": (_("Antrean"), "list-filter"),
    "coverage.index": (_("Kepatuhan"), "shield-check"),
    "papers.index": (_("Laporan"), "archive"),
    "units.more": (lazy_pgettext("halaman", "Lainnya"), "menu"),
}
# One bar a person, that of the first role here which they hold; five words are what a phone's width bears. What a
# person does first stands first, and the rest is found under "Lainnya".
BARS: tuple[tuple[frozenset[Role], tuple[str, ...]], ...] = (
    (
        frozenset({Role.APPROVER, Role.UPLOADER}),
        ("review.inbox", "calendar.index", "capture.new_activity", "publish.posts"),
    ),
    (frozenset({Role.APPROVER}), ("review.inbox", "calendar.index", "publish.posts", "gallery.index")),
    (
        frozenset({Role.UPLOADER}),
        ("gallery.home", "gallery.activities", "capture.new_activity", "publish.posts"),
    ),
    (frozenset({Role.ADMIN}), ("operating.index", "publish.posts", "calendar.index", "accounts.index")),
    (frozenset({Role.REVIEWER}), ("board.index", "gallery.index", "coverage.index", "accounts.index")),
    (frozenset(), ("gallery.index",)),
)
# Whoever decides for the city looks first, and decides what waits for nobody else: the inbox is one tap away.
CITY_BARS: tuple[tuple[frozenset[Role], tuple[str, ...]], ...] = (
    (
        frozenset({Role.UPLOADER}),
        ("board.index", "review.inbox", "capture.new_activity", "publish.posts"),
    ),
    (frozenset(), ("board.index", "review.inbox", "coverage.index", "papers.index")),
)
# Under which entries a page that has none of its own stands; the first one in the bar is marked.
BENEATH = {
    "gallery.activities": ("gallery.index",),
    "board.behind": ("board.index", "units.more"),
    "board.index": ("units.more",),
    "capture.edit_activity": ("gallery.activities", "gallery.index"),
    "capture.photo": ("gallery.activities", "gallery.index"),
    "gallery.activity": ("gallery.activities", "gallery.index"),
    "compose.draft": ("gallery.activities", "publish.posts"),
    "checking.page": ("gallery.activities", "publish.posts"),
    "checking.send": ("gallery.activities", "publish.posts"),
    "covers.page": ("gallery.activities", "publish.posts"),
    "covers.save": ("gallery.activities", "publish.posts"),
    "consents.of_activity": ("gallery.activities", "gallery.index"),
    "consents.record": ("gallery.activities", "gallery.index"),
    "privacy.index": ("units.more",),
    "privacy.show": ("units.more",),
    "privacy.decide": ("units.more",),
    "compose.save": ("gallery.activities", "publish.posts"),
    "downloads.page": ("gallery.activities", "gallery.index"),
    "publish.post": ("publish.posts",),
    "publish.by_hand": ("publish.posts",),
    "review.correct": ("publish.posts",),
    "withdrawals.page": ("publish.posts",),
    "calendar.index": ("units.more",),
    "moving.of_publication": ("calendar.index", "publish.posts"),
    "moving.of_post": ("calendar.index", "publish.posts"),
    "timetable.show": ("calendar.index", "units.more"),
    "timetable.save": ("calendar.index", "units.more"),
    "holding.index": ("calendar.index", "units.more"),
    "holding.hold": ("calendar.index", "units.more"),
    "review.decide": ("review.inbox", "publish.posts"),
    "review.put_decision": ("review.inbox",),
    "accounts.add": ("accounts.index", "units.more"),
    "accounts.ask_disconnect": ("accounts.index", "units.more"),
    "accounts.disconnect": ("accounts.index", "units.more"),
    "accounts.show": ("accounts.index", "units.more"),
    "registry_lists.index": ("accounts.index", "units.more"),
    "registry_lists.unit": ("accounts.index", "units.more"),
    "registry.check": ("accounts.index", "units.more"),
    "registry.keep": ("accounts.index", "units.more"),
    "registry_mistakes.ask": ("accounts.index", "units.more"),
    "registry_mistakes.say": ("accounts.index", "units.more"),
    "registry.enter": ("accounts.index", "units.more"),
    "connecting.begin": ("accounts.index", "units.more"),
    "connecting.choose": ("accounts.index", "units.more"),
    "connecting.chosen": ("accounts.index", "units.more"),
    "connecting.leave": ("accounts.index", "units.more"),
    "connecting.start": ("accounts.index", "units.more"),
    "notices.index": ("units.more",),
    "telling.show": ("units.more",),
    "telling.save": ("units.more",),
    "accounts.index": ("units.more",),
    "gallery.home": ("units.more",),
    "operating.accounts": ("operating.index", "units.more"),
    "operating.act": ("operating.index", "units.more"),
    "operating.index": ("units.more",),
    "points.edit": ("units.more",),
    "points.index": ("units.more",),
    "points.new": ("units.more",),
    "points.point": ("units.more",),
    "units.signed_in": ("units.more",),
    "gallery.compare": ("gallery.index", "units.more"),
    "gallery.index": ("units.more",),
    "gallery.place": ("gallery.activities", "gallery.index"),
    "saved.page": ("gallery.index", "units.more"),
    "saved.save": ("gallery.index", "units.more"),
    "delegations.index": ("units.more",),
    "opening.index": ("units.more",),
    "handing_over.hand": ("units.more",),
    "handing_over.index": ("units.more",),
    "handing_over.office": ("units.more",),
    "people.add": ("units.more",),
    "people.index": ("units.more",),
    "people.link": ("units.more",),
    "people.new": ("units.more",),
    "person.correct": ("units.more",),
    "tracing.unit": ("units.more",),
    "person.show": ("units.more",),
    "papers.index": ("units.more",),
    "papers.ask": ("papers.index", "units.more"),
    "letterheads.letterhead": ("papers.index", "units.more"),
    "letterheads.save_letterhead": ("papers.index", "units.more"),
    "sampling.index": ("units.more",),
    "sampling.item": ("sampling.index", "units.more"),
    "sampling.look": ("sampling.index", "units.more"),
    "coverage_compared.by_kecamatan": ("coverage.index", "units.more"),
    "coverage.index": ("units.more",),
    "coverage_compared.over_time": ("coverage.index", "units.more"),
    "board_papers.ask": ("board.index", "units.more"),
    "board_papers.form": ("board.index", "units.more"),
    "coverage_papers.ask": ("coverage.index", "units.more"),
    "coverage_papers.form": ("coverage.index", "units.more"),
    "coverage_orders.index": ("coverage.index", "units.more"),
    "coverage_orders.write": ("coverage.index", "units.more"),
    "coverage_unit.answer": ("coverage.index", "units.more"),
    "coverage_unit.note": ("coverage.index", "units.more"),
    "coverage_unit.object_to": ("coverage.index", "units.more"),
    "coverage_unit.show": ("coverage.index", "units.more"),
    "coverage_unit.waiting": ("coverage.index", "units.more"),
}


def prepare(app: Flask, settings: Settings) -> None:
    """Make ``app`` ready to render pages."""
    Babel(app, default_translation_directories=str(TRANSLATIONS), locale_selector=reader.choice)
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(
        stamp=reader.stamp, long_date=reader.long_date, short_date=reader.short_date,
        date_text=reader.date_text, time_text=reader.time_text, number=reader.number,
    )  # fmt: skip
    assets.prepare(app)
    app.context_processor(lambda: _frame(settings))

    @app.after_request
    def protect(response: Response) -> Response:
        # Who may frame a page is said once: the older header knows no way to say "anybody".
        framed = "frame-ancestors *" in response.headers.get("Content-Security-Policy", "")
        for name, value in HEADERS.items():
            if not (framed and name == "X-Frame-Options"):
                response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _frame(settings: Settings) -> dict[str, Any]:
    """What the layout shows around every page."""
    # A page that anybody may keep says nothing of whoever asked for it.
    actor = visitor() if request.endpoint and not g.get("for_everybody") else None
    waits = _waits(actor, settings) if actor else {}
    return {
        "practice_mode": settings.practice_mode,
        "lang": reader.language(),
        # Whose house it is and how it is reached: asked of the database only where a page says it.
        "whose": whose,
        "actor": actor,
        "uploads": actor is not None and actor.has(Role.UPLOADER),
        "nav": _navigation(actor, waits) if actor else [],
        "waits": {url_for(each): count for each, count in waits.items()},
        "said_of_address": from_address.said,
        "on_hold": holding.told(actor) if actor else [],
        "new_password": _new_password(actor) if actor else None,
        "city_lines": city_lines,
        "adrift": _adrift(actor) if actor and not actor.grants else None,
        "unit_name": unit(db(), actor.grants[0].unit_code).title if actor and actor.grants else "",
    }


def whose() -> str:
    """The government that the house belongs to, "" while no unit is entered."""
    # Some pages say it in more than one place.
    if "city_title" not in g:
        city = root(db())
        g.city_title = city.title if city else ""
    return str(gettext("Pemerintah %(name)s", name=g.city_title)) if g.city_title else ""


def city_lines() -> Sequence[contacts.Line]:
    """How the city's own office is reached."""
    return contacts.of_the_city(db())


def _adrift(actor: Actor) -> dict[str, Any]:
    """What somebody who holds nothing is told on every page: what became of their office, and whom to ask."""
    admins = holders_over_the_city(db(), Role.ADMIN, clock.now())
    mail = notices.addresses(db(), [each.id for each in admins])
    return {
        "given": given(db(), actor),
        "admins": [{"name": each.name, "mail": mail.get(each.id, "")} for each in admins],
    }


def _new_password(actor: Actor) -> dict[str, Any] | None:
    """That somebody's password was changed by a link, on every page until they say that they know."""
    change = resets.unseen(db(), actor.id)
    if change is None:
        return None
    return {"at": change.used_at, "who": change.maker.name, "url": url_for("person.see")}


def _waits(actor: Actor, settings: Settings) -> dict[str, int]:
    """How much waits for this very person, by the endpoint where it stands."""
    turn = Turn(clock.now(), timedelta(days=settings.approver_absent_after))
    return {
        "review.inbox": doubting.count_inbox(db(), actor, turn) if actor.has(Role.APPROVER) else 0,
        "notices.index": notices.count_waiting(db(), actor, turn.now),
    }


def _navigation(actor: Actor, waits: dict[str, int]) -> list[dict[str, Any]]:
    held = {grant.role for grant in actor.grants}
    bars = CITY_BARS if actor.over_the_city(Role.APPROVER) else BARS
    bar = (*next(entries for roles, entries in bars if roles <= held), "units.more")
    # What stands on the last page is said at its entries too, so that their numbers add up to the one in the bar.
    badges = {**waits, "units.more": sum(count for each, count in waits.items() if each not in bar)}
    here = request.endpoint or ""
    above = (*BENEATH[here], "units.more") if here in BENEATH else ()
    marked = next((each for each in (here, *above) if each in bar), "")
    return [
        {
            "url": url_for(endpoint),
            "label": ENTRIES[endpoint][0],
            "icon": ENTRIES[endpoint][1],
            "current": ("page" if endpoint == here else "true") if endpoint == marked else "",
            "badge": badges.get(endpoint, 0),
            "camera": endpoint == "capture.new_activity",
        }
        for endpoint in bar
    ]
