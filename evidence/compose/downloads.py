"""The page on which all pictures of an activity are taken away, one by one or as one file, with the words to copy."""

import io
import zipfile
from collections.abc import Collection
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.adapters import credentials
from evidence.adapters.imaging import REASONS
from evidence.adapters.storage import ObjectMissing
from evidence.capture import queries as capture
from evidence.capture.models import Activity
from evidence.capture.stages import stage_words
from evidence.compose import queries, recipes
from evidence.compose.forms import FORMAT_LABELS
from evidence.compose.models import PostVersion, Rendition, RenditionState, VersionState
from evidence.compose.outputs import outputs
from evidence.compose.sheet import Item, Sheet, sheet
from evidence.core.errors import NotFound
from evidence.core.web import db, read_uuid
from evidence.core.words import N_
from evidence.units.access import SIGNED_IN, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("downloads", __name__)
# Of the photo on a slide, by the label that stands on it.
PHOTO_LABELS = {"SEBELUM": N_("Sebelum"), "SESUDAH": N_("Sesudah")}
# The same pictures and words make the same file, whenever it is asked for.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@pages.get("/kegiatan/<activity_id>/unduh")
@allow(SIGNED_IN)
def page(activity_id: str) -> str:
    """The pictures of an activity and their words; what is not made yet is asked for, and shown when it is there."""
    activity = capture.activity(db(), read_uuid(activity_id), actor())
    version, found = _found(activity)
    again = actor().may(Role.UPLOADER, activity.unit.path)
    shown = render_template(
        "compose/downloads.html",
        activity={"title": activity.title, "url": url_for("gallery.activity", activity_id=activity.id)},
        sheet=found and _shown(found, again=again, signed=_signed(version)),
        originals=_originals(activity) if found and _signs() else [],
        state=version.state.value if version else VersionState.DRAFT.value,
        practice=house().settings.practice_mode,
        archive_url=url_for("downloads.archive", activity_id=activity.id),
    )
    # Opening the page may have asked for pictures that were not made yet.
    db().commit()
    return shown


@pages.get("/kegiatan/<activity_id>/unduh.zip")
@allow(SIGNED_IN)
def archive(activity_id: str) -> Response:
    """All pictures as they are kept, and the words, in one file; back to the page while one is still on its way."""
    activity = capture.activity(db(), read_uuid(activity_id), actor())
    _version, found = _found(activity)
    if found is None or found.waiting or not found.ready:
        db().commit()
        flash(_("Gambar masih disiapkan. Unduh semuanya setelah siap."), "info")
        return redirect(url_for("downloads.page", activity_id=activity.id))
    response = Response(_zipped(found), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.archive}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _found(activity: Activity) -> tuple[PostVersion | None, Sheet | None]:
    post = queries.post_of(db(), activity.id)
    version = post.latest if post else None
    made = outputs(db(), activity, practice=house().settings.practice_mode)
    return version, sheet(db(), activity, made, version) if made else None


def _signs() -> bool:
    """Whether what is taken away can carry Content Credentials here."""
    return house().settings.c2pa_key_file is not None and credentials.available()


def _signed(version: PostVersion | None) -> Collection[str]:
    """The ids of the pictures that were approved, which alone are signed."""
    if version is None or version.state is not VersionState.APPROVED or not _signs():
        return ()
    made = (each["rendition"] for told in version.pictures.values() for each in told.get("pictures", ()))
    return {str(version.rendition_id), *made}


def _originals(activity: Activity) -> list[dict[str, str]]:
    return [
        {"label": stage_words(each), "url": url_for("credentials.photo", photo_id=each.id)}
        for each in recipes.chosen(activity)
    ]


def _zipped(found: Sheet) -> bytes:
    """A dozen pictures of less than 1 MB each, so it is put together in memory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as files:
        for each in found.ready:
            try:
                body = house().storage.get(each.rendition.object_key)
            except ObjectMissing:
                raise NotFound("Gambar itu tidak ada.") from None
            files.writestr(zipfile.ZipInfo(each.file_name, _LONG_AGO), body)
        words = [found.caption, *(f"{each.file_name}\n{each.alt}" for each in found.ready)]
        files.writestr(zipfile.ZipInfo("keterangan.txt", _LONG_AGO), "\n\n".join(words) + "\n")
    return out.getvalue()


def _shown(found: Sheet, *, again: bool, signed: Collection[str]) -> dict[str, Any]:
    return {
        "main": _item(
            next(each for each in found.items if each.rendition is found.main), again=again, signed=signed
        ),
        "formats": [_item(each, again=again, signed=signed) for each in found.formats],
        "carousel": [_item(each, again=again, signed=signed) for each in found.carousel],
        "caption": found.caption,
        "waiting": found.waiting,
        "ready": len({each.rendition.id for each in found.ready}),
        "all": len({each.rendition.id for each in found.items}),
    }


def _item(each: Item, *, again: bool, signed: Collection[str]) -> dict[str, Any]:
    rendition = each.rendition
    failed = rendition.state is RenditionState.FAILED
    return {
        "id": each.name,
        "label": _label(each),
        "state": rendition.state.value,
        "url": _url(rendition),
        "pixels": rendition.pixels,
        "size": rendition.size,
        "file_name": each.file_name,
        "alt": each.alt,
        "reason": _(REASONS[rendition.reason]) if rendition.reason in REASONS else "",
        "credential_url": url_for("credentials.picture", rendition_id=rendition.id)
        if str(rendition.id) in signed
        else "",
        "again_url": url_for("compose.render_again", rendition_id=rendition.id, ke="unduh")
        if failed and again
        else "",
    }


def _url(rendition: Rendition) -> str:
    ready = rendition.state is RenditionState.READY
    return url_for("compose.rendition", rendition_id=rendition.id) if ready else ""


def _label(each: Item) -> str:
    if each.name in FORMAT_LABELS:
        return str(FORMAT_LABELS[each.name])
    number = each.name.removeprefix("slide-")
    if number == "1":
        return str(_("1. Sampul"))
    words = _(PHOTO_LABELS[each.label]) if each.label in PHOTO_LABELS else each.label or _("Foto")
    return f"{number}. {words}"
