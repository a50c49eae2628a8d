"""One unit: what is known of it, what takes it out of the measure, and what its people say to that. It commits."""

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.core import clock
from evidence.core.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.core.fields import Form
from evidence.core.web import NO_PAGE, by_field, db, read_uuid, sentence
from evidence.reports.coverage import contexts, objections, queries, saying
from evidence.reports.coverage.asking import Question, read
from evidence.reports.coverage.forms import AnswerForm, ContextForm, ObjectionForm
from evidence.reports.coverage.listing import excuse, looks, row
from evidence.reports.coverage.measures import Measure
from evidence.reports.coverage.models import Context, Objection, Outcome
from evidence.units.access import MANAGERS, SIGNED_IN, STAFF, WATCHERS, allow
from evidence.units.current import actor
from evidence.units.models import Unit

pages = Blueprint("coverage_unit", __name__)


@pages.get("/kepatuhan/unit/<path:code>")
@allow(SIGNED_IN)
def show(code: str) -> str:
    """A unit on a day, with its rule beside each measure."""
    return _page(queries.unit(db(), code, actor()))


@pages.get("/kepatuhan/keberatan")
@allow(SIGNED_IN)
def waiting() -> str:
    """The objections that wait for the city, the oldest first."""
    if not actor().over_the_city(*queries.CITY):
        raise NotAllowed(objections.NOT_CITY)
    return render_template(
        "reports/coverage/objections.html",
        objections=[
            {
                **_objection(each),
                "unit": each.unit.title,
                "url": url_for("coverage_unit.show", code=each.unit_code),
            }
            for each in queries.open_objections(db(), actor())
        ],
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
    found = queries.context(db(), read_uuid(context_id), actor())
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
    found, form = queries.objection(db(), read_uuid(objection_id), actor()), AnswerForm()

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
            for name, words in by_field(refusal).items():
                form[name].errors = [words]
        except Conflict as refusal:
            db().rollback()
            flash(sentence(refusal), "warn")
            return redirect(url_for("coverage_unit.show", code=unit.code), 303)
    return _page(queries.unit(db(), unit.code, actor()), **forms), 422


def _day(told: str) -> date:
    try:
        return min(date.fromisoformat(told), clock.today())
    except ValueError:
        return clock.today()


def _page(
    unit: Unit,
    noting: Form | None = None,
    objecting: Form | None = None,
    answering: Form | None = None,
) -> str:
    by, question = actor(), read(db(), actor())
    rule = queries.rule_on(db(), question.on)
    asked = question.asked(rule)
    known = queries.slots(db(), [unit], asked)
    facts = queries.facts_by_unit(db(), [unit], known, asked)[unit.code]
    excused = queries.excuses(db(), [unit.code], question.on).get(unit.code)
    raised = queries.objections(db(), unit.code)
    waits = next((each for each in raised if each.outcome is Outcome.OPEN), None)
    return render_template(
        "reports/coverage/unit.html",
        title=unit.title,
        question=question,
        row=row(unit, known[unit.code], facts, asked),
        looks=[look for slot in known[unit.code] for look in looks(slot, asked)],
        measures={
            measure.value: {"title": _(saying.MEASURES[measure]), "rule": saying.measured_by(measure, rule)}
            for measure in Measure
        },
        excused=excuse(excused) if excused else "",
        contexts=[_context(each) for each in queries.contexts(db(), unit.code)],
        note_form=(noting or _new(ContextForm(), from_on=clock.today()))
        if contexts.may_note(unit, by)
        else None,
        objections=[_objection(each) for each in raised],
        object_form=(objecting or _new(ObjectionForm(), about_on=question.on.isoformat()))
        if objections.may_raise(unit, by) and waits is None
        else None,
        answer_form=(answering or AnswerForm()) if waits and objections.may_answer(by) else None,
        answer_url=url_for("coverage_unit.answer", objection_id=waits.id) if waits else "",
        urls=_urls(unit, question),
    )


def _urls(unit: Unit, question: Question) -> Mapping[str, str]:
    return {
        "back": question.url("coverage.index"),
        "rule": url_for("coverage_orders.index"),
        "accounts": url_for("registry_lists.unit", code=unit.code),
        "note": url_for("coverage_unit.note", code=unit.code),
        "object": url_for("coverage_unit.object_to", code=unit.code),
    }


def _new(form: Form, **values: Any) -> Form:
    form.uuid.data = str(uuid.uuid4())
    for name, value in values.items():
        form[name].data = value
    return form


def _context(each: Context) -> Mapping[str, Any]:
    may = each.ended_at is None and contexts.may_note(each.unit, actor())
    return {
        "what": excuse(each),
        "from_on": each.from_on,
        "until_on": each.until_on,
        "noted_by": each.noted_by,
        "noted_at": each.noted_at,
        "ended_by": each.ended_by,
        "ended_at": each.ended_at,
        "mistaken": each.mistaken,
        "end_url": url_for("coverage_unit.end", context_id=each.id, act="akhiri") if may else "",
        "mistake_url": url_for("coverage_unit.end", context_id=each.id, act="keliru") if may else "",
    }


def _objection(each: Objection) -> Mapping[str, Any]:
    return {
        "about_on": each.about_on,
        "words": each.words,
        "raised_by": each.raised_by,
        "raised_at": each.raised_at,
        "outcome": _(objections.OUTCOMES[each.outcome]) if each.outcome is not Outcome.OPEN else "",
        "answer": each.answer,
        "answered_by": each.answered_by,
        "answered_at": each.answered_at,
    }
