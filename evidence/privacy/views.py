"""The city's list of requests that a post may go, and the decision about each. An edge: it commits."""

import uuid

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from evidence.accounts.tokens import TokenBox
from evidence.capture.cards import SMALL, picture_url
from evidence.capture.queries import shown
from evidence.capture.stages import stage_words
from evidence.compose import queries as compose
from evidence.compose.models import Post
from evidence.core import clock
from evidence.core.errors import Conflict, Invalid
from evidence.core.fields import SelectChoice
from evidence.core.web import db, mark, read_uuid, sentence
from evidence.core.words import N_
from evidence.privacy import queries, requests
from evidence.privacy.forms import AnswerForm
from evidence.privacy.models import Outcome, Takedown
from evidence.privacy.showing import in_list, in_words, of_post, other_label
from evidence.units.access import SIGNED_IN, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("privacy", __name__)


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
            if named and str(named) != form.seen.data:
                # Nobody takes down, or erases, what the page has not named to them.
                others = queries.beside(db(), found, named)
                form.others.data = [str(each.id) for each in others]
                wrong = {"others": requests.LOOK_FIRST} if others else {"post": requests.LOOK_AT_IT}
                raise Invalid("Periksa kembali isian ini.", wrong)
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
    if not form.is_submitted():
        # All that wait are ticked, and stand beside with what each of them says.
        form.others.data = [str(each.id) for each in others]
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
