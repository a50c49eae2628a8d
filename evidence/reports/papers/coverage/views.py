"""Asking for coverage as a paper, from the page where it is read. An edge: it commits."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired

from evidence.core import clock
from evidence.core.errors import Conflict, Invalid
from evidence.core.fields import Form, MultiCheckboxField, SelectChoice
from evidence.core.web import db, mark, read_uuid, sentence
from evidence.reports.coverage import queries
from evidence.reports.coverage.asking import Question, read
from evidence.reports.coverage.framing import asked_for
from evidence.reports.papers import forms, services
from evidence.reports.papers.coverage import asking
from evidence.reports.papers.listed import MOST
from evidence.reports.papers.models import Shape
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor

pages = Blueprint("coverage_papers", __name__)
SHAPES = {**forms.SHAPES, Shape.XLSX: lazy_gettext("Excel (XLSX), satu baris per unit")}


class CoveragePaperForm(Form):
    """Whose paper, and in which shapes; day, network and kind of unit stand in the address, as on the page."""

    uuid = HiddenField(validators=[InputRequired()])
    unit = SelectField(lazy_gettext("Unit"), validate_choice=False)
    shapes = MultiCheckboxField(
        lazy_gettext("Bentuk"),
        choices=[SelectChoice(shape.value, SHAPES[shape]) for shape in asking.SHAPES],
        validate_choice=False,
    )


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
    shapes = [Shape(each) for each in sent.shapes.data or () if each in set(asking.SHAPES)]
    wanted = asking.Wanted(sent.unit.data or "", question.on, question.network, question.kind, shapes)
    try:
        asking.ask(db(), read_uuid(sent.uuid.data), wanted, by=actor(), now=clock.now())
        db().commit()
    except Invalid as refusal:
        db().rollback()
        mark(sent, refusal)
        return _page(question, sent), 422
    except Conflict as refusal:
        db().rollback()
        flash(sentence(refusal), "warn")
        return _page(question, sent), 409
    flash(_("Laporan sedang dibuat. Halaman ini boleh ditutup; hasilnya ada di sini."), "ok")
    return redirect(f"{url_for('papers.index')}#laporan", 303)


def _page(question: Question, asked: CoveragePaperForm) -> str:
    by = actor()
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
