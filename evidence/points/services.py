"""The acts on photo points. Points are retired and kept, since signs stand in the streets and activities at points."""

import secrets
import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.capture import points
from evidence.capture.facts import placed, wrong_place
from evidence.capture.models import Activity, PhotoPoint, Stage
from evidence.capture.points import NO_POINT
from evidence.capture.queries import stored
from evidence.capture.services import own
from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.core.words import N_
from evidence.units import queries as units
from evidence.units.access import Actor, Role

# Digits and letters that cannot be taken for one another when somebody reads a code from a sign.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
MAX_NAME = 80
NO_BEFORE = N_("Titik foto dibuat dari kegiatan yang foto sebelumnya sudah tersimpan.")


@dataclass(frozen=True)
class PointFacts:
    """What a point says of itself; ``unit`` owns it, ``place_unit`` is the kelurahan where it lies."""

    name: str
    category: str
    mode: str
    unit: str
    place_unit: str
    rt: int | None = None
    rw: int | None = None
    street: str = ""


def make(
    session: Session, point_id: uuid.UUID, facts: PointFacts, *, by: Actor, of: uuid.UUID | None = None
) -> tuple[PhotoPoint, bool]:
    """Make a point, from the activity ``of`` where one is named, and say whether this call did it.

    The activity then stands at the point, which takes its position from the claim of the before photo.
    Conflict when the activity has a point already, or no stored before.
    """
    facts = _checked(session, facts, by)
    found = session.get(PhotoPoint, point_id)
    if found is not None:
        return points.own(session, point_id, by), False
    activity = _beginning(session, of, by) if of else None
    code = _insert(session, point_id, facts, _position(activity), by)
    found = session.get(PhotoPoint, point_id)
    if code is None or found is None:
        # A parallel call was first.
        return points.own(session, point_id, by), False
    _record(session, "points.made", point_id, found.unit.path, by, code=code)
    if activity is not None:
        activity.point_id = point_id
        _record(session, "points.made_here", activity.id, activity.unit.path, by, point=str(point_id))
    return found, True


def edit(session: Session, point_id: uuid.UUID, facts: PointFacts, *, by: Actor) -> bool:
    """Change what a point says of itself, and say whether anything changed. Its code stays."""
    found = _own(session, point_id, by)
    columns = placed(_checked(session, facts, by))
    changed = sorted(name for name, value in columns.items() if getattr(found, name) != value)
    for name in changed:
        setattr(found, name, columns[name])
    if changed:
        _record(session, "points.edited", found.id, found.unit.path, by, fields=changed)
    return bool(changed)


def retire(session: Session, point_id: uuid.UUID, *, by: Actor, now: datetime) -> bool:
    """Begin nothing here any more; returns whether this call did it. The point and its photos stay."""
    found = _own(session, point_id, by)
    if found.retired_at is not None:
        return False
    found.retired_at = now
    _record(session, "points.retired", found.id, found.unit.path, by)
    return True


def resume(session: Session, point_id: uuid.UUID, *, by: Actor) -> bool:
    """Use a retired point again; returns whether this call did it."""
    found = _own(session, point_id, by)
    if found.retired_at is None:
        return False
    found.retired_at = None
    _record(session, "points.resumed", found.id, found.unit.path, by)
    return True


def _record(session: Session, act: str, subject: uuid.UUID, path: str, by: Actor, **facts: object) -> None:
    audit.record(
        session, act, subject, actor_id=by.id, actor_name=by.name, acting_as=by.acting_as(Role.UPLOADER, path), **facts
    )  # fmt: skip


def _own(session: Session, point_id: uuid.UUID, by: Actor) -> PhotoPoint:
    """The point, kept for this transaction, for an officer of its unit."""
    found = session.get(PhotoPoint, point_id, with_for_update=True)
    if found is None or not by.sees(found.unit.path):
        raise NotFound(NO_POINT)
    if not by.may(Role.UPLOADER, found.unit.path):
        raise NotAllowed("Titik foto ini diatur oleh petugas unitnya.")
    return found


def _beginning(session: Session, activity_id: uuid.UUID, by: Actor) -> Activity:
    """The activity that a point is made from, kept for this transaction."""
    activity = own(session, activity_id, by)
    if activity.point_id is not None:
        raise Conflict("Kegiatan ini sudah punya titik foto.")
    if stored(activity, Stage.BEFORE) is None:
        raise Conflict(NO_BEFORE)
    return activity


def _position(activity: Activity | None) -> dict[str, float] | None:
    photo = stored(activity, Stage.BEFORE) if activity else None
    told = photo.position if photo else None
    return {name: told[name] for name in ("lat", "lon")} if told else None


def _insert(
    session: Session, point_id: uuid.UUID, facts: PointFacts, position: dict[str, float] | None, by: Actor
) -> str | None:
    """Write the row under a code that no other point has; None where the point is here already."""
    while True:
        code = new_code()
        made = session.execute(
            insert(PhotoPoint)
            .values(id=point_id, code=code, position=position, created_by=by.id, **placed(facts))
            .on_conflict_do_nothing()
            .returning(PhotoPoint.code)
        ).scalar()
        if made or session.get(PhotoPoint, point_id) is not None:
            return made


def new_code() -> str:
    """A code as it stands on a sign, ``7Q4M-2KXD``: 40 random bits, so that nobody finds one by counting."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def _checked(session: Session, facts: PointFacts, by: Actor) -> PointFacts:
    facts = replace(facts, name=" ".join(facts.name.split()), street=" ".join(facts.street.split()))
    wrong = wrong_place(facts, ("name", "street"))
    if not 3 <= len(facts.name) <= MAX_NAME:
        wrong.setdefault("name", N_("Tulis nama titik foto, 3 sampai 80 huruf."))
    if not by.may(Role.UPLOADER, units.unit(session, facts.unit).path):
        # A foreign unit answers like a missing one.
        raise NotFound("Unit itu tidak ada.")
    if units.unit(session, facts.place_unit).kind != "kelurahan":
        wrong["place_unit"] = N_("Pilih kelurahan tempat titik foto.")
    if wrong:
        raise Invalid("Periksa kembali isian ini.", wrong)
    return facts
