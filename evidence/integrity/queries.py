"""What an erasure has to know: where a photo stood, what was made of it, and what of that is out."""

import uuid
from collections.abc import Sequence

from sqlalchemy import cast, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, joinedload

from evidence.capture.models import Activity, Photo
from evidence.compose.models import Post, PostVersion, Rendition, RenditionState
from evidence.core.audit import AuditEvent
from evidence.integrity.models import Redaction
from evidence.publish.models import BEFORE_INTENT, GONE, Publication


def stood(session: Session, photo: Photo) -> Sequence[uuid.UUID]:
    """Every activity in which the photo ever stood, in the order in which everybody keeps them."""
    told = session.scalars(
        select(AuditEvent.subject).where(
            AuditEvent.facts["photo"].astext == str(photo.id), AuditEvent.facts.has_key("photo")
        )
    )
    known = session.scalars(select(Activity.id).where(Activity.id.in_({photo.activity_id, *told})))
    return sorted(known)


def made_of(session: Session, photo_id: uuid.UUID, activities: Sequence[uuid.UUID]) -> Sequence[Rendition]:
    """The pictures of these activities that the photo is a part of."""
    return session.scalars(
        select(Rendition)
        .where(
            Rendition.activity_id.in_(activities), Rendition.photo_ids.contains(cast([str(photo_id)], JSONB))
        )
        .order_by(Rendition.id)
        .with_for_update()
    ).all()


def renditions_of(version: PostVersion) -> set[str]:
    """The ids of every picture that a version shows."""
    made = {each["rendition"] for told in version.pictures.values() for each in told.get("pictures", ())}
    return made | ({str(version.rendition_id)} if version.rendition_id else set())


def shows(session: Session, version: PostVersion, photo_id: uuid.UUID) -> bool:
    """Whether the version shows a picture that the photo is a part of."""
    ids = [uuid.UUID(each) for each in renditions_of(version)]
    found = session.scalars(select(Rendition.photo_ids).where(Rendition.id.in_(ids)))
    return any(str(photo_id) in each for each in found)


def _out(session: Session, activities: Sequence[uuid.UUID]) -> Sequence[Publication]:
    """What these activities have at networks, or may have: everything not gone and past its intent."""
    return session.scalars(
        select(Publication)
        .join(Post, Publication.post_id == Post.id)
        .options(joinedload(Publication.version), joinedload(Publication.account))
        .where(
            Post.activity_id.in_(activities),
            Publication.state.not_in(GONE),
            or_(Publication.state.not_in(BEFORE_INTENT), Publication.remote_id.is_not(None)),
        )
        .order_by(Publication.created_at, Publication.id)
    ).all()


def still_out(session: Session, made: Sequence[Rendition]) -> set[uuid.UUID]:
    """Those of the pictures that are at a network, or may be."""
    out = _out(session, [each.activity_id for each in made])
    return {uuid.UUID(each) for row in out for each in renditions_of(row.version)} & {
        each.id for each in made
    }


def shown(session: Session, keys: Sequence[str]) -> set[str]:
    """Those of the keys under which a picture lies that is there to be seen."""
    ready = Rendition.state == RenditionState.READY
    return set(session.scalars(select(Rendition.object_key).where(Rendition.object_key.in_(keys), ready)))


def to_withdraw(session: Session, redaction: Redaction) -> Sequence[Publication]:
    """What a person must take down: publications that show the erased photo."""
    ids = [uuid.UUID(each) for each in redaction.renditions]
    places = session.scalars(select(Rendition.activity_id).where(Rendition.id.in_(ids)).distinct()).all()
    shown = set(redaction.renditions)
    return [each for each in _out(session, places) if shown & renditions_of(each.version)]


def redactions(session: Session, photos: Sequence[uuid.UUID]) -> Sequence[Redaction]:
    """The erasures of these photos, the newest first."""
    return session.scalars(
        select(Redaction).where(Redaction.photo_id.in_(photos)).order_by(Redaction.redacted_at.desc())
    ).all()


def would_stay(session: Session, photo: Photo) -> int:
    """How many publications show the photo and would stay until a person takes them down."""
    places = stood(session, photo)
    made = session.scalars(
        select(Rendition.id).where(
            Rendition.activity_id.in_(places), Rendition.photo_ids.contains(cast([str(photo.id)], JSONB))
        )
    )
    shown = {str(each) for each in made}
    return sum(bool(shown & renditions_of(each.version)) for each in _out(session, places))
