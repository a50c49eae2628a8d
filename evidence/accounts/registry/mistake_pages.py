"""Saying that a look was a mistake, and going on to the right one. An edge: it commits."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.accounts.registry import mistakes, queries
from evidence.accounts.registry.forms import MistakeForm
from evidence.accounts.registry.models import Observation
from evidence.accounts.registry.places import PLACES
from evidence.accounts.registry.rows import entry
from evidence.accounts.registry.showing import check_url
from evidence.core import clock
from evidence.core.errors import Invalid, NotAllowed, NotFound
from evidence.core.web import NO_PAGE, db, mark, read_uuid
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor

pages = Blueprint("registry_mistakes", __name__)


@pages.get("/daftar-akun/keliru/<look_id>")
@allow(SIGNED_IN)
def ask(look_id: str) -> str | Response:
    """The look, and what follows of saying that it was a mistake."""
    look = _look(look_id)
    if look.mistake is not None:
        return redirect(url_for("registry_lists.unit", code=look.unit_code), 303)
    if not mistakes.may_say(look, mistakes.of_office(db(), look.unit_code, actor()), actor()):
        raise NotAllowed(mistakes.NOT_YOURS)
    return _page(look, MistakeForm())


@pages.post("/daftar-akun/keliru/<look_id>")
@allow(SIGNED_IN)
def say(look_id: str) -> tuple[str, int] | Response:
    """Say so, and look again."""
    look, form = _look(look_id), MistakeForm()
    if form.validate_on_submit():
        try:
            mistakes.say(db(), look, form.why.data or "", by=actor(), now=clock.now())
            db().commit()
            if look.network in PLACES:
                flash(_("Pengamatan itu tercatat keliru dan tidak dihitung lagi. Catat yang benar."), "ok")
                return redirect(check_url(look.unit, look.network), 303)
            flash(_("Pengamatan itu tercatat keliru dan tidak dihitung lagi."), "ok")
            return redirect(url_for("registry_lists.unit", code=look.unit_code), 303)
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
    return _page(look, form), 422


def _look(look_id: str) -> Observation:
    """The look, if the person asking has a part in its unit; a foreign one answers like a missing one."""
    look = queries.look(db(), read_uuid(look_id))
    if look is None or not actor().sees(look.unit.path):
        raise NotFound(NO_PAGE)
    return look


def _page(look: Observation, form: MistakeForm) -> str:
    return render_template(
        "accounts/mistake.html",
        unit=look.unit.title,
        look=entry(look, now=queries.renamed(db(), [look]).get(look.id, "")),
        form=form,
        action=url_for("registry_mistakes.say", look_id=look.id),
        back_url=url_for("registry_lists.unit", code=look.unit_code),
    )
