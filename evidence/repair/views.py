"""The pages of mending. Each act is a plain form that comes back to the activity, with a word about what happened."""

import uuid

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.capture import queries as capture
from evidence.capture.cards import picture_url
from evidence.capture.models import Activity, ActivityState, Photo, PhotoState, Stage
from evidence.capture.queries import stored
from evidence.capture.services import NOT_YOURS
from evidence.capture.stages import STAGES
from evidence.core import clock
from evidence.core.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.core.web import db, mark, read_uuid, sentence
from evidence.repair import queries, services
from evidence.repair.forms import OFFERED, MoveForm, UnfinishedForm
from evidence.units.access import UPLOADERS, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("repair", __name__)


@pages.post("/kegiatan/<activity_id>/tukar")
@allow(UPLOADERS)
def swap(activity_id: str) -> Response:
    """Let the before and the after change places."""
    found = _own(capture.activity(db(), read_uuid(activity_id), actor()))
    before, after = (read_uuid(request.form.get(name)) for name in ("before", "after"))
    practice = house().settings.practice_mode
    try:
        services.swap(db(), found.id, before, after, by=actor(), practice=practice)
    except Conflict as refusal:
        return _refused(found.id, refusal)
    db().commit()
    flash(_("Foto sebelum dan sesudah sudah ditukar."), "ok")
    return _to(found.id)


@pages.post("/kegiatan/<activity_id>/lanjutkan")
@allow(UPLOADERS)
def resume(activity_id: str) -> Response:
    """Open unfinished work again."""
    found = _own(capture.activity(db(), read_uuid(activity_id), actor()))
    try:
        services.resume(db(), found.id, by=actor())
    except Conflict as refusal:
        return _refused(found.id, refusal)
    db().commit()
    flash(_("Kegiatan dibuka lagi. Foto sesudah dapat menyusul."), "ok")
    return _to(found.id)


@pages.route("/kegiatan/<activity_id>/belum-selesai", methods=["GET", "POST"])
@allow(UPLOADERS)
def unfinished(activity_id: str) -> Response:
    """Say that the work waits, and why."""
    found = _own(capture.activity(db(), read_uuid(activity_id), actor()))
    form = UnfinishedForm()
    after = stored(found, Stage.AFTER) if found.state is ActivityState.COMPLETE else None
    if not form.is_submitted():
        form.reason.data = found.unfinished_reason or None
        form.note.data = found.unfinished_note
        form.after.data = str(after.id) if after else ""
    if form.validate_on_submit():
        told = form.reason.data or "", form.note.data or ""
        try:
            named = read_uuid(form.after.data) if form.after.data else None
            services.mark_unfinished(db(), found.id, *told, by=actor(), now=clock.now(), after=named)
            db().commit()
            flash(_("Tercatat sebagai belum selesai. Foto sebelum tetap tersimpan."), "ok")
            return _to(found.id)
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
        except Conflict as refusal:
            return _refused(found.id, refusal)
    page = render_template(
        "repair/unfinished.html",
        form=form,
        activity=found,
        after={"url": picture_url(after)} if after else None,
        action=url_for("repair.unfinished", activity_id=found.id),
        back_url=url_for("gallery.activity", activity_id=found.id),
    )
    return make_response(page, 422 if form.errors else 200)


@pages.post("/foto/<photo_id>/jangan-pakai")
@allow(UPLOADERS)
def set_aside(photo_id: str) -> Response:
    """Let a photo of a documentation stand no longer."""
    photo = capture.photo(db(), read_uuid(photo_id), actor())
    found = _own(photo.activity)
    try:
        services.set_aside(db(), photo.id, by=actor(), practice=house().settings.practice_mode)
    except Conflict as refusal:
        return _refused(found.id, refusal)
    db().commit()
    flash(_("Foto tidak dipakai lagi. Berkasnya tetap tersimpan sebagai bukti."), "ok")
    return _to(found.id)


@pages.route("/foto/<photo_id>/pindah", methods=["GET", "POST"])
@allow(UPLOADERS)
def move(photo_id: str) -> Response:
    """Choose another activity, then the stage, and put the photo there."""
    photo = capture.photo(db(), read_uuid(photo_id), actor())
    source = _own(photo.activity)
    chosen = request.args.get("ke", "")
    target = capture.activity(db(), read_uuid(chosen), actor()) if chosen else None
    if target is not None and not actor().may(Role.UPLOADER, target.unit.path):
        raise NotFound(capture.NO_ACTIVITY)
    if request.method == "GET":
        told = queries.held(db(), source.id)
        if told or photo.state is not PhotoState.STORED:
            return _refused(source.id, Conflict(told or services.CHANGED))
    return _stage_page(photo, target) if target else _targets_page(photo)


def _targets_page(photo: Photo) -> Response:
    words = request.args.get("q", "")[:100].strip()
    found = queries.targets(db(), photo.activity_id, words, actor())
    page = render_template(
        "repair/move.html",
        photo=_shown(photo),
        words=words,
        targets=[
            {
                "title": each.title,
                "unit": each.unit.title,
                "date": each.work_date or each.created_at,
                "url": url_for("repair.move", photo_id=photo.id, ke=each.id),
            }
            for each in found
        ],
        form_url=url_for("repair.move", photo_id=photo.id),
        back_url=url_for("gallery.activity", activity_id=photo.activity_id),
    )
    return make_response(page)


def _stage_page(photo: Photo, target: Activity) -> Response:
    form = MoveForm()
    form.offer(target)
    if not form.is_submitted():
        known = OFFERED[target.mode]
        form.source.data = str(photo.activity_id)
        form.stage.data = (photo.stage if photo.stage in known else known[0]).value
    if form.validate_on_submit() and _move(form, photo.id, target.id):
        flash(_("Foto sudah dipindahkan ke kegiatan ini."), "ok")
        return _to(target.id)
    page = render_template(
        "repair/move_to.html",
        form=form,
        photo=_shown(photo),
        target={"title": target.title, "unit": target.unit.title},
        action=url_for("repair.move", photo_id=photo.id, ke=target.id),
        back_url=url_for("repair.move", photo_id=photo.id),
    )
    return make_response(page, 422 if form.errors else 200)


def _move(form: MoveForm, photo_id: uuid.UUID, target_id: uuid.UUID) -> bool:
    try:
        services.move(
            db(), photo_id, read_uuid(form.source.data), target_id, Stage(form.stage.data),
            form.percent.data if "percent" in form else None,
            by=actor(), practice=house().settings.practice_mode,
        )  # fmt: skip
    except (Conflict, Invalid) as refusal:
        db().rollback()
        form.stage.errors = [sentence(refusal)]
        return False
    db().commit()
    return True


def _shown(photo: Photo) -> dict[str, str]:
    return {
        "url": picture_url(photo),
        "stage": str(STAGES[photo.stage]),
        "title": photo.activity.title,
    }


def _own(found: Activity) -> Activity:
    """The activity, for an officer of its unit."""
    if not actor().may(Role.UPLOADER, found.unit.path):
        raise NotAllowed(NOT_YOURS)
    return found


def _refused(activity_id: uuid.UUID, refusal: Conflict) -> Response:
    db().rollback()
    flash(sentence(refusal), "warn")
    return _to(activity_id)


def _to(activity_id: uuid.UUID) -> Response:
    return redirect(url_for("gallery.activity", activity_id=activity_id), 303)
