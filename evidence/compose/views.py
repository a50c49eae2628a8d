"""The page where a post is written, looked at and sent for approval."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.accounts import queries as accounts
from evidence.adapters.networks.base import Kind, Network
from evidence.adapters.networks.outlets import outlets, parts
from evidence.capture import queries as capture
from evidence.capture import telling
from evidence.capture.models import Activity
from evidence.capture.pictures import picture
from evidence.compose import caption, queries, recipes, renditions, services
from evidence.compose.due import not_too_far
from evidence.compose.forms import AT, DraftForm, caption_field, draft_form, kind_field
from evidence.compose.marked import marked
from evidence.compose.measures import counted
from evidence.compose.models import EDITABLE, Post, PostVersion, RenditionState, VersionState
from evidence.compose.seen import Unseen, mark
from evidence.compose.services import Draft
from evidence.compose.showing import (
    account_label,
    left_out,
    missing,
    picture_of,
    previews,
    shown_picture,
    unusable,
)
from evidence.core import clock, reader
from evidence.core.errors import Conflict, DomainError, Invalid, NotFound
from evidence.core.fields import SelectChoice
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.units.access import SIGNED_IN, UPLOADERS, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("compose", __name__)


@pages.get("/hasil/<rendition_id>.jpg")
@allow(SIGNED_IN)
def rendition(rendition_id: str) -> Response:
    """A composed picture, by the access rule of its activity."""
    found = queries.rendition(db(), read_uuid(rendition_id), actor())
    if found.state is not RenditionState.READY:
        raise NotFound("Gambar itu tidak ada.")
    return picture(found.object_key, "image/jpeg", f'"{found.sha256}"')


@pages.get("/kegiatan/<activity_id>/susun")
@allow(SIGNED_IN)
def draft(activity_id: str) -> str:
    """The post of an activity as it stands: to be written, or to be looked at."""
    activity = capture.activity(db(), read_uuid(activity_id), actor())
    post = queries.post_of(db(), activity.id)
    form = _form(activity)
    if post is None:
        _propose(form, activity)
    else:
        _show(form, post, activity)
    page = _page(activity, post, form)
    # Opening the page may have asked for a picture that was not made yet.
    db().commit()
    return page


@pages.post("/kegiatan/<activity_id>/susun")
@allow(UPLOADERS)
def save(activity_id: str) -> str | tuple[str, int] | Response:
    """Save the draft, and go on to the last look before sending when that button was pressed."""
    activity = capture.activity(db(), read_uuid(activity_id), actor())
    form = _form(activity)
    sending = "submit" in request.form
    status = _save(form, activity, sending) if form.validate_on_submit() else 422
    if status == 200:
        db().commit()
        for told, kind in _told(form, activity, sending):
            flash(told, kind)
        onwards = "checking.page" if sending else "compose.draft"
        return redirect(url_for(onwards, activity_id=activity.id), 303)
    db().rollback()
    activity = capture.activity(db(), activity.id, actor())
    return _page(activity, queries.post_of(db(), activity.id), form, stale=status == 409), status


def _told(form: DraftForm, activity: Activity, sending: bool) -> Iterator[tuple[str, str]]:
    """What a person must know of the draft that was kept just now."""
    if not sending:
        yield str(_("Draf tersimpan.")), "ok"
    without = left_out(unusable(activity, form.accounts.data or []))
    if without:
        yield without, "warn"
    due_at = form.moment()
    if due_at and due_at <= clock.now():
        yield str(_("Waktu tayangnya sudah lewat. Pilih waktu lain sebelum mengirim.")), "warn"


def _save(form: DraftForm, activity: Activity, sending: bool) -> int:
    """Keep what was written; 200, or 422 where it must be mended, or 409 where another tab was first."""
    practice = house().settings.practice_mode
    if form.when.raw_data and form.when.data == AT and not form.due_at.data:
        form.due_at.errors = [_("Tulis tanggal dan jamnya.")]
        return 422
    networks = house().networks
    try:
        not_too_far(form.moment(), clock.now())
        post, _new = services.put_draft(
            db(), read_uuid(form.uuid.data), activity, _written(form, activity), by=actor(), networks=networks,
            practice=practice, seen=form.seen.data if form.seen.raw_data else None,
        )  # fmt: skip
        # Kept whatever comes of the sending: the words, and that its pictures are asked for.
        db().commit()
        form.seen.data = mark(db(), post)
        if sending and post.latest.rendition:
            services.check_content(db(), post, post.latest.rendition, networks=networks, now=clock.now())
    except (services.AlreadyPosted, Unseen):
        return 409
    except Conflict as refusal:
        _tell(form, refusal)
        return 409
    except Invalid as refusal:
        _tell(form, refusal)
        return 422
    return 200


def _written(form: DraftForm, activity: Activity) -> Draft:
    """What was sent. The text of an outlet at which the unit has no account now stays as it was."""
    post = queries.post_of(db(), activity.id)
    here, kinds = [each.name for each in _networks(activity)], {}
    # What was said of a whole network stood in the field of each of its outlets.
    whole = {parts(name)[0] for name in here}
    captions = {
        name: text for name, text in (post.latest.captions if post else {}).items() if name not in whole
    }
    for name in here:
        captions[name] = form[caption_field(name)].data or ""
        if kind_field(name) in form:
            kinds[name] = form[kind_field(name)].data or Kind.SINGLE.value
    return Draft(
        caption=form.caption.data or "",
        alt_text=form.alt_text.data or "",
        accounts=[uuid.UUID(each) for each in form.ticked()],
        captions=captions,
        kinds=kinds,
        due_at=form.moment(),
    )


def _tell(form: DraftForm, refusal: DomainError) -> None:
    for name, told in (by_field(refusal) or {"caption": sentence(refusal)}).items():
        part, _dot, outlet = name.partition(".")
        named = {"captions": caption_field, "kinds": kind_field}.get(part)
        field = named(outlet) if named and outlet else name
        form[field if field in form else "accounts"].errors = [told]


@pages.post("/unggahan/<post_id>/tarik")
@allow(UPLOADERS)
def recall(post_id: str) -> Response:
    """Take a submitted post back into a draft."""
    post = queries.post(db(), read_uuid(post_id), actor())
    services.recall(db(), post, by=actor())
    db().commit()
    flash(_("Unggahan ditarik kembali menjadi draf."), "ok")
    return redirect(url_for("compose.draft", activity_id=post.activity_id), 303)


@pages.post("/hasil/<rendition_id>/ulang")
@allow(UPLOADERS)
def render_again(rendition_id: str) -> Response:
    """Try a failed picture once more."""
    found = queries.rendition(db(), read_uuid(rendition_id), actor())
    renditions.render_again(db(), found)
    db().commit()
    back = "downloads.page" if request.args.get("ke") == "unduh" else "compose.draft"
    return redirect(url_for(back, activity_id=found.activity_id), 303)


def _form(activity: Activity) -> DraftForm:
    form = draft_form(_networks(activity))
    form.accounts.choices = [
        SelectChoice(str(each.id), account_label(each)) for each in accounts.usable(db(), activity.unit_code)
    ]
    form.unusable = {
        str(each.id): account_label(each) for each in accounts.unusable(db(), activity.unit_code)
    }
    post = queries.post_of(db(), activity.id)
    if form.is_submitted() and post:
        # What was chosen before and cannot be ticked any more was chosen all the same.
        lost = [each for each in post.latest.accounts if each in form.unusable]
        form.accounts.data = list(dict.fromkeys([*(form.accounts.data or []), *lost]))
    free = house().next_slot(db(), activity.unit, post.id if post else None, clock.now())
    form.offer_slot(free, _slot_words(free))
    return form


def _networks(activity: Activity) -> list[Network]:
    """Those on which this unit has an account, as they are at its outlets."""
    used = (account.outlet for account in accounts.usable(db(), activity.unit_code))
    return list(outlets(house().networks, used))


def _slot_words(free: datetime | None) -> str:
    return (
        _("Slot berikutnya: %(when)s", when=f"{reader.long_date(free)}, {reader.time_text(free)}")
        if free
        else ""
    )


def _propose(form: DraftForm, activity: Activity) -> None:
    told = recipes.told(db(), activity, recipes.chosen(activity))
    form.uuid.data = str(uuid.uuid4())
    form.caption.data = recipes.caption_for(db(), activity, told)
    form.alt_text.data = caption.propose_alt(told)
    form.accounts.data = [str(account.id) for account in accounts.usable(db(), activity.unit_code)]


def _show(form: DraftForm, post: Post, activity: Activity) -> None:
    version = post.latest
    form.uuid.data, form.seen.data = str(post.id), mark(db(), post)
    form.caption.data, form.alt_text.data = version.caption, version.alt_text
    if version.state in EDITABLE:
        form.alt_text.data = services.alt_text_now(db(), activity, version)
    form.accounts.data = list(version.accounts)
    for name in (each.name for each in _networks(activity)):
        form[caption_field(name)].data = version.own_words(name)
        if kind_field(name) in form:
            form[kind_field(name)].data = version.kinds.get(name, Kind.SINGLE.value)
    form.plan(version.due_at)


def _page(activity: Activity, post: Post | None, form: DraftForm, *, stale: bool = False) -> str:
    """``stale`` says that what was sent was not kept, since something else stands there by now."""
    version = post.latest if post else None
    may = actor().may(Role.UPLOADER, activity.unit.path)
    editable = may and (version is None or version.state in EDITABLE)
    found = picture_of(activity, version, editable)
    shown = shown_picture(found) if found else None
    if stale and post and editable:
        # Saving again writes over what the page shows now.
        form.uuid.data, form.seen.data = str(post.id), mark(db(), post)
    return render_template(
        "compose/draft.html",
        activity={"title": activity.title, "url": url_for("gallery.activity", activity_id=activity.id)},
        post={"url": url_for("publish.post", post_id=post.id)} if post else None,
        version={"number": version.number, "state": version.state.value} if version else None,
        rendition=shown,
        arrange_url=url_for("looks.arrange", activity_id=activity.id) if editable and shown else "",
        unalign_url=url_for("looks.drop_alignment", activity_id=activity.id)
        if editable and shown and shown["aligned"]
        else "",
        findings=telling.of_activity(db(), activity, may=may, held=not editable, back="susun"),
        form=form,
        editable=editable,
        stands={"caption": version.caption, "alt_text": version.alt_text} if version else None,
        stale=stale,
        due_at=version.due_at if version else None,
        limits=counted(_networks(activity), services.plain(form.caption.data or "")),
        outlets=_outlets(activity, form),
        unusable=unusable(activity, form.accounts.data or []) if editable else [],
        variants=_variants(activity, version, form),
        previews=previews(version, found, house().networks, again=editable),
        note=post.answered if post else None,
        marked=marked(post.answered if post else None),
        missing=[_(told) for told in missing(activity, shown)],
        action=url_for("compose.save", activity_id=activity.id),
        recall_url=url_for("compose.recall", post_id=post.id)
        if may and post and post.latest.state is VersionState.SUBMITTED
        else "",
    )


def _outlets(activity: Activity, form: DraftForm) -> dict[str, dict[str, Any]]:
    """By outlet: the unit's accounts there, and whether one of them is chosen."""
    found: dict[str, dict[str, Any]] = {}
    for each in accounts.usable(db(), activity.unit_code):
        here = found.setdefault(each.outlet, {"ids": [], "chosen": False})
        here["ids"].append(str(each.id))
        here["chosen"] = here["chosen"] or str(each.id) in (form.accounts.data or [])
    return found


def _variants(activity: Activity, version: PostVersion | None, form: DraftForm) -> list[dict[str, Any]]:
    """Of each outlet of this unit: its own text with its counters and as it stands, and its kinds of posts."""
    return [_variant(network, version, form) for network in _networks(activity)]


def _variant(network: Network, version: PostVersion | None, form: DraftForm) -> dict[str, Any]:
    words, kind = form[caption_field(network.name)], None
    if kind_field(network.name) in form:
        kind = form[kind_field(network.name)]
    return {
        "field": words,
        "stands": version.own_words(network.name) if version else "",
        "limits": counted([network], services.plain(words.data or "")),
        "kind": kind,
        "changed": bool(
            words.data or words.errors or (kind and (kind.errors or kind.data != Kind.SINGLE.value))
        ),
    }
