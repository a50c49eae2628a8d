"""The photos that a decision is made on, and what a page says of them."""

from typing import Any

from flask import url_for

from evidence.capture.cards import camera_url, picture_url
from evidence.capture.models import Activity, Photo, Stage
from evidence.capture.queries import stored
from evidence.compose.marked import stage_label
from evidence.compose.recipes import taken_on


def photos_of(activity: Activity) -> list[Photo]:
    """The photos that a decision is made on, in the order in which they were taken."""
    stages = (Stage.BEFORE, Stage.PROGRESS, Stage.AFTER, Stage.PLAIN)
    return [photo for photo in (stored(activity, each) for each in stages) if photo]


def facts_of(activity: Activity) -> list[dict[str, Any]]:
    """What is known of those photos, as a page says it."""
    return [fact_of(photo) for photo in photos_of(activity)]


def fact_of(photo: Photo) -> dict[str, Any]:
    """What is known of one photo, as a page says it."""
    taken = taken_on(photo)
    return {
        "stage": photo.stage.value,
        "percent": photo.percent,
        "url": picture_url(photo),
        "original_url": url_for("pictures.original", photo_id=photo.id),
        "camera_url": camera_url(photo),
        "taken_at": taken,
        "received_at": photo.received_at,
        "uploader": f"{photo.acting_as or ''} {photo.uploader.name}".strip(),
        "source": photo.source,
        "sha256": photo.sha256,
        "label": stage_label(photo),
    }
