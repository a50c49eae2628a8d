"""The page on which parts of a photo are hidden by hand: by script on the photo, without it by numbers."""

import base64
import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.adapters import imaging
from evidence.adapters.imaging import Cover, Covers
from evidence.adapters.storage import ObjectMissing
from evidence.capture import queries as capture
from evidence.capture.cards import LARGE, MIDDLE, SMALL, picture_url
from evidence.capture.models import Photo, PhotoState
from evidence.capture.pace import keep_pace_of_tries
from evidence.capture.stages import stage_words
from evidence.compose import covering, queries
from evidence.compose.cover_forms import CoverForm
from evidence.compose.services import LOCKED
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.units.access import UPLOADERS, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("covers", __name__)
BACK = {"periksa": "checking.page", "susun": "compose.draft"}


@pages.get("/foto/<photo_id>/samarkan")
@allow(UPLOADERS)
def page(photo_id: str) -> str:
    """The photo with what is hidden of it, to hide more or less."""
    photo = _own(photo_id)
    kept = covering.covers_of(db(), [photo.id]).get(photo.id, ())
    form = CoverForm()
    form.show(kept, covering.mark(kept))
    return _page(photo, form, kept)


@pages.post("/foto/<photo_id>/samarkan")
@allow(UPLOADERS)
def save(photo_id: str) -> str | tuple[str, int] | Response:
    """Keep what is hidden, or with another button only look at it."""
    photo, form = _own(photo_id), CoverForm()
    covers: Covers = ()
    saving = request.form.get("act") == "save"
    if form.validate_on_submit():
        try:
            covers = _asked(form)
            if saving:
                practice = house().settings.practice_mode
                covering.cover(
                    db(), photo.id, covers, by=actor(), practice=practice, seen=form.seen.data or None
                )
                db().commit()
                flash(_("Samaran tersimpan. Gambar dibuat ulang; foto aslinya tetap utuh."), "ok")
                return redirect(_back(photo), 303)
            form.show(covers, form.seen.data or "")
            return _page(photo, form, covers, unsaved=True)
        except Invalid as refusal:
            db().rollback()
            for name, words in by_field(refusal).items():
                form[name if name in form else "shapes"].errors = [words]
        except Conflict as refusal:
            db().rollback()
            flash(sentence(refusal), "warn")
            return redirect(url_for("covers.page", photo_id=photo_id, ke=request.args.get("ke")), 303)
    photo = _own(photo_id)
    kept = covering.covers_of(db(), [photo.id]).get(photo.id, ())
    form.shapes.data = _plain(covers or kept)
    return _page(photo, form, covers or kept, unsaved=True), 422


def _asked(form: CoverForm) -> Covers:
    """What shall be hidden, with what the pressed button adds or takes away. Raises Invalid."""
    try:
        told = json.loads(form.shapes.data or "[]")
    except (ValueError, RecursionError):
        told = None
    gone = set(request.form.getlist("remove"))
    found = [each for at, each in enumerate(covering.covers_of_plain(told)) if str(at) not in gone]
    if request.form.get("act") == "undo":
        found = found[:-1]
    elif (more := form.rectangle()) is not None:
        found.append(more)
    # Looked at once more, since there may be one too many now.
    return covering.covers_of_plain([each.plain() for each in found])


def _own(photo_id: str) -> Photo:
    photo = capture.photo(db(), read_uuid(photo_id), actor())
    if not actor().may(Role.UPLOADER, photo.activity.unit.path):
        raise NotFound(capture.NO_ACTIVITY)
    return photo


def _back(photo: Photo) -> str:
    return url_for(BACK.get(request.args.get("ke", ""), "compose.draft"), activity_id=photo.activity_id)


def _page(photo: Photo, form: CoverForm, covers: Covers, *, unsaved: bool = False) -> str:
    post = queries.post_of(db(), photo.activity_id)
    locked = LOCKED.get(post.latest.state) if post else None
    if photo.state is not PhotoState.STORED:
        locked = covering.GONE
    shown = {
        "title": photo.activity.title,
        "photo": {
            "url": picture_url(photo, LARGE) or picture_url(photo, MIDDLE) or picture_url(photo, SMALL),
            "stage": stage_words(photo),
            "width": photo.width,
            "height": photo.height,
        },
        "back_url": _back(photo),
        "action": url_for("covers.save", photo_id=photo.id, ke=request.args.get("ke")),
    }
    return render_template(
        "compose/cover.html",
        **shown,
        form=form,
        preview=_preview(photo, covers) if covers and not locked else "",
        shapes=[_words(each) for each in covers],
        unsaved=unsaved,
        locked=_(locked) if locked else "",
    )


def _preview(photo: Photo, covers: Covers) -> str:
    """The photo with what is hidden, in the page itself: nobody else may see it, and nothing of it is kept."""
    keep_pace_of_tries(actor())
    edges = sorted(int(each) for each in photo.derivatives)
    edge = next((each for each in edges if each >= MIDDLE), edges[-1] if edges else 0)
    if not edge:
        return ""
    try:
        body = house().storage.get(photo.derivatives[str(edge)])
    except ObjectMissing:
        return ""
    # Nothing is written here, and the database need not wait for the drawing.
    db().rollback()
    return "data:image/jpeg;base64," + base64.b64encode(imaging.covered(body, covers)).decode()


def _plain(covers: Covers) -> str:
    return json.dumps([each.plain() for each in covers], separators=(",", ":"))


def _words(each: Cover) -> dict[str, Any]:
    """A cover in words."""
    if each.radius:
        return {"kind": _("Kuas"), "where": _("%(count)s titik", count=len(each.points))}
    (ax, ay), (bx, by) = each.points
    numbers = (min(ax, bx), min(ay, by), abs(bx - ax), abs(by - ay))
    left, top, width, height = (f"{number / 100:g}".replace(".", ",") for number in numbers)
    where = _(
        "%(left)s%% dari kiri, %(top)s%% dari atas, lebar %(width)s%%, tinggi %(height)s%%",
        left=left, top=top, width=width, height=height,
    )  # fmt: skip
    return {"kind": _("Kotak"), "where": where}
