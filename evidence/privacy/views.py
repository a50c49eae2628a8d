"""The page on which anybody asks for a post to go, and the city's list of these requests. An edge: it commits."""

import uuid
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from limits import parse
from limits.strategies import FixedWindowRateLimiter
from werkzeug.wrappers import Response

from evidence.accounts.tokens import TokenBox
from evidence.capture.cards import SMALL, picture_url
from evidence.capture.queries import shown
from evidence.capture.stages import stage_words
from evidence.compose import queries as compose
from evidence.compose.models import Post
from evidence.core import clock
from evidence.core.errors import Conflict, Invalid, TooMany
from evidence.core.web import db, mark, read_uuid, sentence
from evidence.core.words import N_
from evidence.privacy import queries, requests
from evidence.privacy.forms import AnswerForm, AskForm
from evidence.privacy.models import Outcome, Takedown
from evidence.publish.queries import of_post
from evidence.units.access import PUBLIC, SIGNED_IN, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("privacy", __name__)
# From all addresses together so many times what one may send, so that no flood fills the list.
ALL_TOGETHER = 50
FULL = N_(
    "Terlalu banyak permintaan dari jaringan ini. Tunggu sebentar, lalu kirim lagi; isian Anda belum terkirim."
)


@pages.get("/hapus")
@allow(PUBLIC)
def ask() -> str:
    """Ask for a post to go; ``?kode=`` names it."""
    form = AskForm()
    form.uuid.data = str(uuid.uuid4())
    form.said.data = request.args.get("kode", "")[: requests.MOST_SAID]
    return render_template("privacy/ask.html", form=form, days=house().settings.takedown_days)


@pages.post("/hapus")
@allow(PUBLIC)
def receive() -> str | tuple[str, int]:
    """Keep the request, and answer with its number whatever it names; and say if that is no post that is out."""
    form, days = AskForm(), house().settings.takedown_days
    if form.validate_on_submit():
        _keep_pace()
        asked = requests.Asked(
            form.said.data or "", form.reason.data or "", form.words.data or "", form.contact.data or ""
        )
        box: TokenBox = current_app.extensions["token_box"]
        try:
            now = clock.now()
            reference = requests.receive(db(), read_uuid(form.uuid.data), asked, box=box, days=days, now=now)
            db().commit()
            due_at = requests.due(now, days)
            return render_template(
                "privacy/received.html",
                reference=reference,
                due_at=due_at,
                is_found=queries.is_out(db(), asked.said),
                has_contact=bool(asked.contact.strip()),
            )
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
    return render_template("privacy/ask.html", form=form, days=days), 422


def _keep_pace() -> None:
    limiter: FixedWindowRateLimiter = current_app.extensions["limiter"]
    rate = parse(house().settings.takedown_rate)
    together = parse(f"{rate.amount * ALL_TOGETHER} per {rate.get_expiry()} seconds")
    mine = limiter.hit(rate, "takedown", request.remote_addr or "")
    if not (mine and limiter.hit(together, "takedown", "")):
        raise TooMany(FULL, retry_after=rate.get_expiry())


@pages.get("/permintaan-hapus")
@allow(SIGNED_IN)
def index() -> str:
    """The city's list: what is open, what is due first, and what was decided last."""
    return render_template(
        "privacy/index.html",
        waiting=[_told(each) for each in queries.listed(db(), actor())],
        decided=[_told(each) for each in queries.listed(db(), actor(), decided=True, most=20)],
        public_url=url_for("privacy.ask"),
    )


@pages.get("/permintaan-hapus/<request_id>")
@allow(SIGNED_IN)
def show(request_id: str) -> str:
    """One request, with what it names as far as that is found."""
    found = queries.request(db(), read_uuid(request_id), actor())
    form = AnswerForm()
    named = found.post_id or queries.find(db(), found.said)
    form.post.data = url_for("publish.post", post_id=named) if named else ""
    return _page(found, form, named)


@pages.post("/permintaan-hapus/<request_id>")
@allow(SIGNED_IN)
def decide(request_id: str) -> str | tuple[str, int] | Response:
    """Decide about it."""
    found, form = queries.request(db(), read_uuid(request_id), actor()), AnswerForm()
    named = None
    if form.validate_on_submit():
        try:
            named = queries.find(db(), form.post.data or "")
            if form.post.data and named is None:
                raise Invalid("Periksa kembali isian ini.", {"post": N_("Unggahan itu tidak ditemukan.")})
            post = compose.post(db(), named, actor()) if named else None
            requests.decide(
                db(), found, form.outcome.data or "", form.answer.data or "", post, by=actor(),
                networks=house().networks, now=clock.now(),
            )  # fmt: skip
            db().commit()
            flash(_("Putusan tersimpan dan dicatat."), "ok")
            return redirect(url_for("privacy.show", request_id=request_id), 303)
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
        except Conflict as refusal:
            db().rollback()
            flash(sentence(refusal), "warn")
            return redirect(url_for("privacy.show", request_id=request_id), 303)
    return _page(queries.request(db(), read_uuid(request_id), actor()), form, named), 422


@pages.post("/permintaan-hapus/<request_id>/dijawab")
@allow(SIGNED_IN)
def answered(request_id: str) -> Response:
    """The person was answered: how to reach them is forgotten."""
    found = queries.request(db(), read_uuid(request_id), actor())
    try:
        requests.forget_contact(db(), found, by=actor())
        db().commit()
        flash(_("Kontaknya dihapus."), "ok")
    except Conflict as refusal:
        db().rollback()
        flash(sentence(refusal), "warn")
    return redirect(url_for("privacy.show", request_id=request_id), 303)


def _row(each: Takedown) -> dict[str, Any]:
    now = clock.now()
    return {
        "reference": each.reference,
        "url": url_for("privacy.show", request_id=each.id),
        "reason": _(requests.REASONS[each.reason]),
        "received_at": each.received_at,
        "due_at": each.due_at,
        "late": each.decided_at is None and each.due_at < now,
        "outcome": _(requests.OUTCOMES[each.outcome]) if each.outcome is not Outcome.OPEN else "",
        "decided_at": each.decided_at,
    }


def _told(each: Takedown) -> dict[str, Any]:
    """A row with the post that it names, as far as that is known: else with what was written."""
    named = each.post_id or queries.find(db(), each.said)
    post = db().get(Post, named) if named else None
    about = f"{post.activity.title}, {post.activity.unit.title}" if post else each.said
    return {**_row(each), "about": about, "is_found": post is not None}


def _page(found: Takedown, form: AnswerForm, named: uuid.UUID | None) -> str:
    post = compose.post(db(), named, actor()) if named else None
    box: TokenBox = current_app.extensions["token_box"]
    may = queries.may_decide(actor())
    contact = ""
    if found.contact is not None and may:
        try:
            contact = box.open(found.contact)
        except Conflict:
            contact = str(_("Kontak tidak dapat dibuka dengan kunci yang sekarang."))
    return render_template(
        "privacy/request.html",
        request_={
            **_row(found),
            "said": found.said,
            "words": found.words,
            "contact": contact,
            "has_contact": found.contact is not None,
            "answer": found.answer,
            "decided_by": found.decided_by_name,
        },
        post=_post(post) if post else None,
        form=form,
        may=may and found.decided_at is None,
        redact=_to_erase(post) if post and found.outcome is Outcome.REDACT else [],
        answered_url=url_for("privacy.answered", request_id=found.id) if may else "",
        action=url_for("privacy.decide", request_id=found.id),
    )


def _post(post: Post) -> dict[str, Any]:
    return {
        "title": post.activity.title,
        "unit": post.activity.unit.title,
        "url": url_for("publish.post", post_id=post.id),
        "out": sum(each.state.value == "published" for each in of_post(db(), post.id)),
    }


def _to_erase(post: Post) -> list[dict[str, str]]:
    """The photos of the post, each with the page on which an admin erases it."""
    if not actor().may(Role.ADMIN, post.activity.unit.path):
        return []
    return [
        {
            "label": str(stage_words(photo)),
            "picture": picture_url(photo, SMALL),
            "url": url_for("integrity.redact", photo_id=photo.id),
        }
        for photo in shown(post.activity)
    ]
