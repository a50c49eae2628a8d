"""The gallery over HTTP."""

from flask import Blueprint, Response, request

from evidence.capture.api import describe_activity
from evidence.core.paging import read_key
from evidence.core.web import answer, db, page_key
from evidence.gallery.forms import read_filters
from evidence.gallery.queries import filtered, page
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor

api = Blueprint("gallery_api", __name__, url_prefix="/api/v1")


@api.get("/activities")
@allow(SIGNED_IN)
def get_activities() -> Response:
    """The activities the caller may see, the newest day of work first; ``after`` is the key of the next page.

    Filters are those of the gallery's address. A page may hold few or none and still name the next one, where what
    fits is rare: ``after`` is null at the end only.
    """
    after = page_key(read_key)
    found = page(db(), filtered(db(), actor(), read_filters(request.args)), after)
    return answer({"activities": [describe_activity(each) for each in found.rows], "after": found.after})
