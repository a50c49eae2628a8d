"""Photos that are found again in another activity, anywhere in the city: the same file, and the same picture."""

from collections.abc import Sequence

from sqlalchemy import or_, select
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
    """Where the very files of ``photos`` came before, or were made from the same camera's file; the oldest first."""
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
            )
            .order_by(Photo.received_at)
            .limit(MOST)
        )
        found += [reuse(photo, other, "exact") for other in others]
    return found


def everywhere(session: Session, activity: Activity, photos: Sequence[Photo]) -> Sequence[Reuse]:
    """As `exact`, and where the same picture came before, however it was sent on; keeps the prints of ``photos``."""
    return [*exact(session, activity, photos), *near(session, activity, photos)]


def near(session: Session, activity: Activity, photos: Sequence[Photo]) -> Sequence[Reuse]:
    """Where pictures like ``photos`` came before, of those whose print was measured; keeps these prints."""
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
        for each in prints.similar(session, mine, but_not_activity=activity.id, limit=MOST):
            other = session.get_one(Photo, each.photo_id)
            like = each.likeness
            found.append(reuse(photo, other, "near", 1 - like.share, 1, mirrored=like.mirrored))
    return found


def _print(told: object) -> Print | None:
    """The print that a measure tells; None for one of another version too, which will be measured again."""
    try:
        return Print.from_plain(told) if isinstance(told, str) else None
    except ValueError:
        return None


def reuse(
    photo: Photo, other: Photo, how: str, distance: float = 0.0, bits: int = 64, *, mirrored: bool = False
) -> Reuse:
    """What checks need to know of the other photo."""
    return Reuse(
        photo=str(photo.id),
        other=str(other.id),
        how=how,
        other_received_at=other.received_at,
        other_unit=other.activity.unit.title,
        other_title=other.activity.title,
        distance=distance,
        bits=bits,
        mirrored=mirrored,
    )
