"""The page of notices."""

from flask import Blueprint, render_template, request, url_for

from evidence.core import reader
from evidence.core.web import db
from evidence.notices import queries
from evidence.notices.voice import voice
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor

pages = Blueprint("notices", __name__)


@pages.get("/pemberitahuan")
@allow(SIGNED_IN)
def index() -> str:
    """What this person should know, each with where to act; ``?semua=1`` with what they keep out of here."""
    everything = request.args.get("semua") == "1"
    found = queries.open_notices(db(), actor(), also_hidden=everything)
    speaks = voice(reader.language())
    return render_template(
        "notices/index.html",
        notices=[
            {"text": speaks.notice(each), "unit": each.unit.title, "since": each.created_at, "url": each.url}
            for each in found
        ],
        hidden=0 if everything else queries.count_hidden(db(), actor()),
        all_url=url_for("notices.index", semua=1),
        settings_url=url_for("telling.show"),
    )
