"""The order by which coverage is measured, and every wording there was. An edge: it commits."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.core import clock
from evidence.core.again import Otherwise
from evidence.core.errors import Invalid
from evidence.core.web import db, mark, read_uuid, sentence
from evidence.reports.coverage import orders, queries, saying
from evidence.reports.coverage.forms import OrderForm
from evidence.reports.coverage.models import Order
from evidence.reports.coverage.orders import Wording
from evidence.reports.coverage.rules import LOOK_DAYS, in_force
from evidence.units.access import ADMINS, SIGNED_IN, allow
from evidence.units.current import actor
from evidence.units.models import KINDS

pages = Blueprint("coverage_orders", __name__)


@pages.get("/kepatuhan/aturan")
@allow(SIGNED_IN)
def index() -> str:
    """The order in force, the others, and for the city's admin the form for a new one."""
    form = OrderForm()
    form.uuid.data = str(uuid.uuid4())
    rule = queries.rule_on(db(), clock.today())
    form.name.data, form.text.data = rule.name, rule.text
    form.given_on.data, form.target.data, form.look_days.data = rule.given_on, rule.target, rule.look_days
    form.valid_from.data = clock.today()
    for kind in KINDS:
        form[f"days_{kind}"].data = rule.days.get(kind)
    return _page(form)


@pages.post("/kepatuhan/aturan")
@allow(ADMINS)
def write() -> str | tuple[str, int] | Response:
    """Add a wording. Those before it stay, and go on measuring their own days."""
    form = OrderForm()
    if form.validate_on_submit():
        said = Wording(
            form.name.data or "",
            form.given_on.data,
            form.valid_from.data,
            form.text.data or "",
            {kind: form[f"days_{kind}"].data for kind in KINDS if form[f"days_{kind}"].data is not None},
            form.target.data,
            LOOK_DAYS if form.look_days.data is None else form.look_days.data,
        )
        try:
            orders.write(db(), read_uuid(form.uuid.data), said, by=actor(), now=clock.now())
            db().commit()
            flash(
                _("Aturan tersimpan. Hari sebelum aturan ini berlaku tetap diukur dengan aturan lamanya."),
                "ok",
            )
            return redirect(url_for("coverage_orders.index"), 303)
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
        except Otherwise as refusal:
            db().rollback()
            flash(sentence(refusal), "warn")
            form.uuid.data = str(uuid.uuid4())
            return _page(form), 409
    return _page(form), 422


def _page(form: OrderForm) -> str:
    found = queries.orders(db())
    now = in_force([each.rule for each in found], clock.today())
    return render_template(
        "reports/coverage/orders.html",
        orders=[_shown(each, current=each.rule == now) for each in found],
        form=form if orders.may_write(actor()) else None,
        kinds=list(KINDS),
        default_days=LOOK_DAYS,
        back_url=url_for("coverage.index"),
    )


def _shown(each: Order, *, current: bool) -> Mapping[str, Any]:
    return {
        "name": each.name,
        "given_on": each.given_on,
        "valid_from": each.valid_from,
        "text": each.text,
        "limits": saying.limits(each.rule),
        "target": each.target,
        "look_days": each.look_days,
        "written_by": each.written_by,
        "written_at": each.written_at,
        # Whoever writes today what is to have been asked before says so to everybody.
        "backdated": each.valid_from < clock.day_of(each.written_at),
        "current": current,
    }
