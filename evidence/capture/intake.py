"""The one way bytes come in: a photo's, for the API and the plain form alike, and its original's parts.

An edge: it commits. The object is stored before the row, so a crash between them leaves an object without a row, which
`orphans` finds later, and never a row without its object. No transaction is open while the store answers.
"""

import secrets
import uuid
from datetime import datetime

from sqlalchemy.orm import Session, scoped_session

from evidence.adapters.storage import Storage
from evidence.capture import keeping, parts, services
from evidence.capture.meta import Meta
from evidence.capture.models import Photo
from evidence.core.errors import DomainError
from evidence.units.access import Actor


def take_in(
    session: Session | scoped_session[Session],
    photo_id: uuid.UUID,
    body: bytes,
    content_type: str,
    sha256: str,
    meta: Meta,
    *,
    by: Actor,
    held: services.Held,
    storage: Storage,
    now: datetime,
) -> tuple[Photo, bool]:
    """Store a photo and answer with its row and whether its bytes were stored now; a refusal leaves nothing behind."""
    live = session() if isinstance(session, scoped_session) else session
    expected = services.expect_photo(live, photo_id, body, content_type, sha256, meta, by=by, held=held)
    live.commit()
    if not services.needs_bytes(expected, storage):
        assert expected.known is not None
        # An earlier call may have ended right after it stored bytes that nobody may keep.
        keeping.look_after(live, [photo_id])
        live.commit()
        return expected.known, False
    storage.put(expected.key, body, content_type)
    try:
        photo, stored = services.record_photo(
            live, photo_id, expected, len(body), content_type, sha256, meta, by=by, held=held, now=now
        )
        keeping.look_after(live, [photo_id])
        live.commit()
    except DomainError:
        live.rollback()
        keeping.look_after(live, [photo_id])
        live.commit()
        # What was right a moment ago is not any more: another photo took this uuid, or the activity takes none. Unless
        # the same photo came twice at once, nothing refers to our object.
        found = live.get(Photo, photo_id)
        live.rollback()
        if found is None or found.object_key != expected.key:
            storage.delete(expected.key)
        raise
    return photo, stored


def take_part_in(
    session: Session | scoped_session[Session],
    photo_id: uuid.UUID,
    part: parts.Part,
    *,
    by: Actor,
    storage: Storage,
    now: datetime,
) -> Photo:
    """Store the next part of a camera's own file and answer with its photo; one that is held already is left alone.

    Raises what `parts.for_upload` and `parts.held` raise, and StorageUnavailable.
    """
    live = session() if isinstance(session, scoped_session) else session
    photo = parts.for_upload(live, photo_id, by)
    known = parts.held(live, photo, part)
    live.commit()
    if known:
        return photo
    # Each call has a key of its own, so that whoever takes its object away again takes nobody else's.
    key = f"parts/{photo_id}/{part.start:010d}-{part.sha256}-{secrets.token_hex(4)}.bin"
    storage.put(key, part.body, "application/octet-stream")
    try:
        photo, recorded = parts.record(live, photo_id, part, key, by=by, now=now)
        live.commit()
    except DomainError:
        live.rollback()
        storage.delete(key)
        raise
    if not recorded:
        storage.delete(key)
    return photo
