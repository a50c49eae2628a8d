"""The one thing strangers may read: an approved picture, while a network fetches it."""

from flask import Blueprint, Response

from evidence.adapters.storage import ObjectMissing
from evidence.core import clock
from evidence.core.errors import NotFound
from evidence.core.web import db, read_uuid
from evidence.publish import media
from evidence.units.access import PUBLIC, allow
from evidence.units.current import house

pages = Blueprint("pulling", __name__)


@pages.get("/media/<link_id>.jpg")
@allow(PUBLIC)
def picture(link_id: str) -> Response:
    """The picture behind a link that still lives; whatever else, it is not there."""
    found = media.readable(db(), read_uuid(link_id), now=clock.now())
    if found is None:
        raise NotFound
    try:
        body = house().storage.stream(found.object_key)
    except ObjectMissing:
        raise NotFound from None
    response = Response(body, content_type="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    # A network reads it once; nobody else should keep or find it.
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
