"""The page where a post is written, looked at and sent for approval."""

import uuid
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.accounts import queries as accounts
from evidence.accounts.naming import network_name
from evidence.adapters.imaging import REASONS
from evidence.adapters.networks.base import Kind, Network
from evidence.capture import queries as capture
from evidence.capture import telling
from evidence.capture.categories import Mode
from evidence.capture.models import Activity
from evidence.capture.pictures import picture
from evidence.compose import caption, queries, recipes, renditions, services
from evidence.compose.forms import AT, DraftForm, caption_field, draft_form, kind_field
from evidence.compose.measures import counted
from evidence.compose.models import EDITABLE, Post, PostVersion, Rendition, RenditionState, VersionState
from evidence.compose.services import Draft
from evidence.compose.showing import previews
from evidence.core import clock, reader
from evidence.core.errors import Conflict, DomainError, Invalid, NotFound
from evidence.core.fields import SelectChoice
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.core.words import N_
from evidence.units import queries as units
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
    """Save the draft, and freeze it for review when that button was pressed."""
    activity = capture.activity(db(), read_uuid(activity_id), actor())
    form = _form(activity)
    sending = "submit" in request.form
    if form.validate_on_submit() and _save(form, activity, sending):
        db().commit()
        flash(_sent(activity) if sending else _("Draf tersimpan."), "ok")
        return redirect(url_for("compose.draft", activity_id=activity.id), 303)
    db().rollback()
    activity = capture.activity(db(), activity.id, actor())
    return _page(activity, queries.post_of(db(), activity.id), form), 422


def _save(form: DraftForm, activity: Activity, sending: bool) -> bool:
    practice = house().settings.practice_mode
    if sending and form.unticked():
        for name in form.unticked():
            form[name].errors = [_("Periksa dan centang sebelum mengirim.")]
        return False
    if form.when.raw_data and form.when.data == AT and not form.due_at.data:
        form.due_at.errors = [_("Tulis tanggal dan jamnya.")]
        return False
    networks = house().networks
    try:
        post, _new = services.put_draft(
            db(), read_uuid(form.uuid.data), activity, _written(form, activity), by=actor(), networks=networks,
            practice=practice,
        )  # fmt: skip
        # Kept whatever comes of the sending: the words, and that its pictures are asked for.
        db().commit()
        if sending:
            services.submit(db(), post, by=actor(), networks=networks, practice=practice, now=clock.now())
    except services.AlreadyPosted:
        form.caption.errors = [_("Kegiatan ini sudah punya unggahan. Muat ulang halaman.")]
        return False
    except (Invalid, Conflict) as refusal:
        _tell(form, refusal)
        return False
    return True


def _written(form: DraftForm, activity: Activity) -> Draft:
    """What was sent. The text of a network of which the unit has no account now stays as it was."""
    post = queries.post_of(db(), activity.id)
    captions = dict(post.latest.captions) if post else {}
    kinds = {}
    for name in house().networks:
        if caption_field(name) in form:
            captions[name] = form[caption_field(name)].data or ""
        if kind_field(name) in form:
            kinds[name] = form[kind_field(name)].data or Kind.SINGLE.value
    return Draft(
        caption=form.caption.data or "",
        alt_text=form.alt_text.data or "",
        accounts=[uuid.UUID(each) for each in form.accounts.data or []],
        captions=captions,
        kinds=kinds,
        due_at=form.moment(),
    )


def _tell(form: DraftForm, refusal: DomainError) -> None:
    for name, told in (by_field(refusal) or {"caption": sentence(refusal)}).items():
        part, _dot, network = name.partition(".")
        named = {"captions": caption_field, "kinds": kind_field}.get(part)
        field = named(network) if named and network else name
        form[field if field in form else "accounts"].errors = [told]


def _sent(activity: Activity) -> str:
    return str(_("Unggahan dikirim ke %(unit)s untuk disetujui.", unit=_decided_by(activity)))


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
    usable = accounts.usable(db(), activity.unit_code)
    form = draft_form(_networks(activity))
    form.accounts.choices = [
        SelectChoice(str(each.id), f"{network_name(each.network, each.site)}: @{each.handle}")
        for each in usable
    ]
    post = queries.post_of(db(), activity.id)
    free = house().next_slot(db(), activity.unit, post.id if post else None, clock.now())
    form.offer_slot(free, _slot_words(free))
    return form


def _networks(activity: Activity) -> list[Network]:
    """Those on which this unit has an account."""
    used = {account.network for account in accounts.usable(db(), activity.unit_code)}
    return [network for name, network in house().networks.items() if name in used]


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
    form.uuid.data = str(post.id)
    form.caption.data, form.alt_text.data = version.caption, version.alt_text
    if version.state in EDITABLE:
        form.alt_text.data = services.alt_text_now(db(), activity, version)
    form.accounts.data = list(version.accounts)
    for name in house().networks:
        if caption_field(name) in form:
            form[caption_field(name)].data = version.captions.get(name, "")
        if kind_field(name) in form:
            form[kind_field(name)].data = version.kinds.get(name, Kind.SINGLE.value)
    form.plan(version.due_at)


def _page(activity: Activity, post: Post | None, form: DraftForm) -> str:
    version = post.latest if post else None
    may = actor().may(Role.UPLOADER, activity.unit.path)
    editable = may and (version is None or version.state in EDITABLE)
    found = _picture(activity, version, editable)
    shown = _shown(found) if found else None
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
        due_at=version.due_at if version else None,
        limits=counted(_networks(activity), services.plain(form.caption.data or "")),
        variants=_variants(activity, form),
        previews=previews(version, found, house().networks, again=editable),
        note=post.answered if post else None,
        missing=[_(told) for told in _missing(activity, shown)],
        submit_label=_("Kirim ke %(unit)s", unit=_decided_by(activity)),
        action=url_for("compose.save", activity_id=activity.id),
        recall_url=url_for("compose.recall", post_id=post.id)
        if may and post and post.latest.state is VersionState.SUBMITTED
        else "",
    )


def _variants(activity: Activity, form: DraftForm) -> list[dict[str, Any]]:
    """Of each network on which this unit has an account: its own text with its counters, and its kinds of posts."""
    return [_variant(network, form) for network in _networks(activity)]


def _variant(network: Network, form: DraftForm) -> dict[str, Any]:
    words, kind = form[caption_field(network.name)], None
    if kind_field(network.name) in form:
        kind = form[kind_field(network.name)]
    return {
        "field": words,
        "limits": counted([network], services.plain(words.data or "")),
        "kind": kind,
        "changed": bool(
            words.data or words.errors or (kind and (kind.errors or kind.data != Kind.SINGLE.value))
        ),
    }


def _missing(activity: Activity, shown: dict[str, Any] | None) -> list[str]:
    """What keeps the post from being sent, whatever the person writes."""
    if shown is None:
        return [
            N_("Foto kegiatan belum ada.")
            if activity.mode is Mode.DOCUMENTATION
            else N_("Foto sesudah belum ada.")
        ]
    return []


def _decided_by(activity: Activity) -> str:
    """The unit whose head decides: the nearest above that has one."""
    above = [each for each in units.ancestors(db(), activity.unit) if each.kind in ("kecamatan", "kota")]
    return above[0].title if above else activity.unit.title


def _picture(activity: Activity, version: PostVersion | None, editable: bool) -> Rendition | None:
    """The frozen picture of a version under review, or the one of the activity as it stands."""
    frozen = version.rendition if version and not editable else None
    return frozen or renditions.request_rendition(db(), activity, practice=house().settings.practice_mode)


def _shown(found: Rendition) -> dict[str, Any]:
    ready = found.state is RenditionState.READY
    return {
        "id": str(found.id),
        "state": found.state.value,
        "url": url_for("compose.rendition", rendition_id=found.id) if ready else "",
        "pixels": found.pixels,
        "aligned": "aligned" in found.recipe,
        "reason": _(REASONS[found.reason]) if found.reason in REASONS else "",
        "retry_url": url_for("compose.render_again", rendition_id=found.id)
        if found.state is RenditionState.FAILED
        else "",
    }
