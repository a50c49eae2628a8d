"""The page on which an admin erases a photo, and on which its minute stands afterwards."""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.capture import queries as capture
from evidence.capture.cards import SMALL, picture_url
from evidence.capture.models import Photo
from evidence.capture.stages import stage_words
from evidence.core import clock
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.web import db, mark, read_uuid, sentence
from evidence.integrity import queries, services
from evidence.integrity.forms import RedactForm
from evidence.integrity.services import Minute
from evidence.integrity.showing import CAN_GO, minute
from evidence.units.access import ADMINS, allow
from evidence.units.current import actor, house

pages = Blueprint("integrity", __name__)


@pages.route("/foto/<photo_id>/hapus", methods=["GET", "POST"])
@allow(ADMINS)
def redact(photo_id: str) -> Response:
    """Erase a photo for good because a person has the right to it."""
    photo = capture.photo(db(), read_uuid(photo_id), actor())
    if not services.may_redact(photo, actor()):
        raise NotAllowed("Penghapusan atas permintaan dicatat oleh admin.")
    done = queries.redactions(db(), [photo.id])
    if done:
        told = minute(done[0], queries.to_withdraw(db(), done[0]))
        return make_response(render_template("integrity/minute.html", minute=told, **_around(photo)))
    form = RedactForm()
    if form.validate_on_submit():
        told_by = Minute(form.reason.data or "", form.number.data or "", form.text.data or "")
        practice = house().settings.practice_mode
        try:
            services.redact(db(), photo.id, told_by, by=actor(), practice=practice, now=clock.now())
            db().commit()
            flash(_("Foto dihapus atas permintaan. Hash, alasan, dan berita acaranya tetap tersimpan."), "ok")
            return redirect(url_for("integrity.redact", photo_id=photo.id), 303)
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
        except Conflict as refusal:
            db().rollback()
            flash(sentence(refusal), "error")
            return redirect(url_for("gallery.activity", activity_id=photo.activity_id), 303)
    page = render_template(
        "integrity/redact.html",
        form=form,
        may_go=photo.state in CAN_GO,
        out=queries.would_stay(db(), photo),
        action=url_for("integrity.redact", photo_id=photo.id),
        **_around(photo),
    )
    return make_response(page, 422 if form.errors else 200)


def _around(photo: Photo) -> dict[str, object]:
    return {
        "photo": {
            "url": picture_url(photo, SMALL),
            "stage": stage_words(photo),
            "title": photo.activity.title,
        },
        "back_url": url_for("gallery.activity", activity_id=photo.activity_id),
    }
