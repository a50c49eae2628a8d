"""The page of notices."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for

from evidence.core import clock, reader
from evidence.core.web import db
from evidence.notices import queries
from evidence.notices.models import Notice
from evidence.notices.voice import voice
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor

pages = Blueprint("notices", __name__)


@pages.get("/pemberitahuan")
@allow(SIGNED_IN)
def index() -> str:
    """What this person should know, each with where to act; ``?semua=1`` with what they keep out of here."""
    everything = request.args.get("semua") == "1"
    by, now, speaks = actor(), clock.now(), voice(reader.language())

    def shown(found: Sequence[Notice]) -> list[dict[str, Any]]:
        return [
            {"text": speaks.notice(each), "unit": each.unit.title, "since": each.created_at, "url": each.url}
            for each in found
        ]

    return render_template(
        "notices/index.html",
        waiting=shown(queries.waiting(db(), by, now, also_hidden=everything)),
        others=shown(queries.read_along(db(), by, now, also_hidden=everything)),
        most=queries.MOST,
        hidden=0 if everything else queries.count_hidden(db(), by),
        all_url=url_for("notices.index", semua=1),
        settings_url=url_for("telling.show"),
    )
