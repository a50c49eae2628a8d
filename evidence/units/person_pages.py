"""One person, as an admin of the city sees them: their name, their invitation, and a link for a forgotten password."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.core import clock
from evidence.core.errors import Conflict, Invalid
from evidence.core.web import db, mark, read_uuid, sentence
from evidence.units import correcting, invitations, resets, tenures, trace_pages, trace_words, tracing
from evidence.units.access import ADMINS, SIGNED_IN, allow
from evidence.units.current import actor, house
from evidence.units.people_pages import NamesForm, to_link

pages = Blueprint("person", __name__)


@pages.get("/orang/<user_id>")
@allow(ADMINS)
def show(user_id: str) -> str:
    """Who they are, what they hold, and what can be done about how they come in."""
    return _page(read_uuid(user_id))


@pages.post("/orang/<user_id>")
@allow(ADMINS)
def correct(user_id: str) -> tuple[str, int] | Response:
    """Put right what was mistyped."""
    ident, form, by = read_uuid(user_id), NamesForm(), actor()
    found = correcting.person(db(), ident, by=by, now=clock.now())
    if form.validate_on_submit():
        # The page asks for no user name where there is none to be changed.
        username = found.person.username if form.username.data is None else form.username.data
        try:
            correcting.correct(db(), ident, form.name.data or "", username, by=by)
            db().commit()
            flash(_("Nama tersimpan."), "ok")
            return redirect(url_for("person.show", user_id=ident), 303)
        except Conflict as refusal:
            db().rollback()
            form.username.errors = [sentence(refusal)]
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
    return _page(ident, form), 422


@pages.post("/orang/<user_id>/batalkan")
@allow(ADMINS)
def withdraw(user_id: str) -> Response:
    """Take the invitation of who has not come in back."""
    name = correcting.withdraw(db(), read_uuid(user_id), by=actor(), now=clock.now())
    db().commit()
    flash(_("Undangan %(who)s dibatalkan. Tautannya tidak berlaku lagi.", who=name), "ok")
    return redirect(url_for("people.index"), 303)


@pages.post("/orang/<user_id>/kata-sandi")
@allow(ADMINS)
def offer(user_id: str) -> Response:
    """A link by which who forgot their password sets a new one; they hear of it by push and mail."""
    ident, now = read_uuid(user_id), clock.now()
    person, secret = resets.offer(db(), ident, by=actor(), now=now)
    house().alert(db(), person.id, resets.offered(invitations.invited(db(), secret, now)), now)
    db().commit()
    return to_link(secret)


@pages.post("/orang/<user_id>/kata-sandi/batalkan")
@allow(ADMINS)
def end_offer(user_id: str) -> Response:
    """End that link."""
    person = resets.withdraw(db(), read_uuid(user_id), by=actor(), now=clock.now())
    db().commit()
    flash(_("Tautan kata sandi untuk %(who)s tidak berlaku lagi.", who=person.name), "ok")
    return redirect(url_for("person.show", user_id=person.id), 303)


@pages.post("/kata-sandi/diketahui")
@allow(SIGNED_IN)
def see() -> Response:
    """This person knows that their password was changed."""
    resets.see(db(), by=actor(), now=clock.now())
    db().commit()
    return redirect(url_for("units.signed_in"), 303)


def _page(ident: uuid.UUID, form: NamesForm | None = None) -> str:
    by, now = actor(), clock.now()
    found = correcting.person(db(), ident, by=by, now=now)
    who = found.person
    form = form or NamesForm(data={"name": who.name, "username": who.username})
    # Not with what was just refused, which stands beside it.
    if not found.waits and not form.username.errors:
        del form.username
    waiting = next((each for each in invitations.waiting(db(), by) if each.person.id == ident), None)
    acts = tracing.acts_of_person(db(), ident, request.args.get("setelah", ""))
    held, earlier = tenures.of_person(db(), ident)
    offer = resets.standing(db(), ident, now)

    def url(act: str) -> str:
        return url_for(f"person.{act}", user_id=ident)

    return render_template(
        "units/person.html",
        form=form,
        person={"name": who.name, "username": who.username, "self": ident == by.id},
        offices=bool(found.offices),
        tenures=[
            {**trace_words.tenure(each), "of": each.unit.title, "url": trace_pages.unit_url(each.unit)}
            for each in held
        ],
        earlier=earlier,
        acts=trace_words.told(db(), acts.rows),
        next_url=url_for("person.show", user_id=ident, setelah=acts.after) if acts.after else "",
        waiting={"until": waiting.until, "open": waiting.until > now} if waiting else None,
        offer_until=offer.expires_at if offer else None,
        urls={each: url(each) for each in ("correct", "withdraw", "offer", "end_offer")}
        | {"renew": url_for("people.renew", user_id=ident)},
    )
