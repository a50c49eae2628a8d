"""Hiding parts of the photos of a draft: kept beside each photo, drawn into every picture of it. The edges commit."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.adapters.imaging import MOST_COVERS, MOST_POINTS, Cover, Covers
from evidence.capture import queries as photos
from evidence.capture import services as capture
from evidence.capture.models import Photo, PhotoState
from evidence.compose import queries, services
from evidence.compose.models import PhotoCovers
from evidence.core import audit
from evidence.core.canonical import digest
from evidence.core.errors import Conflict, Invalid
from evidence.core.words import N_
from evidence.units.access import Actor, Role

# Points of all brushes of a photo together; beyond it nobody hides something by hand.
MOST_POINTS_IN_ALL = 10 * MOST_POINTS
NO_COVERS = N_("Bagian yang disamarkan tidak dapat dibaca. Muat ulang halaman, lalu tandai lagi.")
TOO_MANY = N_("Terlalu banyak bagian pada satu foto. Gabungkan menjadi kotak yang lebih besar.")
GONE = N_("Foto ini tidak dipakai lagi. Buka foto yang sekarang dari halaman draf.")
ELSEWHERE = N_("Samaran foto ini baru saja diubah di tab atau perangkat lain. Periksa lagi yang sekarang.")


def covers_of_plain(plain: object) -> Covers:
    """The covers of one photo as they were told. Raises Invalid for what are none, or too many."""
    told = plain if isinstance(plain, list) else None
    if told is None:
        raise Invalid("Samaran belum tersimpan.", {"shapes": NO_COVERS})
    try:
        found = tuple(Cover.of_plain(each) for each in told[: MOST_COVERS + 1])
    except ValueError:
        raise Invalid("Samaran belum tersimpan.", {"shapes": NO_COVERS}) from None
    if len(told) > MOST_COVERS or sum(len(each.points) for each in found) > MOST_POINTS_IN_ALL:
        raise Invalid("Samaran belum tersimpan.", {"shapes": TOO_MANY})
    return found


def covers_of(session: Session, photo_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Covers]:
    """What is hidden of those of the photos of which anything is."""
    found = queries.shapes_of(session, photo_ids)
    return {photo: tuple(map(Cover.of_plain, shapes)) for photo, shapes in found.items()}


def mark(covers: Covers) -> str:
    """A hash of what is hidden, to know again what somebody saw."""
    return digest({"covers": [each.plain() for each in covers]})


def cover(
    session: Session,
    photo_id: uuid.UUID,
    covers: Covers,
    *,
    by: Actor,
    practice: bool,
    seen: str | None = None,
) -> Photo:
    """Hide exactly these parts of a photo from now on, and ask for the draft's picture anew.

    What was sent or approved is taken back first. ``seen`` is the `mark` of what was looked at; Conflict when something
    else is hidden by now.
    """
    photo = photos.photo(session, photo_id, by)
    activity = capture.own(session, photo.activity_id, by)
    session.refresh(photo)
    if photo.state is not PhotoState.STORED or photo.activity_id != activity.id:
        raise Conflict(GONE)
    post = queries.post_of(session, activity.id)
    if post and post.latest.state in services.LOCKED:
        raise Conflict(services.LOCKED[post.latest.state])
    before = covers_of(session, [photo.id]).get(photo.id, ())
    if seen is not None and mark(before) != seen and before != covers:
        raise Conflict(ELSEWHERE)
    told = {
        "shapes": [each.plain() for each in covers],
        "updated_by": by.id,
        "updated_at": func.now(),
    }
    session.execute(
        insert(PhotoCovers)
        .values(photo_id=photo.id, **told)
        .on_conflict_do_update(index_elements=[PhotoCovers.photo_id], set_=told)
    )
    audit.record(
        session, "compose.covered", activity.id, actor_id=by.id, actor_name=by.name,
        acting_as=by.acting_as(Role.UPLOADER, activity.unit.path), photo=str(photo.id), covers=len(covers),
        covers_sha256=mark(covers),
    )  # fmt: skip
    services.renew_picture(session, activity, practice=practice)
    return photo
