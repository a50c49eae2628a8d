"""Saying something about a finding. An edge: it commits."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.capture import findings
from evidence.core import clock
from evidence.core.errors import Invalid
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.units.access import UPLOADERS, allow
from evidence.units.current import actor

pages = Blueprint("findings", __name__)


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
