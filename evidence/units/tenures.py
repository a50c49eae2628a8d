"""Who held which office, from when until when."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from evidence.units.access import Role
from evidence.units.models import Membership, Unit, User

# More hold an office only where a unit is a whole city.
MOST = 50


@dataclass(frozen=True)
class Tenure:
    """From when until when somebody held an office or stood in for it (``acting_as``); ``until`` None: no end yet."""

    unit: Unit
    person: User
    roles: Sequence[Role]
    acting_as: str
    since: datetime
    until: datetime | None


def of_unit(session: Session, unit: Unit) -> tuple[Sequence[Tenure], bool]:
    """Who held something of the unit, the latest first; whether there were others before."""
    return _tenures(session, Membership.unit_code == unit.code)


def of_person(session: Session, user_id: uuid.UUID) -> tuple[Sequence[Tenure], bool]:
    """What somebody held, the latest first; whether there was more before."""
    return _tenures(session, Membership.user_id == user_id)


def _tenures(session: Session, which: ColumnElement[bool]) -> tuple[Sequence[Tenure], bool]:
    rows = session.scalars(
        select(Membership)
        .options(joinedload(Membership.unit), joinedload(Membership.user))
        # One that was taken back before it began was never held.
        .where(which, Membership.valid_until.is_(None) | (Membership.valid_until > Membership.valid_from))
        .order_by(Membership.valid_from.desc(), Membership.unit_code, Membership.user_id, Membership.role)
        .limit(MOST + 1)
    ).all()
    found: dict[tuple[object, ...], list[Membership]] = {}
    for each in rows[:MOST]:
        key = (each.unit_code, each.user_id, each.acting_as, each.valid_from, each.valid_until)
        found.setdefault(key, []).append(each)
    told = [
        Tenure(
            one.unit, one.user, [each.role for each in held], one.acting_as, one.valid_from, one.valid_until
        )
        for held in found.values()
        for one in held[:1]
    ]
    return told, len(rows) > MOST
