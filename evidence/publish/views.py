"""The pages of publishing: what went where, what needs a person, and sharing by hand."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.adapters.networks.by_hand import check_link
from evidence.capture.cards import card
from evidence.compose import queries as compose
from evidence.compose.models import VersionState
from evidence.compose.pictures import frozen
from evidence.core import clock, reader
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.core.web import db, read_uuid, sentence
from evidence.core.words import N_
from evidence.publish import queries, services
from evidence.publish.forms import LinkForm, NotThereForm
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.reasons import reason_text
from evidence.publish.status import status
from evidence.units.access import PUBLISHERS, SIGNED_IN, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("publish", __name__)


@pages.get("/unggahan")
@allow(SIGNED_IN)
def posts() -> str:
    """Posts with their status, the newest first."""
    found = queries.posts(db(), actor(), request.args.get("after"))
    states = queries.states(db(), [each.id for each in found.rows])
    return render_template(
        "publish/posts.html",
        posts=[
            card(
                each.activity,
                url_for("publish.post", post_id=each.id),
                "post",
                status(each.latest.state, states.get(each.id, ())).value,
            )
            for each in found.rows
        ],
        next_url=url_for("publish.posts", after=found.after) if found.after else "",
    )


@pages.get("/unggahan/<post_id>")
@allow(SIGNED_IN)
def post(post_id: str) -> str:
    """One post and its publications, what needs a person first."""
    found = compose.post(db(), read_uuid(post_id), actor())
    version = found.latest
    rows = queries.of_post(db(), found.id)
    path = found.activity.unit.path
    may = services.may_act(actor(), path)
    may_reopen = actor().may(Role.UPLOADER, path) or actor().may(Role.APPROVER, path)
    states = [each.state for each in rows]
    return render_template(
        "publish/post.html",
        post={
            "title": found.activity.title,
            "unit": found.activity.unit.title,
            "state": status(version.state, states).value,
            "compose_url": url_for("compose.draft", activity_id=found.activity_id),
            "activity_url": url_for("gallery.activity", activity_id=found.activity_id),
            "reopen_url": url_for("review.reopen", post_id=found.id)
            if may_reopen and version.state is VersionState.APPROVED
            else "",
        },
        rendition=frozen(version),
        caption=version.caption,
        publications=[_row(each, may) for each in rows],
        link_form=LinkForm(),
        not_there_form=NotThereForm(),
        back_url=url_for("publish.posts"),
    )


def _row(each: Publication, may: bool) -> dict[str, Any]:
    networks = house().networks
    by_hand = each.state is P.READY and not each.container
    settling = may and each.state is P.UNCONFIRMED
    linkless = _by_hand(each) and each.state is P.PUBLISHED and not each.permalink
    return {
        "id": str(each.id),
        "network": _(networks[each.network].label) if each.network in networks else each.network,
        "handle": each.account.handle,
        "profile_url": each.account.profile_url,
        "state": "by_hand"
        if by_hand
        else ("held" if each.hold_reason and each.state is P.QUEUED else each.state.value),
        "hold_reason": _(HOLDS[each.hold_reason]) if each.hold_reason else "",
        "permalink": each.permalink,
        "due_at": each.due_at,
        "posted_at": each.posted_at,
        "intent_at": each.intent_at,
        "last_error": reason_text(each.last_error),
        "looking": each.look_at is not None,
        "attempts": [
            {
                "when": row.at,
                "what": f"{row.old} → {row.new}",
                "who": row.by_name,
                "reason": reason_text(row.reason),
            }
            for row in each.attempts
        ],
        "cancel_url": _act(each, "cancel") if may and each.state in (P.QUEUED, P.PREPARING, P.READY) else "",
        "retry_url": _act(each, "retry")
        if may and each.state is P.FAILED and each.version.state is VersionState.APPROVED
        else "",
        "posted_url": _act(each, "posted") if settling else "",
        "not_posted_url": _act(each, "not_posted") if settling else "",
        "by_hand_url": url_for("publish.by_hand", publication_id=each.id)
        if may and (by_hand or linkless)
        else "",
    }


HOLDS = {
    "token": N_("Sambungan akun perlu dibuat ulang."),
    "paused": N_("Akun sedang ditahan."),
    "late": N_("Lewat jadwal."),
    "finding": N_("Ada temuan baru setelah disetujui."),
    "disconnected": N_("Akun diputuskan."),
}


def _by_hand(each: Publication) -> bool:
    """Whether a person shares it; what the machine sends must not be shared beside it."""
    network = house().networks.get(each.network)
    return network is not None and network.by_hand


def _act(each: Publication, act: str) -> str:
    return url_for("publish.act", publication_id=each.id, act=act)


@pages.post("/penerbitan/<publication_id>/<act>")
@allow(PUBLISHERS)
def act(publication_id: str, act: str) -> Response:
    """Cancel, retry, or settle what nobody could know."""
    found = queries.publication(db(), read_uuid(publication_id), actor())
    now, back = clock.now(), redirect(url_for("publish.post", post_id=found.post_id), 303)
    try:
        if act == "cancel":
            services.cancel(db(), found, by=actor(), now=now)
        elif act == "retry":
            services.retry_failed(db(), found, by=actor(), now=now)
        elif act == "posted":
            services.settle(db(), found, by=actor(), posted=True, link=_link(found), now=now)
        elif act == "not_posted":
            if not NotThereForm().looked.data:
                raise Invalid("Lihat akunnya dahulu, lalu centang pernyataannya.")
            services.settle(db(), found, by=actor(), posted=False, link="", now=now)
        else:
            raise Invalid("Tindakan itu tidak ada.")
    except (Invalid, Conflict) as refusal:
        db().rollback()
        flash(sentence(refusal), "warn")
        return back
    db().commit()
    flash(_("Tercatat, %(time)s.", time=reader.time_text(now)), "ok")
    return back


def _link(found: Publication) -> str:
    link = request.form.get("link", "").strip()
    return check_link(link, found.account.handle) if link else ""


@pages.route("/penerbitan/<publication_id>/bagikan", methods=["GET", "POST"])
@allow(PUBLISHERS)
def by_hand(publication_id: str) -> str | tuple[str, int] | Response:
    """Share by hand: the picture, the words, and the link pasted back."""
    found = queries.publication(db(), read_uuid(publication_id), actor())
    if not _by_hand(found):
        raise NotFound("Penerbitan itu tidak ada.")
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
            form.link.errors = [sentence(refusal)]
    version, network = found.version, house().networks["by_hand"]
    page = render_template(
        "publish/by_hand.html",
        activity={"title": found.post.activity.title},
        account={
            "handle": found.account.handle,
            "network": _(network.label),
            "profile_url": found.account.profile_url,
        },
        rendition=frozen(version),
        file_name=f"bukti-{found.post_id}.jpg",
        caption=version.captions.get(found.network, version.caption),
        alt_text=version.alt_text,
        form=form,
        action=url_for("publish.by_hand", publication_id=found.id),
        back_url=url_for("publish.post", post_id=found.post_id),
    )
    return (page, 422) if form.errors else page
