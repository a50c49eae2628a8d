"""The pages of photo points: the list, one point with its series, its form, its sign, and where a sign leads."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from evidence.capture import points as capture_points
from evidence.capture import queries as capture
from evidence.capture.cards import SMALL, picture_url
from evidence.capture.forms import new_uuid
from evidence.capture.history import entries
from evidence.capture.models import Activity, Photo, PhotoPoint, Stage
from evidence.capture.queries import stored
from evidence.capture.services import NOT_YOURS
from evidence.capture.stages import next_missing, stage_words, stages
from evidence.core import clock, from_address
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.web import by_field, db, is_seeking, read_uuid, sentence
from evidence.core.words import N_
from evidence.points import queries, services, sign
from evidence.points.forms import PointForm
from evidence.units import queries as units
from evidence.units.access import PUBLIC, SIGNED_IN, UPLOADERS, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("points", __name__)


@pages.get("/t/<code>")
@allow(PUBLIC)
def scanned(code: str) -> Response:
    """Where every sign leads: to the field's page, which asks the phone's own memory. No code is looked up here."""
    return redirect(f"{url_for('offline.field')}#/titik/{sign.tidy(code)}")


@pages.get("/titik")
@allow(SIGNED_IN)
def index() -> str:
    """The points of the units this person sees, newest first."""
    words = request.args.get("q", "")[:100].strip()
    retired = bool(from_address.one_of(request.args, "state", ("retired",), N_("Status")))
    found = queries.page(db(), actor(), words, request.args.get("after"), retired=retired)
    return render_template(
        "points/index.html",
        points=[
            {"name": each.name, "code": each.code, "unit": each.unit.title, "url": _url(each)}
            for each in found.rows
        ],
        words=words,
        retired=retired,
        filters=[
            {"label": label, "url": url_for("points.index", state=state), "current": retired is bool(state)}
            for state, label in ((None, _("Dipakai")), ("retired", _("Dihentikan")))
        ],
        form_url=url_for("points.index"),
        new_url=url_for("points.new") if actor().has(Role.UPLOADER) else "",
        next_url=url_for(
            "points.index", q=words or None, state="retired" if retired else None, after=found.after
        )
        if found.after
        else "",
        back_url=url_for("units.more"),
    )


@pages.get("/titik/<point_id>")
@allow(SIGNED_IN)
def point(point_id: str) -> str:
    """One point: what waits there, and what the spot looked like, the newest first."""
    found = queries.point(db(), read_uuid(point_id), actor())
    may = actor().may(Role.UPLOADER, found.unit.path)
    waiting = capture_points.waiting_at(db(), found.id, actor())
    series = queries.series(db(), found.id, actor(), request.args.get("after"))
    return render_template(
        "points/point.html",
        point={
            "name": found.name,
            "code": found.code,
            "unit": found.unit.title,
            "category": _(found.category_label),
            "place": ", ".join(part for part in (found.place, found.place_unit.title) if part),
            "retired": found.retired_at,
        },
        waiting=[_waiting(each) for each in waiting],
        series=[_side(each) for each in series.rows],
        history=entries(capture.history(db(), [found.id])),
        new_url=url_for("capture.new_activity", titik=found.id) if may and not found.retired_at else "",
        sign_url=url_for("points.sign_page", point_id=found.id) if not found.retired_at else "",
        edit_url=url_for("points.edit", point_id=found.id) if may else "",
        retire_url=url_for("points.retire", point_id=found.id) if may and not found.retired_at else "",
        resume_url=url_for("points.resume", point_id=found.id) if may and found.retired_at else "",
        next_url=url_for("points.point", after=series.after, point_id=found.id) if series.after else "",
        back_url=url_for("points.index"),
    )


def _waiting(activity: Activity) -> dict[str, Any]:
    missing = next_missing(stages(activity, may_add=True))
    return {
        "title": activity.title,
        "url": url_for("gallery.activity", activity_id=activity.id),
        "thumb": picture_url(stored(activity, Stage.BEFORE), SMALL),
        "date": activity.work_date or activity.created_at,
        "upload_url": missing["upload_url"] if missing else "",
        "upload_label": missing["label"] if missing else "",
    }


def _side(photo: Photo) -> dict[str, Any]:
    return {
        "url": picture_url(photo, SMALL),
        "activity_url": url_for("gallery.activity", activity_id=photo.activity_id),
        "stage": stage_words(photo),
        "title": photo.activity.title,
        "date": photo.taken_at,
        "recorded": photo.received_at,
    }


@pages.route("/titik/baru", methods=["GET", "POST"])
@allow(UPLOADERS)
def new() -> Response:
    """Make a point, from scratch or from the activity named by ``dari``."""
    told = request.args.get("dari", "")
    origin = capture.activity(db(), read_uuid(told), actor()) if told else None
    if origin and not actor().may(Role.UPLOADER, origin.unit.path):
        raise NotAllowed(NOT_YOURS)
    form = PointForm()
    if not form.is_submitted() and origin:
        form.show(origin)
    elif not form.is_submitted():
        form.place_unit.data = units.first_kelurahan(db(), actor().paths(Role.UPLOADER))
    _offer(form)
    new_uuid(form)
    if not is_seeking() and form.validate_on_submit():
        made = _make(form, origin)
        if made:
            flash(_("Titik foto sudah dibuat. Cetak tandanya dan pasang di tempatnya."), "ok")
            return redirect(_url(made), 303)
    return _form_page(form, None, origin)


def _make(form: PointForm, origin: Activity | None) -> PhotoPoint | None:
    try:
        made, _new = services.make(
            db(), read_uuid(form.uuid.data), form.facts(), by=actor(), of=origin.id if origin else None
        )
    except (Conflict, Invalid) as refusal:
        _tell(form, refusal)
        return None
    db().commit()
    return made


@pages.route("/titik/<point_id>/ubah", methods=["GET", "POST"])
@allow(UPLOADERS)
def edit(point_id: str) -> Response:
    """Change what a point says of itself; its code and so its sign stay."""
    found = _own(point_id)
    form = PointForm()
    if not form.is_submitted():
        form.show(found)
    _offer(form)
    new_uuid(form)
    if not is_seeking() and form.validate_on_submit():
        try:
            services.edit(db(), found.id, form.facts(), by=actor())
            db().commit()
            return redirect(_url(found), 303)
        except Invalid as refusal:
            _tell(form, refusal)
    return _form_page(form, found, None)


@pages.post("/titik/<point_id>/hentikan")
@allow(UPLOADERS)
def retire(point_id: str) -> Response:
    """Begin nothing at this point any more."""
    found = _own(point_id)
    services.retire(db(), found.id, by=actor(), now=clock.now())
    db().commit()
    flash(_("Titik foto dihentikan. Semua fotonya tetap tersimpan."), "ok")
    return redirect(_url(found), 303)


@pages.post("/titik/<point_id>/pakai-lagi")
@allow(UPLOADERS)
def resume(point_id: str) -> Response:
    """Use a retired point again."""
    found = _own(point_id)
    services.resume(db(), found.id, by=actor())
    db().commit()
    flash(_("Titik foto dipakai lagi."), "ok")
    return redirect(_url(found), 303)


@pages.get("/titik/<point_id>/tanda")
@allow(SIGNED_IN)
def sign_page(point_id: str) -> str:
    """The sign, to be printed on A6 and put up where the photos are taken."""
    found = queries.point(db(), read_uuid(point_id), actor())
    address = sign.address(sign.base_of(house().settings.base_url, request.host_url), found.code)
    return render_template(
        "points/sign.html",
        point={"name": found.name, "unit": found.unit.title, "code": found.code},
        address=address.partition("://")[2],
        # Made of squares alone by our own code; nobody's words stand in it.
        picture=Markup(sign.picture(address)),  # noqa: S704
        back_url=_url(found),
    )


def _own(point_id: str) -> PhotoPoint:
    found = queries.point(db(), read_uuid(point_id), actor())
    if not actor().may(Role.UPLOADER, found.unit.path):
        raise NotAllowed("Titik foto ini diatur oleh petugas unitnya.")
    return found


def _url(found: PhotoPoint) -> str:
    return url_for("points.point", point_id=found.id)


def _offer(form: PointForm) -> None:
    form.offer(db(), actor().paths(Role.UPLOADER), request.values)


def _tell(form: PointForm, refusal: Conflict | Invalid) -> None:
    db().rollback()
    for name, wrong in (by_field(refusal) or {"name": sentence(refusal)}).items():
        form[name].errors = [wrong]


def _form_page(form: PointForm, found: PhotoPoint | None, origin: Activity | None) -> Response:
    back = url_for("gallery.activity", activity_id=origin.id) if origin else url_for("points.index")
    page = render_template(
        "points/form.html",
        form=form,
        point=found,
        origin=origin,
        back_url=_url(found) if found else back,
    )
    return make_response(page, 422 if form.errors else 200)
