"""Asking for coverage as a paper, from the page where it is read. An edge: it commits."""

import uuid
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectField

from evidence.core import clock
from evidence.core.web import db, read_uuid
from evidence.reports.coverage import queries
from evidence.reports.coverage.asking import Question, read
from evidence.reports.coverage.framing import asked_for
from evidence.reports.papers import forms, services
from evidence.reports.papers.coverage import asking
from evidence.reports.papers.listed import MOST
from evidence.reports.papers.models import Shape
from evidence.reports.papers.views import settled
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor

pages = Blueprint("coverage_papers", __name__)


class CoveragePaperForm(forms.OfUnitsForm):
    """Whose paper, and in which shapes; day, network and kind of unit stand in the address."""

    unit = SelectField(lazy_gettext("Unit"), validate_choice=False)


@pages.get("/kepatuhan/laporan")
@allow(SIGNED_IN)
def form() -> str:
    """What it will be about, and in which shapes."""
    fresh = CoveragePaperForm()
    fresh.uuid.data, fresh.shapes.data = str(uuid.uuid4()), [Shape.PDF.value]
    return _page(read(db(), actor()), fresh)


@pages.post("/kepatuhan/laporan")
@allow(SIGNED_IN)
def ask() -> str | tuple[str, int] | Response:
    """Have it made; it is found among the other papers."""
    question, sent = read(db(), actor()), CoveragePaperForm()
    if not sent.validate_on_submit():
        return _page(question, sent), 422
    wanted = asking.Wanted(sent.unit.data or "", question.on, question.network, question.kind, sent.chosen())

    def put() -> None:
        asking.ask(db(), read_uuid(sent.uuid.data), wanted, by=actor(), now=clock.now())

    return settled(sent, put, lambda: _page(question, sent))


def _page(question: Question, asked: CoveragePaperForm) -> str:
    by = actor()
    asked.offer(asking.SHAPES)
    among = [question.below] if question.below else asking.roots(db(), by)
    asked.unit.choices = [(each.code, each.title) for each in among]
    if not asked.unit.data and among:
        asked.unit.data = among[0].code
    rule = queries.rule_on(db(), question.on)
    return render_template(
        "reports/coverage/paper.html",
        form=asked,
        question=question,
        asked_for=asked_for(question),
        units=[each.title for each in among],
        rule=rule,
        most=MOST,
        kept=services.KEPT.days,
        ask_url=_stated(question),
        back_url=question.url("coverage.index"),
    )


def _stated(question: Question) -> str:
    """The address to send it to: with its day, so that it is the same day after midnight."""
    told: dict[str, Any] = {**question.values(), "langkah": None, "sesudah": None}
    return url_for("coverage_papers.ask", **{**told, "tanggal": question.on.isoformat()})
