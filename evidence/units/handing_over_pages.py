"""The pages on which an admin hands an office over: all offices, then one with everything that goes with it."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField

from evidence.core import clock
from evidence.core.errors import Conflict, Invalid
from evidence.core.fields import Form, SelectChoice
from evidence.core.web import by_field, db, is_seeking, read_uuid, sentence
from evidence.units import handing_over, invitations, queries, trace_pages
from evidence.units.access import ADMINS, Role, allow
from evidence.units.current import actor, house
from evidence.units.handing_over import Office
from evidence.units.models import User
from evidence.units.people_offering import Offer
from evidence.units.words import ROLES

pages = Blueprint("handing_over", __name__)


class HandingForm(Form):
    """Who takes the office, and that the list was looked at."""

    person = SelectField(lazy_gettext("Pejabat yang baru"), validate_choice=False)
    sure = BooleanField(lazy_gettext("Saya sudah memeriksa daftar di atas."))
    # The people among whom one chooses.
    offer: Offer


@pages.get("/serah-terima")
@allow(ADMINS)
def index() -> str:
    """The offices that may be handed over; ``?q=`` narrows them by unit or person."""
    wanted = request.args.get("q", "")[:100].replace("\x00", "").strip()
    after = request.args.get("setelah", "")
    found, following = handing_over.offices(db(), actor(), clock.now(), wanted, after)
    return render_template(
        "units/offices.html",
        offices=[_row(each) for each in found],
        asked=wanted,
        next_url=url_for("handing_over.index", q=wanted or None, setelah=following) if following else "",
    )


@pages.get("/serah-terima/<membership_id>")
@allow(ADMINS)
def office(membership_id: str) -> str:
    """One office: what goes with it, and the form that names who takes it."""
    found = handing_over.office(db(), read_uuid(membership_id), actor(), clock.now())
    return _page(found, _form(found))


@pages.post("/serah-terima/<membership_id>")
@allow(ADMINS)
def hand(membership_id: str) -> str | tuple[str, int] | Response:
    """Hand it over. Whoever held it is out at their next request."""
    by, now = actor(), clock.now()
    found = handing_over.office(db(), read_uuid(membership_id), by, now)
    form = _form(found)
    if is_seeking():
        return _page(found, form)
    if form.validate_on_submit():
        # All that is missing at once.
        if not form.person.data:
            form.person.errors = [_(handing_over.PICK)]
        if not form.sure.data:
            form.sure.errors = [_("Periksa daftarnya, lalu beri tanda.")]
    if form.is_submitted() and not form.errors:
        try:
            moving = house().belongings(db(), found.unit)
            done = handing_over.hand_over(db(), found.key, _uuid(form.person.data), moving, by=by, now=now)
            house().handed_over(db(), done, now)
            db().commit()
            told = {"unit": done.unit.title, "after": done.after.name, "before": done.before.name}
            flash(_("%(after)s sekarang memegang %(unit)s; hak %(before)s berakhir.", **told), "ok")
            if moving.signer and done.signs:
                flash(
                    _("Penanda tangan laporan %(unit)s dikosongkan. Isi yang baru.", unit=told["unit"]),
                    "info",
                )
            return redirect(url_for("handing_over.index"), 303)
        except (Invalid, Conflict) as refusal:
            db().rollback()
            form.person.errors = list(by_field(refusal).values()) or [sentence(refusal)]
            found = handing_over.office(db(), read_uuid(membership_id), by, now)
    return _page(found, form), 422


def _uuid(told: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(told or "")
    except ValueError:
        raise Invalid(handing_over.LOOK_AGAIN, {"person": handing_over.PICK}) from None


def _form(found: Office) -> HandingForm:
    form = HandingForm()
    if not form.is_submitted():
        # Whoever was just added for this office.
        form.person.data = request.args.get("orang", "")
    try:
        chosen = uuid.UUID(form.person.data or "")
    except ValueError:
        chosen = None
    words = request.values.get("cari_orang", "")
    form.offer = handing_over.candidates(db(), found, actor(), chosen, words)
    people = form.offer.people
    without = invitations.without_password(db(), [each.id for each in people])
    form.person.choices = [
        SelectChoice("", _("Pilih orang")),
        *(_choice(each, new=each.id in without) for each in people),
    ]
    return form


def _choice(person: User, *, new: bool) -> SelectChoice:
    """``new``: they have not set a password, which the page repeats as long as they are chosen."""
    words = f"{person.name} ({person.username})"
    if new:
        return SelectChoice(
            str(person.id), _("%(person)s, belum membuat kata sandi", person=words), {"data-new": ""}
        )
    return SelectChoice(str(person.id), words)


def _row(each: Office) -> dict[str, Any]:
    return {
        "unit": each.unit.title,
        "holder": each.holder.name,
        "username": each.holder.username,
        "roles": [ROLES[role] for role in each.roles],
        "since": min(one.valid_from for one in each.memberships),
        "url": url_for("handing_over.office", membership_id=each.key),
    }


def _page(found: Office, form: HandingForm) -> str:
    now = clock.now()
    moving = house().belongings(db(), found.unit)
    return render_template(
        "units/handing_over.html",
        form=form,
        office=_row(found),
        action=url_for("handing_over.hand", membership_id=found.key),
        moving=moving,
        accounts_url=url_for("accounts.index", unit=found.unit.code),
        decides=Role.APPROVER in found.roles,
        signs=found.signs,
        devices=[
            {
                "name": " ".join(part for part in (each.browser, each.system) if part)
                or _("Perangkat tidak dikenal"),
                "seen": each.last_seen_at,
            }
            for each in queries.devices(db(), found.holder.id, now)
        ],
        tokens=queries.count_tokens(db(), found.holder.id, now),
        delegates=[
            {"name": f"{each.acting_as} {each.user.name}", "until": each.valid_until}
            for each in handing_over.delegates(db(), found, now)
        ],
        # The select's first line is no person.
        may=form.offer.many or len(form.person.choices or ()) > 1,
        some_new=any(getattr(each, "render_kw", None) for each in form.person.choices or ()),
        trace_url=trace_pages.unit_url(found.unit),
        add_url=url_for("people.new", jabatan=found.key) if invitations.may_add(actor()) else "",
    )
