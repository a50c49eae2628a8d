"""One unit: what is known of it, what takes it out of the measure, and what its people say to that. It commits."""

import uuid
from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.core import clock
from evidence.core.again import Otherwise
from evidence.core.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.core.fields import Form
from evidence.core.web import NO_PAGE, db, mark, read_uuid, sentence
from evidence.reports.coverage import contexts, noted, objections, queries
from evidence.reports.coverage.forms import AnswerForm, ContextForm, ObjectionForm
from evidence.reports.coverage.unit_showing import objection, page
from evidence.units.access import MANAGERS, SIGNED_IN, STAFF, WATCHERS, allow
from evidence.units.current import actor
from evidence.units.models import Unit

pages = Blueprint("coverage_unit", __name__)


@pages.get("/kepatuhan/unit/<path:code>")
@allow(SIGNED_IN)
def show(code: str) -> str:
    """A unit on a day, with its rule beside each measure."""
    return page(queries.unit(db(), code, actor()))


@pages.get("/kepatuhan/keberatan")
@allow(SIGNED_IN)
def waiting() -> str:
    """The objections that wait for the city, the oldest first."""
    if not actor().over_the_city(*queries.CITY):
        raise NotAllowed(objections.NOT_CITY)
    found = noted.waiting(db(), actor(), request.args.get("after"))
    return render_template(
        "reports/coverage/objections.html",
        objections=[
            {
                **objection(each),
                "unit": each.unit.title,
                "url": url_for("coverage_unit.show", code=each.unit_code),
            }
            for each in found.rows
        ],
        next_url=url_for("coverage_unit.waiting", after=found.after) if found.after else "",
        back_url=url_for("coverage.index"),
    )


@pages.post("/kepatuhan/unit/<path:code>/keadaan")
@allow(MANAGERS)
def note(code: str) -> str | tuple[str, int] | Response:
    """Take the unit out of the measure for a while."""
    unit, form = queries.unit(db(), code, actor()), ContextForm()

    def do() -> None:
        contexts.note(
            db(), read_uuid(form.uuid.data), unit, form.reason.data or "", form.note.data or "", form.from_on.data,
            form.until_on.data, by=actor(), now=clock.now(),
        )  # fmt: skip

    return _done(unit, form, do, _("Keadaan unit dicatat. Selama itu unit tidak dihitung."), noting=form)


@pages.post("/kepatuhan/keadaan/<context_id>/<act>")
@allow(MANAGERS)
def end(context_id: str, act: str) -> Response:
    """Measure it again from tomorrow (``akhiri``), or for all days (``keliru``)."""
    found = noted.context(db(), read_uuid(context_id), actor())
    if act not in ("akhiri", "keliru"):
        raise NotFound(NO_PAGE)
    try:
        contexts.end(db(), found, mistaken=act == "keliru", by=actor(), now=clock.now())
        db().commit()
        flash(_("Catatan keadaan diakhiri."), "ok")
    except Conflict as refusal:
        db().rollback()
        flash(sentence(refusal), "warn")
    return redirect(url_for("coverage_unit.show", code=found.unit_code), 303)


@pages.post("/kepatuhan/unit/<path:code>/keberatan")
@allow(STAFF)
def object_to(code: str) -> str | tuple[str, int] | Response:
    """Say that what is shown is wrong."""
    unit, form = queries.unit(db(), code, actor()), ObjectionForm()

    def do() -> None:
        on = _day(form.about_on.data or "")
        ident = read_uuid(form.uuid.data)
        objections.object_to(db(), ident, unit, on, form.words.data or "", by=actor(), now=clock.now())

    return _done(unit, form, do, _("Keberatan terkirim ke balai kota."), objecting=form)


@pages.post("/kepatuhan/keberatan/<objection_id>")
@allow(WATCHERS)
def answer(objection_id: str) -> str | tuple[str, int] | Response:
    """Answer it."""
    found, form = noted.objection(db(), read_uuid(objection_id), actor()), AnswerForm()

    def do() -> None:
        objections.answer(
            db(), found, form.outcome.data or "", form.answer.data or "", by=actor(), now=clock.now()
        )

    return _done(found.unit, form, do, _("Jawaban tersimpan dan dicatat."), answering=form)


def _done(
    unit: Unit, form: Form, do: Callable[[], None], told: str, **forms: Form
) -> str | tuple[str, int] | Response:
    """Do it and show the unit again, or the form with what is to be mended."""
    if form.validate_on_submit():
        try:
            do()
            db().commit()
            flash(told, "ok")
            return redirect(url_for("coverage_unit.show", code=unit.code), 303)
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
        except Otherwise as refusal:
            db().rollback()
            flash(sentence(refusal), "warn")
            form["uuid"].data = str(uuid.uuid4())
            return page(queries.unit(db(), unit.code, actor()), **forms), 409
        except Conflict as refusal:
            db().rollback()
            flash(sentence(refusal), "warn")
            return redirect(url_for("coverage_unit.show", code=unit.code), 303)
    return page(queries.unit(db(), unit.code, actor()), **forms), 422


def _day(told: str) -> date:
    try:
        return min(date.fromisoformat(told), clock.today())
    except ValueError:
        return clock.today()
