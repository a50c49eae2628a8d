"""Asking for a board as a paper, from the page where it is read. An edge: it commits."""

import uuid
from typing import Any

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from evidence.core import clock
from evidence.core.web import db, read_uuid
from evidence.reports.board.scope import READERS, Scope
from evidence.reports.board.views import asked_scope
from evidence.reports.board.words import period_text
from evidence.reports.papers import services
from evidence.reports.papers.board import asking
from evidence.reports.papers.forms import OfUnitsForm
from evidence.reports.papers.listed import MOST
from evidence.reports.papers.models import CHOICES, Shape
from evidence.reports.papers.views import settled
from evidence.units.access import allow
from evidence.units.current import actor

pages = Blueprint("board_papers", __name__)


@pages.get("/papan/laporan")
@allow(READERS)
def form() -> str:
    """What it will be about, and in which shapes."""
    fresh = OfUnitsForm()
    fresh.uuid.data, fresh.shapes.data = str(uuid.uuid4()), [Shape.PDF.value]
    return _page(asked_scope(), fresh)


@pages.post("/papan/laporan")
@allow(READERS)
def ask() -> str | tuple[str, int] | Response:
    """Have it made; it is found among the other papers."""
    scope, sent = asked_scope(), OfUnitsForm()
    if not sent.validate_on_submit():
        return _page(scope, sent), 422

    def put() -> None:
        asking.ask(db(), read_uuid(sent.uuid.data), scope, sent.chosen(), by=actor(), now=clock.now())

    return settled(sent, put, lambda: _page(scope, sent))


def _page(scope: Scope, asked: OfUnitsForm) -> str:
    asked.offer(CHOICES)
    args: dict[str, Any] = {**scope.args()}
    return render_template(
        "reports/board_paper.html",
        form=asked,
        unit=scope.unit.title,
        period=period_text(scope.period),
        then=scope.last_begun,
        today=scope.today,
        most=MOST,
        kept=services.KEPT.days,
        ask_url=url_for("board_papers.ask", **args),
        back_url=url_for("board.index", **args),
    )
