"""The same photo anywhere in the city, found by its print, where somebody changed it on the way.

A search has two parts. PostgreSQL finds those that share keys with the photo, by an index that is exact, and
how many rows it reads has a bound whatever the photos are. Then those few are laid over the photo, which decides.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Identity, LargeBinary, delete, func, text, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidence.adapters.imaging.prints import ALIKE, MIRROR, VERSION, Likeness, Print, signed
from evidence.capture import keeping
from evidence.capture.models import PhotoState
from evidence.core.db import Base

# Of a key that many photos share, as those do that carry one app's stamp, the first so many are looked at.
COMMON = 24
# Photos that share at least so many points are worth a look, and the so many that share the rarest get it.
LEAST_POINTS, LOOKS = 2, 10
# Photos of its own activity and gone ones take places in this longer list before the looks are given.
_LISTED = 40
# Of the others nothing is there to be looked at.
_STANDS = (PhotoState.STORED, PhotoState.REPLACED)


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


@dataclass(frozen=True)
class Alike:
    """Another photo that shows the same, and how that was seen."""

    photo_id: uuid.UUID
    activity_id: uuid.UUID
    likeness: Likeness


def add(session: Session, photo_id: uuid.UUID, of: Print) -> None:
    """Keep the print of a photo, instead of any earlier one; the same again changes nothing.

    Of an erased photo nothing is kept. A print that tells nothing (`Print.tells`) is kept and never found.
    """
    packed = of.packed()
    kept = session.get(PhotoPrint, photo_id)
    if kept is not None and kept.print == packed:
        return
    if not keeping.may_keep(session, photo_id):
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
            "states": [state.value for state in _STANDS],
        },
    )  # fmt: skip
    return [(row[0], row[1], bytes(row[2])) for row in rows]


def similar(
    session: Session, asked: Print, *, but_not_activity: uuid.UUID, alike: float = ALIKE, limit: int = 5
) -> list[Alike]:
    """Photos of other activities that show the same as ``asked``, however it was sent on; not more than ``limit``.

    ``alike`` (0-1) is how much of what both show has to be the same. Those that share the rarest points come first, and
    no more than ``LOOKS`` of them are looked at. The answer depends on what is kept only.
    """
    # Loaded by need: whoever only shows pages would carry NumPy along.
    from evidence.adapters.imaging.likeness import likeness

    found: list[Alike] = []
    for photo_id, activity_id, packed in sharing(session, asked, but_not_activity=but_not_activity):
        like = likeness(asked, Print.unpacked(packed))
        if like is not None and like.share >= alike:
            found.append(Alike(photo_id, activity_id, like))
        if len(found) == limit:
            break
    return found


def _unpacked(version: int, packed: bytes) -> Print | None:
    return Print.unpacked(packed) if version == VERSION else None
