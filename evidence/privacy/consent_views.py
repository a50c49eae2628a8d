"""The consents of an activity: recorded, looked at, taken back. An edge: it commits."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from evidence.adapters.imaging import REASONS, Unreadable
from evidence.capture import consents
from evidence.capture import queries as capture
from evidence.capture.consents import ABOUT, HOW, NO_CONSENT, PAPER_KIND, Consent, Given
from evidence.capture.models import Activity
from evidence.capture.pictures import picture
from evidence.core import clock
from evidence.core.clock import WIB
from evidence.core.errors import Conflict, Invalid, NotFound, TooLarge
from evidence.core.web import by_field, db, mark, read_uuid, sentence
from evidence.privacy.forms import ConsentForm
from evidence.review import consenting
from evidence.units.access import SIGNED_IN, UPLOADERS, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("consents", __name__)


@pages.get("/kegiatan/<activity_id>/persetujuan")
@allow(SIGNED_IN)
def of_activity(activity_id: str) -> str:
    """The consents of an activity, with the form for one more for its own people."""
    activity = capture.activity(db(), read_uuid(activity_id), actor())
    form = ConsentForm()
    form.uuid.data, form.given_on.data = str(uuid.uuid4()), clock.now().astimezone(WIB).date()
    return _page(activity, form)


@pages.post("/kegiatan/<activity_id>/persetujuan")
@allow(UPLOADERS)
def record(activity_id: str) -> str | tuple[str, int] | Response:
    """Write one down."""
    activity = capture.activity(db(), read_uuid(activity_id), actor())
    form = ConsentForm()
    if form.validate_on_submit():
        paper = form.paper.data
        given = Given(
            form.about.data or "",
            form.who.data or "",
            form.how.data or "",
            form.given_on.data,
            paper.read() if isinstance(paper, FileStorage) and paper.filename else b"",
        )
        try:
            consents.record(
                db(),
                house().storage,
                read_uuid(form.uuid.data),
                activity.id,
                given,
                by=actor(),
                now=clock.now(),
            )
            db().commit()
            flash(_("Persetujuan tercatat."), "ok")
            return redirect(url_for("consents.of_activity", activity_id=activity.id), 303)
        except TooLarge as refusal:
            db().rollback()
            form.paper.errors = [sentence(refusal)]
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
        except Conflict as refusal:
            db().rollback()
            form.who.errors = [sentence(refusal)]
        except Unreadable as refusal:
            db().rollback()
            form.paper.errors = [_(REASONS[refusal.reason])]
    return _page(capture.activity(db(), read_uuid(activity_id), actor()), form), 422


@pages.post("/persetujuan/<consent_id>/tarik")
@allow(UPLOADERS)
def revoke(consent_id: str) -> Response:
    """The person takes it back."""
    try:
        found = consenting.revoke(
            db(), read_uuid(consent_id), request.form.get("why", ""), by=actor(), now=clock.now()
        )
        db().commit()
        flash(_("Persetujuan ditarik. Yang belum terbit menunggu; yang sudah terbit perlu ditarik."), "ok")
    except Invalid as refusal:
        db().rollback()
        flash(by_field(refusal).get("why") or sentence(refusal), "warn")
        found = consents.consent(db(), read_uuid(consent_id), actor())
    return redirect(url_for("consents.of_activity", activity_id=found.activity_id), 303)


@pages.get("/persetujuan/<consent_id>/surat.jpg")
@allow(SIGNED_IN)
def paper(consent_id: str) -> Response:
    """The photo of the paper, for the unit's own people and whoever decides on their work."""
    found = consents.consent(db(), read_uuid(consent_id), actor())
    if not found.paper_key or not consents.may_see_paper(db(), found, actor()):
        raise NotFound(NO_CONSENT)
    return picture(found.paper_key, PAPER_KIND, f'"{found.paper_sha256}"')


def _page(activity: Activity, form: ConsentForm) -> str:
    may = actor().may(Role.UPLOADER, activity.unit.path)
    return render_template(
        "privacy/consents.html",
        title=activity.title,
        consents=[_shown(each, may=may) for each in consents.of_work(db(), activity.id)],
        form=form if may else None,
        action=url_for("consents.record", activity_id=activity.id),
        back_url=url_for("gallery.activity", activity_id=activity.id),
        years=house().settings.consent_years,
    )


def _shown(each: Consent, *, may: bool) -> dict[str, Any]:
    sees = bool(each.paper_key) and consents.may_see_paper(db(), each, actor())
    return {
        "who": each.who,
        "about": _(ABOUT[each.about]),
        "how": _(HOW[each.how]),
        "given_on": each.given_on,
        "by": each.recorded_by_name,
        "at": each.recorded_at,
        "paper_url": url_for("consents.paper", consent_id=each.id) if sees else "",
        "has_paper": bool(each.paper_key),
        "revoked_at": each.revoked_at,
        "revoked_by": each.revoked_by_name,
        "why": each.revoked_why,
        "revoke_url": url_for("consents.revoke", consent_id=each.id)
        if may and each.revoked_at is None
        else "",
    }
