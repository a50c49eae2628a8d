"""Downloads with Content Credentials. What is posted never is one of these: a post is the approved bytes."""

from flask import Blueprint, Response

from evidence.capture import queries as capture
from evidence.capture.pace import keep_pace_of_tries
from evidence.compose import queries as compose
from evidence.core.web import db, read_uuid
from evidence.integrity import credentials
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor, house

pages = Blueprint("credentials", __name__)


@pages.get("/hasil/<rendition_id>/kredensial.jpg")
@allow(SIGNED_IN)
def picture(rendition_id: str) -> Response:
    """An approved picture with its photos as ingredients."""
    found = compose.rendition(db(), read_uuid(rendition_id), actor())
    keep_pace_of_tries(actor())
    body = credentials.picture(db(), house().storage, found, house().settings.c2pa_key_file)
    return _download(body, "image/jpeg", f"bukti-{found.recipe['format']}-kredensial.jpg")


@pages.get("/foto/<photo_id>/kredensial")
@allow(SIGNED_IN)
def photo(photo_id: str) -> Response:
    """A photo as it was received."""
    found = capture.photo(db(), read_uuid(photo_id), actor())
    keep_pace_of_tries(actor())
    body = credentials.photo(house().storage, found, house().settings.c2pa_key_file)
    suffix = found.object_key.rpartition(".")[2]
    return _download(body, found.content_type, f"bukti-{found.id}-kredensial.{suffix}")


def _download(body: bytes, kind: str, name: str) -> Response:
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # Each time it is signed anew.
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
