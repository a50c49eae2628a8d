"""The switches that hold publishing back: the page on which they are thrown, and what every page says of them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.core import clock
from evidence.core.errors import Invalid
from evidence.core.fields import SelectChoice
from evidence.core.web import by_field, db, is_seeking, read_uuid
from evidence.publish import pauses
from evidence.publish.forms import HoldForm
from evidence.publish.models import Pause
from evidence.units import queries as units
from evidence.units.access import MANAGERS, Actor, Role, allow
from evidence.units.current import actor, house
from evidence.units.offering import offered

pages = Blueprint("holding", __name__)
UNIT, NETWORK = "unit:", "network:"


@pages.get("/penerbitan/tahan")
@allow(MANAGERS)
def index() -> str:
    """What is held now, by whom and why, and the switch for more."""
    return _page(_form())


@pages.post("/penerbitan/tahan")
@allow(MANAGERS)
def hold() -> str | tuple[str, int] | Response:
    """Hold a unit with all below it, a network, or the whole city."""
    form = _form()
    if is_seeking():
        return _page(form)
    if form.validate_on_submit():
        kind, name = form.what.data.split(":", 1)
        unit = units.unit(db(), name) if f"{kind}:" == UNIT else None
        try:
            new = pauses.pause(
                db(), unit, None if unit else name, form.reason.data or "", by=actor(), now=clock.now()
            )
        except Invalid as refusal:
            db().rollback()
            form.reason.errors = list(by_field(refusal).values())
        else:
            db().commit()
            if new:
                flash(_("Penerbitan ditahan. Yang sudah mulai dikirim tetap diselesaikan."), "ok")
            else:
                flash(_("Itu sudah ditahan. Penahanan yang pertama dan alasannya tetap berlaku."), "warn")
            return redirect(url_for("holding.index"), 303)
    return _page(form), 422


@pages.post("/penerbitan/tahan/<pause_id>/lepas")
@allow(MANAGERS)
def let_go(pause_id: str) -> Response:
    """Let what was held go on."""
    pauses.resume(db(), pauses.one(db(), read_uuid(pause_id), actor()), by=actor(), now=clock.now())
    db().commit()
    flash(_("Penerbitan dilanjutkan menurut urutan jadwalnya."), "ok")
    return redirect(url_for("holding.index"), 303)


def told(by: Actor) -> list[dict[str, Any]]:
    """What every page of ``by`` says of the switches that are on."""
    found = pauses.concerning(db(), by)
    return [_row(each) for each in found]


def _form() -> HoldForm:
    form, by = HoldForm(), actor()
    root = pauses.root_unit(db())
    city = by.may(Role.ADMIN, root.path)
    chosen = (form.what.data or "").removeprefix(UNIT)
    paths = by.paths(Role.ADMIN, Role.APPROVER)
    form.offer = offered(db(), paths, chosen, request.values.get("cari_unit", ""))
    may = {each.code for each in form.offer.units if pauses.may_hold(by, each, root)}
    choices = [SelectChoice("", _("Pilih dahulu"))]
    choices += [
        SelectChoice(UNIT + code, _("Seluruh kota") if code == root.code else name)
        for code, name in form.offer.choices
        if code in may
    ]
    if city:
        choices += [
            SelectChoice(NETWORK + each.name, _("Semua akun %(network)s", network=_(each.label)))
            for each in house().networks.values()
        ]
    form.what.choices = choices
    return form


def _page(form: HoldForm) -> str:
    by, root = actor(), pauses.root_unit(db())
    return render_template(
        "publish/holding.html",
        form=form,
        active=[
            {
                **_row(each),
                "end_url": url_for("holding.let_go", pause_id=each.id)
                if pauses.may_hold(by, each.unit, root)
                else "",
            }
            for each in pauses.concerning(db(), by)
        ],
        ended=[
            _row(each) for each in pauses.lately(db()) if each.unit is None or pauses.touches(by, each.unit)
        ],
        action=url_for("holding.hold"),
        back_url=url_for("calendar.index"),
    )


def _row(each: Pause) -> dict[str, Any]:
    networks = house().networks
    if each.unit is not None:
        what = _("seluruh kota") if each.unit.parent_code is None else each.unit.title
    else:
        name = each.network or ""
        what = _(networks[name].label) if name in networks else name
    return {
        "what": what,
        "reason": each.reason,
        "who": each.by_name,
        "since": each.since,
        "ended_at": each.ended_at,
        "ended_by": each.ended_by,
    }
