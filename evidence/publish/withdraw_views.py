"""The page on which a person says what is taken down, and why."""

import uuid
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from evidence.accounts.naming import account_name
from evidence.compose import queries as compose
from evidence.compose.models import Post
from evidence.core import clock
from evidence.core.errors import Conflict, DomainError, Invalid
from evidence.core.fields import SelectChoice
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.publish import leaving, queries, withdrawal
from evidence.publish.forms import WithdrawForm
from evidence.publish.models import Publication
from evidence.publish.rows import label_of, still_out
from evidence.units.access import PUBLISHERS, STAFF, allow
from evidence.units.current import actor, house

pages = Blueprint("withdrawals", __name__)


@pages.route("/unggahan/<post_id>/penarikan", methods=["GET", "POST"])
@allow(STAFF)
def page(post_id: str) -> str | tuple[str, int] | Response:
    """Take posts down from one or several accounts."""
    post = compose.post(db(), read_uuid(post_id), actor())
    form, out = asked(post)
    if form.validate_on_submit():
        try:
            reason, chosen = said(form, out)
            for each in chosen:
                withdrawal.withdraw(
                    db(), each, reason, by=actor(), networks=house().networks, now=clock.now()
                )
            db().commit()
            flash(_("Unggahan sedang ditarik dari %(count)s akun.", count=len(chosen)), "ok")
            return redirect(url_for("publish.post", post_id=post.id), 303)
        except (Invalid, Conflict) as refusal:
            db().rollback()
            tell(form, refusal)
            post = compose.post(db(), read_uuid(post_id), actor())
            out = out_of(post)
    count = len(form.publications.data or out)
    title = ngettext(
        "Tarik unggahan dari %(count)s akun?", "Tarik unggahan dari %(count)s akun?", count, count=count
    )
    effect = _(
        "Unggahan dihapus di jejaring dan tidak dapat dikembalikan. Foto dan catatannya tetap ada di Bukti."
    )
    return shown(form, out, post, title=title, effect=effect, verb=_("Tarik unggahan"))


@pages.post("/unggahan/<post_id>/biarkan")
@allow(PUBLISHERS)
def leave(post_id: str) -> Response:
    """Leave what was taken down as it is."""
    post = compose.post(db(), read_uuid(post_id), actor())
    try:
        leaving.leave(db(), post, by=actor(), now=clock.now())
        db().commit()
        flash(_("Dibiarkan ditarik. Tidak ada lagi yang menunggu Anda pada unggahan ini."), "ok")
    except Conflict as refusal:
        db().rollback()
        flash(sentence(refusal), "warn")
    return redirect(url_for("publish.post", post_id=post_id), 303)


@pages.post("/unggahan/<post_id>/biarkan/batal")
@allow(PUBLISHERS)
def take_up(post_id: str) -> Response:
    """It is to be mended after all."""
    post = compose.post(db(), read_uuid(post_id), actor())
    leaving.take_up(db(), post, by=actor())
    db().commit()
    flash(_("Unggahan ini menunggu perbaikan lagi."), "ok")
    return redirect(url_for("publish.post", post_id=post_id), 303)


def shown(
    form: WithdrawForm, out: Sequence[Publication], post: Post, *, title: str, effect: str, verb: str
) -> str | tuple[str, int]:
    """The page with that question and that button; it is sent back to where it was asked for."""
    text = render_template(
        "publish/withdraw.html",
        title=title,
        post={"title": post.activity.title},
        effect=effect,
        verb=verb,
        accounts=[
            {
                "network": label_of(each),
                "handle": each.account.handle,
                "by_machine": withdrawal.by_machine(each, house().networks),
            }
            for each in out
        ],
        form=form,
        action=request.full_path.rstrip("?"),
        back_url=url_for("publish.post", post_id=post.id),
    )
    return (text, 422) if form.errors else text


def asked(post: Post) -> tuple[WithdrawForm, Sequence[Publication]]:
    """The form with the accounts on which the post is out; all are ticked, or the one that the address names."""
    out = out_of(post)
    named = request.args.get("akun", "")
    shown = [each for each in out if str(each.id) == named] or out
    form = WithdrawForm()
    form.publications.choices = [SelectChoice(str(each.id), account_name(each.account)) for each in out]
    if not form.is_submitted():
        form.publications.data = [str(each.id) for each in shown]
    return form, out


def out_of(post: Post) -> Sequence[Publication]:
    """What of the post can be taken down now."""
    return still_out(queries.of_post(db(), post.id))


def said(form: WithdrawForm, out: Sequence[Publication]) -> tuple[str, Sequence[Publication]]:
    """The reason and what is taken down. Raises Invalid, with a sentence for the field."""
    wanted = {uuid.UUID(each) for each in form.publications.data or []}
    chosen = [each for each in out if each.id in wanted]
    if not chosen:
        raise Invalid("Pilih akunnya.", {"publications": _("Pilih paling sedikit satu akun.")})
    return withdrawal.reason_of(form.reason.data or "", form.words.data or ""), chosen


def tell(form: WithdrawForm, refusal: DomainError) -> None:
    """Put what was refused beside its field."""
    for name, told in (by_field(refusal) or {"publications": sentence(refusal)}).items():
        form[name].errors = [told]
