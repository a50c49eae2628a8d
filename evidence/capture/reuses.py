"""Photos that are found again in another activity, anywhere in the city: the same file, and the same picture."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session, joinedload

from evidence.adapters.imaging.prints import Print
from evidence.capture import prints
from evidence.capture.checks.base import Reuse
from evidence.capture.models import Activity, Measure, Photo, PhotoState
from evidence.capture.subjects import PIXELS

# More than so many tell nobody anything new.
MOST = 5
STANDS = (PhotoState.STORED, PhotoState.REPLACED)


def exact(session: Session, activity: Activity, photos: Sequence[Photo]) -> Sequence[Reuse]:
    """Where the very files of ``photos`` came before, or were made from the same camera's file; the oldest first.

    Of two that are the same, the later one is told: whoever came first has nothing to explain.
    """
    found = []
    for photo in photos:
        files = {each for each in (photo.sha256, photo.original_sha256) if each}
        others = session.scalars(
            select(Photo)
            .options(joinedload(Photo.activity).joinedload(Activity.unit))
            .where(
                or_(
                    Photo.sha256.in_(files), (Photo.original_sha256 != "") & Photo.original_sha256.in_(files)
                ),
                Photo.activity_id != activity.id,
                Photo.state.in_(STANDS),
                tuple_(Photo.received_at, Photo.id) < tuple_(*_came(photo)),
            )
            .order_by(Photo.received_at, Photo.id)
            .limit(MOST)
        )
        found += [reuse(photo, other, "exact") for other in others]
    return found


def everywhere(
    session: Session, activity: Activity, photos: Sequence[Photo], alike: float
) -> Sequence[Reuse]:
    """As `exact`, and where the same picture came before, however it was sent on; keeps the prints of ``photos``."""
    return [*exact(session, activity, photos), *near(session, activity, photos, alike)]


def near(session: Session, activity: Activity, photos: Sequence[Photo], alike: float) -> Sequence[Reuse]:
    """Where pictures like ``photos`` came before, of those whose print was measured; keeps these prints.

    ``alike`` as in `prints.similar`.
    """
    measured = select(Measure).where(
        Measure.photo_id.in_([each.id for each in photos]), Measure.kind == PIXELS
    )
    by_photo = {each.photo_id: each.values.get("print") for each in session.scalars(measured) if each.values}
    found = []
    for photo in photos:
        mine = _print(by_photo.get(photo.id))
        if mine is None:
            continue
        prints.add(session, photo.id, mine)
        for each in prints.similar(session, mine, but_not_activity=activity.id, alike=alike, limit=MOST):
            other, like = session.get_one(Photo, each.photo_id), each.likeness
            if _came(other) < _came(photo):
                found.append(reuse(photo, other, "near", like.share, mirrored=like.mirrored))
    return found


def _came(photo: Photo) -> tuple[datetime, uuid.UUID]:
    """What orders photos by when they came."""
    return photo.received_at, photo.id


def _print(told: object) -> Print | None:
    """The print that a measure tells; None for one of another version too, which will be measured again."""
    try:
        return Print.from_plain(told) if isinstance(told, str) else None
    except ValueError:
        return None


def reuse(photo: Photo, other: Photo, how: str, share: float = 1.0, *, mirrored: bool = False) -> Reuse:
    """What checks need to know of the other photo."""
    return Reuse(
        photo=str(photo.id),
        other=str(other.id),
        how=how,
        other_received_at=other.received_at,
        other_unit=other.activity.unit.title,
        share=share,
        mirrored=mirrored,
    )
