"""What a stranger may know of a published comparison. Read only; nothing private is read into it at all."""

import enum
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from evidence.adapters.imaging import Recipe
from evidence.capture.models import Activity, Photo, PhotoState
from evidence.compose.models import Post, PostVersion, Rendition, RenditionState, ShortCode
from evidence.compose.renditions import recipe_of
from evidence.core.audit import AuditEvent
from evidence.core.seals import Seal
from evidence.publish.models import Publication, PublicationState
from evidence.review.models import Decision, Verdict
from evidence.units import queries as units
from evidence.units.access import Role
from evidence.units.models import Membership, Unit


@dataclass(frozen=True)
class Outside:
    """One post that stands at a network; ``url`` is "" where nobody told it."""

    network: str
    site: str
    handle: str
    url: str
    posted_at: datetime | None


@dataclass(frozen=True)
class Office:
    """Who approved: the office, in which capacity ("Plh." or ""), never the person."""

    kind: str
    name: str
    title: str
    acting_as: str


@dataclass(frozen=True)
class Stamp:
    """Where the approval stands in the signed chain."""

    number: int
    sealed_at: datetime
    link: str


@dataclass(frozen=True)
class Withdrawn:
    """An earlier or later version that stands nowhere any more."""

    number: int
    at: datetime


class Kept(enum.StrEnum):
    """How an original is kept: whole, ``erased`` at a person's right, or ``unknown`` where it is not there."""

    WHOLE = "whole"
    ERASED = "erased"
    UNKNOWN = "unknown"


KEPT = {
    PhotoState.STORED: Kept.WHOLE,
    PhotoState.REPLACED: Kept.WHOLE,
    PhotoState.REDACTED: Kept.ERASED,
}


@dataclass(frozen=True)
class Proof:
    """All that the page of one version says. ``picture`` is the key of the approved bytes, ``sha256`` their hash."""

    code: str
    number: int
    recipe: Recipe
    alt_text: str
    picture: str
    sha256: str
    size: int
    # The hashes of all other pictures that were approved with it, for networks that show another shape.
    others: Sequence[str]
    # How the original of each of the recipe's photos is kept, in their order.
    originals: Sequence[Kept]
    place: Sequence[str]
    office: Office
    approved_at: datetime
    stamp: Stamp | None
    outside: Sequence[Outside]
    # The numbers of the versions that stand, and those that did.
    standing: Sequence[int]
    withdrawn: Sequence[Withdrawn]


def proof(session: Session, code: str, number: int | None = None) -> Proof | None:
    """The proof behind a code: of the version ``number``, else of the newest one that stands.

    None for whatever is not published now: unknown, unpublished, rejected and withdrawn alike, by the same statement.
    """
    rows = [each for each in _published(session, code) if _whole(each.version)]
    numbers = sorted({each.version.number for each in rows}, reverse=True)
    wanted = number if number is not None else next(iter(numbers), None)
    out = [each for each in rows if each.version.number == wanted]
    if not out or wanted is None:
        return None
    version = out[0].version
    decision = session.scalar(
        select(Decision).where(Decision.version_id == version.id, Decision.verdict == Verdict.APPROVE)
    )
    if decision is None or version.rendition is None:
        return None
    activity = version.post.activity
    pictures = [each for made in version.pictures.values() for each in made.get("pictures", ())]
    others = {each["sha256"]: None for each in pictures if each["sha256"] != version.image_sha256}
    return Proof(
        code=code,
        number=version.number,
        recipe=recipe_of(version.rendition),
        alt_text=version.alt_text,
        picture=version.rendition.object_key,
        sha256=version.image_sha256,
        size=version.rendition.size or 0,
        others=list(others),
        originals=_originals(session, version.rendition),
        place=_place(session, activity),
        office=_office(session, decision, activity.unit),
        approved_at=decision.decided_at,
        stamp=_stamp(session, activity.id, decision),
        outside=[outside(each) for each in out],
        standing=numbers,
        withdrawn=_withdrawn(session, version.post_id, set(numbers)),
    )


def _published(session: Session, code: str) -> Sequence[Publication]:
    return session.scalars(
        select(Publication)
        .join(Post, Post.id == Publication.post_id)
        .join(ShortCode, ShortCode.activity_id == Post.activity_id)
        .options(
            joinedload(Publication.account),
            joinedload(Publication.version).joinedload(PostVersion.rendition),
            joinedload(Publication.version)
            .joinedload(PostVersion.post)
            .joinedload(Post.activity)
            .options(joinedload(Activity.unit), joinedload(Activity.place_unit)),
        )
        # What is being taken down is not shown any more, whether the network follows or not.
        .where(ShortCode.code == code, Publication.state == PublicationState.PUBLISHED)
        .order_by(Publication.posted_at, Publication.id)
    ).all()


def _whole(version: PostVersion) -> bool:
    """Whether its picture still is what was approved; one that was erased is not."""
    found = version.rendition
    return (
        found is not None
        and found.state is RenditionState.READY
        and bool(version.image_sha256)
        and found.sha256 == version.image_sha256
    )


def _originals(session: Session, rendition: Rendition) -> Sequence[Kept]:
    """How the photos of the picture are kept by now: a post may be out while the photo it was made of is gone."""
    numbers = [uuid.UUID(each) for each in rendition.photo_ids]
    told = session.execute(select(Photo.id, Photo.state).where(Photo.id.in_(numbers)))
    kept = {number: KEPT.get(state, Kept.UNKNOWN) for number, state in told}
    return [kept.get(each, Kept.UNKNOWN) for each in numbers]


def _place(session: Session, activity: Activity) -> Sequence[str]:
    """The kelurahan and the kecamatan; never more, since a home may be there."""
    found = activity.place_unit
    above = [each.title for each in units.ancestors(session, found) if each.kind == "kecamatan"]
    return [found.title, *above]


def _office(session: Session, decision: Decision, unit: Unit) -> Office:
    """The office by which the decision could be made when it was made, the nearest one above the work's unit."""
    holder = aliased(Unit)
    rows = session.execute(
        select(holder, Membership.acting_as)
        .join(Membership, Membership.unit_code == holder.code)
        .where(
            Membership.user_id == decision.decided_by,
            Membership.role == Role.APPROVER,
            Membership.valid_from <= decision.decided_at,
            (Membership.valid_until.is_(None)) | (Membership.valid_until > decision.decided_at),
        )
    ).all()
    above = [
        found
        for found, acting_as in rows
        if unit.path.startswith(found.path) and acting_as == decision.acting_as
    ]
    nearest = max(above, key=lambda each: len(each.path), default=None)
    if nearest is None:
        # Whose membership was taken back is not guessed at.
        return Office("", "", "", decision.acting_as)
    return Office(nearest.kind, nearest.name, nearest.title, decision.acting_as)


def _stamp(session: Session, activity_id: uuid.UUID, decision: Decision) -> Stamp | None:
    row = session.execute(
        select(Seal.number, Seal.sealed_at, Seal.link)
        .join(AuditEvent, AuditEvent.id == Seal.event_id)
        .where(
            AuditEvent.subject == activity_id,
            AuditEvent.act == f"review.{Verdict.APPROVE}",
            AuditEvent.facts["decision"].astext == str(decision.id),
        )
        .order_by(Seal.number)
        .limit(1)
    ).one_or_none()
    return Stamp(row.number, row.sealed_at, row.link) if row else None


def outside(row: Publication) -> Outside:
    """What is told of a publication that stands."""
    return Outside(row.network, row.account.site, row.account.handle, row.permalink, row.posted_at)


def _withdrawn(session: Session, post_id: uuid.UUID, standing: set[int]) -> Sequence[Withdrawn]:
    """The versions that were out and are nowhere now, the newest first."""
    rows = session.execute(
        select(PostVersion.number, Publication.withdrawn_at)
        .join(Publication, Publication.version_id == PostVersion.id)
        .where(
            PostVersion.post_id == post_id,
            Publication.state == PublicationState.WITHDRAWN,
            Publication.withdrawn_at.is_not(None),
        )
        .order_by(PostVersion.number.desc(), Publication.withdrawn_at)
    )
    last = {number: at for number, at in rows if number not in standing and at is not None}
    return [Withdrawn(number, at) for number, at in last.items()]
