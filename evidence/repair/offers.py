"""What an activity's page offers for mending, and the photos that a newer one took the place of."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from evidence.capture.cards import SMALL, picture_url
from evidence.capture.models import Activity, ActivityState, PhotoState, Stage
from evidence.capture.queries import replaced, shown, stored
from evidence.capture.stages import stage_words
from evidence.points.queries import point_of
from evidence.repair.queries import held
from evidence.units.access import Actor, Role


def offers(session: Session, activity: Activity, by: Actor) -> dict[str, Any] | None:
    """The acts that this person may do here now; None for who may only look."""
    if not by.may(Role.UPLOADER, activity.unit.path) or activity.state is ActivityState.ARCHIVED:
        return None
    told = held(session, activity.id)
    photos = [] if told else [each for each in shown(activity) if each.state is PhotoState.STORED]
    waits = activity.state is ActivityState.UNFINISHED
    return {
        "held": _(told) if told else "",
        "swap": None if told else _swap(activity),
        "moves": [
            {"label": stage_words(each), "url": url_for("repair.move", photo_id=each.id)} for each in photos
        ],
        "set_asides": [
            {
                "picture": picture_url(each, SMALL),
                "who": each.uploader.name,
                "when": each.received_at,
                "url": url_for("repair.set_aside", photo_id=each.id),
            }
            for each in photos
            if each.stage is Stage.PLAIN
        ],
        "unfinished_url": url_for("repair.unfinished", activity_id=activity.id)
        if waits or activity.state is ActivityState.OPEN or (not told and stored(activity, Stage.AFTER))
        else "",
        "resume_url": url_for("repair.resume", activity_id=activity.id) if waits else "",
        "point": _point(session, activity, by),
    }


def _point(session: Session, activity: Activity, by: Actor) -> dict[str, str] | None:
    """The photo point it stands at, or the way to make one of its place; None before there is anything to repeat."""
    point = point_of(session, activity, by)
    if point is not None:
        label = _("Titik foto: %(name)s", name=point.name)
        return {"label": label, "url": url_for("points.point", point_id=point.id)}
    if activity.point_id is not None or stored(activity, Stage.BEFORE) is None:
        return None
    return {"label": _("Jadikan titik foto"), "url": url_for("points.new", dari=activity.id)}


def _swap(activity: Activity) -> dict[str, str] | None:
    before, after = stored(activity, Stage.BEFORE), stored(activity, Stage.AFTER)
    if before is None or after is None:
        return None
    url = url_for("repair.swap", activity_id=activity.id)
    return {"url": url, "before": str(before.id), "after": str(after.id)}


def old_photos(activity: Activity) -> list[dict[str, Any]]:
    """What no longer stands but stays evidence, with its download."""
    return [
        {
            "label": stage_words(each),
            "when": each.received_at,
            "who": each.uploader.name,
            "url": url_for("pictures.original", photo_id=each.id),
        }
        for each in replaced(activity)
    ]
