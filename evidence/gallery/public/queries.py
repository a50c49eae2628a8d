"""What a stranger may see of the published work of open units. Nothing private is read into it at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, String, and_, cast, literal_column, or_, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, aliased, joinedload

from evidence.adapters.imaging import Recipe
from evidence.capture.consents import Consent
from evidence.capture.models import Activity, Photo, PhotoState
from evidence.compose.models import Post, PostVersion, Rendition, RenditionState, ShortCode
from evidence.compose.renditions import recipe_of
from evidence.core.clock import WIB
from evidence.core.paging import SIZE, Page, newest_first
from evidence.gallery.public.models import OpenGallery
from evidence.gallery.scope import below
from evidence.publish.models import Publication, PublicationState
from evidence.units.models import Unit


@dataclass(frozen=True)
class Asked:
    """What a stranger narrows the gallery by; nothing else can be asked. ``month`` is its first day."""

    unit: Unit | None = None
    category: str = ""
    month: date | None = None


@dataclass(frozen=True)
class Item:
    """One published comparison. ``picture`` is the key of the approved bytes, ``sha256`` their hash."""

    code: str
    recipe: Recipe
    picture: str
    sha256: str
    unit: str
    place: Sequence[str]
    category: str
    published_at: datetime


def items(session: Session, asked: Asked, after: str | None = None, size: int = SIZE) -> Page[Item]:
    """One page of what stands, the newest first; ``after`` is the key of the last one seen."""
    query = standing(asked)
    columns = (Publication.posted_at, Publication.id)
    found = newest_first(session, query, columns, _key, after, size)  # type: ignore[arg-type]
    return Page(_items(session, found.rows), found.after)


def item(session: Session, code: str) -> Item | None:
    """The one behind a code; None for whatever is not to be seen, for whichever reason."""
    row = session.scalar(_of(code)) if code else None
    return _items(session, [row])[0] if row else None


def outside(session: Session, code: str) -> Sequence[Publication]:
    """Where what stands behind the code stands."""
    seen = session.scalar(_of(code))
    if seen is None:
        return []
    return session.scalars(
        select(Publication)
        .options(joinedload(Publication.account))
        .where(Publication.version_id == seen.version_id, Publication.state == PublicationState.PUBLISHED)
        .order_by(Publication.posted_at, Publication.id)
    ).all()


def open_units(session: Session) -> Sequence[Unit]:
    """The units that can be asked for: the open ones and the kecamatan above them, in the order of the tree."""
    opened = session.scalars(select(Unit).join(OpenGallery, OpenGallery.unit_code == Unit.code)).all()
    above = [each.parent for each in opened if each.parent and each.parent.kind == "kecamatan"]
    return sorted({each.code: each for each in (*opened, *above)}.values(), key=lambda each: each.path)


@cache
def _standing() -> Select[Publication]:
    """One publication for each post that is to be seen: of its newest version that stands, the first.

    Put together once, which takes longer than all the rest of asking.
    """
    other, version, rendition = aliased(Publication), aliased(PostVersion), aliased(Rendition)
    newer = version.number > PostVersion.number
    earlier = and_(
        version.number == PostVersion.number,
        tuple_(other.posted_at, other.id) < tuple_(Publication.posted_at, Publication.id),
    )
    better = (
        select(other.id)
        .join(version, version.id == other.version_id)
        .join(rendition, rendition.id == version.rendition_id)
        .where(
            other.post_id == Publication.post_id,
            or_(newer, earlier),
            *_out(other),
            *_shown(version, rendition),
        )
        .correlate(Publication, PostVersion)
    )
    # Asked row by row and never joined: the planner would begin with the open units and read all that they did.
    stands = (
        select(literal_column("true"))
        .select_from(PostVersion)
        .join(Rendition, Rendition.id == PostVersion.rendition_id)
        .join(Post, Post.id == PostVersion.post_id)
        .join(Activity, Activity.id == Post.activity_id)
        .join(OpenGallery, OpenGallery.unit_code == Activity.unit_code)
        .join(ShortCode, ShortCode.activity_id == Activity.id)
        .where(
            PostVersion.id == Publication.version_id,
            *_shown(PostVersion, Rendition),
            ~better.exists(),
        )
        .correlate(Publication)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(Publication)
        .options(
            joinedload(Publication.version).joinedload(PostVersion.rendition),
            joinedload(Publication.version)
            .joinedload(PostVersion.post)
            .joinedload(Post.activity)
            .options(joinedload(Activity.unit), joinedload(Activity.place_unit)),
        )
        .where(*_out(Publication), stands)
    )


def _of(code: str) -> Select[Publication]:
    """What stands behind a code."""
    post = select(Post.id).join(ShortCode, ShortCode.activity_id == Post.activity_id)
    return (
        _standing()
        .where(Publication.post_id == post.where(ShortCode.code == code).scalar_subquery())
        .limit(1)
    )


def _out(publication: type[Publication]) -> tuple[ColumnElement[bool], ...]:
    """It stands at its account."""
    return publication.state == PublicationState.PUBLISHED, publication.posted_at.is_not(None)


def _shown(version: type[PostVersion], rendition: type[Rendition]) -> tuple[ColumnElement[bool], ...]:
    """Its picture is what was approved, no photo of it was erased, and nobody took their consent back."""
    erased = select(Photo.id).where(
        Photo.state == PhotoState.REDACTED,
        Photo.activity_id == rendition.activity_id,
        cast(rendition.photo_ids, JSONB).has_key(cast(Photo.id, String)),
    )
    taken_back = select(Consent.id).where(
        Consent.revoked_at.is_not(None),
        Consent.activity_id == rendition.activity_id,
        version.privacy["consents"].has_key(cast(Consent.id, String)),
    )
    return (
        rendition.state == RenditionState.READY,
        rendition.sha256 == version.image_sha256,
        version.image_sha256 != "",
        ~erased.correlate(rendition).exists(),
        ~taken_back.correlate(rendition, version).exists(),
    )


def standing(asked: Asked) -> Select[Publication]:
    """What stands of what is asked, in no order; by time, newest first, it is one walk down an index."""
    query = _standing()
    if asked.unit is not None:
        query = query.where(below(Publication.unit_path, asked.unit.path))
    if asked.category:
        category = select(Activity.category).join(Post, Post.activity_id == Activity.id)
        of_it = category.where(Post.id == Publication.post_id).correlate(Publication).scalar_subquery()
        query = query.where(of_it == asked.category)
    if asked.month is not None:
        first, last = _bounds(asked.month)
        query = query.where(Publication.posted_at >= first, Publication.posted_at < last)
    return query


def _bounds(month: date) -> tuple[datetime, datetime]:
    """The month's first moment in WIB and the next one's."""
    following = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    first, last = (
        datetime.combine(day, time(), WIB).astimezone(UTC) for day in (month.replace(day=1), following)
    )
    return first, last


def _key(row: Publication) -> tuple[datetime | None, object]:
    return row.posted_at, row.id


def _items(session: Session, rows: Sequence[Publication]) -> list[Item]:
    wanted = [each.version.post.activity_id for each in rows]
    codes = {
        each.activity_id: each.code
        for each in session.scalars(select(ShortCode).where(ShortCode.activity_id.in_(wanted)))
    }
    return [_item(each, codes[each.version.post.activity_id]) for each in rows]


def _item(row: Publication, code: str) -> Item:
    version, activity = row.version, row.version.post.activity
    assert version.rendition is not None
    assert row.posted_at is not None
    place = activity.place_unit
    above = [place.parent.title] if place.parent and place.parent.kind == "kecamatan" else []
    return Item(
        code=code,
        recipe=recipe_of(version.rendition),
        picture=version.rendition.object_key,
        sha256=version.image_sha256,
        unit=activity.unit.title,
        # The kelurahan and the kecamatan; never more, since a home may be there.
        place=[place.title, *above],
        category=activity.category,
        published_at=row.posted_at,
    )
