"""The registry as people read it: a city's units and what each has, and one unit with every look at it."""

from collections import defaultdict
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select

from evidence.accounts.registry import mistakes, queries
from evidence.accounts.registry.forms import NeighbourhoodForm
from evidence.accounts.registry.places import PLACES, place_of
from evidence.accounts.registry.rows import entry, places, rows
from evidence.accounts.registry.showing import place_name
from evidence.core import clock
from evidence.core.errors import NotFound
from evidence.core.web import db
from evidence.units import neighbourhoods
from evidence.units import queries as units
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor
from evidence.units.models import Unit
from evidence.units.queries import within

pages = Blueprint("registry_lists", __name__)
SIZE = 25
STATES = ("present", "absent", "gone", "unchecked")


@pages.get("/daftar-akun")
@allow(SIGNED_IN)
def index() -> str:
    """The units this person sees, and what each has on one network; one that nobody looked at is not one without."""
    network = request.args.get("jejaring", "")
    network = network if network in PLACES else next(iter(PLACES))
    state = request.args.get("keadaan", "")
    above = request.args.get("induk", "")
    everyone = units.units(db(), actor().paths())
    chosen = [each for each in everyone if not above or above in (each.code, each.parent_code)]
    asked_of = select(Unit.code).where(within(actor().paths()))
    if above:
        asked_of = asked_of.where(or_(Unit.code == above, Unit.parent_code == above))
    slots = queries.standing(db(), units=asked_of, network=network, until=clock.now())
    stands = {
        each.code: slot.presence.value for each in chosen if (slot := slots.get((each.code, network, "")))
    }
    counts = {name: sum(stands.get(each.code, "unchecked") == name for each in chosen) for name in STATES}
    if state in STATES:
        chosen = [each for each in chosen if stands.get(each.code, "unchecked") == state]
    after = request.args.get("setelah", "")
    page = [each for each in chosen if each.path > after][: SIZE + 1]
    asked: dict[str, Any] = {"jejaring": network, "induk": above}
    return render_template(
        "accounts/registry.html",
        rows=[
            row for each in page[:SIZE] for row in rows(each, slots.get((each.code, network, "")), network)
        ],
        network=place_name(network),
        counts=counts,
        filters=[
            {
                "label": f"{label} ({counts[name]})" if name else label,
                "url": url_for("registry_lists.index", **asked, keadaan=name),
                "current": state == name,
            }
            for name, label in (
                ("", str(_("Semua"))),
                ("present", str(_("Ada akun"))),
                ("absent", str(_("Tidak ada"))),
                ("gone", str(_("Tidak ditemukan lagi"))),
                ("unchecked", str(_("Belum diperiksa"))),
            )
            if not name or counts[name] or name == state
        ],
        networks=[(name, place_name(name), name == network) for name in PLACES],
        aboves=[(each.code, each.title, each.code == above) for each in everyone if each.kind != "kelurahan"],
        state=state if state in STATES else "",
        next_url=url_for("registry_lists.index", **asked, keadaan=state, setelah=page[SIZE - 1].path)
        if len(page) > SIZE
        else "",
        public_url=url_for("official.page"),
    )


@pages.get("/daftar-akun/unit/<path:code>")
@allow(SIGNED_IN)
def unit(code: str) -> str:
    """One unit: each value with its date and whose look it is from, and all looks."""
    return unit_page(seen_unit(code), NeighbourhoodForm())


def seen_unit(code: str) -> Unit:
    """The unit, if the person asking has a part in it; a foreign one answers like a missing one."""
    found = units.unit(db(), code)
    if not actor().sees(found.path):
        raise NotFound("Unit itu tidak ada.")
    return found


def unit_page(found: Unit, form: NeighbourhoodForm) -> str:
    """The page, with the form for its RW and RT as far as it was filled in."""
    tied = defaultdict[str, list[str]](list)
    for account in queries.known(db(), found.code):
        if place := place_of(account):
            tied[place].append(account.handle)
    slots = queries.standing(db(), units=queries.code_of(found), until=clock.now())
    office = mistakes.of_office(db(), found.code, actor())
    past = queries.history(db(), found.code, after=request.args.get("setelah"))
    now = queries.renamed(db(), past.rows)
    inside = neighbourhoods.below(db(), found) if found.kind == "kelurahan" else []
    return render_template(
        "accounts/registry_unit.html",
        unit={
            "title": found.title,
            "above": found.parent.title if found.parent else "",
            "url": url_for("registry_lists.unit", code=found.code),
        },
        places=places(found, slots, tied),
        looks=[
            entry(each, now=now.get(each.id, ""), may_mend=mistakes.may_say(each, office, actor()))
            for each in past.rows
        ],
        next_url=url_for("registry_lists.unit", code=found.code, setelah=past.after) if past.after else "",
        inside=[
            {
                "title": each.name,
                "url": url_for("registry_lists.unit", code=each.code),
                "remove_url": url_for("registry.remove", code=each.code),
            }
            for each in inside
        ],
        form=form if neighbourhoods.may_enter(actor(), found) else None,
        action=url_for("registry.enter", code=found.code),
    )
