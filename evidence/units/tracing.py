"""What the trail says of a unit itself, of its offices and of one person; and adding to it what is done to a unit."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, FromClause, literal, select, true
from sqlalchemy.orm import Session, aliased

from evidence.core import audit
from evidence.core.audit import AuditEvent
from evidence.core.paging import SIZE, Page
from evidence.units.access import Actor
from evidence.units.models import Membership, Unit

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
# Numbers of events end here.
_LAST = 2**63 - 1


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
    # Of eighteen digits at most: a number of thousands is refused by Python itself.
    before = int(after) if after.isascii() and after.isdigit() and len(after) <= 18 else _LAST
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
