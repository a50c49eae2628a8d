"""Pictures to look at, and originals to take away, both by the access rule of their activity."""

from flask import Blueprint, Response, request

from evidence.adapters.storage import EXTENSIONS, ObjectMissing
from evidence.capture import queries
from evidence.capture.models import OriginalState, Photo, PhotoState
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
    photo = _verified(photo_id)
    response = picture(photo.object_key, photo.content_type, f'"{photo.sha256}"')
    return _download(response, f"bukti-{photo.id}", photo.object_key)


@pages.get("/foto/<photo_id>/kamera")
@allow(SIGNED_IN)
def camera(photo_id: str) -> Response:
    """The camera's own file, as a download; up to 60 MB, so it is never held whole."""
    photo = _verified(photo_id)
    if photo.original_state is not OriginalState.STORED or photo.original_key is None:
        raise NotFound("Foto itu tidak ada.")
    suffix = photo.original_key.rpartition(".")[2]
    kind = next(kind for kind, extension in EXTENSIONS.items() if extension == suffix)
    etag = f'"{photo.original_sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return _kept(Response(status=304), etag)
    try:
        response = Response(house().storage.stream(photo.original_key), mimetype=kind)
    except ObjectMissing:
        raise NotFound("Foto itu tidak ada.") from None
    response.headers["Content-Length"] = str(photo.original_size)
    return _download(_kept(response, etag), f"bukti-{photo.id}-kamera", photo.original_key)


def _verified(photo_id: str) -> Photo:
    photo = queries.photo(db(), read_uuid(photo_id), actor())
    if photo.state not in (PhotoState.STORED, PhotoState.REPLACED):
        raise NotFound("Foto itu tidak ada.")
    return photo


def _download(response: Response, name: str, key: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{key.rpartition(".")[2]}"'
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
    return _kept(response, etag)


def _kept(response: Response, etag: str) -> Response:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
