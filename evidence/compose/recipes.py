"""From an activity and its photos to the recipe of its picture."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from evidence.adapters.imaging import (
    ALIGNED,
    COVERED,
    MOST_PHOTOS,
    WEDEL,
    Cover,
    Frame,
    Recipe,
    Theme,
    best_layout,
)
from evidence.capture.categories import Mode
from evidence.capture.models import Activity, Photo, PhotoState, Stage
from evidence.capture.queries import shown
from evidence.compose import codes, queries
from evidence.compose.alignments import Laid
from evidence.compose.caption import Told, propose
from evidence.compose.carousel import spread
from evidence.core.clock import WIB, long_date, short_date
from evidence.units import queries as units

NO_DATE = "Tanggal tidak tercatat"
# From here on their dates stand side by side, in short.
_SEVERAL = 3
# A clock of Papua is two hours ahead of WIB; further ahead of the town hall's own, no clock is right.
AHEAD = timedelta(hours=3)


@dataclass(frozen=True)
class Arranged:
    """How a picture shall be arranged; ``frames`` by the photo's id. What is empty the house chooses.

    ``laid`` lays the after over the before; none does not.
    """

    format: str = "portrait"
    layout: str = ""
    whole: bool | None = None
    frames: Mapping[str, Frame] = field(default_factory=dict)
    laid: Laid | None = None

    def of(self, photos: Sequence[Photo]) -> tuple[Frame, ...]:
        """A frame for each photo, or none when none was moved."""
        found = tuple(self.frames.get(str(photo.id), Frame()) for photo in photos)
        return found if any(frame != Frame() for frame in found) else ()


def arrangement_of(session: Session, activity_id: uuid.UUID) -> Arranged:
    """How a person arranged the activity's picture, or how the house does."""
    row = queries.arrangement(session, activity_id)
    if row is None:
        return Arranged()
    frames = {photo: Frame(*told) for photo, told in row.frames.items()}
    return Arranged(row.format, row.layout, row.whole, frames, Laid.from_plain(row.laid))


def chosen(activity: Activity) -> Sequence[Photo]:
    """The stored photos that the picture shows, in the order of the work; empty while a stage is missing."""
    stored = [photo for photo in shown(activity) if photo.state is PhotoState.STORED]
    before = [photo for photo in stored if photo.stage is Stage.BEFORE]
    after = [photo for photo in stored if photo.stage is Stage.AFTER]
    if activity.mode is Mode.DOCUMENTATION:
        several = stored[:MOST_PHOTOS]
        # Of three and more the last place is the largest, and the first photo is the one that stands for the work.
        return several if len(several) < _SEVERAL else [*several[1:], several[0]]
    if not before or not after:
        return []
    if activity.mode is Mode.BEFORE_AFTER:
        return [before[0], after[0]]
    progress = sorted(
        (photo for photo in stored if photo.stage is Stage.PROGRESS), key=lambda photo: photo.percent or 0
    )
    if not progress:
        return []
    # The rest stay evidence.
    return [before[0], *spread(progress, MOST_PHOTOS - 2), after[0]]


def taken_on(photo: Photo) -> datetime | None:
    """When a photo was taken, as far as it is told: by the phone, else by the file's own EXIF in WIB.

    What cannot be so is not said: no photo was taken after it came, and a phone that doubts its clock lent it to the
    file as well.
    """
    written = None if photo.claims.get("clock") == "unknown" else photo.exif.get("taken_at")
    taken = photo.taken_at or (datetime.fromisoformat(written).replace(tzinfo=WIB) if written else None)
    return believed(taken, photo.received_at)


def believed(taken: datetime | None, seen: datetime) -> datetime | None:
    """``taken``, unless that cannot be so: no photo was taken after it was seen, a clock's zone aside."""
    return taken if taken and taken <= seen + AHEAD else None


def told(session: Session, activity: Activity, photos: Sequence[Photo]) -> Told:
    """What may be said about the activity."""
    district = next(
        (each.title for each in units.ancestors(session, activity.unit) if each.kind == "kecamatan"), ""
    )
    dates: list[date | datetime | None] = [taken_on(photo) for photo in photos]
    if activity.mode is Mode.DOCUMENTATION:
        # One day's work, so one day is told: the one written down, else that of the photo that stands for it.
        dates = [activity.work_date or dates[0 if len(dates) < _SEVERAL else -1]] if dates else []
    return Told(
        title=activity.title,
        category=activity.category,
        category_label=activity.category_label,
        mode=activity.mode,
        place=_place(activity),
        unit=activity.unit.title,
        district=district,
        dates=dates,
        layout=_layout(arrangement_of(session, activity.id), photos),
    )


def caption_for(session: Session, activity: Activity, facts: Told) -> str:
    """The caption that is proposed for these facts, after the template of the activity's unit."""
    found = queries.template_of(session, activity.unit)
    return propose(facts, found.template) if found else propose(facts)


def as_drawn(facts: Told, recipe: Recipe) -> Told:
    """``facts`` in the words and the layout of a picture that was made by ``recipe``."""
    return replace(facts, title=recipe.title, place=recipe.place, unit=recipe.unit, layout=recipe.layout)


def _layout(arranged: Arranged, photos: Sequence[Photo]) -> str:
    return arranged.layout or best_layout(sizes_of(photos), arranged.format)


def _place(activity: Activity) -> str:
    """Where it was, with the kelurahan when that is not the unit itself: an RT means nothing without one."""
    kelurahan = activity.place_unit.title if activity.place_code != activity.unit_code else ""
    return ", ".join(part for part in (activity.place, kelurahan) if part)


def recipe(
    session: Session,
    activity: Activity,
    photos: Sequence[Photo],
    *,
    practice: bool,
    arranged: Arranged | None = None,
) -> Recipe:
    """The recipe of the activity's picture, as a person arranged it or, with ``arranged``, as one tries it."""
    facts = told(session, activity, photos)
    words = long_date if len(photos) < _SEVERAL else short_date
    city = next((each.title for each in units.ancestors(session, activity.unit) if each.kind == "kota"), "")
    arranged = arranged or arrangement_of(session, activity.id)
    look = queries.theme_of(session, activity.unit)
    aligned = arranged.laid.of(photos) if arranged.laid else None
    code = codes.code_of(session, activity.id) if look and look.proof_base else ""
    hidden = queries.shapes_of(session, [photo.id for photo in photos])
    covers = tuple(tuple(map(Cover.of_plain, hidden.get(photo.id, ()))) for photo in photos)
    return Recipe(
        format=arranged.format,
        layout=_layout(arranged, photos),
        labels=labels_of(activity, photos),
        title=activity.title,
        place=facts.place,
        dates=tuple(words(each) if each else NO_DATE for each in facts.dates),
        unit=facts.unit,
        district=facts.district,
        city=city,
        category=activity.category_label,
        practice=practice,
        photos=tuple(photo.sha256 for photo in photos),
        frames=arranged.of(photos),
        whole=arranged.whole,
        theme=Theme(look.band, look.text, look.second, look.accent) if look else WEDEL,
        handle=look.handle if look else "",
        crest=look.crest_sha256 if look else "",
        code=codes.printed(code),
        link=codes.link(look.proof_base, code) if look and code else "",
        notes=(*([ALIGNED] if aligned else []), *([COVERED] if any(covers) else [])),
        aligned=aligned,
        covers=covers if any(covers) else (),
    )


def labels_of(activity: Activity, photos: Sequence[Photo]) -> tuple[str, ...]:
    """What stands on each photo; nothing on those that only document."""
    return {
        Mode.BEFORE_AFTER: ("SEBELUM", "SESUDAH"),
        Mode.PROGRESS: tuple(_percent(photo) for photo in photos),
        Mode.DOCUMENTATION: (),
    }[Mode(activity.mode)]


def sizes_of(photos: Sequence[Photo]) -> list[tuple[int, int]]:
    """Their upright sizes in pixels."""
    return [(photo.width or 1, photo.height or 1) for photo in photos]


def _percent(photo: Photo) -> str:
    return {Stage.BEFORE: "0%", Stage.AFTER: "100%"}.get(photo.stage, f"{photo.percent}%")
