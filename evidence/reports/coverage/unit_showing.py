"""One unit on a day, as its page shows it."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from evidence.core import clock
from evidence.core.fields import Form
from evidence.core.web import db
from evidence.reports.coverage import contexts, next_steps, noted, objections, queries, saying, words
from evidence.reports.coverage.asking import Question, read
from evidence.reports.coverage.forms import AnswerForm, ContextForm, ObjectionForm
from evidence.reports.coverage.listing import excuse, looks, row
from evidence.reports.coverage.measures import Measure
from evidence.reports.coverage.models import Context, Objection, Outcome
from evidence.units.access import Role
from evidence.units.current import actor
from evidence.units.models import Unit


def page(
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
    claims = queries.claims(db(), known, asked)[unit.code]
    excused = noted.excuses(db(), [unit.code], question.on).get(unit.code)
    raised = noted.objections(db(), unit.code)
    waits = next((each for each in raised if each.outcome is Outcome.OPEN), None)
    return render_template(
        "reports/coverage/unit.html",
        title=unit.title,
        question=question,
        row=row(unit, known[unit.code], facts, asked, claims),
        next_url=next_steps.where(unit, known[unit.code], facts, asked, claims),
        looks=[look for slot in known[unit.code] for look in looks(slot, asked)],
        measures={
            measure.value: {"title": _(words.MEASURES[measure]), "rule": saying.measured_by(measure, rule)}
            for measure in Measure
        },
        excused=excuse(excused) if excused else "",
        contexts=[_context(each) for each in noted.contexts(db(), unit.code)],
        note_form=(noting or _new(ContextForm(), from_on=clock.today()))
        if contexts.may_note(unit, by)
        else None,
        objections=[objection(each) for each in raised],
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
        "gallery": url_for("opening.index", unit=unit.code) if actor().over_the_city(Role.ADMIN) else "",
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


def objection(each: Objection) -> Mapping[str, Any]:
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
