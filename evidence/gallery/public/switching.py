"""The page on which the city opens and closes the galleries of its units."""

from collections.abc import Mapping, Sequence
from typing import Any

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
    """Every unit, and whether strangers see its published work; ``?unit=`` shows the group of that one at once."""
    _check()
    opened = {each.unit_code: each for each in db().scalars(select(OpenGallery))}
    return render_template(
        "gallery/public/switches.html",
        groups=_groups(opened, request.args.get("unit", "")),
        count=len(opened),
        public_url=url_for("public.index"),
    )


def _groups(opened: Mapping[str, OpenGallery], wanted: str) -> Sequence[Mapping[str, Any]]:
    """The units by kecamatan, in the order of the tree; the city's own stand first."""
    groups: dict[str, dict[str, Any]] = {}
    for each in units.units(db(), actor().paths(Role.ADMIN)):
        if each.kind not in SHOWN:
            continue
        code = {"kecamatan": each.code, "kelurahan": each.parent_code or ""}.get(each.kind, "")
        # Codes are in the order of the tree, so the kecamatan comes before what is in it.
        made = groups.setdefault(
            code,
            {"code": code, "title": each.title if code else _("Kota dan perangkat daerah"), "units": []},
        )
        made["units"].append({"code": each.code, "title": each.title, "open": opened.get(each.code)})
    for made in groups.values():
        made["count"] = sum(each["open"] is not None for each in made["units"])
        # What is half done is shown as it is, and what a person came for.
        half = 0 < made["count"] < len(made["units"])
        made["shown"] = half or wanted in (each["code"] for each in made["units"])
    return sorted(groups.values(), key=lambda made: made["code"] != "")


@pages.post("/galeri-warga")
@allow(ADMINS)
def save() -> Response:
    """Open what was ticked and close what was unticked, and all of a kecamatan where its button was pressed.

    What the page did not show stays as it is.
    """
    _check()
    # Two admins at once undo nothing of each other: only what this page changed is changed.
    before, after = ({holdable(each) for each in request.form.getlist(name)} for name in ("semula", "unit"))
    to_open, to_close = after - before, before - after
    if all_of := _below(holdable(request.form.get("buka", ""))):
        to_open, to_close = to_open | all_of, to_close - all_of
    elif all_of := _below(holdable(request.form.get("tutup", ""))):
        to_open, to_close = to_open - all_of, to_close | all_of
    opened, closed = services.set_open(db(), to_open, to_close, by=actor(), now=clock.now())
    db().commit()
    told = [
        ngettext("%(num)s galeri dibuka.", "%(num)s galeri dibuka.", opened) if opened else "",
        ngettext("%(num)s galeri ditutup.", "%(num)s galeri ditutup.", closed) if closed else "",
    ]
    flash(" ".join(filter(None, told)) or _("Tidak ada yang berubah."), "ok")
    return redirect(url_for("opening.index"), 303)


def _below(code: str) -> set[str]:
    """The kecamatan with that code and all units in it; none where no button named one."""
    if not code:
        return set()
    kecamatan = units.unit(db(), code)
    return {each.code for each in units.units(db(), [kecamatan.path]) if each.kind in SHOWN}


def _check() -> None:
    if not actor().over_the_city(Role.ADMIN):
        raise NotAllowed(services.THE_CITYS)
