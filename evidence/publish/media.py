"""Addresses of ours under which a network reads an approved picture: public, unguessable, and soon gone."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidence.compose.frozen import FrozenPicture
from evidence.publish.models import MediaLink, Publication
from evidence.publish.models import PublicationState as P

# Networks read within minutes, TikTok within an hour.
LIFE = timedelta(hours=2)
# A link that ends so soon is not given out any more.
SPARE = timedelta(minutes=75)
# States in which a network may be reading.
READING = (P.QUEUED, P.PREPARING, P.READY, P.PUBLISHING, P.UNCONFIRMED, P.PUBLISHED)


def links(
    session: Session, publication_id: uuid.UUID, pictures: Sequence[FrozenPicture], *, now: datetime
) -> Sequence[uuid.UUID]:
    """The link of each picture, made when there is none that lives long enough."""
    known = {
        row.sha256: row.id
        for row in session.scalars(
            select(MediaLink).where(
                MediaLink.publication_id == publication_id, MediaLink.expires_at > now + SPARE
            )
        )
    }
    made = {
        each.sha256: MediaLink(
            id=uuid.uuid4(),
            publication_id=publication_id,
            object_key=each.object_key,
            sha256=each.sha256,
            expires_at=now + LIFE,
        )
        for each in pictures
        if each.sha256 not in known
    }
    session.add_all(made.values())
    session.flush()
    return [known.get(each.sha256) or made[each.sha256].id for each in pictures]


def readable(session: Session, link_id: uuid.UUID, *, now: datetime) -> MediaLink | None:
    """The link, as long as it lives and its publication may be read."""
    return session.scalar(
        select(MediaLink)
        .join(Publication, Publication.id == MediaLink.publication_id)
        .where(MediaLink.id == link_id, MediaLink.expires_at > now, Publication.state.in_(READING))
    )


def forget(session: Session, *, now: datetime) -> None:
    """Remove what nobody can read any more."""
    session.execute(delete(MediaLink).where(MediaLink.expires_at < now))
