"""The page on which the city opens and closes the galleries of its units."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from evidence.core import clock
from evidence.core.errors import NotAllowed
from evidence.core.text import holdable
from evidence.core.web import db
from evidence.gallery.public import services
from evidence.gallery.public.models import OpenGallery
from evidence.units import queries as units
from evidence.units.access import ADMINS, Role, allow
from evidence.units.current import actor

pages = Blueprint("opening", __name__)
# RW and RT have no work of their own.
SHOWN = ("kota", "opd", "kecamatan", "kelurahan")


@pages.get("/galeri-warga")
@allow(ADMINS)
def index() -> str:
    """Every unit, and whether strangers see its published work."""
    _check()
    opened = {each.unit_code: each for each in db().scalars(select(OpenGallery))}
    return render_template(
        "gallery/public/switches.html",
        units=[
            {"code": each.code, "title": each.title, "open": opened.get(each.code)}
            for each in units.units(db(), actor().paths(Role.ADMIN))
            if each.kind in SHOWN
        ],
        count=len(opened),
        public_url=url_for("public.index"),
    )


@pages.post("/galeri-warga")
@allow(ADMINS)
def save() -> Response:
    """Open what was ticked and close what was unticked; what the page did not show stays as it is."""
    _check()
    # Two admins at once undo nothing of each other: only what this page changed is changed.
    before, after = ({holdable(each) for each in request.form.getlist(name)} for name in ("semula", "unit"))
    opened, closed = services.set_open(db(), after - before, before - after, by=actor(), now=clock.now())
    db().commit()
    told = [
        ngettext("%(num)s galeri dibuka.", "%(num)s galeri dibuka.", opened) if opened else "",
        ngettext("%(num)s galeri ditutup.", "%(num)s galeri ditutup.", closed) if closed else "",
    ]
    flash(" ".join(filter(None, told)) or _("Tidak ada yang berubah."), "ok")
    return redirect(url_for("opening.index"), 303)


def _check() -> None:
    if not actor().over_the_city(Role.ADMIN):
        raise NotAllowed(services.THE_CITYS)
