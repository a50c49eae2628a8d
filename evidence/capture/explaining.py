"""Findings one by one: comparing the two photos of one, and saying something about it. An edge: it commits."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.capture import findings, telling
from evidence.capture.cards import MIDDLE, picture_url
from evidence.capture.models import Finding, Photo
from evidence.capture.pictures import picture
from evidence.capture.reuses import STANDS
from evidence.capture.stages import stage_words
from evidence.core import clock
from evidence.core.errors import Invalid, NotFound
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.core.words import N_
from evidence.units.access import SIGNED_IN, UPLOADERS, allow
from evidence.units.current import actor

pages = Blueprint("findings", __name__)
NOTHING = N_("Foto pembanding itu tidak ada.")


@pages.post("/temuan/<finding_id>/jelaskan")
@allow(UPLOADERS)
def explain(finding_id: str) -> Response:
    """Write down what the unit's people have to say; it travels with the post from then on."""
    found = findings.finding(db(), read_uuid(finding_id), actor())
    note = request.form.get("note", "")
    try:
        findings.explain(db(), found, note, by=actor(), now=clock.now())
        db().commit()
        flash(_("Penjelasan tersimpan. Pejabat yang memutuskan ikut membacanya."), "ok")
    except Invalid as refusal:
        db().rollback()
        flash(by_field(refusal).get("note") or sentence(refusal), "warn")
    page = "compose.draft" if request.args.get("ke") == "susun" else "gallery.activity"
    return redirect(url_for(page, activity_id=found.activity_id, _anchor="temuan"), 303)


@pages.get("/temuan/<finding_id>/bandingkan")
@allow(SIGNED_IN)
def compare(finding_id: str) -> str:
    """The two photos that a finding names, beside each other."""
    found, photo, other = _both(finding_id)
    item = telling.shown(findings.plain(found, photo))
    return render_template(
        "capture/compare.html",
        finding=item,
        photo=_side(photo, picture_url(photo)),
        # What is shown of another unit's photo is what this one shows already: whose it is, and when it came.
        other=_side(other, url_for("findings.other", finding_id=found.id)),
        back_url=url_for("gallery.activity", activity_id=found.activity_id, _anchor="temuan"),
    )


@pages.get("/temuan/<finding_id>/lain.jpg")
@allow(SIGNED_IN)
def other(finding_id: str) -> Response:
    """The other photo of a finding, for whoever may see the finding: it is what the finding rests on."""
    _found, _photo, other = _both(finding_id)
    edges = [int(each) for each in other.derivatives]
    edge = min((each for each in edges if each >= MIDDLE), default=max(edges, default=0))
    if not edge:
        raise NotFound(NOTHING)
    return picture(other.derivatives[str(edge)], "image/jpeg", f'"{other.sha256}-{edge}"')


def _both(finding_id: str) -> tuple[Finding, Photo, Photo]:
    """The finding with its photos; NotFound where it names one alone, or the other stands no more."""
    found = findings.finding(db(), read_uuid(finding_id), actor())
    photo = db().get_one(Photo, found.photo_id)
    second = db().get(Photo, found.other_id) if found.other_id else None
    if second is None or second.state not in STANDS:
        raise NotFound(NOTHING)
    return found, photo, second


def _side(photo: Photo, url: str) -> dict[str, Any]:
    return {
        "url": url,
        "stage": stage_words(photo),
        "unit": photo.activity.unit.title,
        "title": photo.activity.title if actor().sees(photo.activity.unit.path) else "",
        "received_at": photo.received_at,
        "width": photo.width,
        "height": photo.height,
    }
