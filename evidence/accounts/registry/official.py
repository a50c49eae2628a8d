"""The list of official accounts, for anybody: is this account the unit's, or a false one?

Strangers are told unit, network, handle, link, state and the day of the last look; of who looked, and of what else was
seen, nothing.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, current_app, json, make_response, render_template, request, url_for
from flask_babel import gettext as _
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from evidence.accounts.registry import finding, typed
from evidence.accounts.registry.listing import State
from evidence.accounts.registry.official_lines import (
    Line,
    by_unit,
    confirms,
    everything,
    lines_of,
    meant,
    of_vouched,
)
from evidence.accounts.registry.showing import place_name
from evidence.core import clock
from evidence.core.errors import TooMany
from evidence.core.web import db, for_everybody
from evidence.core.words import N_
from evidence.units.access import PUBLIC, allow
from evidence.units.current import house

pages = Blueprint("official", __name__)
for_everybody(pages)
# Long enough for a crowd, short enough that a false account is soon gone from every copy.
SHORTLY = "public, max-age=60"
WORDS = {
    State.OFFICIAL: N_("Resmi"),
    State.NONE: N_("Belum ada akun resmi"),
    State.UNCHECKED: N_("Belum diperiksa"),
}


@pages.get("/akun-resmi")
@allow(PUBLIC)
def page() -> Response:
    """The units with their official accounts, ``?semua=1`` all units.

    ``?cari=`` finds a unit by name, and an account by handle or link. A link that is not confirmed is
    said to be none, or not to be known, before anything else is shown.
    """
    words = request.args.get("cari", "").strip()[: typed.MOST]
    after, everybody = request.args.get("setelah", ""), bool(request.args.get("semua"))
    _keep_pace()
    days = _look_days()
    lines: Sequence[Line]
    if words or everybody:
        found = finding.units(db(), words, after)
        lines, behind = lines_of(db(), found.units, days), found.after
    else:
        lines, behind = of_vouched(db(), after, days)
    link = typed.is_link(words)
    if link:
        lines = meant(words, lines)
    unconfirmed = link and not any(confirms(words, each) for each in lines)
    asked: dict[str, Any] = {"cari": words or None, "semua": 1 if everybody and not words else None}
    body = render_template(
        "accounts/official.html",
        words=words,
        is_account=typed.is_account(words),
        is_false=unconfirmed and not typed.is_at_a_network(words),
        is_unknown=unconfirmed and typed.is_at_a_network(words),
        is_handle=not link and any(typed.is_called(words, each.handle) for each in lines),
        units=by_unit(lines),
        first_url=url_for("official.page", **asked) if after else "",
        next_url=url_for("official.page", **asked, setelah=behind) if behind else "",
        filters=[
            {"label": _("Punya akun resmi"), "url": url_for("official.page"), "current": not everybody},
            {"label": _("Semua unit"), "url": url_for("official.page", semua=1), "current": everybody},
        ]
        if not words
        else [],
        csv_url=url_for("official.as_csv"),
        json_url=url_for("official.as_json"),
        report_url=house().settings.false_account_url,
    )
    return _shortly(make_response(body))


@pages.get("/akun-resmi.csv")
@allow(PUBLIC)
def as_csv() -> Response:
    """The whole list as an Indonesian Excel opens it."""
    _keep_pace()

    def written() -> Iterator[str]:
        out = io.StringIO()
        write = csv.writer(out, delimiter=";", lineterminator="\r\n")
        write.writerow(
            [
                _("Unit"),
                _("Bagian dari"),
                _("Jejaring"),
                _("Nama akun"),
                _("Tautan"),
                _("Keadaan"),
                _("Dilihat"),
                _("Perlu dilihat lagi"),
            ]
        )
        for each in everything(db(), _look_days()):
            day = f"{each.day:%d/%m/%Y}" if each.day else ""
            above = each.unit.parent.title if each.unit.parent else ""
            told = (
                each.unit.title,
                above,
                place_name(each.place),
                each.handle,
                each.link,
                _(WORDS[each.state]),
                day,
                _("Ya") if each.aged else "",
            )
            write.writerow([_harmless(text) for text in told])
        yield "\ufeff" + out.getvalue()

    response = Response("".join(written()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="daftar-akun-resmi-{clock.today()}.csv"'
    return _shortly(response)


@pages.get("/akun-resmi.json")
@allow(PUBLIC)
def as_json() -> Response:
    """The whole list for programs; ``state`` is official, none or unchecked.

    ``look_again`` is whether an official account was last confirmed longer ago than the city's order lets a look count.
    """
    _keep_pace()
    told: list[dict[str, Any]] = [
        {
            "unit": {"code": each.unit.code, "name": each.unit.title},
            "network": each.place,
            "handle": each.handle or None,
            "link": each.link or None,
            "state": each.state.value,
            "looked_on": each.day.isoformat() if each.day else None,
            "look_again": each.aged,
        }
        for each in everything(db(), _look_days())
    ]
    response = Response(json.dumps({"accounts": told}), mimetype="application/json")
    # Anybody's page may show it: there is nothing in it that is not for everybody.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return _shortly(response)


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _look_days() -> int:
    return house().look_days(db(), clock.today())


def _keep_pace() -> None:
    limiter: FixedWindowRateLimiter = current_app.extensions["limiter"]
    rate = parse(house().settings.proof_rate)
    if not limiter.hit(rate, "official", request.remote_addr or ""):
        raise TooMany(N_("Terlalu banyak permintaan. Tunggu satu menit."), retry_after=rate.get_expiry())


def _shortly(response: Response) -> Response:
    response.headers["Cache-Control"] = SHORTLY
    # The reader's language is remembered in one.
    response.vary.add("Cookie")
    return response
