"""The tree of units over HTTP."""

from flask import Blueprint, Response

from evidence.core.tree_keys import read_path
from evidence.core.web import answer, db, page_key
from evidence.units import queries
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor

api = Blueprint("units_api", __name__, url_prefix="/api/v1")


@api.get("/units")
@allow(SIGNED_IN)
def get_units() -> Response:
    """The units the caller has a part in, in the order of the tree; ``after`` is the key of the next page."""
    found = queries.page(db(), actor().paths(), page_key(read_path))
    body = [
        {"code": each.code, "name": each.name, "kind": each.kind, "parent": each.parent_code}
        for each in found.rows
    ]
    return answer({"units": body, "after": found.after})
