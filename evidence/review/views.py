"""The inbox of whoever approves, and the page on which they decide."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from evidence.accounts.models import SocialAccount
from evidence.accounts.naming import network_name
from evidence.capture import findings, telling
from evidence.capture import queries as capture
from evidence.capture.cards import CARD, camera_url, picture_url, side
from evidence.capture.history import entries
from evidence.capture.models import Photo, Stage
from evidence.capture.queries import stored
from evidence.compose import queries as compose
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.compose.pictures import frozen
from evidence.compose.recipes import taken_on
from evidence.compose.showing import previews
from evidence.core import clock, reader
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.publish import moving
from evidence.publish import queries as published
from evidence.publish import withdraw_views as withdrawals
from evidence.publish.rows import replaced
from evidence.review import doubting, queries, services
from evidence.review.answers import answers
from evidence.review.forms import DecisionForm
from evidence.review.models import Decision, Verdict
from evidence.units.access import APPROVERS, SIGNED_IN, STAFF, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("review", __name__)


@pages.get("/periksa")
@allow(APPROVERS)
def inbox() -> str:
    """What waits for this person's decision, the oldest first."""
    waiting = queries.waiting(db(), actor())
    warned = findings.count_warnings(db(), [version.post.activity_id for version in waiting])
    last = queries.last_decided(db(), actor())
    return render_template(
        "review/inbox.html",
        waiting=[_card(version, warned.get(version.post.activity_id, 0)) for version in waiting],
        doubted=[
            {
                "title": each.activity.title,
                "unit": each.activity.unit.title,
                "url": url_for("review.decide", post_id=each.id),
            }
            for each in doubting.doubted(db(), actor())
        ],
        done_line=_("Yang terakhir Anda putuskan: %(time)s.", time=reader.stamp(last.decided_at))
        if last
        else "",
        move=_move_of(last),
    )


def _move_of(last: Decision | None) -> dict[str, str] | None:
    """The way to another time for what this person approved last, while none of it is sent."""
    if last is None or last.verdict is not Verdict.APPROVE or last.version.due_at is None:
        return None
    waiting = moving.of_version(db(), last.version_id)
    if not waiting or waiting[0].planned_at <= clock.now():
        return None
    return {
        "title": last.version.post.activity.title,
        "when": reader.stamp(waiting[0].planned_at),
        "url": url_for("moving.of_publication", publication_id=waiting[0].id),
    }


def _card(version: PostVersion, warnings: int) -> dict[str, Any]:
    activity = version.post.activity
    assert version.submitted_at is not None
    hours = int((clock.now() - version.submitted_at).total_seconds() // 3600)
    return {
        "title": activity.title,
        "unit": activity.unit.title,
        "age": _age(hours),
        "before": picture_url(stored(activity, Stage.BEFORE), CARD),
        "after": picture_url(stored(activity, Stage.AFTER), CARD),
        "plain": picture_url(stored(activity, Stage.PLAIN), CARD),
        "url": url_for("review.decide", post_id=version.post_id),
        "findings": warnings,
    }


def _age(hours: int) -> str:
    if hours < 1:
        return str(_("baru saja"))
    if hours < 24:
        return str(ngettext("%(hours)s jam", "%(hours)s jam", hours, hours=hours))
    return str(ngettext("%(days)s hari", "%(days)s hari", hours // 24, days=hours // 24))


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
                db(), read_uuid(form.uuid.data), post, form.content_hash.data or "", verdict, form.note.data or "",
                by=actor(), now=clock.now(), shown=form.shown(),
            )  # fmt: skip
            db().commit()
            flash(DONE[verdict](post), "ok")
            return redirect(url_for("review.inbox"), 303)
        except Invalid as refusal:
            db().rollback()
            form.note.errors = list(by_field(refusal).values()) or [sentence(refusal)]
        except Conflict as refusal:
            db().rollback()
            flash(sentence(refusal), "warn")
            return redirect(url_for("review.decide", post_id=post_id), 303)
    return _page(compose.post(db(), read_uuid(post_id), actor()), form), 422


@pages.post("/periksa/<post_id>/lanjutkan")
@allow(APPROVERS)
def look(post_id: str) -> Response:
    """Say that what was noticed since the approval was looked at; what it held goes on."""
    post = compose.post(db(), read_uuid(post_id), actor())
    try:
        done = services.look(
            db(), post, request.form.get("findings", "").split(), by=actor(), now=clock.now()
        )
        db().commit()
        flash(
            _("Temuan dicatat sudah dilihat. Penerbitan dilanjutkan.")
            if done
            else _("Tidak ada yang ditahan."),
            "ok",
        )
    except Conflict as refusal:
        db().rollback()
        flash(sentence(refusal), "warn")
    return redirect(url_for("review.decide", post_id=post.id), 303)


DONE = {
    "approve": lambda post: _(
        "“%(title)s” disetujui, %(time)s.", title=post.activity.title, time=reader.time_text(clock.now())
    ),
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


@pages.route("/unggahan/<post_id>/perbaikan", methods=["GET", "POST"])
@allow(STAFF)
def correct(post_id: str) -> str | tuple[str, int] | Response:
    """Take down what is out and open the post, so that its mended version takes that place."""
    post = compose.post(db(), read_uuid(post_id), actor())
    form, out = withdrawals.asked(post)
    if form.validate_on_submit():
        try:
            reason, chosen = withdrawals.said(form, out)
            services.correct(
                db(), post, chosen, reason, by=actor(), networks=house().networks, now=clock.now()
            )
            db().commit()
            flash(_("Unggahan lama sedang ditarik. Perbaiki, lalu kirim lagi untuk disetujui."), "ok")
            return redirect(url_for("compose.draft", activity_id=post.activity_id), 303)
        except (Invalid, Conflict) as refusal:
            db().rollback()
            withdrawals.tell(form, refusal)
            post = compose.post(db(), read_uuid(post_id), actor())
            out = withdrawals.out_of(post)
    effect = _(
        "Unggahan yang sudah terbit dihapus di jejaring. Versi baru terbit di akun yang sama setelah disetujui."
    )
    return withdrawals.shown(
        form, out, post, title=_("Perbaiki dan terbitkan ulang?"), effect=effect, verb=_("Tarik dan perbaiki")
    )


def _page(post: Post, form: DecisionForm) -> str:
    version = post.latest
    activity = capture.activity(db(), post.activity_id, actor())
    noticed = doubting.told(db(), version)
    form.findings.data = " ".join(each["id"] for each in noticed)
    before, after = stored(activity, Stage.BEFORE), stored(activity, Stage.AFTER)
    photos = [
        photo
        for photo in (before, stored(activity, Stage.PROGRESS), after, stored(activity, Stage.PLAIN))
        if photo
    ]
    return render_template(
        "review/decide.html",
        post={"id": str(post.id)},
        version={"number": version.number, "state": version.state.value},
        activity={
            "title": activity.title,
            "unit": activity.unit.title,
            "place": ", ".join(filter(None, (activity.place, activity.place_unit.title))),
            "category": _(activity.category_label),
            "url": url_for("gallery.activity", activity_id=activity.id),
        },
        pair={"before": side(before), "after": side(after)} if before and after else None,
        photos=[_photo(photo) for photo in photos],
        rendition=frozen(version),
        caption=version.caption,
        alt_text=version.alt_text,
        accounts=_accounts(version),
        previews=previews(version, version.rendition, house().networks) if version.image_sha256 else [],
        due_at=version.due_at,
        overdue=version.state is VersionState.SUBMITTED
        and version.due_at is not None
        and version.due_at <= clock.now(),
        submitter=version.submitter.name if version.submitter else "",
        submitted_at=version.submitted_at,
        history=entries(capture.history(db(), [activity.id])),
        replaces=replaced(
            [each for each in published.of_post(db(), post.id) if str(each.account_id) in version.accounts]
        ),
        decisions=[
            {
                "who": f"{each.acting_as} {each.decider.name}".strip(),
                "when": each.decided_at,
                "verdict": each.verdict.value,
                "note": each.note,
            }
            for each in queries.decisions(db(), post.id)
        ],
        findings=[
            {**telling.shown(each), **{name: each[name] for name in ("new", "cleared", "later_note")}}
            for each in noticed
        ],
        # "" where nobody asked for any, which is not the same as nothing found.
        checks=activity.checks_state.value if activity.checks_state else "",
        doubted=_doubted(post, version, form.findings.data),
        privacy=answers(version),
        form=form,
        action=url_for("review.put_decision", post_id=post.id),
        own=_why_not(post, version),
        **_way_back(post),
    )


def _doubted(post: Post, version: PostVersion, numbers: str | None) -> dict[str, Any] | None:
    """Since when something noticed holds what is approved, with the way to let it go on for whoever may."""
    if version.doubted_at is None or version.state is not VersionState.APPROVED:
        return None
    try:
        services.deciding_grant(db(), post.activity, actor())
        url = url_for("review.look", post_id=post.id)
    except NotAllowed:
        url = ""
    return {"since": version.doubted_at, "url": url, "findings": numbers or ""}


def _way_back(post: Post) -> dict[str, str]:
    """Back to the inbox for whoever has one, else to the post."""
    if actor().has(Role.APPROVER):
        return {"back_url": url_for("review.inbox"), "back_label": _("Menunggu Anda")}
    return {"back_url": url_for("publish.post", post_id=post.id), "back_label": _("Unggahan")}


def _why_not(post: Post, version: PostVersion) -> str:
    """Why this person can't decide now, or "" when they can."""
    if version.state is not VersionState.SUBMITTED:
        return str(_("Tidak ada yang menunggu putusan pada unggahan ini."))
    try:
        services.deciding_grant(db(), post.activity, actor())
    except NotAllowed as refusal:
        return sentence(refusal)
    return ""


def _photo(photo: Photo) -> dict[str, Any]:
    taken = taken_on(photo)
    return {
        "stage": photo.stage.value,
        "percent": photo.percent,
        "url": picture_url(photo),
        "original_url": url_for("pictures.original", photo_id=photo.id),
        "camera_url": camera_url(photo),
        "taken_at": taken,
        "received_at": photo.received_at,
        "uploader": f"{photo.acting_as or ''} {photo.uploader.name}".strip(),
        "source": photo.source,
        "sha256": photo.sha256,
    }


def _accounts(version: PostVersion) -> list[dict[str, str]]:
    found = [db().get(SocialAccount, uuid.UUID(each)) for each in version.accounts]
    return [
        {
            "network": network_name(each.network, each.site),
            "handle": each.handle,
            "words": version.own_words(each.outlet),
        }
        for each in found
        if each is not None
    ]
