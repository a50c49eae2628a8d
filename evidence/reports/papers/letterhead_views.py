"""The page of a unit's letterhead. An edge: it commits."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.compose import looks
from evidence.compose import queries as compose
from evidence.core import clock
from evidence.core.errors import Invalid
from evidence.core.web import db, mark
from evidence.reports.papers import letterheads
from evidence.reports.papers.forms import LetterheadForm
from evidence.units import queries as units
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor
from evidence.units.models import Unit

pages = Blueprint("letterheads", __name__)


@pages.get("/unit/<code>/kop")
@allow(SIGNED_IN)
def letterhead(code: str) -> str:
    """What the unit's papers say of its office, to be written."""
    unit = _unit(code)
    told = letterheads.letterhead(db(), unit)
    return _letterhead_page(unit, LetterheadForm(obj=told, data={"sheet": told.sheet.value}))


@pages.post("/unit/<code>/kop")
@allow(SIGNED_IN)
def save_letterhead(code: str) -> tuple[str, int] | Response:
    """Write it."""
    unit, form = _unit(code), LetterheadForm()
    if form.validate_on_submit():
        try:
            letterheads.put_letterhead(db(), unit.code, form.told(), by=actor(), now=clock.now())
            db().commit()
            flash(_("Kop dan penanda tangan tersimpan. Laporan yang sudah jadi tidak berubah."), "ok")
            return redirect(url_for("letterheads.letterhead", code=unit.code), 303)
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
    return _letterhead_page(unit, form), 422


def _unit(code: str) -> Unit:
    unit = units.unit(db(), code)
    looks.theme_for(unit, actor())
    return unit


def _letterhead_page(unit: Unit, form: LetterheadForm) -> str:
    theme = compose.theme_of(db(), unit)
    return render_template(
        "reports/letterhead.html",
        unit={"title": unit.title, "code": unit.code},
        form=form,
        crest_url=url_for("looks.crest", code=unit.code) if theme and theme.crest_sha256 else "",
        theme_url=url_for("looks.theme", code=unit.code),
        back_url=url_for("papers.index", unit=unit.code),
    )
