"""The phone's way in: activities, photos and their originals over HTTP."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext

from evidence.adapters.imaging import REASONS
from evidence.capture import findings, parts, queries, services, telling
from evidence.capture.facts import ActivityFacts
from evidence.capture.intake import take_in, take_part_in
from evidence.capture.meta import parse as parse_meta
from evidence.capture.models import Activity, ActivityState, Finding, Photo
from evidence.capture.pace import keep_pace, keep_pace_of_parts
from evidence.core import clock
from evidence.core.errors import Invalid
from evidence.core.web import answer, body_of_request, db, problem, read_uuid, sentence
from evidence.core.words import N_
from evidence.units.access import SIGNED_IN, UPLOADERS, allow
from evidence.units.current import actor, house

api = Blueprint("capture_api", __name__, url_prefix="/api/v1")
MOST_IDS = 100


@api.put("/photos/<photo_id>")
@allow(SIGNED_IN, scope="upload")
def put_photo(photo_id: str) -> Response:
    """Take a photo in. 201 new, 200 the same again, 409 other bytes; nothing is decoded here."""
    by = actor()
    keep_pace(by)
    photo, stored = take_in(
        db(),
        read_uuid(photo_id),
        request.get_data(cache=False),
        request.mimetype,
        request.headers.get("X-Content-SHA256", ""),
        parse_meta(request.headers.get("X-Meta", "")),
        by=by,
        held=house().held,
        storage=house().storage,
        now=clock.now(),
    )
    return answer(describe_photo(photo), 201 if stored else 200)


@api.route("/photos/<photo_id>", methods=["HEAD"])
@allow(SIGNED_IN, scope="upload")
def head_photo(photo_id: str) -> Response:
    """How much of the camera's own file is safely here."""
    photo = parts.for_upload(db(), read_uuid(photo_id), actor())
    return _told(Response(status=204), parts.progress(photo))


@api.patch("/photos/<photo_id>")
@allow(SIGNED_IN, scope="upload")
def patch_photo(photo_id: str) -> Response:
    """Take the next part of the camera's own file in. 204 also for the same again, 409 says where to go on."""
    by = actor()
    keep_pace_of_parts(by)
    told = request.headers
    part = parts.read_part(
        told.get("Upload-Offset", ""),
        told.get("Upload-Length", ""),
        told.get("X-Content-SHA256", ""),
        request.mimetype,
        request.get_data(cache=False),
    )
    try:
        photo = take_part_in(db(), read_uuid(photo_id), part, by=by, storage=house().storage, now=clock.now())
    except parts.OutOfStep as refusal:
        return _told(problem(409, sentence(refusal)), refusal.progress)
    return _told(Response(status=204), parts.progress(photo))


def _told(response: Response, progress: parts.Progress) -> Response:
    """``response`` with the headers by which a phone knows how to go on."""
    if response.status_code == 204:
        response.headers.pop("Content-Type")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Upload-State"] = progress.state
    response.headers["Upload-Offset"] = str(progress.offset)
    if progress.length is not None:
        response.headers["Upload-Length"] = str(progress.length)
    return response


@api.get("/photos")
@allow(SIGNED_IN)
def get_photos() -> Response:
    """The states of the photos named in ``ids``; the phone drops its copy at *stored* only."""
    wanted = [read_uuid(part) for part in request.args.get("ids", "").split(",") if part]
    if len(wanted) > MOST_IDS:
        raise Invalid("Paling banyak 100 foto sekali tanya.")
    found = queries.photos(db(), wanted, actor())
    return answer({"photos": describe_photos(found)})


@api.put("/activities/<activity_id>")
@allow(UPLOADERS, scope="upload")
def put_activity(activity_id: str) -> Response:
    """Make or edit an activity under the client's own uuid; with ``If-None-Match: *`` only make it."""
    activity, new = services.put_activity(
        db(),
        read_uuid(activity_id),
        _facts(body_of_request()),
        by=actor(),
        held=house().held,
        only_new=request.headers.get("If-None-Match") == "*",
    )
    db().commit()
    return answer(describe_activity(activity), 201 if new else 200)


def _facts(told: dict[str, Any]) -> ActivityFacts:
    place = told.get("place") if isinstance(told.get("place"), dict) else {}
    assert isinstance(place, dict)
    unit = _text(told, "unit")
    return ActivityFacts(
        title=_text(told, "title"),
        category=_text(told, "category"),
        mode=_text(told, "mode"),
        unit=unit,
        place_unit=_text(place, "unit") or unit,
        rt=_number(place, "rt"),
        rw=_number(place, "rw"),
        street=_text(place, "street"),
        work_date=_date(told, "work_date"),
        note=_text(told, "note"),
        point=_uuid(told, "point"),
    )


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid("Periksa kembali isian kegiatan.", {name: N_("Harus berupa teks.")})
    return value


def _number(told: dict[str, Any], name: str) -> int | None:
    value = told.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise Invalid("Periksa kembali isian kegiatan.", {name: N_("Harus berupa angka.")})
    return value


def _uuid(told: dict[str, Any], name: str) -> uuid.UUID | None:
    value = _text(told, name)
    try:
        return uuid.UUID(value) if value else None
    except ValueError:
        raise Invalid("Periksa kembali isian kegiatan.", {name: N_("Harus berupa uuid.")}) from None


def _date(told: dict[str, Any], name: str) -> date | None:
    value = told.get(name)
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        raise Invalid(
            "Periksa kembali isian kegiatan.", {name: N_("Tulis tanggal sebagai 2026-11-25.")}
        ) from None


def describe_photos(photos: Sequence[Photo]) -> list[dict[str, Any]]:
    """Photos as the API tells them, with what stands noticed about each."""
    noticed: dict[uuid.UUID, list[Finding]] = defaultdict(list)
    for each in findings.of_photos(db(), [photo.id for photo in photos]):
        noticed[each.photo_id].append(each)
    return [describe_photo(photo, noticed[photo.id]) for photo in photos]


def describe_photo(photo: Photo, noticed: Sequence[Finding] = ()) -> dict[str, Any]:
    """A photo as the API tells it; ``checks`` says how far its activity's checks are."""
    checks = photo.activity.checks_state
    return {
        "id": str(photo.id),
        "activity": str(photo.activity_id),
        "stage": photo.stage,
        "percent": photo.percent,
        "state": photo.state,
        "reason": photo.reason or None,
        "detail": gettext(REASONS[photo.reason]) if photo.reason in REASONS else None,
        "sha256": photo.sha256,
        "checks": checks.value if checks else None,
        "findings": [telling.described(findings.plain(each, photo)) for each in noticed],
        "original": {**asdict(parts.progress(photo)), "reason": photo.original_reason},
    }


def describe_activity(activity: Activity) -> dict[str, Any]:
    """An activity as the API tells it, with the photo that stands for each stage."""
    return {
        "id": str(activity.id),
        "title": activity.title,
        "category": activity.category,
        "mode": activity.mode,
        "unit": activity.unit_code,
        "place": {
            "unit": activity.place_code,
            "rt": activity.rt,
            "rw": activity.rw,
            "street": activity.street,
        },
        "work_date": activity.work_date.isoformat() if activity.work_date else None,
        "note": activity.note,
        "point": str(activity.point_id) if activity.point_id else None,
        "state": activity.state,
        "unfinished": _unfinished(activity),
        "created_at": activity.created_at.isoformat(),
        "photos": describe_photos(queries.shown(activity)),
    }


def _unfinished(activity: Activity) -> dict[str, Any] | None:
    if activity.state is not ActivityState.UNFINISHED:
        return None
    since = activity.unfinished_at
    return {
        "reason": activity.unfinished_reason,
        "note": activity.unfinished_note or "",
        "since": since.isoformat() if since else None,
    }


def ids(values: object, name: str) -> list[uuid.UUID]:
    """A JSON list of uuids; Invalid otherwise."""
    try:
        return [uuid.UUID(each) for each in values] if isinstance(values, list) else []
    except (ValueError, AttributeError, TypeError):
        raise Invalid("Periksa kembali isian.", {name: N_("Harus daftar uuid.")}) from None
