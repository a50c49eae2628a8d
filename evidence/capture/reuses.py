"""Photos that are found again in another activity, anywhere in the city: the same file, here."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.capture.checks.base import Reuse
from evidence.capture.models import Activity, Photo, PhotoState

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
