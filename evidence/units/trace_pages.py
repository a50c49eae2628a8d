"""The page of an office: who held it, and what was recorded of it, for whoever may administer it."""

from flask import Blueprint, render_template, request, url_for

from evidence.core.errors import NotFound
from evidence.core.web import db
from evidence.core.words import N_
from evidence.units import queries, tenures, trace_words, tracing
from evidence.units.access import ADMINS, Role, allow
from evidence.units.current import actor
from evidence.units.models import Unit
from evidence.units.tenures import Tenure

pages = Blueprint("tracing", __name__)

NO_UNIT = N_("Unit itu tidak ada.")


@pages.get("/serah-terima/unit/<code>")
@allow(ADMINS)
def unit(code: str) -> str:
    """Who held the unit's offices, and what was recorded of them; a foreign unit answers like a missing one."""
    found = queries.unit(db(), code)
    if not actor().may(Role.ADMIN, found.path):
        raise NotFound(NO_UNIT)
    acts = tracing.acts_of_unit(db(), found, request.args.get("setelah", ""))
    held, earlier = tenures.of_unit(db(), found)
    return render_template(
        "units/trace.html",
        unit=found.title,
        tenures=[
            {**trace_words.tenure(each), "of": each.person.name, "url": _person_url(each)} for each in held
        ],
        earlier=earlier,
        acts=trace_words.told(db(), acts.rows),
        next_url=url_for("tracing.unit", code=code, setelah=acts.after) if acts.after else "",
    )


def unit_url(found: Unit) -> str:
    """Where that page of a unit is; "" for whoever may not read it."""
    may = actor().may(Role.ADMIN, found.path)
    return url_for("tracing.unit", code=found.code) if may else ""


def _person_url(each: Tenure) -> str:
    may = each.person.active and actor().over_the_city(Role.ADMIN)
    return url_for("person.show", user_id=each.person.id) if may else ""
