"""Objects of photos that no row speaks of: what a crash between the store and the commit left behind."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.adapters.storage import ObjectInfo, Storage
from evidence.capture.models import Photo, PhotoState

# Long after any phone has sent again what it was not told to be safe.
OLD = timedelta(days=7)
AT_ONCE = 500
ORIGINALS = "originals/"
# What these rows speak of was removed on purpose.
REMOVED = (PhotoState.REJECTED, PhotoState.REDACTED)


def orphans(session: Session, storage: Storage, now: datetime) -> Iterator[ObjectInfo]:
    """Originals that have stood in the store for `OLD` without a row that wants them."""
    old = (each for each in storage.list(ORIGINALS) if each.modified < now - OLD)
    while some := tuple(islice(old, AT_ONCE)):
        wanted = _wanted(session, [each.key for each in some])
        # A phone may repeat its photo while others are being removed, so each is asked about once more.
        yield from (each for each in some if each.key not in wanted and not _wanted(session, [each.key]))


def _wanted(session: Session, keys: Sequence[str]) -> set[str]:
    """Those of ``keys`` that a row speaks of; looked up by the photo's number in the key, which has an index."""
    numbers = [UUID(key.split("/")[1]) for key in keys]
    rows = select(Photo.object_key).where(Photo.id.in_(numbers), Photo.state.not_in(REMOVED))
    return set(session.scalars(rows)).intersection(keys)
