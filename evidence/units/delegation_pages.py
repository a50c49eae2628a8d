"""The page on which somebody is named to decide in another's stead."""

import uuid
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from evidence.core import clock
from evidence.core.errors import Conflict, Invalid
from evidence.core.fields import DateField, Form, SelectChoice
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.units import delegations, queries, trace_pages
from evidence.units.access import MANAGERS, allow
from evidence.units.current import actor

pages = Blueprint("delegations", __name__)


class DelegationForm(Form):
    """Who stands in, for which unit, as what, and from which day to which."""

    unit = SelectField(lazy_gettext("Untuk"))
    person = SelectField(lazy_gettext("Orang"))
    kind = RadioField(
        lazy_gettext("Sebagai"),
        choices=[
            SelectChoice("Plh.", lazy_gettext("Plh. (pelaksana harian)")),
            SelectChoice("Plt.", lazy_gettext("Plt. (pelaksana tugas)")),
        ],
        default="Plh.",
    )
    first = DateField(lazy_gettext("Hari pertama"), [InputRequired()])
    last = DateField(lazy_gettext("Hari terakhir"), [InputRequired()])


@pages.route("/pengganti", methods=["GET", "POST"])
@allow(MANAGERS)
def index() -> str | tuple[str, int] | Response:
    """Who stands in for whom, and the form that names somebody."""
    form = DelegationForm()
    offices = delegations.offices(db(), actor())
    form.unit.choices = [SelectChoice(each.code, each.title) for each in offices]
    form.person.choices = [
        SelectChoice(str(each.id), f"{each.name} ({each.username})")
        for each in delegations.candidates(db(), actor())
    ]
    if not form.is_submitted():
        form.first.data = clock.today()
        return _page(form)
    if form.validate_on_submit() and form.first.data and form.last.data:
        try:
            made = delegations.appoint(
                db(), uuid.UUID(form.person.data), queries.unit(db(), form.unit.data), form.kind.data,
                form.first.data, form.last.data, by=actor(), now=clock.now(),
            )  # fmt: skip
            name, kind = made.user.name, made.acting_as
            db().commit()
            flash(_("%(kind)s %(name)s ditunjuk. Penunjukan berakhir sendiri.", kind=kind, name=name), "ok")
            return redirect(url_for("delegations.index"), 303)
        except (Invalid, Conflict) as refusal:
            db().rollback()
            told = by_field(refusal) or {"person": sentence(refusal)}
            for field, words in told.items():
                form[field].errors = [words]
    return _page(form), 422


@pages.post("/pengganti/<membership_id>/akhiri")
@allow(MANAGERS)
def end(membership_id: str) -> Response:
    """End a delegation before its last day."""
    found = delegations.end(db(), read_uuid(membership_id), by=actor(), now=clock.now())
    told = f"{found.acting_as} {found.user.name}"
    db().commit()
    flash(_("Penunjukan %(who)s diakhiri.", who=told), "ok")
    return redirect(url_for("delegations.index"), 303)


def _page(form: DelegationForm) -> str:
    now = clock.now()
    rows: list[dict[str, Any]] = [
        {
            "who": f"{each.acting_as} {each.user.name}",
            "unit": each.unit.title,
            "unit_url": trace_pages.unit_url(each.unit),
            "from": each.valid_from,
            # The last whole day, not the first moment after it.
            "until": each.valid_until - timedelta(seconds=1) if each.valid_until else None,
            "begun": each.valid_from <= now,
            "end_url": url_for("delegations.end", membership_id=each.id)
            if delegations.may_appoint(actor(), each.unit)
            else "",
        }
        for each in delegations.standing(db(), actor(), now)
    ]
    return render_template(
        "units/delegations.html", form=form, rows=rows, may=bool(form.unit.choices and form.person.choices)
    )
