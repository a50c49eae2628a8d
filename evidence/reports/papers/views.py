"""The page of papers, and that of a unit's letterhead. An edge: it commits."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.adapters.storage import ObjectMissing
from evidence.core import clock, from_address
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.core.fields import Form
from evidence.core.web import by_field, db, mark, read_uuid, sentence
from evidence.core.words import N_
from evidence.reports.papers import archive, letterheads, queries, services, words
from evidence.reports.papers.archive import Entry
from evidence.reports.papers.extent import shapes_of
from evidence.reports.papers.forms import PaperForm
from evidence.reports.papers.handing_out import HandedOut, HandingOut
from evidence.reports.papers.models import (
    CHOICES,
    CONTENT_TYPES,
    OF_WORK,
    UNDER_WAY,
    Kind,
    Paper,
    PaperState,
    Shape,
)
from evidence.reports.papers.showing import estimate, periods, row
from evidence.units.access import SIGNED_IN, Role, allow
from evidence.units.current import actor, house
from evidence.units.models import Unit
from evidence.units.offering import offered
from evidence.units.queries import holders_over_the_city

pages = Blueprint("papers", __name__)
GONE = N_("Berkas laporan ini tidak ada lagi. Buat ulang.")


@pages.get("/laporan")
@allow(SIGNED_IN)
def index() -> str:
    """Four choices, how much that would be, and the papers that were asked for."""
    form = PaperForm()
    form.uuid.data = str(uuid.uuid4())
    _preset(form)
    return _page(form)


@pages.post("/laporan")
@allow(SIGNED_IN)
def ask() -> str | tuple[str, int] | Response:
    """Have the papers made, or with another button only see how much they would hold."""
    form = PaperForm()
    if not form.validate_on_submit():
        return _page(form), 422
    if request.form.get("act") == "count":
        return _page(form)
    ask_for = services.ask_nihil if request.form.get("act") == "nihil" else services.ask

    def put() -> None:
        ask_for(db(), read_uuid(form.uuid.data), form.asked(), by=actor(), now=clock.now())

    return settled(form, put, lambda: _page(form), _chosen(form))


def settled(
    form: Form,
    put: Callable[[], object],
    page: Callable[[], str],
    address: Mapping[str, Any] = MappingProxyType({}),
) -> tuple[str, int] | Response:
    """What whoever sent a form that ``put`` takes sees next: all papers, or its ``page`` again with what is wrong."""
    try:
        put()
        db().commit()
    except Invalid as refusal:
        db().rollback()
        mark(form, refusal)
        return page(), 422
    except Conflict as refusal:
        db().rollback()
        flash(sentence(refusal), "warn")
        # What is kept under the old number stays.
        form["uuid"].data = str(uuid.uuid4())
        return page(), 409
    flash(_("Laporan sedang dibuat. Halaman ini boleh ditutup; hasilnya ada di sini."), "ok")
    return redirect(f"{url_for('papers.index', **address)}#laporan", 303)


@pages.post("/laporan/<paper_id>/batal")
@allow(SIGNED_IN)
def cancel(paper_id: str) -> Response:
    """Have it made no more."""
    found = queries.paper(db(), read_uuid(paper_id), actor())
    try:
        services.cancel(db(), found, by=actor())
        db().commit()
        flash(_("Laporan dibatalkan."), "ok")
    except Conflict as refusal:
        db().rollback()
        flash(sentence(refusal), "warn")
    return _back()


@pages.post("/laporan/<paper_id>/ulang")
@allow(SIGNED_IN)
def again(paper_id: str) -> Response:
    """Make it anew."""
    found = queries.paper(db(), read_uuid(paper_id), actor())
    try:
        services.again(db(), found, by=actor(), now=clock.now())
        db().commit()
        flash(_("Laporan dibuat ulang."), "ok")
    except Conflict as refusal:
        db().rollback()
        flash(sentence(refusal), "warn")
    return _back()


@pages.get("/laporan/<paper_id>/unduh")
@allow(SIGNED_IN)
def download(paper_id: str) -> Response:
    """The file; never one that shows what was erased or hidden since."""
    paper = queries.paper(db(), read_uuid(paper_id), actor())
    if paper.state is not PaperState.DONE or queries.stale(db(), Paper.id == paper.id):
        flash(_(GONE), "warn")
        return _back()
    try:
        body = _archived(paper) if paper.shape is Shape.ZIP else house().storage.stream(paper.object_key)
    except ObjectMissing:
        raise NotFound(GONE) from None
    name = words.file_name(paper)
    response = Response(
        body, mimetype="application/zip" if paper.shape is Shape.ZIP else CONTENT_TYPES[paper.shape]
    )
    response.headers["Content-Length"] = str(paper.size)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _archived(paper: Paper) -> HandedOut:
    storage = house().storage

    def fetch(entry: Entry) -> Iterator[bytes]:
        return storage.stream(entry.key)

    listed = archive.read(storage.get(paper.object_key))
    turns: HandingOut = current_app.extensions.setdefault("archives", HandingOut())
    return turns.begin(archive.stream(listed, fetch))


def _back() -> Response:
    return redirect(f"{url_for('papers.index')}#laporan", 303)


# --------------------------------------------------------------------------------------------------- the page
def _preset(form: PaperForm) -> None:
    """What stands in the address, else what is asked for mostly: the person's own unit, this month."""
    told = request.args
    kind = from_address.one_of(told, "kind", OF_WORK, N_("Jenis laporan"))
    form.kind.data = kind or Kind.DOCUMENTATION.value
    form.unit.data = told.get("unit") or next((grant.unit_code for grant in actor().grants), "")
    _name, first, last = periods(clock.today())[1]
    begins, ends = from_address.days(told, "first", "last")
    form.first.data, form.last.data = begins or first, ends or last
    known = {shape.value for shape in CHOICES}
    form.shapes.data = [each for each in told.getlist("shapes") if each in known] or [Shape.PDF.value]


def _chosen(form: PaperForm) -> dict[str, Any]:
    """The choices as the address has them."""
    days = {name: form[name].data.isoformat() for name in ("first", "last") if form[name].data}
    return {"kind": form.kind.data, "unit": form.unit.data, "shapes": form.shapes.data, **days}


def _page(form: PaperForm) -> str:
    by = actor()
    offer = offered(db(), by.paths(), form.unit.data or "", request.values.get("cari_unit", ""))
    form.unit.choices = offer.choices
    chosen = next((each for each in offer.units if each.code == form.unit.data), None)
    papers = [row(each) for each in queries.papers(db(), by)]
    return render_template(
        "reports/papers.html",
        form=form,
        offer=offer,
        extent=_extent(form),
        periods=[
            {
                "label": label,
                "url": url_for("papers.index", **{**_chosen(form), "first": first, "last": last}),
                "current": (first, last) == (form.first.data, form.last.data),
            }
            for label, first, last in periods(clock.today())
        ],
        letterhead=_letterhead_link(chosen) if chosen else None,
        papers=papers,
        under_way=any(each["state"] in UNDER_WAY for each in papers),
        kept=services.KEPT.days,
    )


def _extent(form: PaperForm) -> dict[str, Any]:
    """How much it would be, or why nothing would."""
    asked = form.asked()
    try:
        found = services.check(db(), asked, by=actor())
    except Invalid as refusal:
        # Of photos that are not there nobody wants an archive.
        nihil = isinstance(refusal, services.Nothing) and asked.kind is Kind.DOCUMENTATION
        over = services.passed(asked, clock.today())
        told = [*by_field(refusal).values(), *([_(services.NOT_PASSED)] if nihil and not over else [])]
        return {"text": " ".join(told), "good": False, "nihil": nihil and over}
    shapes = list(shapes_of(asked.kind, asked.shapes))
    return {"text": estimate(found, shapes), "good": True, "nihil": False}


# ------------------------------------------------------------------------------------------------- letterheads
def _letterhead_link(unit: Unit) -> dict[str, Any]:
    told, by = letterheads.letterhead(db(), unit), actor()
    may = by.may(Role.UPLOADER, unit.path) or by.may(Role.ADMIN, unit.path)
    return {
        "unit": unit.title,
        "empty": not (told.address and told.signer_name),
        "signer": told.signer_name,
        "url": url_for("letterheads.letterhead", code=unit.code) if may else "",
        # Whom to ask instead.
        "admins": [
            each.name for each in ([] if may else holders_over_the_city(db(), Role.ADMIN, clock.now()))
        ],
    }
