"""The pages of publishing: what went where, what needs a person, and sharing by hand."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.adapters.networks.by_hand import check_link
from evidence.compose import queries as compose
from evidence.compose.models import PostVersion, RenditionState, VersionState
from evidence.core import clock
from evidence.core.errors import Conflict, Invalid
from evidence.core.web import db, read_uuid
from evidence.publish import queries, services
from evidence.publish.forms import LinkForm
from evidence.publish.models import BEFORE_INTENT, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.status import status
from evidence.units.access import SIGNED_IN, STAFF, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("publish", __name__)


@pages.get("/unggahan")
@allow(SIGNED_IN)
def posts() -> str:
    """The newest posts with their status."""
    found = queries.recent_posts(db(), actor())
    states = queries.states(db(), [each.id for each in found])
    return render_template(
        "publish/posts.html",
        rows=[
            {
                "title": each.activity.title,
                "url": url_for("publish.post", post_id=each.id),
                "unit": each.activity.unit.title,
                "thumb": _picture(each.latest),
                "state": status(each.latest.state, states.get(each.id, ())).value,
                "when": each.latest.submitted_at or each.created_at,
            }
            for each in found
        ],
    )


@pages.get("/unggahan/<post_id>")
@allow(SIGNED_IN)
def post(post_id: str) -> str:
    """One post and its publications, what needs a person first."""
    found = compose.post(db(), read_uuid(post_id), actor())
    version, rows = found.latest, queries.of_post(db(), found.id)
    path = found.activity.unit.path
    may = actor().may(Role.UPLOADER, path) or actor().may(Role.APPROVER, path)
    reopen = may and version.state is VersionState.APPROVED
    picture = _picture(version)
    return render_template(
        "publish/post.html",
        post={
            "title": found.activity.title,
            "unit": found.activity.unit.title,
            "state": status(version.state, [each.state for each in rows]).value,
        },
        heading=_heading(rows),
        publications=[_row(each, may) for each in rows],
        rendition={"url": picture} if picture else None,
        alt_text=version.alt_text,
        caption=version.caption,
        poll_url=url_for("publish_api.get_publications", post=found.id),
        activity_url=url_for("gallery.activity", activity_id=found.activity_id),
        reopen_url=url_for("review.reopen", post_id=found.id) if reopen else "",
        back_url=url_for("publish.posts"),
    )


def _picture(version: PostVersion) -> str:
    rendition = version.rendition
    ready = rendition is not None and rendition.state is RenditionState.READY
    return url_for("compose.rendition", rendition_id=version.rendition_id) if ready else ""


def _heading(rows: Sequence[Publication]) -> str:
    counted = [each for each in rows if each.state is not P.CANCELLED]
    if not counted:
        return ""
    done = sum(each.state is P.PUBLISHED for each in counted)
    return _("Terbit di %(done)s dari %(all)s akun", done=done, all=len(counted))


def _row(each: Publication, may: bool) -> dict[str, Any]:
    networks = house().networks
    by_hand = each.state is P.READY and not each.container
    return {
        "id": str(each.id),
        "network": _(networks[each.network].label) if each.network in networks else each.network,
        "account": f"@{each.account.handle}",
        "state": "by_hand" if by_hand else each.state.value,
        "when": each.posted_at or (each.due_at if each.state is P.QUEUED else None),
        "permalink": each.permalink,
        "attempts": each.attempt,
        "last_error": each.last_error,
        "hold_reason": _(HOLDS[each.hold_reason]) if each.hold_reason else "",
        "asked_at": each.intent_at,
        "account_url": each.account.profile_url,
        "by_hand_url": url_for("publish.by_hand", publication_id=each.id) if may and by_hand else "",
        "cancel_url": _act(each, "cancel") if may and each.state in BEFORE_INTENT else "",
        "retry_url": _act(each, "retry") if may and each.state is P.FAILED else "",
        "settle_url": _act(each, "settle") if may and each.state is P.UNCONFIRMED else "",
        "withdraw_url": "",
    }


HOLDS = {
    "token": "Sambungan akun perlu dibuat ulang.",
    "paused": "Akun sedang ditahan.",
    "late": "Lewat jadwal.",
    "finding": "Ada temuan baru setelah disetujui.",
    "disconnected": "Akun diputuskan.",
}


def _act(each: Publication, act: str) -> str:
    return url_for("publish.act", publication_id=each.id, act=act)


@pages.post("/penerbitan/<publication_id>/<act>")
@allow(STAFF)
def act(publication_id: str, act: str) -> Response:
    """Cancel, retry, or settle what nobody could know."""
    found = queries.publication(db(), read_uuid(publication_id), actor())
    now, back = clock.now(), redirect(url_for("publish.post", post_id=found.post_id), 303)
    try:
        if act == "cancel":
            services.cancel(db(), found, by=actor(), now=now)
        elif act == "retry":
            services.retry_failed(db(), found, by=actor(), now=now)
        elif act == "settle":
            _settle(found)
        else:
            raise Invalid("Tindakan itu tidak ada.")
    except (Invalid, Conflict) as refusal:
        db().rollback()
        flash(_(refusal.text), "warn")
        return back
    db().commit()
    flash(_("Tercatat, %(time)s.", time=clock.time_text(now)), "ok")
    return back


def _settle(found: Publication) -> None:
    posted = request.form.get("outcome") == "published"
    if not posted and not request.form.get("checked"):
        raise Invalid("Lihat akunnya dahulu, lalu centang pernyataannya.")
    link = _link(found) if posted else ""
    services.settle(db(), found, by=actor(), posted=posted, link=link, now=clock.now())


def _link(found: Publication) -> str:
    link = request.form.get("link", "").strip()
    return check_link(link, found.account.handle) if link else ""


@pages.route("/penerbitan/<publication_id>/bagikan", methods=["GET", "POST"])
@allow(STAFF)
def by_hand(publication_id: str) -> str | Response:
    """Share by hand: the picture, the words, and the link pasted back."""
    found = queries.publication(db(), read_uuid(publication_id), actor())
    form = LinkForm()
    if form.validate_on_submit():
        try:
            services.shared_by_hand(db(), found, by=actor(), link=_link(found), now=clock.now())
            db().commit()
            flash(_("Tercatat sebagai terbit, dibagikan sendiri."), "ok")
            return redirect(url_for("publish.post", post_id=found.post_id), 303)
        except (Invalid, Conflict) as refusal:
            db().rollback()
            found = queries.publication(db(), read_uuid(publication_id), actor())
            form.link.errors = [_(refusal.text)]
    version = found.version
    account = _("%(network)s @%(handle)s", network=_(house().networks["by_hand"].label), handle=found.account.handle)
    size = found.version.rendition.size if found.version.rendition else None
    return render_template(
        "publish/by_hand.html",
        publication={"network": found.network, "account": account},
        title=found.post.activity.title,
        image_url=_picture(found.version),
        image_name=f"bukti-{found.post_id}.jpg",
        image_size=f"{round(size / 1024)} KB" if size else "",
        caption=found.version.captions.get(found.network, found.version.caption),
        alt_text=found.version.alt_text,
        form=form,
        action=url_for("publish.by_hand", publication_id=found.id),
        back_url=url_for("publish.post", post_id=found.post_id),
    )
