"""The pages on which a picture is arranged and a unit chooses its look, each with a true try-out."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from evidence.adapters import imaging
from evidence.capture import queries as capture
from evidence.capture.cards import picture_url
from evidence.capture.models import Activity, Photo
from evidence.capture.pace import keep_pace_of_tries
from evidence.capture.pictures import picture
from evidence.compose import alignments, codes, looks, queries, recipes
from evidence.compose.alignments import Laid
from evidence.compose.forms import FOUND, MARKED, ArrangeForm, ThemeForm
from evidence.compose.looks import Look
from evidence.compose.models import PostVersion
from evidence.compose.recipes import Arranged
from evidence.compose.services import LOCKED
from evidence.core import clock
from evidence.core.errors import Conflict, DomainError, Invalid, NotFound
from evidence.core.web import by_field, db, problem, read_uuid, sentence
from evidence.core.words import N_
from evidence.points.sign import base_of
from evidence.units import queries as units
from evidence.units.access import SIGNED_IN, UPLOADERS, Role, allow
from evidence.units.current import actor, house
from evidence.units.models import Unit

pages = Blueprint("looks", __name__)
SHOWN_EDGE = 960
SAMPLES = Path(__file__).resolve().parents[2] / "static"
# No work has it: a code is drawn, and one of nothing but zeros never was.
_SAMPLE_CODE = "0" * codes.LENGTH


def frozen(version: PostVersion) -> dict[str, Any] | None:
    """The picture of a version that was sent, for the pages that show it; None while nothing is frozen."""
    if version.rendition is None or not version.image_sha256:
        return None
    return {
        "url": url_for("compose.rendition", rendition_id=version.rendition_id),
        "pixels": version.rendition.pixels,
        "size": version.rendition.size,
        "aligned": "aligned" in version.rendition.recipe,
    }


# ------------------------------------------------------------------------------------ the picture of an activity
@pages.get("/kegiatan/<activity_id>/gambar")
@allow(UPLOADERS)
def arrange(activity_id: str) -> str:
    """The picture as it is arranged, to be arranged anew."""
    activity, photos = _own(activity_id)
    form = ArrangeForm()
    _offer(form, activity, photos)
    form.show(recipes.arrangement_of(db(), activity.id), [str(photo.id) for photo in photos])
    page = _arrange_page(activity, photos, form)
    # Opening the page may have looked for how the photos lie on each other.
    db().commit()
    return page


@pages.post("/kegiatan/<activity_id>/gambar")
@allow(UPLOADERS)
def save_arrangement(activity_id: str) -> Answer | tuple[str, int]:
    """Keep the arrangement; the picture is drawn anew."""
    activity, photos = _own(activity_id)
    form = _arrange_form(activity, photos)
    if form.validate_on_submit():
        try:
            asked = _arranged(form, activity, photos)
            looks.arrange(db(), activity.id, asked, by=actor(), practice=house().settings.practice_mode)
        except (Invalid, Conflict) as refusal:
            db().rollback()
            for name, words in (by_field(refusal) or {"layout": sentence(refusal)}).items():
                form[name].errors = [words]
        else:
            db().commit()
            flash(_("Susunan gambar tersimpan."), "ok")
            return redirect(url_for("compose.draft", activity_id=activity.id), 303)
    activity, photos = _own(activity_id)
    return _arrange_page(activity, photos, form), 422


@pages.post("/kegiatan/<activity_id>/gambar/coba")
@allow(UPLOADERS)
def try_arrangement(activity_id: str) -> Response:
    """The picture as it would be, drawn by the same engine from the photos' large copies; nothing is kept."""
    activity, photos = _own(activity_id)
    form = _arrange_form(activity, photos)
    if not form.validate_on_submit():
        raise Invalid("Periksa kembali isian ini.")
    practice = house().settings.practice_mode
    try:
        recipe = looks.try_out(db(), activity, photos, _arranged(form, activity, photos), practice=practice)
    except Invalid as refusal:
        # Read by script, which says it beside the picture that is not drawn.
        return problem(422, sentence(refusal), by_field(refusal))
    keep_pace_of_tries(actor())
    return _drawn(recipe, [_copy(photo) for photo in photos])


@pages.post("/kegiatan/<activity_id>/gambar/tanpa-selaras")
@allow(UPLOADERS)
def drop_alignment(activity_id: str) -> Answer:
    """Show the after as it is again; all else stays arranged."""
    activity, _photos = _own(activity_id)
    kept = replace(recipes.arrangement_of(db(), activity.id), laid=None)
    looks.arrange(db(), activity.id, kept, by=actor(), practice=house().settings.practice_mode)
    db().commit()
    flash(_("Penyelarasan dilepas. Foto sesudah tampil seperti aslinya."), "ok")
    return redirect(url_for("compose.draft", activity_id=activity.id), 303)


def _own(activity_id: str) -> tuple[Activity, Sequence[Photo]]:
    """The activity of one's own unit with the photos its picture shows."""
    activity = capture.activity(db(), read_uuid(activity_id), actor())
    if not actor().may(Role.UPLOADER, activity.unit.path):
        raise NotFound(capture.NO_ACTIVITY)
    return activity, recipes.chosen(activity)


def _arrange_form(activity: Activity, photos: Sequence[Photo]) -> ArrangeForm:
    """What was sent about these photos. Raises Conflict when it is about others: one was replaced meanwhile."""
    form = ArrangeForm()
    _offer(form, activity, photos)
    if [each.form.photo.data for each in form.frames] != [str(photo.id) for photo in photos]:
        raise Conflict("Foto kegiatan ini baru saja berubah. Muat ulang halaman, lalu atur lagi.")
    return form


def _offer(form: ArrangeForm, activity: Activity, photos: Sequence[Photo]) -> None:
    """Offer to align the photos in the ways that there are for them."""
    if alignments.may_be_laid(activity, photos):
        form.offer(found=_found(activity, photos) is not None)


def _found(activity: Activity, photos: Sequence[Photo]) -> Laid | None:
    """How the photos lie on each other by themselves: as it was kept for the picture, else as it is found."""
    kept = recipes.arrangement_of(db(), activity.id).laid
    if kept and not kept.marks and kept.of(photos):
        return kept
    return alignments.found(db(), house().storage, photos)


def _arranged(form: ArrangeForm, activity: Activity, photos: Sequence[Photo]) -> Arranged:
    """What was asked for. Raises Invalid where the photos cannot be aligned so."""
    arranged, laid = form.arranged(), None
    if form.align.data == FOUND:
        laid = _found(activity, photos)
    elif form.align.data == MARKED:
        marks = form.marks()
        if len(marks) < alignments.MARKS:
            raise Invalid(alignments.NOT_ALIGNED, {"align": N_("Tandai kedua titik pada kedua foto.")})
        laid = alignments.marked(photos, recipes.sizes_of(photos), marks)
    return replace(arranged, laid=laid)


def _arrange_page(activity: Activity, photos: Sequence[Photo], form: ArrangeForm) -> str:
    post = queries.post_of(db(), activity.id)
    locked = LOCKED.get(post.latest.state) if post else None
    sizes = recipes.sizes_of(photos)
    wholes = imaging.wholes(sizes) if photos else {}
    aligns = alignments.may_be_laid(activity, photos)
    return render_template(
        "compose/arrange.html",
        activity={"title": activity.title, "url": url_for("compose.draft", activity_id=activity.id)},
        form=form,
        photos=[
            {"url": picture_url(photo, SHOWN_EDGE), "label": label, "width": size[0], "height": size[1]}
            for photo, label, size in zip(photos, _labels(activity, photos), sizes, strict=True)
        ],
        shapes=imaging.shapes(sizes) if photos else {},
        pair=len(photos) == 2,
        wholes=wholes,
        whole=form.fit.data == "whole"
        or (not form.fit.data and wholes.get(form.format.data, {}).get(form.layout.data or "", False)),
        aligns=aligns,
        follows=aligns and form.align.data in (FOUND, MARKED),
        locked=_(locked) if locked else "",
        try_url=url_for("looks.try_arrangement", activity_id=activity.id),
    )


def _labels(activity: Activity, photos: Sequence[Photo]) -> list[str]:
    told = recipes.labels_of(activity, photos)[: len(photos)]
    words = {"SEBELUM": _("Sebelum"), "SESUDAH": _("Sesudah")}
    return [words.get(label, label) for label in told] or [
        str(_("Foto %(number)s", number=number)) for number in range(1, len(photos) + 1)
    ]


def _copy(photo: Photo) -> bytes:
    # Few photos are that large; of the others the largest copy is the photo's own size.
    return house().storage.get(photo.derivatives[max(photo.derivatives, key=int)])


def _drawn(recipe: imaging.Recipe, photos: Sequence[bytes]) -> Response:
    named = replace(recipe, photos=tuple(hashlib.sha256(photo).hexdigest() for photo in photos))
    crest = looks.crest_of(house().storage, recipe)
    response = Response(imaging.compose(named, photos, crest), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    return response


# ---------------------------------------------------------------------------------------- the look of a unit
@pages.get("/unit/<code>/tema")
@allow(SIGNED_IN)
def theme(code: str) -> str:
    """The look of a unit's pictures, to be chosen."""
    unit = _unit(code)
    form = ThemeForm()
    found = queries.theme_of(db(), unit)
    colours = (found.band, found.accent) if found else (imaging.WEDEL.band, imaging.WEDEL.accent)
    form.band.data, form.accent.data = colours
    form.theme.data = next(
        (name for name, each in imaging.THEMES.items() if (each.band, each.accent) == colours), "own"
    )
    form.handle.data = found.handle if found else ""
    form.proof.data = bool(found and found.proof_base)
    return _theme_page(unit, form)


@pages.post("/unit/<code>/tema")
@allow(SIGNED_IN)
def save_theme(code: str) -> Answer | tuple[str, int]:
    """Choose the look from now on."""
    unit = _unit(code)
    form = ThemeForm()
    if form.validate_on_submit():
        try:
            asked = _look(form)
            made = looks.put_theme(db(), unit, asked, _crest(form), by=actor())
        except (DomainError, imaging.Unreadable) as refusal:
            db().rollback()
            for name, words in (by_field(refusal) or {"crest": sentence(refusal)}).items():
                form[name].errors = [words]
        else:
            db().commit()
            flash(_("Tema tersimpan. Gambar yang sudah dikirim atau disetujui tidak berubah."), "ok")
            if (made.band, made.accent) != (asked.band.upper(), asked.accent.upper()):
                flash(_("Warna digeser terangnya supaya tulisan tetap terbaca."), "info")
            return redirect(url_for("looks.theme", code=unit.code), 303)
    return _theme_page(unit, form), 422


@pages.post("/unit/<code>/tema/coba")
@allow(SIGNED_IN)
def try_theme(code: str) -> Response:
    """A sample picture in the colours asked for; nothing is kept."""
    unit = _unit(code)
    form = ThemeForm()
    chosen = looks.chosen_theme(_look(form))
    keep_pace_of_tries(actor())
    found = queries.theme_of(db(), unit)
    crest = found.crest_sha256 if found and not form.without_crest.data else ""
    return _drawn(_sample(unit, chosen, form, crest), _sample_photos())


@pages.post("/unit/<code>/tema/hapus")
@allow(SIGNED_IN)
def drop_theme(code: str) -> Answer:
    """Go back to the look of the unit above."""
    unit = _unit(code)
    looks.drop_theme(db(), unit, by=actor())
    db().commit()
    flash(_("Tema sendiri dihapus. Gambar berikutnya memakai tema unit di atas."), "ok")
    return redirect(url_for("looks.theme", code=unit.code), 303)


@pages.get("/unit/<code>/lambang.png")
@allow(SIGNED_IN)
def crest(code: str) -> Response:
    """The crest that stands on the unit's pictures."""
    unit = units.unit(db(), code)
    found = queries.theme_of(db(), unit)
    if not actor().sees(unit.path) or found is None or not found.crest_sha256:
        raise NotFound(looks.NO_UNIT)
    response = picture(looks.crest_key(found.crest_sha256), looks.CREST_KIND, f'"{found.crest_sha256}"')
    # Another crest may stand at this address tomorrow.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _unit(code: str) -> Unit:
    unit = units.unit(db(), code)
    looks.theme_for(unit, actor())
    return unit


def _look(form: ThemeForm) -> Look:
    handle = form.handle.data or ""
    if form.theme.data in imaging.THEMES:
        chosen = imaging.THEMES[form.theme.data]
        return Look(chosen.band, chosen.accent, handle, _proof_base(form))
    return Look(form.band.data or "", form.accent.data or "", handle, _proof_base(form))


def _proof_base(form: ThemeForm) -> str:
    return base_of(house().settings.base_url, request.host_url) if form.proof.data else ""


def _crest(form: ThemeForm) -> str | None:
    """The digest of the crest that was sent, "" for none, None to leave it as it is."""
    body = form.crest.data.read() if form.crest.data else b""
    if body:
        return looks.put_crest(house().storage, body)
    return "" if form.without_crest.data else None


def _theme_page(unit: Unit, form: ThemeForm) -> str:
    found = queries.theme_of(db(), unit)
    own = found is not None and found.unit_code == unit.code
    return render_template(
        "compose/theme.html",
        unit={"title": unit.title, "code": unit.code},
        form=form,
        themes={name: vars(each) for name, each in imaging.THEMES.items()},
        crest_url=url_for("looks.crest", code=unit.code) if found and found.crest_sha256 else "",
        from_unit="" if own or not found else units.unit(db(), found.unit_code).title,
        try_url=url_for("looks.try_theme", code=unit.code),
        drop_url=url_for("looks.drop_theme", code=unit.code) if own else "",
    )


def _sample(unit: Unit, chosen: imaging.Theme, form: ThemeForm, crest: str) -> imaging.Recipe:
    """A picture as this unit's could be."""
    above = [each.title for each in units.ancestors(db(), unit)]
    days = [clock.long_date(clock.now() - timedelta(days=back)) for back in (3, 1)]
    return imaging.Recipe(
        photos=("", ""),
        title=_("Kuras saluran depan balai"),
        place="RT 05 RW 03",
        dates=tuple(days),
        unit=unit.title,
        district=above[0] if above else "",
        city=above[1] if len(above) > 1 else "",
        category=_("Saluran & drainase"),
        practice=house().settings.practice_mode,
        labels=("SEBELUM", "SESUDAH"),
        theme=chosen,
        handle=form.handle.data or "",
        crest=crest,
        code=codes.printed(_SAMPLE_CODE) if form.proof.data else "",
        link=codes.link(_proof_base(form), _SAMPLE_CODE) if form.proof.data else "",
    )


@cache
def _sample_photos() -> tuple[bytes, ...]:
    """Two photos drawn by code, which `scenes` draws again at any time."""
    return tuple((SAMPLES / f"contoh-{name}.jpg").read_bytes() for name in ("sebelum", "sesudah"))
