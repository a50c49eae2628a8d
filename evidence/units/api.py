"""The tree of units over HTTP."""

from flask import Blueprint, Response

from evidence.core.web import answer, db
from evidence.units import queries
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor

api = Blueprint("units_api", __name__, url_prefix="/api/v1")


@api.get("/units")
@allow(SIGNED_IN)
def get_units() -> Response:
    """The units the caller has a part in, in the order of the tree."""
    found = queries.units(db(), actor().paths())
    body = [
        {"code": each.code, "name": each.name, "kind": each.kind, "parent": each.parent_code}
        for each in found
    ]
    return answer({"units": body})
