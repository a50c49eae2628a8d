"""The inbox of whoever approves, and the page on which they decide."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.accounts.models import SocialAccount
from evidence.capture import queries as capture
from evidence.capture.cards import picture_url, side, stored
from evidence.capture.models import Activity, Photo, Stage
from evidence.capture.stages import STAGES
from evidence.compose import queries as compose
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.compose.recipes import taken_on
from evidence.core import clock, trail
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.web import db, read_uuid
from evidence.review import queries, services
from evidence.review.forms import DecisionForm
from evidence.units.access import APPROVERS, SIGNED_IN, STAFF, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("review", __name__)


@pages.get("/periksa")
@allow(APPROVERS)
def inbox() -> str:
    """What waits for this person's decision, the oldest first."""
    waiting = queries.waiting(db(), actor())
    last = queries.last_decided(db(), actor())
    return render_template(
        "review/inbox.html",
        waiting=[_card(version) for version in waiting],
        done_line=_("Yang terakhir Anda putuskan: %(time)s.", time=clock.stamp(last.decided_at)) if last else "",
    )


def _card(version: PostVersion) -> dict[str, Any]:
    activity = version.post.activity
    assert version.submitted_at is not None
    hours = int((clock.now() - version.submitted_at).total_seconds() // 3600)
    return {
        "title": activity.title,
        "unit": activity.unit.title,
        "age": _("%(days)s hari", days=hours // 24) if hours >= 24 else (_("%(hours)s jam", hours=hours) if hours else _("baru saja")),
        "before": picture_url(stored(activity, Stage.BEFORE)),
        "after": picture_url(stored(activity, Stage.AFTER)),
        "plain": picture_url(stored(activity, Stage.PLAIN)),
        "url": url_for("review.decide", post_id=version.post_id),
    }


@pages.get("/periksa/<post_id>")
@allow(SIGNED_IN)
def decide(post_id: str) -> str:
    """One post with everything a decision needs."""
    post = compose.post(db(), read_uuid(post_id), actor())
    form = DecisionForm()
    form.uuid.data, form.content_hash.data = str(uuid.uuid4()), post.latest.content_hash
    return _page(post, form)


@pages.post("/periksa/<post_id>")
@allow(APPROVERS)
def put_decision(post_id: str) -> str | tuple[str, int] | Response:
    """Decide; the pressed button says what."""
    post = compose.post(db(), read_uuid(post_id), actor())
    form = DecisionForm()
    verdict = request.form.get("decision", "")
    if form.validate_on_submit():
        try:
            services.decide(
                db(), read_uuid(form.uuid.data), post, form.content_hash.data, verdict, form.note.data or "",
                by=actor(), now=clock.now(),
            )  # fmt: skip
            db().commit()
            flash(DONE[verdict](post), "ok")
            return redirect(url_for("review.inbox"), 303)
        except Invalid as refusal:
            db().rollback()
            form.note.errors = [_(told) for told in refusal.fields.values()] or [_(refusal.text)]
        except Conflict as refusal:
            db().rollback()
            flash(_(refusal.text) % refusal.params if refusal.params else _(refusal.text), "warn")
            return redirect(url_for("review.decide", post_id=post_id), 303)
    return _page(compose.post(db(), read_uuid(post_id), actor()), form), 422


NOTHING_WAITS = "Tidak ada yang menunggu putusan pada unggahan ini."
DONE = {
    "approve": lambda post: _("“%(title)s” disetujui, %(time)s.", title=post.activity.title, time=clock.time_text(clock.now())),
    "request_changes": lambda post: _("Perbaikan “%(title)s” diminta.", title=post.activity.title),
    "reject": lambda post: _("“%(title)s” ditolak.", title=post.activity.title),
}


@pages.post("/unggahan/<post_id>/buka")
@allow(STAFF)
def reopen(post_id: str) -> Response:
    """Void an approval so that the post can be edited."""
    post = compose.post(db(), read_uuid(post_id), actor())
    services.reopen(db(), post, by=actor(), now=clock.now())
    db().commit()
    flash(_("Persetujuan dibuka kembali. Ubah lalu kirim lagi."), "ok")
    return redirect(url_for("compose.draft", activity_id=post.activity_id), 303)


def _page(post: Post, form: DecisionForm) -> str:
    version = post.latest
    activity = capture.activity(db(), post.activity_id, actor())
    before, after = stored(activity, Stage.BEFORE), stored(activity, Stage.AFTER)
    why_not, told = _why_not(post, version), _accounts(version)
    shows = version.rendition_id and version.image_sha256
    return render_template(
        "review/decide.html",
        post={"title": activity.title},
        version={"number": version.number, "state": version.state.value},
        before=_side(before),
        after=_side(after),
        rendition={"url": url_for("compose.rendition", rendition_id=version.rendition_id)} if shows else None,
        facts=_facts(activity, version),
        caption=version.caption,
        alt_text=version.alt_text,
        accounts=told,
        history=[
            {"when": event.at, "who": event.actor_name, "what": _(trail.words(event.act))}
            for event in reversed(capture.history(db(), [activity.id]))
        ],
        form=form,
        action=url_for("review.put_decision", post_id=post.id),
        own=why_not == services.OWN_WORK,
        can_decide=not why_not,
        decided_line=_(why_not),
        effect=_("Terbit di %(count)s akun.", count=len(told)) if told else _("Disetujui sebagai bukti saja, tanpa akun."),
        back_url=url_for("review.inbox") if actor().has(Role.APPROVER) else url_for("gallery.activity", activity_id=activity.id),
    )


def _side(photo: Photo | None) -> dict[str, Any] | None:
    return {**side(photo), "download_url": url_for("pictures.original", photo_id=photo.id)} if photo else None


def _facts(activity: Activity, version: PostVersion) -> list[tuple[str, str]]:
    """What is known, each in words: who did it, where, when each photo was taken and when it came in."""
    rows = [
        (_("Unit"), activity.unit.title),
        (_("Kategori"), activity.category_label),
        (_("Tempat"), ", ".join(filter(None, (activity.place, activity.place_unit.title)))),
    ]
    for photo in capture.shown(activity):
        taken = taken_on(photo)
        when = clock.stamp(taken) if taken else _("waktu tidak tercatat")
        came = clock.stamp(photo.received_at)
        label = f"{STAGES[photo.stage]} {photo.percent}%" if photo.percent is not None else str(STAGES[photo.stage])
        rows.append((label, _("%(when)s; diterima %(came)s dari %(who)s", when=when, came=came, who=photo.uploader.name)))
    if version.submitter and version.submitted_at:
        rows.append((_("Dikirim oleh"), f"{version.submitter.name}, {clock.stamp(version.submitted_at)}"))
    rows.append((_("Waktu tayang"), clock.stamp(version.due_at) if version.due_at else _("Segera setelah disetujui")))
    return rows


def _why_not(post: Post, version: PostVersion) -> str:
    """Why this person can't decide now, or "" when they can."""
    if version.state is not VersionState.SUBMITTED:
        return NOTHING_WAITS
    try:
        services.deciding_grant(db(), post.activity, version, actor())
    except NotAllowed as refusal:
        return refusal.text
    return ""


def _accounts(version: PostVersion) -> list[str]:
    networks = house().networks
    found = [db().get(SocialAccount, uuid.UUID(each)) for each in version.accounts]
    labels = {name: _(network.label) for name, network in networks.items()}
    return [f"{labels.get(each.network, each.network)} @{each.handle}" for each in found if each is not None]
