"""What people look at: their own day, their activities, and one activity with all that became of it."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from evidence.capture import queries as capture
from evidence.capture import telling
from evidence.capture.cards import SMALL, picture_url, shown_state, unfinished
from evidence.capture.history import entries
from evidence.capture.models import Activity, ActivityState, Stage
from evidence.capture.queries import stored
from evidence.capture.stages import next_missing, stages
from evidence.compose import queries as compose
from evidence.compose.marked import marked
from evidence.compose.models import Post, VersionState
from evidence.compose.recipes import chosen
from evidence.core import clock, from_address, reader
from evidence.core.web import db, read_uuid
from evidence.core.words import N_
from evidence.gallery.showing import cards
from evidence.integrity.showing import erased
from evidence.publish import queries as publish
from evidence.publish.to_do import to_do
from evidence.publish.to_mend import status_of, to_mend
from evidence.repair.offers import offers, old_photos
from evidence.units import queries as units
from evidence.units.access import SIGNED_IN, UPLOADERS, Role, allow
from evidence.units.current import actor

pages = Blueprint("gallery", __name__)
TO_WRITE = {
    VersionState.DRAFT: N_("Lanjutkan unggahan"),
    VersionState.CHANGES_REQUESTED: N_("Perbaiki unggahan"),
}
# Cards on a lurah's home page: it has to be there at once on a weak line, and all work is one tap further.
RECENT = 4
FILTERS = (
    ("", lazy_gettext("Semua")),
    ("open", lazy_gettext("Menunggu sesudah")),
    ("unfinished", lazy_gettext("Belum selesai")),
    ("complete", lazy_gettext("Lengkap")),
)


@pages.get("/")
@allow(SIGNED_IN)
def start() -> Response:
    """Each person's first screen: what waits for them."""
    by = actor()
    if by.over_the_city(Role.APPROVER):
        return redirect(url_for("board.index"))
    if by.has(Role.APPROVER):
        return redirect(url_for("review.inbox"))
    if by.has(Role.UPLOADER):
        return redirect(url_for("gallery.home"))
    runs_the_house = by.over_the_city(Role.ADMIN)
    if runs_the_house:
        return redirect(url_for("operating.index"))
    return redirect(url_for("board.index") if by.has(Role.REVIEWER) else url_for("gallery.index"))


@pages.get("/beranda")
@allow(UPLOADERS)
def home() -> str:
    """A lurah's day: the one big button, what waits for them, and which befores wait for an after."""
    by = actor()
    own = units.unit(db(), next(grant.unit_code for grant in by.grants if grant.role is Role.UPLOADER))
    return render_template(
        "capture/home.html",
        unit=own,
        new_url=url_for("capture.new_activity"),
        plain_url=url_for("capture.new_activity", mode="C"),
        waiting=[_waiting(each) for each in capture.waiting_for_after(db(), by)],
        returned=to_mend(by),
        to_do=to_do(by),
        recent=cards(capture.page(db(), capture.visible(by), None, RECENT).rows),
        unfinished=[_unfinished(each) for each in capture.unfinished(db(), by)],
        counts={
            "waiting": capture.count_waiting(db(), by),
            "unfinished": capture.count_unfinished(db(), by),
        },
        waiting_url=url_for("gallery.activities", state="open"),
        unfinished_url=url_for("gallery.activities", state="unfinished"),
        activities_url=url_for("gallery.activities"),
    )


def _waiting(activity: Activity) -> dict[str, Any]:
    return {
        "title": activity.title,
        "url": url_for("gallery.activity", activity_id=activity.id),
        "upload_url": url_for("capture.photo", activity_id=activity.id, stage="after"),
        "thumb": picture_url(stored(activity, Stage.BEFORE), SMALL),
        "age_days": (clock.now() - activity.created_at).days,
    }


def _unfinished(activity: Activity) -> dict[str, Any]:
    return {
        "title": activity.title,
        "url": url_for("gallery.activity", activity_id=activity.id),
        "thumb": picture_url(stored(activity, Stage.BEFORE), SMALL),
        "age_days": (clock.now() - (activity.unfinished_at or activity.created_at)).days,
        **(unfinished(activity) or {}),
    }


@pages.get("/kegiatan")
@allow(SIGNED_IN)
def activities() -> str:
    """The activities of the units this person sees, newest first."""
    query = capture.visible(actor())
    state = from_address.one_of(request.args, "state", set(ActivityState), N_("Status"))
    if state:
        query = query.where(Activity.state == ActivityState(state))
    found = capture.page(db(), query, request.args.get("after"))
    return render_template(
        "gallery/activities.html",
        cards=cards(found.rows),
        filters=[
            {
                "label": words,
                "url": url_for("gallery.activities", state=value or None),
                "current": state == value,
            }
            for value, words in FILTERS
        ],
        new_url=url_for("capture.new_activity") if actor().has(Role.UPLOADER) else "",
        next_url=url_for("gallery.activities", state=state or None, after=found.after) if found.after else "",
    )


@pages.get("/kegiatan/<activity_id>")
@allow(SIGNED_IN)
def activity(activity_id: str) -> str:
    """One activity with its stages, facts, history and the next step."""
    found = capture.activity(db(), read_uuid(activity_id), actor())
    may = actor().may(Role.UPLOADER, found.unit.path)
    post = compose.post_of(db(), found.id)
    repair = offers(db(), found, actor())
    held = bool(repair and repair["held"])
    rows = stages(found, may_add=may, may_replace=not held)
    post_url = url_for("compose.draft", activity_id=found.id)
    return render_template(
        "capture/activity.html",
        activity={
            "title": found.title,
            "unit": found.unit.title,
            "state": shown_state(found),
            "category": _(found.category_label),
            "place": ", ".join(part for part in (found.place, found.place_unit.title) if part),
            "dates": (
                reader.date_text(found.work_date)
                if found.work_date
                else _("belum diisi, dicatat %(day)s", day=reader.date_text(found.created_at))
            ),
            "note": found.note,
        },
        stages=rows,
        findings=telling.of_activity(db(), found, may=may, held=held),
        history=entries(capture.history(db(), [found.id])),
        repair=repair,
        old_photos=old_photos(found),
        erased=erased(db(), found, actor()),
        unfinished=unfinished(found),
        actions={
            "edit_url": url_for("capture.edit_activity", activity_id=found.id) if may and not held else "",
            "compose_url": post_url if post else "",
            "compose_label": _("Lihat unggahan"),
            "download_url": url_for("downloads.page", activity_id=found.id) if chosen(found) else "",
        },
        next_step=_next_step(found, rows, post, post_url) if may else None,
        post={"state": _post_status(post), "url": post_url} if post else None,
        note=post.answered if post else None,
        marked=marked(post.answered if post else None),
        place_url=url_for("gallery.place", activity_id=found.id),
        back_url=url_for("gallery.activities"),
    )


def _post_status(post: Post) -> str:
    return status_of(post, publish.states(db(), [post.id])).value


def _next_step(
    found: Activity, rows: list[dict[str, Any]], post: Post | None, post_url: str
) -> dict[str, Any] | None:
    if post is not None and post.latest.left_at is None and post.latest.state in TO_WRITE:
        return {"label": _(TO_WRITE[post.latest.state]), "url": post_url}
    if post is None and found.state is ActivityState.COMPLETE:
        return {"label": _("Susun unggahan"), "url": post_url}
    missing = next_missing(rows)
    if missing and found.state is not ActivityState.COMPLETE:
        return {"label": missing["label"], "url": missing["upload_url"]}
    return None
