"""The page of saved views: keep a gallery's filters under a name, and let go of what is not wanted any more."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from evidence.core import clock
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.core.fields import Form
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.gallery import queries, services, words
from evidence.gallery.forms import read_filters
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor

pages = Blueprint("saved", __name__)


class SaveForm(Form):
    """The name; ``uuid`` is made with the page, and the filters stand in its address."""

    uuid = HiddenField(validators=[InputRequired()])
    name = StringField(lazy_gettext("Nama tampilan"))


@pages.get("/galeri/tampilan")
@allow(SIGNED_IN)
def page() -> str:
    """One's own views, and the form that keeps the filters of the address."""
    form = SaveForm()
    form.uuid.data = str(uuid.uuid4())
    return _page(form)


@pages.post("/galeri/tampilan")
@allow(SIGNED_IN)
def save() -> Response | tuple[str, int]:
    """Keep the filters of the address under the name that was sent."""
    form, asked = SaveForm(), read_filters(request.args).asked()
    if form.validate_on_submit():
        try:
            services.save(
                db(), read_uuid(form.uuid.data), form.name.data or "", asked, by=actor(), now=clock.now()
            )
            db().commit()
            flash(_("Tampilan disimpan."), "ok")
            return redirect(words.address("gallery.index", asked), 303)
        except (Conflict, Invalid) as refusal:
            db().rollback()
            form.name.errors = list(by_field(refusal).values()) or [sentence(refusal)]
            # What is kept under the old number stays.
            form.uuid.data = str(uuid.uuid4())
    return _page(form), 422


@pages.post("/galeri/tampilan/<view_id>/hapus")
@allow(SIGNED_IN)
def forget(view_id: str) -> Response:
    """Delete one of one's own; whoever did so in another tab already is told."""
    ident = read_uuid(view_id)
    try:
        services.forget(db(), ident, by=actor())
        db().commit()
        flash(_("Tampilan dihapus."), "ok")
    except NotFound:
        db().rollback()
        flash(_("Tampilan itu sudah dihapus."), "info")
    return redirect(url_for("saved.page"), 303)


def _page(form: SaveForm) -> str:
    filters = read_filters(request.args)
    return render_template(
        "gallery/saved.html",
        form=form,
        chips=words.chips(filters, "saved.page"),
        save_url=words.address("saved.save", filters.asked()),
        saved=[
            {
                "name": each.name,
                "told": [chip["label"] for chip in words.chips(read_filters(each.asked), "saved.page")],
                "url": words.address("gallery.index", read_filters(each.asked).asked()),
                "forget_url": url_for("saved.forget", view_id=each.id),
            }
            for each in queries.saved(db(), actor())
        ],
        back_url=words.address("gallery.index", filters.asked()),
    )
