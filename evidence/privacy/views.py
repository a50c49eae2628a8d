"""The page on which anybody asks for a post to go, and the city's list of these requests. An edge: it commits."""

import uuid

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
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
from evidence.core.fields import SelectChoice
from evidence.core.web import db, mark, read_uuid, sentence
from evidence.core.words import N_
from evidence.privacy import queries, requests
from evidence.privacy.forms import AnswerForm, AskForm
from evidence.privacy.models import Outcome, Takedown
from evidence.privacy.showing import in_list, in_words, of_post, other_label
from evidence.units.access import PUBLIC, SIGNED_IN, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("privacy", __name__)
# From all addresses together so many times what one may send, so that no flood fills the list.
ALL_TOGETHER = 50
FAST = N_("Terlalu banyak permintaan. Tunggu satu menit.")
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
                status_url=url_for("privacy.status", nomor=reference),
                due_at=due_at,
                is_found=queries.is_out(db(), asked.said),
                has_contact=bool(asked.contact.strip()),
            )
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
    return render_template("privacy/ask.html", form=form, days=days), 422


@pages.get("/hapus/status")
@allow(PUBLIC)
def status() -> str | tuple[str, int]:
    """What became of a request, for whoever knows its number; without one the place to write it."""
    limiter: FixedWindowRateLimiter = current_app.extensions["limiter"]
    rate = parse(house().settings.gallery_rate)
    if not limiter.hit(rate, "takedown-status", request.remote_addr or ""):
        raise TooMany(FAST, retry_after=rate.get_expiry())
    written = request.args.get("nomor", "")
    found = queries.by_reference(db(), written) if written else None
    told = {**in_words(found), "answer": found.answer} if found else None
    body = render_template(
        "privacy/status.html",
        written=written[: requests.MOST_SAID],
        told=told,
        missing=bool(written) and found is None,
    )
    return (body, 404) if written and found is None else body


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
    found = queries.waiting(db(), actor(), request.args.get("after"))
    decided = [] if request.args.get("after") else queries.decided(db(), actor())
    return render_template(
        "privacy/index.html",
        count=queries.count_open(db()),
        waiting=in_list(found.rows),
        decided=in_list(decided),
        next_url=url_for("privacy.index", after=found.after) if found.after else "",
        public_url=url_for("privacy.ask"),
    )


@pages.get("/permintaan-hapus/<request_id>")
@allow(SIGNED_IN)
def show(request_id: str) -> str:
    """One request, with what it names as far as that is found."""
    found = queries.request(db(), read_uuid(request_id), actor())
    form = AnswerForm()
    named = queries.named(db(), found)
    form.post.data = url_for("publish.post", post_id=named) if named else ""
    # All that wait are ticked, and stand beside with what each of them says.
    form.others.data = [str(each.id) for each in queries.beside(db(), found, named)]
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
            if named and str(named) != form.seen.data and (others := queries.beside(db(), found, named)):
                form.others.data = [str(each.id) for each in others]
                raise Invalid("Periksa kembali isian ini.", {"others": requests.LOOK_FIRST})
            post = compose.post(db(), named, actor()) if named else None
            decided = requests.decide(
                db(), found, form.outcome.data or "", form.answer.data or "", post, by=actor(),
                networks=house().networks, now=clock.now(), others=[read_uuid(each) for each in form.others.data or []],
            )  # fmt: skip
            db().commit()
            flash(_decided(len(decided)), "ok")
            return redirect(url_for("privacy.show", request_id=request_id), 303)
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
        except Conflict as refusal:
            db().rollback()
            flash(sentence(refusal), "warn")
            return redirect(url_for("privacy.show", request_id=request_id), 303)
    found = queries.request(db(), read_uuid(request_id), actor())
    return _page(found, form, named or queries.named(db(), found)), 422


def _decided(count: int) -> str:
    if count == 1:
        return str(_("Putusan tersimpan dan dicatat."))
    return str(
        ngettext(
            "Putusan tersimpan dan dicatat untuk %(count)s permintaan. Jawab masing-masing.",
            "Putusan tersimpan dan dicatat untuk %(count)s permintaan. Jawab masing-masing.",
            count,
            count=count,
        )
    )


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


def _page(found: Takedown, form: AnswerForm, about: uuid.UUID | None) -> str:
    post = compose.post(db(), about, actor()) if about else None
    box: TokenBox = current_app.extensions["token_box"]
    may = queries.may_decide(actor())
    contact = ""
    if found.contact is not None and may:
        try:
            contact = box.open(found.contact)
        except Conflict:
            contact = str(_("Kontak tidak dapat dibuka dengan kunci yang sekarang."))
    others = queries.beside(db(), found, about)
    form.seen.data = str(about or "")
    form.others.choices = [SelectChoice(str(each.id), other_label(each)) for each in others]
    return render_template(
        "privacy/request.html",
        request_={
            **in_words(found),
            "said": found.said,
            "words": found.words,
            "contact": contact,
            "has_contact": found.contact is not None,
            "answer": found.answer,
            "decided_by": found.decided_by_name,
        },
        post=of_post(post) if post else None,
        others=[in_words(each) for each in others],
        together=[in_words(each) for each in queries.together(db(), found)],
        form=form,
        may=may and found.decided_at is None,
        redact=_to_erase(post) if post and found.outcome is Outcome.REDACT else [],
        answered_url=url_for("privacy.answered", request_id=found.id) if may else "",
        action=url_for("privacy.decide", request_id=found.id),
    )


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
