"""The page on which the city opens and closes the galleries of its units."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import and_, case, func, or_, select
from werkzeug.wrappers import Response

from evidence.core import clock
from evidence.core.errors import NotAllowed
from evidence.core.text import holdable
from evidence.core.web import db
from evidence.gallery.public import services
from evidence.gallery.public.models import OpenGallery
from evidence.units import offering
from evidence.units import queries as units
from evidence.units.access import ADMINS, Role, allow
from evidence.units.current import actor
from evidence.units.models import Unit
from evidence.units.offering import offered

pages = Blueprint("opening", __name__)
# RW and RT have no work of their own.
SHOWN = ("kota", "opd", "kecamatan", "kelurahan")
# Those that have others in their group.
HEADS = ("kota", "kecamatan")


@pages.get("/galeri-warga")
@allow(ADMINS)
def index() -> str:
    """Units, and whether strangers see their published work; ``?unit=`` shows the group of that one at once.

    Where they are many, kecamatan with their counts lead to the group of one.
    """
    _check()
    wanted, after, paths = request.args.get("unit", ""), request.args.get("setelah", ""), actor().paths()
    offer = offered(db(), paths, wanted, request.args.get("cari_unit", ""))
    at = next((each for each in offer.units if each.code == wanted), None)
    shown, steps, following = offer.units, list[dict[str, Any]](), ""
    if offer.many:
        shown = _beside(at) if at else []
        if at is None and offer.words:
            # The groups of what the words found.
            steps = _steps({(head := _head(each)).code: head for each in offer.units}.values())
        elif at is None or at.kind not in ("kecamatan", "kelurahan"):
            found, following = offering.steps(db(), [at.path] if at else paths, HEADS, after)
            steps = _steps(found)
    return render_template(
        "gallery/public/switches.html",
        groups=_groups([each for each in shown if each.kind in SHOWN], wanted),
        count=db().scalar(select(func.count()).select_from(OpenGallery)) or 0,
        public_url=url_for("public.index"),
        offer=offer,
        unit=at.code if at else "",
        steps=steps,
        next_url=url_for("opening.index", unit=at.code if at else None, setelah=following)
        if following
        else "",
        action=url_for("opening.save", unit=at.code if at and offer.many else None),
    )


def _beside(at: Unit) -> Sequence[Unit]:
    """The group of that unit: a kecamatan with its kelurahan, else a kota with its offices."""
    head = _head(at)
    return [head, *(each for each in units.children(db(), head) if each.kind not in HEADS)]


def _head(of: Unit) -> Unit:
    return of if of.kind in HEADS or of.parent is None else of.parent


def _steps(found: Iterable[Unit]) -> list[dict[str, Any]]:
    """A line for each kota and kecamatan, with how many of its own units are open."""
    found = [each for each in found if each.kind in HEADS]
    codes = [each.code for each in found]
    head = case((Unit.code.in_(codes), Unit.code), else_=Unit.parent_code)
    kinds = [kind for kind in SHOWN if kind not in HEADS]
    rows = db().execute(
        select(head, func.count(OpenGallery.unit_code), func.count())
        .select_from(Unit)
        .outerjoin(OpenGallery, OpenGallery.unit_code == Unit.code)
        .where(or_(Unit.code.in_(codes), and_(Unit.parent_code.in_(codes), Unit.kind.in_(kinds))))
        .group_by(head)
    )
    counts = {code: (opened, whole) for code, opened, whole in rows}
    return [
        {
            "title": each.title,
            "above": each.parent.title if each.parent else "",
            "count": counts[each.code][0],
            "all": counts[each.code][1],
            "url": url_for("opening.index", unit=each.code),
        }
        for each in found
    ]


def _groups(shown: Sequence[Unit], wanted: str) -> Sequence[Mapping[str, Any]]:
    """The units by kecamatan, in the order of the tree; the city's own stand first."""
    codes = [each.code for each in shown]
    kept = db().scalars(select(OpenGallery).where(OpenGallery.unit_code.in_(codes)))
    opened = {each.unit_code: each for each in kept}
    groups: dict[str, dict[str, Any]] = {}
    for each in shown:
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
    return redirect(url_for("opening.index", unit=request.args.get("unit") or None), 303)


def _below(code: str) -> set[str]:
    """The kecamatan with that code and all units in it; none where no button named one."""
    if not code:
        return set()
    kecamatan = units.unit(db(), code)
    return {each.code for each in units.units(db(), [kecamatan.path]) if each.kind in SHOWN}


def _check() -> None:
    if not actor().over_the_city(Role.ADMIN):
        raise NotAllowed(services.THE_CITYS)
