"""From an activity's rows to the plain data that checks look at."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from evidence.capture.checks.base import Marks, Pair, Place, Reuse, Shot, Subject
from evidence.capture.models import Activity, Measure, Photo, PhotoState, Stage
from evidence.capture.queries import shown
from evidence.core.clock import WIB
from evidence.units.outlines import outline

# The kinds of a `Measure`: what a file says, what the camera's own file says, its pixels, and those of a pair.
MARKS, ORIGINAL, PIXELS, PAIR = "marks", "original", "pixels", "pair"

# What no file and no clock means: years before there were photos, and a clock that is off by more than a lifetime.
FIRST_PHOTOGRAPH = 1826
FURTHEST_CLOCK = 100 * 366 * 86_400.0

Key = tuple[uuid.UUID, uuid.UUID | None, str]
Measures = Mapping[Key, Mapping[str, Any]]


def standing(activity: Activity) -> Sequence[Photo]:
    """The stored photos that stand, in the order of the work."""
    return [each for each in shown(activity) if each.state is PhotoState.STORED]


def unjudged(activity: Activity) -> set[str]:
    """The codes of the checks that could not say anything of a photo that stands."""
    stands = {str(each.id) for each in standing(activity)}
    return {code for code, told in (activity.checks or {}).items() if stands.intersection(told["unjudged"])}


def pairs(photos: Sequence[Photo]) -> Sequence[tuple[Photo, Photo]]:
    """Each stage with the one before it; documentation has no stages."""
    staged = [each for each in photos if each.stage is not Stage.PLAIN]
    return list(pairwise(staged))


def by_key(measures: Sequence[Measure]) -> Measures:
    """The measures by photo, other photo and kind."""
    return {
        (each.photo_id, each.other_id, each.kind): each.values
        for each in measures
        if "unmeasured" not in each.values
    }


def subject(activity: Activity, measures: Measures, reuses: Sequence[Reuse] | None) -> Subject:
    """The activity as the checks see it."""
    photos = standing(activity)
    shots = {each.id: _shot(each, measures) for each in photos}
    return Subject(
        place_title=activity.place_unit.title,
        outline=outline(activity.place_code),
        shots=list(shots.values()),
        pairs=[
            Pair(shots[before.id], shots[after.id], measures.get((after.id, before.id, PAIR), {}))
            for before, after in pairs(photos)
        ],
        reuses=reuses,
    )


def _shot(photo: Photo, measures: Measures) -> Shot:
    claims, exif = photo.claims, photo.exif
    offset = claims.get("clock_offset_s")
    known = isinstance(offset, (int, float)) and not isinstance(offset, bool) and abs(offset) < FURTHEST_CLOCK
    written = datetime.fromisoformat(exif["taken_at"]) if exif.get("taken_at") else None
    return Shot(
        id=str(photo.id),
        stage=photo.stage,
        received_at=photo.received_at,
        source=photo.source,
        sha256=photo.sha256,
        original_sha256=photo.original_sha256,
        taken_at=photo.taken_at,
        device_time=photo.device_time,
        clock_offset_s=float(offset) if known and offset is not None else None,
        clock_unknown=claims.get("clock") == "unknown",
        written_at=written.replace(tzinfo=WIB) if written and written.year >= FIRST_PHOTOGRAPH else None,
        place=_place(photo.position),
        written_place=Place(*exif["position"]) if exif.get("position") else None,
        marks=_marks(photo, measures),
        claimed_kinds=[kind] if isinstance(kind := claims.get("digital_source_type"), str) else [],
        measures=measures.get((photo.id, None, PIXELS), {}),
    )


def _place(told: Mapping[str, Any] | None) -> Place | None:
    if told is None:
        return None
    return Place(told["lat"], told["lon"], told.get("accuracy_m"), told.get("age_s") or 0.0)


def _marks(photo: Photo, measures: Measures) -> Marks | None:
    """What the photo's file says, and the camera's own file where that is here."""
    found = [
        values for kind in (MARKS, ORIGINAL) if (values := measures.get((photo.id, None, kind))) is not None
    ]
    if not found:
        return None
    return Marks(
        camera=next((each["camera"] for each in found if each.get("camera")), ""),
        exposure=any(each.get("exposure") for each in found),
        software=[name for each in found for name in each.get("software", ())],
        kinds=[name for each in found for name in each.get("kinds", ())],
    )
