"""The pages of publishing: what went where, what needs a person, and sharing by hand."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.accounts.naming import site_name
from evidence.adapters.networks.base import Kind
from evidence.capture.cards import card
from evidence.compose import codes
from evidence.compose import queries as compose
from evidence.compose.frozen import frozen_pictures
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.compose.pictures import frozen
from evidence.core import clock, reader
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.core.web import db, mark, read_uuid, sentence
from evidence.publish import (
    figures,
    leaving,
    links,
    moving,
    noting,
    pauses,
    queries,
    services,
    tidying,
    withdrawal,
)
from evidence.publish.figure_forms import FiguresForm
from evidence.publish.forms import LinkForm, NotThereForm
from evidence.publish.models import Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.reasons import HOLDS
from evidence.publish.rows import account_rows, label_of, shared_by_a_person, still_out
from evidence.publish.status import Status
from evidence.publish.stray_rows import stray_rows
from evidence.publish.to_do import to_do
from evidence.publish.to_mend import status_of, to_mend
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
        waiting=to_do(actor()),
        mending=to_mend(actor()),
        posts=[
            card(
                each.activity,
                url_for("publish.post", post_id=each.id),
                "post",
                status_of(each, states).value,
            )
            for each in found.rows
        ],
        next_url=url_for("publish.posts", after=found.after) if found.after else "",
    )


@pages.get("/unggahan/<post_id>")
@allow(SIGNED_IN)
def post(post_id: str) -> str:
    """One post and its publications, what needs a person first."""
    return _post(read_uuid(post_id))


def _post(post_id: uuid.UUID, noted: FiguresForm | None = None, noted_of: uuid.UUID | None = None) -> str:
    """The post's page; ``noted`` are figures of the publication ``noted_of`` that must be mended."""
    found = compose.post(db(), post_id, actor())
    version = found.latest
    rows = queries.of_post(db(), found.id)
    state = status_of(found, queries.states(db(), [found.id]))
    path = found.activity.unit.path
    may = services.may_act(actor(), path)
    staff = actor().may(Role.UPLOADER, path) or actor().may(Role.APPROVER, path)
    out = still_out(rows)
    shown = account_rows(
        rows,
        figures.of(db(), [each.id for each in rows]),
        pauses.holds(db(), [each.id for each in rows]),
        may=may,
    )
    return render_template(
        "publish/post.html",
        post={
            "title": found.activity.title,
            "unit": found.activity.unit.title,
            "state": state.value,
            "compose_url": url_for("compose.draft", activity_id=found.activity_id),
            "activity_url": url_for("gallery.activity", activity_id=found.activity_id),
            "reopen_url": url_for("review.reopen", post_id=found.id)
            if staff and version.state is VersionState.APPROVED
            else "",
            "correct_url": url_for("review.correct", post_id=found.id)
            if staff and out and version.state is VersionState.APPROVED
            else "",
            "withdraw_url": url_for("withdrawals.page", post_id=found.id) if staff and out else "",
            "proof_url": _proof(found, rows),
        },
        mend=_mend(found, state, rows),
        rendition=frozen(version),
        caption=version.caption,
        strays=stray_rows(rows, may=may, may_let=tidying.may_let_stand(actor(), path), staff=staff),
        publications=shown,
        figures_forms={
            each["id"]: (noted if noted and each["id"] == str(noted_of) else FiguresForm(None)).stand_at(
                each["id"]
            )
            for each in shown
            if each["figures_url"]
        },
        overdue=_overdue(version, path),
        doubted={"since": version.doubted_at, "url": url_for("review.decide", post_id=found.id)}
        if version.doubted_at and version.state is VersionState.APPROVED
        else None,
        link_form=LinkForm(),
        not_there_form=NotThereForm(),
        back_url=url_for("publish.posts"),
    )


def _proof(found: Post, rows: Sequence[Publication]) -> str:
    """Where anybody sees what stands published of it."""
    if not any(each.state is P.PUBLISHED for each in rows):
        return ""
    code = codes.code_of(db(), found.activity_id)
    return url_for("proof.page", code=code) if code else ""


def _mend(found: Post, state: Status, rows: Sequence[Publication]) -> dict[str, Any] | None:
    """What was said of a post that must be mended, with the ways to do so or to leave it for whoever may."""
    version, path = found.latest, found.activity.unit.path
    again = version.state is VersionState.DRAFT and version.number > 1
    if not again and version.state not in (VersionState.CHANGES_REQUESTED, VersionState.SUPERSEDED):
        return None
    said = found.answered
    leaves = leaving.was_withdrawn(found) and services.may_act(actor(), path)
    still = leaving.is_anywhere(rows)
    return {
        "left": {"who": version.left_by, "when": version.left_at} if version.left_at else None,
        "leave_url": url_for("withdrawals.leave", post_id=found.id)
        if leaves and not still and version.left_at is None
        else "",
        "leaves_later": leaves and still and state is Status.WITHDRAWING,
        "take_up_url": url_for("withdrawals.take_up", post_id=found.id) if leaves and version.left_at else "",
        "gone": state in (Status.WITHDRAWING, Status.WITHDRAWN),
        "note": said.answer if said else "",
        "who": said.answered_by if said else "",
        "begun": again or version.state is VersionState.SUPERSEDED,
        "url": url_for("compose.draft", activity_id=found.activity_id)
        if actor().may(Role.UPLOADER, path)
        else "",
    }


def _overdue(version: PostVersion, path: str) -> dict[str, Any] | None:
    """What waits for approval although its time passed, with the way to another time for whoever wrote it."""
    if version.state is not VersionState.SUBMITTED or version.due_at is None or version.due_at > clock.now():
        return None
    own = actor().may(Role.UPLOADER, path)
    return {
        "due_at": version.due_at,
        "move_url": url_for("moving.of_post", post_id=version.post_id) if own else "",
    }


@pages.post("/penerbitan/<publication_id>/<act>")
@allow(PUBLISHERS)
def act(publication_id: str, act: str) -> Response:
    """Cancel, retry, settle what nobody could know, or say how a withdrawal goes on."""
    found = queries.publication(db(), read_uuid(publication_id), actor())
    now, back = clock.now(), redirect(url_for("publish.post", post_id=found.post_id), 303)
    told: dict[str, Any] = {"by": actor(), "now": now}
    try:
        match act:
            case "cancel":
                services.cancel(db(), found, **told)
            case "now":
                moving.send_late(db(), found, **told)
            case "retry":
                services.retry_failed(db(), found, **told)
            case "posted":
                services.settle(db(), found, posted=True, link=_link(found), **told)
            case "not_posted":
                if not NotThereForm().looked.data:
                    raise Invalid("Lihat akunnya dahulu, lalu centang pernyataannya.")
                services.settle(db(), found, posted=False, link="", **told)
            case "deleted":
                withdrawal.deleted_by_hand(db(), found, **told)
            case "not_deleted":
                withdrawal.not_deleted(db(), found, **told)
            case "withdraw_again" | "withdraw_by_hand":
                by_hand = act == "withdraw_by_hand"
                withdrawal.again(db(), found, networks=house().networks, by_hand=by_hand, **told)
            case "stray_gone" | "stray_stays":
                gone = act == "stray_gone"
                tidying.settle(db(), found, request.args.get("unggahan", ""), gone=gone, **told)
            case _:
                raise Invalid("Tindakan itu tidak ada.")
    except (Invalid, Conflict) as refusal:
        db().rollback()
        flash(sentence(refusal), "warn")
        return back
    db().commit()
    flash(_("Tercatat, %(time)s.", time=reader.time_text(now)), "ok")
    return back


@pages.post("/penerbitan/<publication_id>/angka")
@allow(PUBLISHERS)
def note_figures(publication_id: str) -> tuple[str, int] | Response:
    """Note what a person saw of a post, where its network tells us nothing."""
    found = queries.publication(db(), read_uuid(publication_id), actor())
    ident, post_id, form = found.id, found.post_id, FiguresForm()
    if form.validate_on_submit():
        told: dict[str, Any] = {"by": actor(), "networks": house().networks, "now": clock.now()}
        try:
            noting.note_seen(db(), found, form.counted(), form.moment(), **told)
            db().commit()
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
        except Conflict as refusal:
            db().rollback()
            flash(sentence(refusal), "warn")
            return redirect(url_for("publish.post", post_id=post_id), 303)
        else:
            flash(_("Angkanya tercatat."), "ok")
            return redirect(url_for("publish.post", post_id=post_id), 303)
    return _post(post_id, form, ident), 422


def _link(found: Publication) -> str:
    link = request.form.get("link", "").strip()
    return links.proof(found, link, house().networks) if link else ""


@pages.route("/penerbitan/<publication_id>/bagikan", methods=["GET", "POST"])
@allow(PUBLISHERS)
def by_hand(publication_id: str) -> str | tuple[str, int] | Response:
    """Share by hand: the pictures, the words, and the link pasted back."""
    found = queries.publication(db(), read_uuid(publication_id), actor())
    if not shared_by_a_person(found):
        raise NotFound("Penerbitan itu tidak ada.")
    if found.hold_reason is Hold.FINDING:
        flash(_(HOLDS[Hold.FINDING]), "warn")
        return redirect(url_for("publish.post", post_id=found.post_id), 303)
    form = LinkForm()
    if request.method == "GET":
        form.link.data = found.permalink
    if form.validate_on_submit():
        done = found.state is P.PUBLISHED
        try:
            services.shared_by_hand(db(), found, by=actor(), link=_link(found), now=clock.now())
            db().commit()
            told = _("Tautannya tercatat.") if done else _("Tercatat sebagai terbit, dibagikan sendiri.")
            flash(told, "ok")
            return redirect(url_for("publish.post", post_id=found.post_id), 303)
        except (Invalid, Conflict) as refusal:
            db().rollback()
            found = queries.publication(db(), read_uuid(publication_id), actor())
            form.link.errors = [sentence(refusal)]
    outlet = found.account.outlet
    kind = found.version.kinds.get(outlet, Kind.SINGLE)
    page = render_template(
        "publish/by_hand.html",
        activity={"title": found.post.activity.title},
        account={
            "handle": found.account.handle,
            "network": label_of(found),
            "site": site_name(found.account.site),
            "profile_url": found.account.profile_url,
        },
        inbox=found.state is P.READY and found.remote_id is not None,
        done=found.state is P.PUBLISHED,
        permalink=found.permalink,
        story=kind == Kind.STORY,
        pictures=_pictures(found),
        # A story is shown without words, so none were decided on.
        caption="" if kind == Kind.STORY else found.version.words(outlet),
        form=form,
        action=url_for("publish.by_hand", publication_id=found.id),
        back_url=url_for("publish.post", post_id=found.post_id),
    )
    return (page, 422) if form.errors else page


def _pictures(found: Publication) -> list[dict[str, Any]]:
    """What was decided on for its account, in order, as files to take along."""
    frozen_ones = frozen_pictures(db(), found.version, found.account.outlet)
    numbered = len(frozen_ones) > 1
    return [
        {
            "url": url_for("compose.rendition", rendition_id=each.rendition_id),
            "pixels": (each.width, each.height),
            "size": each.size,
            "alt": each.alt_text,
            "file_name": f"bukti-{found.post_id}{f'-{number}' if numbered else ''}.jpg",
        }
        for number, each in enumerate(frozen_ones, 1)
    ]
