"""The pictures on which somebody drew what should be mended, as pages show them."""

from typing import Any

from flask_babel import gettext as _

from evidence.capture.cards import picture_url
from evidence.capture.models import Photo
from evidence.capture.stages import STAGES
from evidence.compose.marks import Mark, by_photo
from evidence.compose.models import PostVersion
from evidence.core.web import db


def marked(version: PostVersion | None) -> list[dict[str, Any]]:
    """Each photo of ``version`` that was drawn on, with its marks; one that was replaced since is shown as it was."""
    if version is None or not version.answer_marks:
        return []
    found = []
    for ident, marks in by_photo(version.answer_marks).items():
        photo = db().get(Photo, ident)
        if photo is not None:
            found.append({**drawable(photo), "marks": [_spoken(each) for each in marks]})
    return found


def _spoken(mark: Mark) -> Mark:
    place = mark["place"]
    return {**mark, "place": _(place)}


def drawable(photo: Photo) -> dict[str, Any]:
    """A photo as something that can be drawn on: without an address where its picture is gone."""
    return {
        "id": str(photo.id),
        "label": stage_label(photo),
        "url": picture_url(photo),
        "width": photo.width or 4,
        "height": photo.height or 3,
    }


def stage_label(photo: Photo) -> str:
    """``Foto sebelum``, ``Foto proses 50%``."""
    words = str(_(STAGES[photo.stage]))
    return f"{words} {photo.percent}%" if photo.percent is not None else words
