"""The same photo anywhere in the city: by its bytes, and by its print where somebody changed it on the way.

A search by print has two parts. PostgreSQL finds those that share keys with the photo, by an index that is exact, and
how many rows it reads has a bound whatever the photos are. Then those few are laid over the photo, which decides.
"""

import enum
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Identity, LargeBinary, delete, func, or_, select, text, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidence.adapters.imaging.likeness import ALIKE, Likeness, likeness
from evidence.adapters.imaging.prints import MIRROR, VERSION, Print, signed
from evidence.capture.models import OriginalState, Photo, PhotoState
from evidence.core.db import Base

# Of a key that many photos share, as those do that carry one app's stamp, the first so many are looked at.
COMMON = 24
# Photos that share at least so many points are worth a look, and the so many that share the rarest get it.
LEAST_POINTS, LOOKS = 2, 10
# Photos of its own activity and gone ones take places in this longer list before the looks are given.
_LISTED = 40
# Photos that still say something: what was replaced was a mistake of the hand, and of the others nothing is there.
_SAYS = (PhotoState.STORED,)


class PhotoPrint(Base):
    """What is kept of a photo to know it again; see `adapters.imaging.prints`."""

    __tablename__ = "photo_prints"

    photo_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("photos.id"), primary_key=True)
    # Shorter than the photo's id, since every key repeats it; an earlier print has a lower one.
    number: Mapped[int] = mapped_column(Identity(always=True), unique=True)
    version: Mapped[int]
    print: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class PhotoKey(Base):
    """One of the keys of a print: the index itself. It names no table, since that would double what a photo costs."""

    __tablename__ = "photo_keys"

    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class How(enum.StrEnum):
    """In what two photos are the same.

    ``copy`` bytes that were received; ``camera_file`` the camera's own file, of which the hash was verified on both
    sides; ``claimed`` the same, but a phone only said so; ``near`` what they show.
    """

    COPY = "copy"
    CAMERA_FILE = "camera_file"
    CLAIMED = "claimed"
    NEAR = "near"


@dataclass(frozen=True)
class Reuse:
    """Another photo that is the same; ``likeness`` says how it was compared when it is so by what it shows."""

    photo_id: uuid.UUID
    activity_id: uuid.UUID
    how: How
    likeness: Likeness | None = None


def add(session: Session, photo_id: uuid.UUID, of: Print) -> None:
    """Keep the print of a photo, instead of any earlier one; the same again changes nothing.

    A print that tells nothing (`Print.tells`) is kept and never found.
    """
    packed = of.packed()
    kept = session.get(PhotoPrint, photo_id)
    if kept is not None and kept.print == packed:
        return
    remove(session, photo_id)
    row = insert(PhotoPrint).values(photo_id=photo_id, version=of.version, print=packed)
    # Whoever adds it at the same moment adds the same.
    number = session.scalar(row.on_conflict_do_nothing().returning(PhotoPrint.number))
    if number is not None and of.keys:
        session.execute(insert(PhotoKey), [{"key": key, "number": number} for key in of.keys])


def remove(session: Session, photo_id: uuid.UUID) -> None:
    """Forget the print of a photo, as its erasure asks for: the small copy in it shows what the photo showed."""
    kept = session.get(PhotoPrint, photo_id)
    if kept is None:
        return
    of = _unpacked(kept.version, kept.print)
    # Keys of another version are found by the number alone, which takes a look through all of them.
    mine = PhotoKey.key.in_(of.keys) if of else true()
    session.execute(delete(PhotoKey).where(mine, PhotoKey.number == kept.number))
    session.delete(kept)
    session.flush()


def of(session: Session, photo_id: uuid.UUID) -> Print | None:
    """The kept print of a photo, unless there is none or it is of another version."""
    kept = session.get(PhotoPrint, photo_id)
    return _unpacked(kept.version, kept.print) if kept else None


def same_file(session: Session, photo: Photo, *, limit: int = 5) -> list[Reuse]:
    """Stored photos of other activities with the very bytes of this one, received or the camera's; earliest first."""
    names = {name for name in (photo.sha256, photo.original_sha256) if name}
    found = session.scalars(
        select(Photo)
        .where(
            or_(
                Photo.sha256.in_(names),
                Photo.original_sha256.in_(names) & (Photo.original_sha256 != ""),
            ),
            Photo.activity_id != photo.activity_id,
            Photo.state.in_(_SAYS),
        )
        .order_by(Photo.received_at, Photo.id)
        .limit(limit)
    )
    return [Reuse(other.id, other.activity_id, _how(photo, other)) for other in found]


def _how(one: Photo, other: Photo) -> How:
    if one.sha256 == other.sha256:
        return How.COPY
    return How.CAMERA_FILE if _verified(one) & _verified(other) else How.CLAIMED


def _verified(photo: Photo) -> set[str]:
    """The hashes of bytes that are held and were read: its copy's, and its camera file's once that has come."""
    return {photo.sha256} | (
        {photo.original_sha256} if photo.original_state is OriginalState.STORED else set[str]()
    )


_SHARING = text("""
WITH asked AS (
    SELECT unnest(CAST(:keys AS integer[])) AS key, unnest(CAST(:points AS integer[])) AS point
), hits AS (
    SELECT asked.point, found.numbers
    FROM asked CROSS JOIN LATERAL (
        SELECT array_agg(few.number) AS numbers FROM (
            SELECT number FROM photo_keys WHERE photo_keys.key = asked.key ORDER BY number LIMIT :common
        ) AS few
    ) AS found
    WHERE found.numbers IS NOT NULL
), listed AS (
    SELECT number, count(DISTINCT point) AS points, sum(1.0 / cardinality(numbers)) AS rarity
    FROM hits CROSS JOIN unnest(numbers) AS number
    GROUP BY number
    HAVING count(DISTINCT point) >= :least
    ORDER BY rarity DESC, number
    LIMIT :listed
)
SELECT photos.id, photos.activity_id, photo_prints.print
FROM listed
JOIN photo_prints ON photo_prints.number = listed.number
JOIN photos ON photos.id = photo_prints.photo_id
WHERE photo_prints.version = :version AND photos.activity_id <> :activity AND photos.state = ANY(:states)
ORDER BY listed.rarity DESC, listed.number
LIMIT :looks
""")


def probes(asked: Print) -> list[tuple[int, int]]:
    """The keys that the points of a photo may have had before it was sent on, each with the number of its point."""
    return sorted(
        {
            (signed(key ^ turned), number)
            for number, point in enumerate(asked.points)
            for key in point.probes()
            for turned in (0, MIRROR)
        }
    )


def sharing(
    session: Session, asked: Print, *, but_not_activity: uuid.UUID, looks: int = LOOKS
) -> Sequence[tuple[uuid.UUID, uuid.UUID, bytes]]:
    """Photo, activity and packed print of those that share points with ``asked``, the rarest points first.

    Reads at most ``COMMON`` entries of the index for each key that a point may have had.
    """
    if not asked.tells:
        return []
    keys, points = zip(*probes(asked), strict=True)
    rows = session.execute(
        _SHARING,
        {
            "keys": list(keys), "points": list(points), "common": COMMON, "least": LEAST_POINTS,
            "listed": _LISTED, "looks": looks, "version": asked.version, "activity": but_not_activity,
            "states": [state.value for state in _SAYS],
        },
    )  # fmt: skip
    return [(row[0], row[1], bytes(row[2])) for row in rows]


def similar(
    session: Session,
    asked: Print,
    *,
    but_not_activity: uuid.UUID,
    but_not: Collection[uuid.UUID] = (),
    alike: float = ALIKE,
    limit: int = 5,
) -> list[Reuse]:
    """Stored photos of other activities that show the same as ``asked``, however it was sent on; the likest first.

    ``alike`` (0-1) is how much of what both show has to be the same. Photos ``but_not``, which were found by their
    bytes, are left out. The answer depends on what is kept only, and looks at ``LOOKS`` photos at most.
    """
    found = []
    for photo_id, activity_id, packed in sharing(session, asked, but_not_activity=but_not_activity):
        other = _unpacked(asked.version, packed)
        like = likeness(asked, other) if other and photo_id not in but_not else None
        if like is not None and like.share >= alike:
            found.append(Reuse(photo_id, activity_id, How.NEAR, like))
    found.sort(key=lambda each: -each.likeness.share if each.likeness else 0)
    return found[:limit]


def _unpacked(version: int, packed: bytes) -> Print | None:
    return Print.unpacked(packed) if version == VERSION else None
