"""The pages of accounts."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.accounts import queries
from evidence.accounts.connecting import connect
from evidence.accounts.forms import AccountForm
from evidence.accounts.services import check_handle
from evidence.core.errors import Conflict, Invalid
from evidence.core.fields import SelectChoice
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.units import queries as units
from evidence.units.access import MANAGERS, SIGNED_IN, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("accounts", __name__)


@pages.get("/akun")
@allow(SIGNED_IN)
def index() -> str:
    """The accounts this person may see, by unit."""
    return _page(_form())


@pages.post("/akun")
@allow(MANAGERS)
def add() -> tuple[str, int] | Response:
    """Connect an account to a unit."""
    form = _form()
    if form.validate_on_submit():
        try:
            unit = units.unit(db(), form.unit.data)
            handle = check_handle(form.handle.data or "")
            # An account that lost its connection is connected again under the number that it has.
            known = queries.named(db(), unit.code, form.network.data, handle)
            ident = known.id if known else read_uuid(form.uuid.data)
            connect(db(), ident, unit, form.network.data, handle, by=actor())
            db().commit()
            flash(_("Akun tersambung."), "ok")
            return redirect(url_for("accounts.index"), 303)
        except (Invalid, Conflict) as refusal:
            db().rollback()
            form.handle.errors = list(by_field(refusal).values()) or [sentence(refusal)]
    return _page(form), 422


def _form() -> AccountForm:
    form = AccountForm()
    managed = units.units(db(), actor().paths(Role.ADMIN, Role.APPROVER))
    form.unit.choices = [SelectChoice(unit.code, unit.title) for unit in managed]
    form.network.choices = [
        SelectChoice(network.name, _(network.label)) for network in house().networks.values()
    ]
    if not form.uuid.data:
        form.uuid.data = str(uuid.uuid4())
    return form


def _page(form: AccountForm) -> str:
    found = queries.accounts(db(), actor(), request.args.get("unit"))
    labels = {network.name: _(network.label) for network in house().networks.values()}
    return render_template(
        "accounts/index.html",
        accounts=[
            {
                "unit": account.unit.title,
                "network": labels.get(account.network, account.network),
                "handle": account.handle,
                "state": "by_hand" if account.network == "by_hand" else account.state.value,
                "profile_url": account.profile_url,
            }
            for account in found
        ],
        form=form if form.unit.choices else None,
        action=url_for("accounts.add"),
    )
