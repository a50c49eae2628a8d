"""The pages of capture: making activities, and photos by plain form."""

import hashlib
import uuid
from dataclasses import replace

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.adapters.imaging import HEAD, Unreadable, kind_of
from evidence.capture import points, queries, services
from evidence.capture.cards import picture_url
from evidence.capture.categories import Mode
from evidence.capture.forms import ActivityForm, PhotoForm, new_uuid
from evidence.capture.intake import take_in
from evidence.capture.meta import Meta
from evidence.capture.models import Activity, PhotoPoint, PhotoState, Stage
from evidence.capture.pace import keep_pace
from evidence.capture.queries import stored
from evidence.capture.stages import HALFWAY, STAGES
from evidence.core import clock, reader
from evidence.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany, Unavailable
from evidence.core.web import by_field, db, is_seeking, read_uuid, sentence
from evidence.units import queries as units
from evidence.units.access import UPLOADERS, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("capture", __name__)


@pages.route("/kegiatan/baru", methods=["GET", "POST"])
@allow(UPLOADERS)
def new_activity() -> Response:
    """Make an activity, then go on to its first photo; ``titik`` names the photo point it repeats."""
    form = ActivityForm()
    told = request.args.get("titik", "")
    point = points.own(db(), read_uuid(told), actor()) if told else None
    if not form.is_submitted() and point:
        form.repeat(point)
    elif not form.is_submitted():
        mode = request.args.get("mode", "")
        form.mode.data = mode if mode in set(Mode) else "A"
        form.place_unit.data = units.first_kelurahan(db(), actor().paths(Role.UPLOADER))
        form.category.data = "KEBERSIHAN" if form.mode.data != "C" else "PELAYANAN"
    _offer(form)
    if not is_seeking() and form.validate_on_submit():
        activity_id = read_uuid(form.uuid.data)
        if _save(form, activity_id, point):
            stage = Stage.PLAIN if form.mode.data == Mode.DOCUMENTATION else Stage.BEFORE
            return redirect(url_for("capture.photo", activity_id=activity_id, stage=stage), 303)
    new_uuid(form)
    return _form_page(form, None, point)


@pages.route("/kegiatan/<activity_id>/ubah", methods=["GET", "POST"])
@allow(UPLOADERS)
def edit_activity(activity_id: str) -> Response:
    """Edit what an activity says about itself."""
    found = _own_activity(activity_id)
    form = ActivityForm()
    if not form.is_submitted():
        form.show(found)
    _offer(form)
    if not is_seeking() and form.validate_on_submit() and _save(form, found.id):
        return redirect(url_for("gallery.activity", activity_id=found.id), 303)
    new_uuid(form)
    return _form_page(form, found)


def _form_page(form: ActivityForm, found: Activity | None, point: PhotoPoint | None = None) -> Response:
    back = url_for("gallery.activity", activity_id=found.id) if found else url_for("gallery.activities")
    if point:
        back = url_for("points.point", point_id=point.id)
    page = render_template(
        "capture/activity_form.html", form=form, activity=found, point=point, back_url=back
    )
    return make_response(page, 422 if form.errors else 200)


def _offer(form: ActivityForm) -> None:
    form.offer(db(), actor().paths(Role.UPLOADER), request.values)


def _save(form: ActivityForm, activity_id: uuid.UUID, point: PhotoPoint | None = None) -> bool:
    facts = replace(form.facts(), point=point.id if point else None)
    try:
        services.put_activity(db(), activity_id, facts, by=actor(), held=house().held)
    except Invalid as refusal:
        for name, told in (by_field(refusal) or {"title": sentence(refusal)}).items():
            form[name].errors = [*form[name].errors, told]
        return False
    db().commit()
    return True


def _own_activity(activity_id: str) -> Activity:
    found = queries.activity(db(), read_uuid(activity_id), actor())
    if not actor().may(Role.UPLOADER, found.unit.path):
        raise NotAllowed("Kegiatan ini diisi oleh petugas unitnya.")
    return found


@pages.route("/kegiatan/<activity_id>/foto/<stage>", methods=["GET", "POST"])
@allow(UPLOADERS)
def photo(activity_id: str, stage: str) -> Response:
    """Send one stage's photo by a plain form."""
    found = _own_activity(activity_id)
    wanted, percent = _wanted(stage)
    form = PhotoForm()
    status, headers = 200, {}
    if form.is_submitted():
        status = 422
        try:
            keep_pace(actor())
            if form.validate():
                _take_in(form, found, wanted, percent)
                flash(_("Foto diterima, %(time)s.", time=reader.time_text(clock.now())), "ok")
                return redirect(url_for("gallery.activity", activity_id=found.id), 303)
        except (Conflict, Invalid) as refusal:
            db().rollback()
            form.photo.errors = [sentence(refusal)]
            # What was refused may be mended with another file, which needs a number of its own.
            form.uuid.data = None
        except TooMany as refusal:
            told = _(
                "Terlalu banyak foto dalam satu menit. Foto ini belum terkirim. Tunggu satu menit, lalu kirim lagi."
            )
            form.photo.errors = [told]
            status, headers = 429, {"Retry-After": str(refusal.retry_after)}
        except Unavailable as refusal:
            # Nothing was kept, so the same photo may come again under the same number.
            db().rollback()
            form.photo.errors = [sentence(refusal)]
            status, headers = 503, {"Retry-After": str(refusal.retry_after)}
    new_uuid(form)
    found = _own_activity(activity_id)
    before = stored(found, Stage.BEFORE) if wanted in (Stage.AFTER, Stage.PROGRESS) else None
    page = render_template(
        "capture/photo_form.html",
        form=form,
        activity=found,
        stage=str(STAGES[wanted]),
        before={"url": picture_url(before)} if before else None,
        back_url=url_for("gallery.activity", activity_id=found.id),
    )
    return make_response(page, status, headers)


def _wanted(stage: str) -> tuple[Stage, int | None]:
    """The stage of an address, and how far the work is for a progress photo; NotFound for one that cannot be."""
    try:
        wanted = Stage(stage)
    except ValueError:
        raise NotFound from None
    if wanted is not Stage.PROGRESS:
        return wanted, None
    percent = request.args.get("percent", HALFWAY, type=int)
    if not 0 <= percent <= 100:
        raise NotFound
    return wanted, percent


def _take_in(form: PhotoForm, found: Activity, stage: Stage, percent: int | None) -> None:
    body = form.photo.data.read()
    meta = Meta(activity=found.id, stage=stage, percent=percent, taken_at=form.moment(), source="gallery")
    # The name a phone gives its file means nothing here; what the bytes begin with does.
    content_type = kind_of(body[:HEAD]) or "image/jpeg"
    taken, _stored = take_in(
        db(),
        read_uuid(form.uuid.data),
        body,
        content_type,
        hashlib.sha256(body).hexdigest(),
        meta,
        by=actor(),
        held=house().held,
        storage=house().storage,
        now=clock.now(),
    )
    if taken.state is PhotoState.REJECTED:
        # It came before, and was looked at since.
        raise Unreadable(taken.reason)
