"""The page before a post is sent: as each network will show it, where and when, and the questions about privacy."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.accounts import queries as accounts
from evidence.capture import consents, telling
from evidence.capture import queries as capture
from evidence.capture.cards import SMALL, picture_url
from evidence.capture.models import Activity
from evidence.capture.stages import stage_words
from evidence.compose import answering, covering, queries, recipes, services
from evidence.compose.check_forms import CheckForm, check_form
from evidence.compose.models import Post, Rendition, VersionState
from evidence.compose.seen import Unseen, mark
from evidence.compose.showing import (
    account_label,
    decided_by,
    missing,
    picture_of,
    previews,
    shown_picture,
    unusable,
)
from evidence.core import clock
from evidence.core.errors import Conflict, DomainError, Invalid, NotFound
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.core.words import N_
from evidence.units.access import UPLOADERS, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("checking", __name__)
CHANGED = N_("Draf atau gambarnya berubah sejak Anda periksa. Periksa lagi yang di bawah ini.")
SENT = N_("Unggahan ini sudah dikirim dari tab atau perangkat lain. Yang dikirim ada di bawah ini.")


@pages.get("/kegiatan/<activity_id>/susun/periksa")
@allow(UPLOADERS)
def page(activity_id: str) -> str | Response:
    """The draft as it will be sent."""
    activity = _activity(activity_id)
    post = queries.post_of(db(), activity.id)
    if post is None or post.latest.state is not VersionState.DRAFT:
        return _draft(activity)
    form = check_form()
    form.show(answering.given_before(post.latest, picture_of(activity, post.latest, editable=True)))
    shown = _page(activity, post, form)
    # Opening the page may have asked for a picture that was not made yet.
    db().commit()
    return shown


@pages.post("/kegiatan/<activity_id>/susun/periksa")
@allow(UPLOADERS)
def send(activity_id: str) -> str | tuple[str, int] | Response:
    """Freeze what was looked at for review."""
    activity = _activity(activity_id)
    post = queries.post_of(db(), activity.id)
    if post is None:
        return _draft(activity)
    form, status, refused = check_form(), 422, ""
    if form.validate_on_submit():
        try:
            _send(post, form)
            db().commit()
            flash(_("Unggahan dikirim ke %(unit)s untuk disetujui.", unit=decided_by(activity)), "ok")
            return _draft(activity)
        except Unseen:
            status, refused = 409, _(CHANGED)
        except Invalid as refusal:
            told = form.tell(by_field(refusal))
            beside = any(field.errors for field in form.questions())
            refused = (
                "" if beside and not told else " ".join(dict.fromkeys(told.values())) or sentence(refusal)
            )
        except Conflict as refusal:
            refused = _sentence(refusal)
        db().rollback()
        activity = _activity(activity_id)
        post = queries.post_of(db(), activity.id)
        if post is None or post.latest.state is not VersionState.DRAFT:
            flash(_(SENT) if status == 409 else refused, "warn")
            return _draft(activity)
    return _page(activity, post, form, refused), status


def _send(post: Post, form: CheckForm) -> None:
    """Send what was seen; Unseen when its words or its picture are others by now."""
    practice, networks = house().settings.practice_mode, house().networks
    version, _new = services.submit(
        db(),
        post,
        by=actor(),
        networks=networks,
        practice=practice,
        now=clock.now(),
        answers=form.answers(),
        seen=form.seen.data or "",
    )
    if str(version.rendition_id) != form.picture.data:
        raise Unseen


def _sentence(refusal: DomainError) -> str:
    return " ".join(dict.fromkeys(by_field(refusal).values())) or sentence(refusal)


def _activity(activity_id: str) -> Activity:
    activity = capture.activity(db(), read_uuid(activity_id), actor())
    if not actor().may(Role.UPLOADER, activity.unit.path):
        raise NotFound("Kegiatan itu tidak ada.")
    return activity


def _draft(activity: Activity) -> Response:
    return redirect(url_for("compose.draft", activity_id=activity.id), 303)


def _page(activity: Activity, post: Post, form: CheckForm, refused: str = "") -> str:
    version = post.latest
    found = picture_of(activity, version, editable=True)
    form.seen.data, form.picture.data = mark(db(), post), str(found.id) if found else ""
    return render_template(
        "compose/check.html",
        title=activity.title,
        form=form,
        refused=refused or _lacks(post, found),
        missing=[_(told) for told in missing(activity, shown_picture(found) if found else None)],
        caption=version.caption,
        alt_text=version.alt_text,
        findings=telling.of_activity(db(), activity, may=True, held=False, back="susun"),
        accounts=[
            account_label(each)
            for each in accounts.usable(db(), activity.unit_code)
            if str(each.id) in version.accounts
        ],
        without=unusable(activity, version.accounts),
        due_at=version.due_at,
        decided_by=decided_by(activity),
        rendition=shown_picture(found) if found else None,
        previews=previews(version, found, house().networks, again=True),
        action=url_for("checking.send", activity_id=activity.id),
        draft_url=url_for("compose.draft", activity_id=activity.id),
        photos=_photos(activity),
        consents=len(consents.standing(db(), activity.id)),
        consents_url=url_for("consents.of_activity", activity_id=activity.id),
    )


def _photos(activity: Activity) -> list[dict[str, Any]]:
    """The photos on the picture, each with how much of it is hidden and the way to hide more."""
    photos = recipes.chosen(activity)
    hidden = covering.covers_of(db(), [photo.id for photo in photos])
    return [
        {
            "stage": stage_words(photo),
            "picture": picture_url(photo, SMALL),
            "covers": len(hidden.get(photo.id, ())),
            "url": url_for("covers.page", photo_id=photo.id, ke="periksa"),
        }
        for photo in photos
    ]


def _lacks(post: Post, found: Rendition | None) -> str:
    """Why it could not be sent as it stands, or ""."""
    if found is None:
        return ""
    try:
        services.check_content(db(), post, found, networks=house().networks, now=clock.now())
    except Invalid as refusal:
        return _sentence(refusal)
    return ""
