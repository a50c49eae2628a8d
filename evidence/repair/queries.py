"""What mending has to know: whether the photos may change at all, and where one of them could go."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.capture.models import Activity, ActivityState
from evidence.capture.queries import visible
from evidence.compose import queries as compose
from evidence.compose.models import VersionState
from evidence.core.words import N_, Words
from evidence.publish.models import Publication, PublicationState
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import within

HELD = {
    VersionState.SUBMITTED: N_(
        "Unggahan kegiatan ini sedang menunggu persetujuan. Tarik kembali dahulu, lalu perbaiki foto atau isiannya."
    ),
    VersionState.APPROVED: N_(
        "Unggahan kegiatan ini sudah disetujui. Buka kembali dahulu, lalu perbaiki foto atau isiannya."
    ),
}
LEAVING = N_(
    "Unggahan kegiatan ini sedang diterbitkan. Tunggu sampai selesai, lalu perbaiki foto atau isiannya."
)
OPEN_TO_PHOTOS = (ActivityState.OPEN, ActivityState.COMPLETE, ActivityState.UNFINISHED)


def held(session: Session, activity_id: uuid.UUID) -> Words | None:
    """Why the activity's photos may not change now and what to do about it; None when they may."""
    post = compose.latest_states(session, [activity_id]).get(activity_id)
    if post is None:
        return None
    # Opening the approval again is refused too while a call is under way: all that helps is to wait.
    leaving = select(Publication.id).where(
        Publication.post_id == post.post_id, Publication.state == PublicationState.PUBLISHING
    )
    if session.scalar(leaving.limit(1)) is not None:
        return LEAVING
    return HELD.get(post.state)


def targets(
    session: Session, source: uuid.UUID, words: str, by: Actor, limit: int = 30
) -> Sequence[Activity]:
    """The activities of this person's units that a photo of ``source`` could go to, newest first.

    ``words`` are looked for anywhere in the title, as they were written: people remember half a word.
    """
    query = visible(by).where(
        Activity.id != source,
        Activity.state.in_(OPEN_TO_PHOTOS),
        Activity.unit_code.in_(select(Unit.code).where(within(by.paths(Role.UPLOADER)))),
    )
    if words:
        query = query.where(Activity.title.icontains(words, autoescape=True))
    return session.scalars(query.order_by(Activity.created_at.desc(), Activity.id.desc()).limit(limit)).all()
