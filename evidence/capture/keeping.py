"""What is kept of a photo while somebody may erase it: nothing of an erased one comes back.

Objects are put while no transaction is open, so the photo may be erased meanwhile. Whoever puts one looks afterwards:
an erasure that was committed by then is asked for once more, and one that comes later finds the object itself.
"""

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.capture.models import Photo, PhotoState
from evidence.core import jobs

ERASE = "integrity.erase"


def ask_to_erase(session: Session, photo_id: uuid.UUID) -> None:
    """Have everything that the store holds of an erased photo removed; once, however often it is asked for."""
    jobs.enqueue(
        session, ERASE, queue=jobs.RENDER, queueing_lock=f"{ERASE}:{photo_id}", priority=5, key=str(photo_id)
    )


def look_after(session: Session, photos: Iterable[uuid.UUID]) -> None:
    """To be called, in a transaction begun since, after something of these photos was put, and when such a job is
    run again: it may have ended right after it put something."""
    erased = select(Photo.id).where(Photo.id.in_(list(photos)), Photo.state == PhotoState.REDACTED)
    for each in session.scalars(erased).all():
        ask_to_erase(session, each)


def may_keep(session: Session, *photos: uuid.UUID) -> bool:
    """Whether none of these photos was erased; none will be before this transaction ends.

    Whoever asks for several has their activity already, as everybody who changes photos.
    """
    found = session.scalars(
        select(Photo.state).where(Photo.id.in_(photos)).order_by(Photo.id).with_for_update(read=True)
    ).all()
    return PhotoState.REDACTED not in found
