"""Who held which office from when until when, and what the trail says of a unit's people or of one person."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, literal, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from evidence.core import audit
from evidence.core.audit import AuditEvent
from evidence.core.paging import Page
from evidence.units.access import Actor, Role
from evidence.units.models import Membership, Unit, User

# Acts of which one reads here; that somebody took an office over says what the handing over says.
OF_UNIT = (
    "units.handed_over", "units.membership_added", "units.delegated", "units.delegation_ended",
    "reports.letterhead_told", "reports.signer_let_go",
)  # fmt: skip
OF_PERSON = (
    "units.person_added", "units.invited", "units.invitation_withdrawn", "units.password_set", "units.reset_link_made",
    "units.reset_link_ended", "units.reset_seen", "units.person_corrected", "units.handed_over", "units.taken_over",
    "units.membership_added", "units.delegated", "units.delegation_ended",
)  # fmt: skip
SIZE = 24
# More hold an office only where a unit is a whole city.
MOST = 50
# Numbers of events end here.
_LAST = 2**63 - 1


@dataclass(frozen=True)
class Tenure:
    """From when until when somebody held an office or stood in for it (``acting_as``); ``until`` None: no end yet."""

    unit: Unit
    person: User
    roles: Sequence[Role]
    acting_as: str
    since: datetime
    until: datetime | None


def tenures_of_unit(session: Session, unit: Unit) -> tuple[Sequence[Tenure], bool]:
    """Who held something of the unit, the latest first; whether there were others before."""
    return _tenures(session, Membership.unit_code == unit.code)


def tenures_of_person(session: Session, user_id: uuid.UUID) -> tuple[Sequence[Tenure], bool]:
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


def subject_of(code: str) -> uuid.UUID:
    """What the trail and notices speak of where a unit itself is meant."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"unit:{code}")


def record(session: Session, code: str, act: str, by: Actor, **facts: object) -> None:
    """Add to the trail what somebody did to a unit itself."""
    audit.record(session, act, subject_of(code), actor_id=by.id, actor_name=by.name, unit=code, **facts)


def acts_of_unit(session: Session, unit: Unit, after: str = "", size: int = SIZE) -> Page[AuditEvent]:
    """What was done to the unit's offices, its people's rights there and its letterhead, the latest first."""
    held = select(Membership.user_id.label("id")).where(Membership.unit_code == unit.code)
    subjects = held.union(select(literal(subject_of(unit.code)))).subquery("subjects")
    return _acts(session, subjects, OF_UNIT, AuditEvent.facts["unit"].astext == unit.code, after, size)


def acts_of_person(
    session: Session, user_id: uuid.UUID, after: str = "", size: int = SIZE
) -> Page[AuditEvent]:
    """What was done about somebody's rights and sign-in, the latest first."""
    subjects = select(literal(user_id).label("id")).subquery("subjects")
    return _acts(session, subjects, OF_PERSON, true(), after, size)


def _acts(
    session: Session,
    subjects: FromClause,
    acts: Sequence[str],
    which: ColumnElement[bool],
    after: str,
    size: int,
) -> Page[AuditEvent]:
    """One step along the index for each subject: the trail is long, and little of it is about them."""
    before = int(after) if after.isascii() and after.isdigit() and int(after) <= _LAST else _LAST
    own = (
        select(AuditEvent)
        .where(AuditEvent.subject == subjects.c.id, AuditEvent.id < before, AuditEvent.act.in_(acts), which)
        .order_by(AuditEvent.id.desc())
        .limit(size + 1)
        .lateral("own")
    )
    event = aliased(AuditEvent, own)
    query = select(event).join_from(subjects, own, true()).order_by(event.id.desc()).limit(size + 1)
    rows = session.scalars(query).all()
    return Page(rows[:size], str(rows[size - 1].id) if len(rows) > size else None)
