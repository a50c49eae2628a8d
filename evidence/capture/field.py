"""What a phone learns to work without a network: whose it is, what a new activity can be, and what waits for photos."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from evidence.capture import points, queries
from evidence.capture.cards import picture_url
from evidence.capture.categories import CATEGORIES
from evidence.capture.models import Activity, PhotoPoint, Stage
from evidence.capture.queries import stored
from evidence.capture.stages import stages
from evidence.core.web import answer, db
from evidence.units.access import UPLOADERS, Role, allow
from evidence.units.current import actor
from evidence.units.models import Unit
from evidence.units.offering import offered, places

# As it stands on a sign.
CODE = re.compile("[0-9A-Z]{4}-[0-9A-Z]{4}")

api = Blueprint("field_api", __name__, url_prefix="/api/v1")


@api.get("/field")
@allow(UPLOADERS)
def get_field() -> Response:
    """The caller, their units, places, categories and photo points, and the activities that still miss a photo.

    ``?point=7Q4M-2KXD`` names a sign that the phone stands before: of many points, that one is told of as well.
    """
    by = actor()
    own = by.paths(Role.UPLOADER)
    code = request.args.get("point", "")
    here = points.in_use(db(), by, code if CODE.fullmatch(code) else "")
    at_points = points.newest_waiting(db(), [each.id for each in here], by)
    waiting = {each.point_id: each for each in at_points}
    # Of much work the newest, and what has waited longest, and what a sign leads to.
    longest = [each for each in queries.waiting_for_after(db(), by) if by.may(Role.UPLOADER, each.unit.path)]
    known = {each.id: each for each in (*queries.in_work(db(), by), *longest, *at_points)}
    return answer(
        {
            "me": {"id": str(by.id), "name": by.name},
            "units": [_choice(each) for each in offered(db(), own).units],
            "places": [_choice(each) for each in _places(own, here)],
            "categories": [
                {"code": code, "label": _(label), "mode": mode} for code, (label, mode) in CATEGORIES.items()
            ],
            "points": [_point(each, waiting.get(each.id)) for each in here],
            "activities": [_waiting(each) for each in known.values()],
        }
    )


def _places(own: Sequence[str], here: Sequence[PhotoPoint]) -> Sequence[Unit]:
    """The kelurahan a phone may choose from; of a whole country those near, and where its points are."""
    found = {each.code: each for each in places(db(), own).units}
    return sorted(
        {**found, **{each.place_code: each.place_unit for each in here}}.values(), key=lambda each: each.path
    )


def _point(point: PhotoPoint, waiting: Activity | None) -> dict[str, Any]:
    return {
        "id": str(point.id),
        "code": point.code,
        "name": point.name,
        "category": point.category,
        "mode": point.mode,
        "unit": point.unit_code,
        "place": {"unit": point.place_code, "rt": point.rt, "rw": point.rw, "street": point.street},
        "position": point.position,
        "open": str(waiting.id) if waiting else None,
    }


def _choice(unit: Unit) -> dict[str, str]:
    return {"code": unit.code, "label": unit.title}


def _waiting(activity: Activity) -> dict[str, Any]:
    before = stored(activity, Stage.BEFORE)
    position = before.position if before else None
    return {
        "id": str(activity.id),
        "title": activity.title,
        "unit": activity.unit.title,
        "mode": activity.mode,
        "category": activity.category,
        "place": activity.place or activity.place_unit.title,
        "began": activity.created_at.isoformat(),
        "url": url_for("gallery.activity", activity_id=activity.id),
        "missing": [
            {"stage": row["stage"], "percent": row["percent"], "label": row["label"]}
            for row in stages(activity, may_add=True)
            if row["upload_url"] and row["state"] not in ("received", "stored")
        ],
        "before": {
            "id": str(before.id),
            "url": picture_url(before),
            "position": {name: position[name] for name in ("lat", "lon")} if position else None,
        }
        if before
        else None,
    }
