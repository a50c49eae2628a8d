"""Objects that no row wants: what a crash between the store and the commit left behind, and originals given up."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from evidence.adapters.storage import ObjectInfo, Storage
from evidence.capture.models import OriginalState, Photo, PhotoPart, PhotoState
from evidence.core import audit

# Long after any phone has sent again what it was not told to be safe.
OLD = timedelta(days=7)
AT_ONCE = 500
ORIGINALS, PARTS = "originals/", "parts/"
# What these rows speak of was removed on purpose.
REMOVED = (PhotoState.REJECTED, PhotoState.REDACTED)


def orphans(session: Session, storage: Storage, now: datetime) -> Iterator[ObjectInfo]:
    """Originals and parts that have stood in the store for `OLD` without a row that wants them."""
    for prefix, ask in ((ORIGINALS, _wanted), (PARTS, _awaited)):
        old = (each for each in storage.list(prefix) if each.modified < now - OLD)
        while some := tuple(islice(old, AT_ONCE)):
            wanted = ask(session, [each.key for each in some], now)
            # A phone may repeat its photo while others are being removed, so each is asked about once more.
            yield from (each for each in some if each.key not in wanted and not ask(session, [each.key], now))


def give_up(session: Session, now: datetime) -> None:
    """Let go of every original of which nothing came for `OLD`; its phone may begin again.

    Its parts are wanted by nobody from then on, and `orphans` tells them.
    """
    stale, begun = _stale(now), Photo.original_state == OriginalState.RECEIVING
    # A phone that sends in this moment is waited for, and then its file is no longer a stale one.
    seen = session.scalars(select(Photo.id).where(begun, Photo.id.in_(stale)).with_for_update()).all()
    given_up = session.execute(
        update(Photo)
        .where(begun, Photo.id.in_(seen), Photo.id.in_(stale))
        .values(original_state=None, original_size=None, original_offset=None)
        .returning(Photo.id, Photo.activity_id)
    ).all()
    for photo_id, activity_id in given_up:
        session.execute(update(PhotoPart).where(PhotoPart.photo_id == photo_id).values(dropped=True))
        audit.record(session, "capture.original_abandoned", activity_id, photo=str(photo_id))


def forget(session: Session, now: datetime) -> None:
    """Remove the rows of parts that nobody wants and whose objects were removed as orphans."""
    session.execute(delete(PhotoPart).where(PhotoPart.dropped, PhotoPart.received_at < now - OLD))


def _wanted(session: Session, keys: Sequence[str], _now: datetime) -> set[str]:
    """Those of ``keys`` that a row speaks of; looked up by the photo's number in the key, which has an index."""
    numbers = [UUID(key.split("/")[1]) for key in keys]
    rows = session.execute(
        select(Photo.object_key, Photo.original_key).where(Photo.id.in_(numbers), Photo.state.not_in(REMOVED))
    )
    return {key for row in rows for key in row}.intersection(keys)


def _awaited(session: Session, keys: Sequence[str], now: datetime) -> set[str]:
    """Those of ``keys`` that are parts of a file still on its way."""
    going_on = or_(Photo.original_state == OriginalState.VERIFYING, Photo.id.not_in(_stale(now)))
    rows = (
        select(PhotoPart.object_key)
        .join(Photo, PhotoPart.photo_id == Photo.id)
        .where(PhotoPart.object_key.in_(keys), PhotoPart.dropped.is_(False), going_on)
    )
    return set(session.scalars(rows))


def _stale(now: datetime) -> Select[UUID]:
    """The photos of whose original something is held and nothing came for `OLD`."""
    return (
        select(PhotoPart.photo_id)
        .where(PhotoPart.dropped.is_(False))
        .group_by(PhotoPart.photo_id)
        .having(func.max(PhotoPart.received_at) < now - OLD)
    )
