"""Looking at a profile with a page that asks what to look for, and entering RW and RT."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.accounts.handles import same
from evidence.accounts.registry import others, queries, rounds, services
from evidence.accounts.registry.forms import CheckForm, NeighbourhoodForm, check_form
from evidence.accounts.registry.lists import seen_unit, unit_page
from evidence.accounts.registry.looks import QUESTIONS
from evidence.accounts.registry.models import Presence
from evidence.accounts.registry.places import PLACES, address, link_of
from evidence.accounts.registry.showing import check_url, place_name, seen
from evidence.accounts.registry.standing import Slot
from evidence.accounts.registry.vouching import stands_above
from evidence.adapters.networks.sites import SITES
from evidence.core import clock
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.core.web import NO_PAGE, by_field, db, mark, read_uuid, sentence
from evidence.units import neighbourhoods
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor
from evidence.units.models import Unit
from evidence.units.queries import NEIGHBOURHOODS

pages = Blueprint("registry", __name__)


@pages.get("/daftar-akun/periksa/<network>/<path:code>")
@allow(SIGNED_IN)
def check(network: str, code: str) -> str:
    """What to look for on the profile of the unit's account; ``?akun=`` names it where several are known."""
    unit = _asked(network, code)
    slot = _slot(unit, network)
    was = _was(request.args.get("akun", ""), unit, network, slot)
    form = check_form(network, was, _vanished(slot))
    form.uuid.data, form.was.data, form.handle.data = str(uuid.uuid4()), was, was
    return _page(unit, network, form, was)


@pages.post("/daftar-akun/periksa/<network>/<path:code>")
@allow(SIGNED_IN)
def keep(network: str, code: str) -> tuple[str, int] | Response:
    """Keep what was seen, and go on to the next unit at which nobody has looked."""
    unit = _asked(network, code)
    slot = _slot(unit, network)
    # A page that was opened before the account was known asks about it now.
    was = _was(request.form.get("was", ""), unit, network, slot)
    form = check_form(network, was, _vanished(slot))
    form.was.data = was
    if form.validate_on_submit():
        try:
            services.observe(
                db(), read_uuid(form.uuid.data), unit, form.look(network), by=actor(), now=clock.now()
            )
            db().commit()
            return _onwards(unit, network)
        except (Invalid, Conflict) as refusal:
            db().rollback()
            for name, text in (by_field(refusal) or {"handle": sentence(refusal)}).items():
                form[name if name in form else "handle"].errors = [text]
    return _page(unit, network, form, was), 422


def _was(told: str, unit: Unit, network: str, slot: Slot | None) -> str:
    """The account that is meant: the one that was named, else the one that is known."""
    return told.strip()[:100] or next(iter(others.known(db(), unit, network, slot)), "")


def _asked(network: str, code: str) -> Unit:
    if network not in PLACES:
        raise NotFound(NO_PAGE)
    return seen_unit(code)


def _slot(unit: Unit, network: str) -> Slot | None:
    slots = queries.standing(db(), units=queries.code_of(unit), network=network, until=clock.now())
    return slots.get((unit.code, network, ""))


def _vanished(slot: Slot | None) -> bool:
    return slot is not None and slot.presence is Presence.GONE


def _onwards(unit: Unit, network: str) -> Response:
    following = rounds.next_to_look(db(), network, unit, actor(), clock.now())
    if following is None:
        flash(f"{_('%(unit)s tersimpan.', unit=unit.title)} {_all_looked_at(unit, network)}", "ok")
        return redirect(url_for("registry_lists.unit", code=unit.code), 303)
    flash(_("%(unit)s tersimpan. Berikutnya %(next)s.", unit=unit.title, next=following.title), "ok")
    return redirect(check_url(following, network), 303)


def _all_looked_at(unit: Unit, network: str) -> str:
    """That the round is at its end, and of which units it was."""
    name = place_name(network)
    if unit.kind in NEIGHBOURHOODS:
        return str(_("Semua RW dan RT di sini sudah diperiksa di %(network)s.", network=name))
    if actor().over_the_city():
        return str(_("Semua unit kota sudah diperiksa di %(network)s.", network=name))
    return str(_("Semua unit Anda sudah diperiksa di %(network)s.", network=name))


def _page(unit: Unit, network: str, form: CheckForm, was: str) -> str:
    slot = _slot(unit, network)
    account = (
        next((each for each in slot.accounts if same(each.last.handle, was)), None) if slot and was else None
    )
    host = next(iter(SITES[network].posts), "") if network in SITES else ""
    done, whole = rounds.progress(db(), network, actor())
    following = rounds.next_to_look(db(), network, unit, actor(), clock.now())
    above = stands_above(actor(), unit)
    return render_template(
        "accounts/check.html",
        unit={"title": unit.title, "above": unit.parent.title if unit.parent else ""},
        network=place_name(network),
        profile_url=(link_of(account.last) if account else "") or (address(network, was) if was else ""),
        site_url=f"https://{host}/" if host else "",
        was=was,
        others=[
            {"handle": each, "url": check_url(unit, network, each)}
            for each in others.known(db(), unit, network, slot)
            if was and not same(each, was)
        ],
        before=seen(slot.last) if slot else "",
        questions=[form[name] for name in QUESTIONS],
        form=form,
        action=url_for("registry.keep", network=network, code=unit.code),
        back_url=url_for("registry_lists.unit", code=unit.code),
        skip_url=check_url(following, network) if following else "",
        above=above,
        claimed=above and bool(rounds.unconfirmed(db(), [unit], network, clock.now())),
        done=done,
        whole=whole,
    )


@pages.post("/daftar-akun/rt-rw/<path:code>")
@allow(SIGNED_IN)
def enter(code: str) -> tuple[str, int] | Response:
    """Enter an RW, or an RT with its RW."""
    kelurahan, form = seen_unit(code), NeighbourhoodForm()
    if form.validate_on_submit():
        try:
            found, made = neighbourhoods.enter(db(), kelurahan, form.rw.data, form.rt.data, by=actor())
            db().commit()
            told = (
                _("%(unit)s tercatat.", unit=found.name)
                if made
                else _("%(unit)s sudah tercatat.", unit=found.name)
            )
            flash(told, "ok" if made else "info")
            return redirect(url_for("registry_lists.unit", code=code, _anchor="rt-rw"), 303)
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
    return unit_page(kelurahan, form), 422


@pages.post("/daftar-akun/rt-rw-hapus/<path:code>")
@allow(SIGNED_IN)
def remove(code: str) -> Response:
    """Take back an RW or RT that was entered by mistake."""
    unit = seen_unit(code)
    try:
        kelurahan = neighbourhoods.remove(db(), code, by=actor())
        db().commit()
        flash(_("%(unit)s dihapus dari daftar.", unit=unit.name), "ok")
    except Conflict as refusal:
        db().rollback()
        flash(sentence(refusal), "warn")
        return redirect(url_for("registry_lists.unit", code=code), 303)
    return redirect(url_for("registry_lists.unit", code=kelurahan.code, _anchor="rt-rw"), 303)
