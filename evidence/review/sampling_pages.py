"""Uji petik: the draws with their figures, and the page of a second look."""

import uuid
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from evidence.capture.cards import side
from evidence.capture.models import Stage
from evidence.capture.queries import stored
from evidence.compose.pictures import frozen
from evidence.core import clock, reader
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.fields import DateField, Form, SelectChoice
from evidence.core.web import by_field, db, mark, read_uuid, sentence
from evidence.review import sampling
from evidence.review.models import Outcome, Sample, SampleItem
from evidence.review.page import reason_of
from evidence.review.photos import facts_of
from evidence.units.access import Role, Rule, allow
from evidence.units.current import actor, house

pages = Blueprint("sampling", __name__)
# Whoever holds a role over the city; that it is over the city is asked on each page.
CITY = Rule("watchers of the city", frozenset({Role.ADMIN, Role.REVIEWER, Role.APPROVER}))


class DrawForm(Form):
    """From which day to which, with a number of its own so that a second press draws nothing more."""

    uuid = HiddenField(validators=[InputRequired()])
    first = DateField(lazy_gettext("Disetujui sejak"), [InputRequired()])
    last = DateField(lazy_gettext("Sampai"), [InputRequired()])


class LookForm(Form):
    """What a second look says."""

    outcome = RadioField(
        lazy_gettext("Hasil"),
        choices=[SelectChoice(each.value, lazy_gettext(words)) for each, words in sampling.OUTCOMES.items()],
    )
    note = TextAreaField(lazy_gettext("Catatan"))


@pages.route("/uji-petik", methods=["GET", "POST"])
@allow(CITY)
def index() -> str | tuple[str, int] | Response:
    """The draws and what their second looks said, and the form that draws."""
    if not actor().over_the_city():
        raise NotAllowed(sampling.NOT_YOURS)
    form = DrawForm()
    if not form.is_submitted():
        form.uuid.data = str(uuid.uuid4())
        form.last.data = clock.today()
        form.first.data = form.last.data - timedelta(days=30)
        return _index(form)
    if not _may_draw():
        raise NotAllowed(sampling.NOT_YOURS)
    if form.validate_on_submit() and form.first.data and form.last.data:
        try:
            made = sampling.draw(
                db(), read_uuid(form.uuid.data), form.first.data, form.last.data,
                house().settings.sample_share, by=actor(), now=clock.now(),
            )  # fmt: skip
            count, of = len(made.items), made.rule["of"]
            db().commit()
            flash(_("%(count)s dari %(of)s persetujuan ditarik.", count=count, of=of), "ok")
            return redirect(url_for("sampling.index"), 303)
        except (Invalid, Conflict) as refusal:
            db().rollback()
            form.last.errors = list(by_field(refusal).values()) or [sentence(refusal)]
    return _index(form), 422


def _index(form: DrawForm) -> str:
    found = sampling.samples(db())
    return render_template(
        "review/samples.html",
        form=form,
        may=_may_draw(),
        share=house().settings.sample_share,
        percent=reader.percent,
        figures=sampling.figures(db()),
        samples=[_sample(each) for each in found],
    )


def _may_draw() -> bool:
    return actor().over_the_city(Role.ADMIN, Role.REVIEWER)


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "drawn_at": sample.drawn_at,
        "who": sample.drawer.name,
        "seed": sample.seed,
        "rule": sample.rule,
        "items": [_item(each) for each in sample.items],
    }


def _item(item: SampleItem) -> dict[str, Any]:
    activity = item.decision.version.post.activity
    return {
        "title": activity.title,
        "unit": activity.unit.title,
        "url": url_for("sampling.item", item_id=item.id),
        "outcome": item.outcome.value if item.outcome else "",
        "label": _(sampling.OUTCOMES[item.outcome]) if item.outcome else "",
        "who": item.looked_by_name,
        "when": item.looked_at,
    }


@pages.get("/uji-petik/<item_id>")
@allow(CITY)
def item(item_id: str) -> str:
    """One approved pair as it was decided on, for a second look."""
    return _look(sampling.item(db(), read_uuid(item_id), actor()), LookForm())


@pages.post("/uji-petik/<item_id>")
@allow(CITY)
def look(item_id: str) -> str | tuple[str, int] | Response:
    """Say what the second look saw."""
    found, form = sampling.item(db(), read_uuid(item_id), actor()), LookForm()
    if form.validate_on_submit():
        try:
            sampling.look(
                db(), found, form.outcome.data or "", form.note.data or "", by=actor(), now=clock.now()
            )
            db().commit()
            flash(_("Hasil uji petik dicatat."), "ok")
            return redirect(url_for("sampling.index"), 303)
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
        except Conflict as refusal:
            db().rollback()
            flash(sentence(refusal), "warn")
            return redirect(url_for("sampling.item", item_id=item_id), 303)
    return _look(sampling.item(db(), read_uuid(item_id), actor()), form), 422


def _look(found: SampleItem, form: LookForm) -> str:
    decision = found.decision
    version = decision.version
    activity = version.post.activity
    before, after = stored(activity, Stage.BEFORE), stored(activity, Stage.AFTER)
    refused = sampling.why_not(db(), found, actor())
    return render_template(
        "review/sample_item.html",
        form=form,
        action=url_for("sampling.look", item_id=found.id),
        activity={"title": activity.title, "unit": activity.unit.title},
        pair={"before": side(before), "after": side(after)} if before and after else None,
        rendition=frozen(version),
        caption=version.caption,
        alt_text=version.alt_text,
        photos=facts_of(activity),
        decided={
            "who": f"{decision.acting_as} {decision.decider.name}".strip(),
            "when": decision.decided_at,
            "url": url_for("review.decide", post_id=version.post_id),
            "reason": reason_of(decision),
        },
        findings=[_finding(each) for each in (decision.findings or {}).get("seen", [])],
        result={
            "outcome": _(sampling.OUTCOMES[Outcome(found.outcome)]),
            "note": found.note,
            "who": found.looked_by_name,
            "when": found.looked_at,
        }
        if found.outcome
        else None,
        refused=_(refused) if refused else "",
    )


def _finding(seen: dict[str, Any]) -> dict[str, Any]:
    """A finding as the decision kept it: in the words in which it was seen."""
    return {"level": seen["level"], "fact": seen["words"], "note": seen["note"]}
