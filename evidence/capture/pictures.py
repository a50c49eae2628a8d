"""Pictures to look at, and originals to take away, both by the access rule of their activity."""

from flask import Blueprint, Response, request

from evidence.adapters.storage import ObjectMissing
from evidence.capture import queries
from evidence.capture.models import PhotoState
from evidence.core.errors import NotFound
from evidence.core.web import db, read_uuid
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor, house

pages = Blueprint("pictures", __name__)
# Bytes that came from outside never get to run anything, whatever a browser takes them for.
SANDBOX = "sandbox; default-src 'none'"


@pages.get("/foto/<photo_id>/<int:edge>.jpg")
@allow(SIGNED_IN)
def derivative(photo_id: str, edge: int) -> Response:
    """A derivative with that long edge in pixels."""
    photo = queries.photo(db(), read_uuid(photo_id), actor())
    key = photo.derivatives.get(str(edge))
    if key is None or photo.state is PhotoState.REDACTED:
        raise NotFound("Foto itu tidak ada.")
    return picture(key, "image/jpeg", f'"{photo.sha256}-{edge}"')


@pages.get("/foto/<photo_id>/asli")
@allow(SIGNED_IN)
def original(photo_id: str) -> Response:
    """The photo as received, as a download."""
    photo = queries.photo(db(), read_uuid(photo_id), actor())
    if photo.state not in (PhotoState.STORED, PhotoState.REPLACED):
        raise NotFound("Foto itu tidak ada.")
    response = picture(photo.object_key, photo.content_type, f'"{photo.sha256}"')
    suffix = photo.object_key.rpartition(".")[2]
    response.headers["Content-Disposition"] = f'attachment; filename="bukti-{photo.id}.{suffix}"'
    return response


def picture(key: str, content_type: str, etag: str) -> Response:
    """The object at ``key``, cacheable by this browser only; its address never changes its content."""
    if request.headers.get("If-None-Match") == etag:
        response = Response(status=304)
    else:
        try:
            response = Response(house().storage.get(key), mimetype=content_type)
        except ObjectMissing:
            raise NotFound("Foto itu tidak ada.") from None
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
