"""The inbox of whoever approves, and the page on which they decide."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from evidence.compose import marks
from evidence.compose import queries as compose
from evidence.core import clock, from_address, reader
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.text import holdable
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.core.words import N_
from evidence.publish import moving
from evidence.publish import withdraw_views as withdrawals
from evidence.review import cards, doubting, page, queries, services, several
from evidence.review.forms import DecisionForm
from evidence.review.models import Decision, Verdict
from evidence.review.photos import photos_of
from evidence.units.access import APPROVERS, SIGNED_IN, STAFF, allow
from evidence.units.current import actor, house

pages = Blueprint("review", __name__)


@pages.get("/periksa")
@allow(APPROVERS)
def inbox() -> str:
    """What waits for this person's decision, the oldest first."""
    everything = request.args.get("semua") == "1"
    every = queries.waiting(db(), actor(), page.turn(everything=True))
    mine = every if everything else queries.waiting(db(), actor(), page.turn())
    found = cards.cards(mine)
    chosen = from_address.one_of(request.args, "saring", ("temuan", "tanpa"), N_("Saringan"))
    last = queries.last_decided(db(), actor())
    return render_template(
        "review/inbox.html",
        waiting=[each for each in found if chosen in ("", each["kind"])],
        total=len(found),
        filters=_filters(found, chosen) if len(found) > 1 else [],
        others=len(every) - len(mine),
        everything=everything,
        most=several.MOST,
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


def _filters(found: Sequence[Mapping[str, Any]], chosen: str) -> list[dict[str, Any]]:
    counts = Counter(each["kind"] for each in found)
    rows = (
        ("", _("Semua %(count)s", count=len(found))),
        ("temuan", _("Perlu dilihat %(count)s", count=counts["temuan"])),
    )
    all_of_them = request.args.get("semua")
    return [
        {
            "label": label,
            "current": chosen == name,
            "url": url_for("review.inbox", saring=name or None, semua=all_of_them),
        }
        for name, label in rows
    ]


def _move_of(last: Decision | None) -> dict[str, str] | None:
    """The way to another time for what this person approved last, while none of it is sent."""
    if last is None or last.verdict is not Verdict.APPROVE or last.version.due_at is None:
        return None
    rows = moving.of_version(db(), last.version_id)
    if not rows or rows[0].planned_at <= clock.now():
        return None
    return {
        "title": last.version.post.activity.title,
        "when": reader.stamp(rows[0].planned_at),
        "url": url_for("moving.of_publication", publication_id=rows[0].id),
    }


@pages.get("/periksa/<post_id>")
@allow(SIGNED_IN)
def decide(post_id: str) -> str:
    """One post with everything a decision needs."""
    post = compose.post(db(), read_uuid(post_id), actor())
    form = DecisionForm()
    form.uuid.data, form.content_hash.data = str(uuid.uuid4()), post.latest.content_hash
    return page.shown(post, form)


@pages.post("/periksa/<post_id>")
@allow(APPROVERS)
def put_decision(post_id: str) -> str | tuple[str, int] | Response:
    """Decide; the pressed button says what."""
    post = compose.post(db(), read_uuid(post_id), actor())
    form = DecisionForm()
    verdict = request.form.get("decision", "")
    onward = _onward(post.id)
    if form.validate_on_submit():
        try:
            drawn = marks.read(form.marks.data or "", {str(each.id) for each in photos_of(post.activity)})
            services.decide(
                db(), read_uuid(form.uuid.data), post, form.content_hash.data or "", verdict, form.note.data or "",
                by=actor(), now=clock.now(), shown=form.shown(), marks=drawn,
                reason=form.reason.data or "",
            )  # fmt: skip
            db().commit()
            flash(DONE[verdict](post), "ok")
            return redirect(onward, 303)
        except Invalid as refusal:
            db().rollback()
            told = by_field(refusal)
            field = next((form[each] for each in ("marks", "reason") if each in told), form.note)
            field.errors = [told.get(field.name) or sentence(refusal)]
        except Conflict as refusal:
            db().rollback()
            flash(sentence(refusal), "warn")
            return redirect(url_for("review.decide", post_id=post_id), 303)
    return page.shown(compose.post(db(), read_uuid(post_id), actor()), form), 422


def _onward(post_id: uuid.UUID) -> str:
    """What comes after a decision: the next that waits, from the oldest again after the newest, or the inbox."""
    ids, at = queries.neighbours(db(), actor(), page.turn(), post_id)
    others = [*ids[at + 1 :], *ids[: max(at, 0)]]
    return url_for("review.decide", post_id=others[0]) if others else url_for("review.inbox")


@pages.post("/periksa/setujui")
@allow(APPROVERS)
def approve_several() -> str | Response:
    """Approve what was picked in the inbox, each by itself; what may not be approved so is told of and stays.

    Where nobody was asked before, this asks.
    """
    picked = [holdable(each) for each in request.form.getlist("pilih")]
    done, kept = 0, []
    if not picked or len(picked) > several.MOST:
        flash(_("Pilih 1 sampai %(most)s unggahan.", most=several.MOST), "warn")
        return redirect(url_for("review.inbox"), 303)
    if "pasti" not in request.form:
        # Without script no sheet has said where they go.
        return _sure(list(dict.fromkeys(picked)))
    for each in dict.fromkeys(picked):
        post_id, _colon, rest = each.partition(":")
        content_hash, _colon, number = rest.partition(":")
        post = compose.post(db(), read_uuid(post_id), actor())
        title = post.activity.title
        try:
            _decision, new = several.approve(
                db(), read_uuid(number), post, content_hash, by=actor(), now=clock.now()
            )
            db().commit()
            done += new
        except (Conflict, NotAllowed) as refusal:
            db().rollback()
            kept.append(_("“%(title)s”: %(why)s", title=title, why=sentence(refusal).rstrip(".")))
    if done:
        flash(
            ngettext("%(count)s unggahan disetujui.", "%(count)s unggahan disetujui.", done, count=done), "ok"
        )
    if kept:
        flash(_("Tidak ikut disetujui. %(what)s.", what="; ".join(kept)), "warn")
    return redirect(url_for("review.inbox"), 303)


def _sure(picks: Sequence[str]) -> str:
    posts = [compose.post(db(), read_uuid(each.partition(":")[0]), actor()) for each in picks]
    return render_template(
        "review/several.html", picks=picks, **cards.picked([each.latest for each in posts])
    )


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
