"""The list of official accounts, for anybody: is this account the unit's, or a false one?

Strangers are told unit, network, handle, link, state and the day of the last look; of who looked, and of what else was
seen, nothing.
"""

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, json, make_response, render_template, request, url_for
from flask_babel import gettext as _

from evidence.accounts.registry import finding, typed
from evidence.accounts.registry.listing import CLAIMED, State
from evidence.accounts.registry.official_lines import (
    PART,
    Line,
    by_unit,
    claims,
    confirms,
    lines_of,
    meant,
    of_vouched,
    part,
)
from evidence.accounts.registry.showing import place_name
from evidence.core import clock
from evidence.core.sheets import Sheet
from evidence.core.tree_keys import read_path
from evidence.core.web import db, for_everybody, keep_pace, page_key
from evidence.core.words import N_
from evidence.units.access import PUBLIC, allow
from evidence.units.current import house

pages = Blueprint("official", __name__)
for_everybody(pages)
# Long enough for a crowd, short enough that a false account is soon gone from every copy.
SHORTLY = "public, max-age=60"
# As many pages as a part of a file counts for: it takes the server twice as long as one, and the line far longer.
PART_COSTS = 4
HEADS = (
    N_("Unit"), N_("Bagian dari"), N_("Jejaring"), N_("Nama akun"), N_("Tautan"), N_("Keadaan"), N_("Dilihat"),
    N_("Perlu dilihat lagi"),
)  # fmt: skip
WORDS = {
    State.OFFICIAL: N_("Resmi"),
    State.OWN_WORD: N_("Menurut unitnya sendiri, belum kami pastikan"),
    State.PRESS: N_("Menurut berita, belum kami pastikan"),
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
    confirmed = link and any(confirms(words, each) for each in lines)
    called = not link and any(
        each.state is State.OFFICIAL and typed.is_called(words, each.handle) for each in lines
    )
    claimed = not confirmed and not called and any(claims(words, each) for each in lines)
    if (link or called) and not claimed:
        # Beside "official is only what stands below" stands nothing that is not.
        lines = [each for each in lines if each.state not in CLAIMED]
    unconfirmed = link and not claimed and not confirmed
    asked: dict[str, Any] = {"cari": words or None, "semua": 1 if everybody and not words else None}
    body = render_template(
        "accounts/official.html",
        words=words,
        is_account=typed.is_account(words),
        is_false=unconfirmed and not typed.is_at_a_network(words),
        is_unknown=unconfirmed and typed.is_at_a_network(words),
        is_claimed=claimed,
        is_handle=called,
        units=by_unit(lines),
        first_url=url_for("official.page", **asked) if after else "",
        next_url=url_for("official.page", **asked, setelah=behind) if behind else "",
        filters=[
            {"label": _("Punya akun resmi"), "url": url_for("official.page"), "current": not everybody},
            {"label": _("Semua unit"), "url": url_for("official.page", semua=1), "current": everybody},
        ]
        if not words
        else [],
        is_long=finding.longer_than(db(), PART),
        csv_url=url_for("official.as_csv"),
        json_url=url_for("official.as_json"),
        report_url=house().settings.false_account_url,
    )
    return _shortly(make_response(body))


@pages.get("/akun-resmi.csv")
@allow(PUBLIC)
def as_csv() -> Response:
    """The list as an Indonesian Excel opens it, as many units at once as `official_lines.PART` says.

    Where there are more, the last line and the ``Link`` header name the file that goes on.
    """
    lines, following = _part("official.as_csv")
    sheet = Sheet([_(each) for each in HEADS])
    states, places = {state: _(words) for state, words in WORDS.items()}, cache(place_name)
    again = _("Ya")
    for unit, told in groupby(lines, lambda each: each.unit):
        of_unit = [unit.title, unit.parent.title if unit.parent else ""]
        for each in told:
            said = [places(each.place), each.handle, each.link, states[each.state], each.day]
            sheet.row([*of_unit, *said, again if each.aged else ""])
    if following:
        sheet.row([_("Berkas berikutnya"), following])
    response = Response(sheet.end(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="daftar-akun-resmi-{clock.today()}.csv"'
    return _shortly(_linked(response, following))


@pages.get("/akun-resmi.json")
@allow(PUBLIC)
def as_json() -> Response:
    """The same for programs; ``state`` is official, own_word, press, none or unchecked.

    ``next`` is the address that goes on, or null. The city stands for official accounts only, and only they have a
    link: of own_word and press it says whose word it is. ``look_again`` is whether that was last seen longer ago than
    the city's order lets a look count.
    """
    lines, following = _part("official.as_json")
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
        for each in lines
    ]
    body = json.dumps({"accounts": told, "next": following or None})
    response = Response(body, mimetype="application/json")
    # Anybody's page may show it: there is nothing in it that is not for everybody.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return _shortly(_linked(response, following))


def _part(endpoint: str) -> tuple[Sequence[Line], str]:
    """The lines of the part that is asked for, and the whole address of the one after it, "" at the end."""
    _keep_pace(PART_COSTS)
    lines, after = part(db(), page_key(read_path, "setelah") or "", _look_days())
    return lines, house().settings.base_url + url_for(endpoint, setelah=after) if after else ""


def _linked(response: Response, following: str) -> Response:
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    response.add_etag()
    response.make_conditional(request)
    return response


def _look_days() -> int:
    return house().look_days(db(), clock.today())


def _keep_pace(cost: int = 1) -> None:
    keep_pace(house().settings.proof_rate, "official", cost=cost)


def _shortly(response: Response) -> Response:
    response.headers["Cache-Control"] = SHORTLY
    # The reader's language is remembered in one.
    response.vary.add("Cookie")
    return response
