"""Activities as cards: what a list shows of each. Addresses of small pictures, never of originals."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from evidence.capture.categories import Mode
from evidence.capture.models import Activity, ActivityState, OriginalState, Photo, PhotoState, Stage
from evidence.capture.queries import shown, stored
from evidence.capture.unfinished import OTHER, REASONS
from evidence.core import clock

# For a line of a list, half a card, a screen, a close look. Cards with screens would cost a phone twice the bytes.
SMALL, CARD, MIDDLE, LARGE = 320, 640, 960, 2048


def picture_url(photo: Photo | None, edge: int = MIDDLE) -> str:
    """The address of a photo's derivative with that long edge, or "" while there is none.

    A photo from before there was that size has the next larger one.
    """
    found = min((int(each) for each in photo.derivatives if int(each) >= edge), default=0) if photo else 0
    return url_for("pictures.derivative", photo_id=photo.id, edge=found) if photo and found else ""


def camera_url(photo: Photo) -> str:
    """The address of the camera's own file of a photo, or "" while it is not stored."""
    good = photo.state in (PhotoState.STORED, PhotoState.REPLACED)
    if not good or photo.original_state is not OriginalState.STORED:
        return ""
    return url_for("pictures.camera", photo_id=photo.id)


def card(activity: Activity, url: str, family: str = "activity", state: str = "") -> dict[str, Any]:
    """One card; ``family`` and ``state`` name its chip, the activity's own state when none is given."""
    return {
        "title": activity.title,
        "url": url,
        "unit": activity.unit.title,
        "date": activity.work_date,
        "recorded": activity.created_at,
        "family": family,
        "state": state or shown_state(activity),
        "why": unfinished(activity),
        "before": picture_url(stored(activity, Stage.BEFORE), CARD),
        "after": picture_url(stored(activity, Stage.AFTER), CARD),
        "plain": picture_url(stored(activity, Stage.PLAIN), CARD),
        "tabs": tabs(activity),
    }


def tabs(activity: Activity) -> tuple[str, str]:
    """What stands on the first and the last photo of a series, as on its picture; empty for a before and an after."""
    return ("0%", "100%") if activity.mode is Mode.PROGRESS else ("", "")


def shown_state(activity: Activity) -> str:
    """The activity's state; an open one of which no photo came through yet says so."""
    came_through = any(each.state in (PhotoState.RECEIVED, PhotoState.STORED) for each in shown(activity))
    return "empty" if activity.state == "open" and not came_through else str(activity.state)


def unfinished(activity: Activity) -> dict[str, str] | None:
    """Why the work waits and for how long; None for work that does not."""
    if activity.state is not ActivityState.UNFINISHED:
        return None
    days = (clock.now() - (activity.unfinished_at or activity.created_at)).days
    return {
        "reason": _(REASONS.get(activity.unfinished_reason, REASONS[OTHER])),
        "note": activity.unfinished_note or "",
        "age": ngettext("%(days)s hari", "%(days)s hari", days, days=days) if days > 0 else _("hari ini"),
    }


def side(photo: Photo) -> dict[str, Any]:
    """A photo as one side of a pair."""
    return {
        "id": str(photo.id),
        "url": picture_url(photo),
        "large": picture_url(photo, LARGE),
        "width": photo.width,
        "height": photo.height,
        "alt": "",
    }
