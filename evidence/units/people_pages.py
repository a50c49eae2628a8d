"""Bringing people in: an admin of the city names them, and they set their own password behind a link.

What is done with one of them stands in `person_pages`.
"""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import PasswordField, SelectField, StringField

from evidence.core import clock
from evidence.core.errors import Conflict, Invalid
from evidence.core.fields import Form, MultiCheckboxField, SelectChoice
from evidence.core.web import db, is_seeking, mark, read_uuid, sentence
from evidence.units import correcting, handing_over, hashing, invitations, resets, shown_once
from evidence.units.access import ADMINS, PUBLIC, Role, allow
from evidence.units.current import actor, house
from evidence.units.handing_over import Office
from evidence.units.invitations import Newcomer
from evidence.units.offering import Offer, offered
from evidence.units.words import ROLES

pages = Blueprint("people", __name__)


class NamesForm(Form):
    """Both names of somebody."""

    name = StringField(lazy_gettext("Nama"), render_kw={"autocomplete": "off", "maxlength": 80})
    username = StringField(
        lazy_gettext("Nama pengguna"),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": 40},
    )


class NewcomerForm(NamesForm):
    """Who comes in, and their office unless one is handed over to them."""

    unit = SelectField(lazy_gettext("Unit"), validate_choice=False)
    # The units among which one chooses.
    offer: Offer
    roles = MultiCheckboxField(
        lazy_gettext("Hak"), choices=[SelectChoice(role.value, words) for role, words in ROLES.items()]
    )


class FirstPasswordForm(Form):
    """A password, written twice, since nobody can tell its person what they mistyped."""

    password = PasswordField(lazy_gettext("Kata sandi"), render_kw={"autocomplete": "new-password"})
    again = PasswordField(lazy_gettext("Kata sandi sekali lagi"), render_kw={"autocomplete": "new-password"})


@pages.get("/orang")
@allow(ADMINS)
def index() -> str:
    """Who was brought in and has no password yet, and who is in; ``?q=`` narrows the latter."""
    now, by = clock.now(), actor()
    wanted = request.args.get("q", "")[:100].replace("\x00", "").strip()
    rows = [
        {
            "name": each.person.name,
            "username": each.person.username,
            "until": each.until,
            "open": each.until > now,
            "begun": each.begun,
            "url": url_for("person.show", user_id=each.person.id),
            "renew_url": url_for("people.renew", user_id=each.person.id),
        }
        for each in invitations.waiting(db(), by)
    ]
    found, more = correcting.known(db(), wanted, by=by, now=now)
    return render_template(
        "units/people.html",
        rows=rows,
        known=[
            {
                "name": each.person.name,
                "username": each.person.username,
                "offices": list(
                    dict.fromkeys(f"{one.acting_as} {one.unit.title}".strip() for one in each.offices)
                ),
                "url": url_for("person.show", user_id=each.person.id),
            }
            for each in found
        ],
        more=more,
        asked=wanted,
        new_url=url_for("people.new"),
    )


@pages.get("/orang/baru")
@allow(ADMINS)
def new() -> str:
    """The form that names somebody; ``?jabatan=`` is the office that is to be handed over to them."""
    invitations.check(actor())
    return _page(_form(), _office())


@pages.post("/orang/baru")
@allow(ADMINS)
def add() -> str | tuple[str, int] | Response:
    """Bring them in, and on to the page that shows their link once."""
    invitations.check(actor())
    form, office, by = _form(), _office(), actor()
    if is_seeking():
        return _page(form, office)
    if form.validate_on_submit():
        told = Newcomer(form.name.data or "", form.username.data or "")
        if office is None:
            roles = frozenset(Role(each) for each in form.roles.data or ())
            told = Newcomer(told.name, told.username, form.unit.data or "", roles)
        try:
            _person, secret = invitations.add(db(), told, hashing.unknown(), by=by, now=clock.now())
            db().commit()
            return to_link(secret, office)
        except Conflict as refusal:
            db().rollback()
            form.username.errors = [sentence(refusal)]
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
    return _page(form, _office()), 422


@pages.post("/orang/<user_id>/tautan")
@allow(ADMINS)
def renew(user_id: str) -> Response:
    """Another link in place of one that is lost or over."""
    _person, secret = invitations.renew(db(), read_uuid(user_id), by=actor(), now=clock.now())
    db().commit()
    return to_link(secret)


def to_link(secret: str, office: Office | None = None) -> Response:
    """On to the page that shows the link once; ``office`` is the one that waits for its person."""
    shown_once.keep(secret)
    return redirect(url_for("people.link", jabatan=office.key if office else None), 303)


@pages.get("/orang/tautan")
@allow(ADMINS)
def link() -> str | Response:
    """The link that was just made. Loading it again shows nothing any more, and makes no other."""
    invitations.check(actor())
    office, secret = _office(), shown_once.take()
    if not secret:
        flash(_("Tautan hanya terlihat sekali. Bila belum Anda salin, buat tautan baru."), "info")
        return redirect(url_for("people.index"), 303)
    found = invitations.invited(db(), secret, clock.now())
    onward = url_for("handing_over.office", membership_id=office.key, orang=found.user_id) if office else ""
    return render_template(
        "units/invitation.html",
        person={"name": found.user.name, "username": found.user.username},
        link=house().settings.base_url + url_for("people.invited", t=secret),
        until=found.expires_at,
        reset=found.reset,
        onward=onward,
        done_url=url_for("person.show", user_id=found.user_id) if found.reset else url_for("people.index"),
    )


@pages.get("/undangan")
@allow(PUBLIC)
def invited() -> str:
    """Where the person of a link sets their password; opening it uses nothing up."""
    return _password_page(FirstPasswordForm(), _secret())


@pages.post("/undangan")
@allow(PUBLIC)
def accept() -> str | tuple[str, int] | Response:
    """Set it, and on to the sign-in."""
    form, secret = FirstPasswordForm(), _secret()
    invitations.invited(db(), secret, clock.now())
    if form.validate_on_submit():
        if form.password.data != form.again.data:
            form.again.errors = [_("Kedua kata sandi tidak sama.")]
        else:
            try:
                now = clock.now()
                used = invitations.accept(db(), secret, form.password.data or "", hashing.kept, now=now)
                username = used.user.username
                if used.reset:
                    house().alert(db(), used.user_id, resets.changed(used), now)
                db().commit()
                flash(_("Kata sandi tersimpan. Masuk dengan nama pengguna %(name)s.", name=username), "ok")
                return redirect(url_for("security.login"), 303)
            except Invalid as refusal:
                db().rollback()
                mark(form, refusal)
    return _password_page(form, secret), 422


def _secret() -> str:
    # In the query, which no log keeps.
    return request.values.get("t", "")


def _office() -> Office | None:
    """The office for which somebody is brought in, if this was asked from its page."""
    told = request.args.get("jabatan")
    return handing_over.office(db(), read_uuid(told), actor(), clock.now()) if told else None


def _form() -> NewcomerForm:
    form = NewcomerForm()
    words = request.values.get("cari_unit", "")
    form.offer = offered(db(), actor().paths(Role.ADMIN), form.unit.data or "", words)
    form.unit.choices = [
        SelectChoice("", _("Belum ada, menunggu serah terima")),
        *(SelectChoice(*each) for each in form.offer.choices),
    ]
    return form


def _page(form: NewcomerForm, office: Office | None) -> str:
    told: dict[str, Any] | None = None
    if office is not None:
        told = {
            "unit": office.unit.title,
            "roles": [str(ROLES[role]) for role in office.roles],
            "url": url_for("handing_over.office", membership_id=office.key),
        }
    key = office.key if office else None
    return render_template(
        "units/new_person.html", form=form, office=told, action=url_for("people.add", jabatan=key)
    )


def _password_page(form: FirstPasswordForm, secret: str) -> str:
    found = invitations.invited(db(), secret, clock.now())
    return render_template(
        "units/first_password.html",
        form=form,
        person={"name": found.user.name, "username": found.user.username},
        reset=found.reset,
        action=url_for("people.accept"),
        secret=secret,
    )
