"""Mending over HTTP. Photos and places are named by their uuids, so that a repeated call does nothing twice."""

from typing import Any

from flask import Blueprint, Response

from evidence.capture import queries as capture
from evidence.capture.api import describe_activity, describe_photo
from evidence.capture.models import Stage
from evidence.core import clock
from evidence.core.errors import Invalid
from evidence.core.web import answer, body_of_request, db, read_uuid
from evidence.core.words import N_
from evidence.repair import services
from evidence.units.access import UPLOADERS, allow
from evidence.units.current import actor, house

api = Blueprint("repair_api", __name__, url_prefix="/api/v1")


@api.post("/activities/<activity_id>/swap")
@allow(UPLOADERS, scope="upload")
def swap(activity_id: str) -> Response:
    """Let the photos ``before`` and ``after`` change places."""
    told = body_of_request()
    before, after = read_uuid(_text(told, "before")), read_uuid(_text(told, "after"))
    practice = house().settings.practice_mode
    services.swap(db(), read_uuid(activity_id), before, after, by=actor(), practice=practice)
    return _activity(activity_id)


@api.post("/activities/<activity_id>/unfinished")
@allow(UPLOADERS, scope="upload")
def unfinished(activity_id: str) -> Response:
    """Say that the work waits, with the code of a ``reason`` and a ``note``; ``after`` is one that shall not stand."""
    told = body_of_request()
    reason, note = _text(told, "reason"), _text(told, "note")
    after = read_uuid(_text(told, "after")) if _text(told, "after") else None
    services.mark_unfinished(
        db(), read_uuid(activity_id), reason, note, by=actor(), now=clock.now(), after=after
    )
    return _activity(activity_id)


@api.post("/activities/<activity_id>/resume")
@allow(UPLOADERS, scope="upload")
def resume(activity_id: str) -> Response:
    """Open unfinished work again."""
    services.resume(db(), read_uuid(activity_id), by=actor())
    return _activity(activity_id)


@api.post("/photos/<photo_id>/move")
@allow(UPLOADERS, scope="upload")
def move(photo_id: str) -> Response:
    """Put a photo of the activity ``source`` under a ``stage`` of ``activity``."""
    told = body_of_request()
    percent = told.get("percent")
    if percent is not None and (not isinstance(percent, int) or isinstance(percent, bool)):
        raise Invalid("Periksa kembali isian ini.", {"percent": N_("Harus berupa angka.")})
    try:
        stage = Stage(_text(told, "stage"))
    except ValueError:
        raise Invalid("Periksa kembali isian ini.", {"stage": N_("Pilih tahapnya.")}) from None
    services.move(
        db(), read_uuid(photo_id), read_uuid(_text(told, "source")), read_uuid(_text(told, "activity")),
        stage, percent, by=actor(), practice=house().settings.practice_mode,
    )  # fmt: skip
    db().commit()
    return answer(describe_photo(capture.photo(db(), read_uuid(photo_id), actor())))


@api.post("/photos/<photo_id>/set-aside")
@allow(UPLOADERS, scope="upload")
def set_aside(photo_id: str) -> Response:
    """Let a photo of a documentation stand no longer."""
    services.set_aside(db(), read_uuid(photo_id), by=actor(), practice=house().settings.practice_mode)
    db().commit()
    return answer(describe_photo(capture.photo(db(), read_uuid(photo_id), actor())))


def _activity(activity_id: str) -> Response:
    db().commit()
    return answer(describe_activity(capture.activity(db(), read_uuid(activity_id), actor())))


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name) or ""
    if not isinstance(value, str):
        raise Invalid("Periksa kembali isian ini.", {name: N_("Harus berupa teks.")})
    return value
