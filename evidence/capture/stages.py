"""An activity's stages as its page shows them: those that are there, and those that are still missing."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from evidence.adapters.imaging import REASONS
from evidence.capture.cards import camera_url, side
from evidence.capture.categories import Mode
from evidence.capture.models import Activity, Photo, PhotoState, Stage
from evidence.capture.queries import shown

STAGES = {
    Stage.BEFORE: lazy_gettext("Foto sebelum"),
    Stage.PROGRESS: lazy_gettext("Foto proses"),
    Stage.AFTER: lazy_gettext("Foto sesudah"),
    Stage.PLAIN: lazy_gettext("Foto kegiatan"),
}
# A series in three begins, is half done, and ends.
HALFWAY = 50
WANTED: dict[Mode, tuple[Stage, ...]] = {
    Mode.BEFORE_AFTER: (Stage.BEFORE, Stage.AFTER),
    Mode.PROGRESS: (Stage.BEFORE, Stage.PROGRESS, Stage.AFTER),
    Mode.DOCUMENTATION: (),
}
ORDER = {Stage.BEFORE: -1, Stage.AFTER: 101, Stage.PLAIN: 102}


def stages(activity: Activity, *, may_add: bool, may_replace: bool = True) -> list[dict[str, Any]]:
    """The rows of the page, in the order of the work; documentation always ends with room for one more photo.

    Who ``may_add`` may not replace what is being decided on or published, as ``may_replace`` says.
    """
    held: list[tuple[Stage, int | None, Photo | None]] = [
        (photo.stage, photo.percent, photo) for photo in shown(activity)
    ]
    here = {stage for stage, _percent, _photo in held}
    missing = [stage for stage in WANTED[activity.mode] if stage not in here]
    held += [(stage, HALFWAY if stage is Stage.PROGRESS else None, None) for stage in missing]
    if activity.mode is Mode.DOCUMENTATION:
        held.append((Stage.PLAIN, None, None))
    held.sort(key=lambda row: ORDER.get(row[0], row[1] or 0))
    return [_row(activity, *row, may_add=may_add, may_replace=may_replace) for row in held]


def _row(
    activity: Activity,
    stage: Stage,
    percent: int | None,
    photo: Photo | None,
    *,
    may_add: bool,
    may_replace: bool,
) -> dict[str, Any]:
    # A documentation photo is added to, never replaced: each shows something else.
    stands = photo is not None and photo.state is PhotoState.STORED
    open_to_add = may_add and (photo is None or stage is not Stage.PLAIN) and (may_replace or not stands)
    url = url_for("capture.photo", activity_id=activity.id, stage=stage.value, percent=percent)
    return {
        "stage": stage.value,
        "label": str(STAGES[stage]),
        "percent": percent,
        "photo": side(photo) if photo else None,
        "upload_url": url if open_to_add else "",
        "state": photo.state.value if photo else "",
        "camera_url": camera_url(photo) if photo else "",
        "reason": _(REASONS[photo.reason]) if photo and photo.reason in REASONS else "",
    }


def next_missing(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The first stage that a person should photograph now."""
    for row in rows:
        if row["upload_url"] and row["state"] not in ("received", "stored"):
            return row
    return None


def stage_words(photo: Photo) -> str:
    """``Foto sebelum``, ``Foto proses 50%``."""
    words = str(STAGES[photo.stage])
    return f"{words} {photo.percent}%" if photo.percent is not None else words
