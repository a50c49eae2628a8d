"""The page of notices."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _

from evidence.core import reader
from evidence.core.web import db
from evidence.notices import queries
from evidence.notices.models import Notice
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor

pages = Blueprint("notices", __name__)


@pages.get("/pemberitahuan")
@allow(SIGNED_IN)
def index() -> str:
    """What this person should know, each with where to act."""
    found = queries.open_notices(db(), actor())
    return render_template(
        "notices/index.html",
        notices=[
            {"text": sentence(each), "unit": each.unit.title, "since": each.created_at, "url": each.url}
            for each in found
        ],
    )


def sentence(notice: Notice) -> str:
    """What a notice says, in the reader's language."""
    said = {name: _said(name, value) for name, value in notice.params.items()}
    return str(_(notice.text, **said))


def _said(name: str, value: Any) -> Any:
    if name.endswith("_at"):
        return reader.short_date(datetime.fromisoformat(value))
    return _(value) if name.endswith("_word") and value else value
