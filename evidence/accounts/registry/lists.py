"""The registry as people read it: a city's units and what each has, and one unit with every look at it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select

from evidence.accounts.registry import listing, mistakes, queries, rounds
from evidence.accounts.registry.forms import NeighbourhoodForm
from evidence.accounts.registry.places import PLACES, place_of
from evidence.accounts.registry.rows import entry, places, rows
from evidence.accounts.registry.showing import place_name
from evidence.accounts.registry.standing import Key, Slot
from evidence.accounts.registry.vouching import stands_above
from evidence.core import clock, from_address
from evidence.core.errors import NotFound
from evidence.core.web import db
from evidence.core.words import N_
from evidence.units import neighbourhoods
from evidence.units import queries as units
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor
from evidence.units.models import Unit
from evidence.units.offering import Offer, offered, steps
from evidence.units.queries import within

pages = Blueprint("registry_lists", __name__)
SIZE = 25
STATES = ("present", "absent", "gone", "unchecked")
# Those at which the reader should look so that the city may stand for what the unit or a newspaper says.
UNCONFIRMED = "unconfirmed"


@pages.get("/daftar-akun")
@allow(SIGNED_IN)
def index() -> str:
    """The units this person sees, and what each has on one network; one that nobody looked at is not one without."""
    network = from_address.one_of(request.args, "jejaring", PLACES, N_("Jejaring")) or next(iter(PLACES))
    state = from_address.one_of(request.args, "keadaan", (*STATES, UNCONFIRMED), N_("Keadaan"))
    above, after = request.args.get("induk", ""), request.args.get("setelah", "")
    offer = offered(db(), actor().paths(), above, request.args.get("cari_unit", ""))
    if offer.many and above not in {each.code for each in offer.units}:
        return _by_kecamatan(network, offer, after)
    below = [within(actor().paths()), Unit.kind.not_in(units.NEIGHBOURHOODS)]
    if above:
        below.append(or_(Unit.code == above, Unit.parent_code == above))
    chosen = db().scalars(select(Unit).where(*below).order_by(Unit.path)).all()
    asked_of = select(Unit.code).where(*below)
    slots = queries.standing(db(), units=asked_of, network=network, until=clock.now())
    stands = {
        each.code: slot.presence.value for each in chosen if (slot := slots.get((each.code, network, "")))
    }
    counts = {name: sum(stands.get(each.code, "unchecked") == name for each in chosen) for name in STATES}
    waiting = _unconfirmed(chosen, slots)
    counts[UNCONFIRMED] = len(waiting)
    if state == UNCONFIRMED:
        chosen = [each for each in chosen if each.code in waiting]
    elif state:
        chosen = [each for each in chosen if stands.get(each.code, "unchecked") == state]
    page = [each for each in chosen if each.path > after][: SIZE + 1]
    asked: dict[str, Any] = {"jejaring": network, "induk": above}
    return render_template(
        "accounts/registry.html",
        rows=[
            row for each in page[:SIZE] for row in rows(each, slots.get((each.code, network, "")), network)
        ],
        network=place_name(network),
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
                (UNCONFIRMED, str(_("Perlu dipastikan"))),
            )
            if not name or counts[name] or name == state
        ],
        networks=[(name, place_name(name), name == network) for name in PLACES],
        offer=offer,
        aboves=_aboves(offer, above),
        state=state if state in counts else "",
        next_url=url_for("registry_lists.index", **asked, keadaan=state, setelah=page[SIZE - 1].path)
        if len(page) > SIZE
        else "",
        public_url=url_for("official.page"),
    )


def _unconfirmed(units: Sequence[Unit], slots: Mapping[Key, Slot]) -> set[str]:
    """The codes of those whose account only others call official, though the city would stand for the reader's look."""
    may = {each.code for each in units if stands_above(actor(), each)}
    ours = listing.tied(db(), list(may)) if may else {}
    return {key[0] for key, slot in slots.items() if key[0] in may and any(listing.claims(slot, ours))}


def _aboves(offer: Offer, above: str) -> list[tuple[str, str, bool]]:
    """What the list may be narrowed to: what has units below, and of very many whatever was found."""
    kinds = {each.code: each.kind for each in offer.units}
    return [
        (code, name, code == above)
        for code, name in offer.choices
        if offer.many or kinds[code] != "kelurahan"
    ]


def _by_kecamatan(network: str, offer: Offer, after: str) -> str:
    """Where units are too many for one list: kecamatan, and at how many units of each somebody has looked."""
    found, following = (
        (_found(offer), "") if offer.words else steps(db(), actor().paths(), ("kecamatan",), after)
    )
    counts = rounds.progress_below(db(), network, [each.code for each in found])
    return render_template(
        "accounts/registry.html",
        rows=[],
        steps=[
            {
                "title": each.title,
                "above": each.parent.title if each.parent else "",
                "count": counts[each.code][0],
                "all": counts[each.code][1],
                "url": url_for("registry_lists.index", jejaring=network, induk=each.code),
            }
            for each in found
        ],
        network=place_name(network),
        filters=[],
        networks=[(name, place_name(name), name == network) for name in PLACES],
        offer=offer,
        aboves=_aboves(offer, ""),
        next_url=url_for("registry_lists.index", jejaring=network, setelah=following) if following else "",
        public_url=url_for("official.page"),
    )


def _found(offer: Offer) -> Sequence[Unit]:
    """The kecamatan among what the words found, and those above it."""
    near = [above for each in offer.units for above in (each, each.parent) if above]
    found = {each.code: each for each in near if each.kind == "kecamatan" and actor().sees(each.path)}
    return list(found.values())


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
    ours = {account.id: account for account in queries.known(db(), found.code)}
    for account in ours.values():
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
        places=places(found, slots, tied, ours),
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
