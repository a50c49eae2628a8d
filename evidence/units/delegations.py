"""Deciding in another's stead: a membership with an end, as *Plh.* or *Plt.*. The edges commit."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.core import audit
from evidence.core.clock import WIB
from evidence.core.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.core.words import N_
from evidence.units import services
from evidence.units.access import Actor, Role
from evidence.units.models import Membership, Unit, User
from evidence.units.queries import hold, within

# Plh. stands in for days, Plt. holds the post until somebody is named to it.
KINDS = ("Plh.", "Plt.")
LONGEST = timedelta(days=366)
NOT_YOURS = N_("Pengganti ditunjuk oleh pejabat unit itu sendiri, pejabat di atasnya, atau admin.")


def may_appoint(by: Actor, unit: Unit) -> bool:
    """Whether ``by`` may name somebody who decides for ``unit``; nobody hands on what was handed to them."""
    own = any(
        grant.role is Role.APPROVER and not grant.acting_as and unit.path.startswith(grant.path)
        for grant in by.grants
    )
    return own or by.may(Role.ADMIN, unit.path)


def offices(session: Session, by: Actor) -> Sequence[Unit]:
    """The units with an approver of their own for which ``by`` may name one in their stead."""
    has_approver = select(Membership.unit_code).where(
        Membership.role == Role.APPROVER, Membership.acting_as == ""
    )
    found = session.scalars(
        select(Unit)
        .where(within(by.paths(Role.APPROVER, Role.ADMIN)), Unit.code.in_(has_approver))
        .order_by(Unit.path)
    ).all()
    return [each for each in found if may_appoint(by, each)]


def candidates(session: Session, by: Actor) -> Sequence[User]:
    """Who may be named: the active people of the units that ``by`` answers for, and not ``by``."""
    known = (
        select(Membership.user_id)
        .join(Unit, Unit.code == Membership.unit_code)
        .where(within(by.paths(Role.APPROVER, Role.ADMIN)))
    )
    return session.scalars(
        select(User)
        .where(User.active, User.id != by.id, User.id.in_(known))
        .order_by(User.name, User.username)
    ).all()


def standing(session: Session, by: Actor, now: datetime) -> Sequence[Membership]:
    """The delegations that are in force or begin later, of units that ``by`` answers for; the first to end first."""
    return session.scalars(
        select(Membership)
        .join(Unit, Unit.code == Membership.unit_code)
        .options(joinedload(Membership.user), joinedload(Membership.unit))
        .where(
            Membership.acting_as != "",
            or_(Membership.valid_until.is_(None), Membership.valid_until > now),
            within(by.paths(Role.APPROVER, Role.ADMIN)),
        )
        .order_by(Membership.valid_until, Membership.id)
    ).all()


def appoint(
    session: Session,
    user_id: uuid.UUID,
    unit: Unit,
    kind: str,
    first: date,
    last: date,
    *,
    by: Actor,
    now: datetime,
) -> Membership:
    """Let a person decide for ``unit`` from the day ``first`` to the day ``last`` (WIB), both whole."""
    if not may_appoint(by, unit):
        raise NotAllowed(NOT_YOURS)
    # Two sheets open at once would make two of them, and who was withdrawn meanwhile would get one.
    hold(session, user_id)
    person = next((each for each in candidates(session, by) if each.id == user_id), None)
    wrong = {}
    if person is None:
        wrong["person"] = N_("Pilih orang dari daftar.")
    if kind not in KINDS:
        wrong["kind"] = N_("Pilih Plh. atau Plt.")
    began = datetime.combine(first, time(0), WIB)
    ends = datetime.combine(last, time(0), WIB) + timedelta(days=1)
    if ends <= max(began, now):
        wrong["last"] = N_("Hari terakhir tidak boleh sebelum hari pertama atau hari ini.")
    elif ends - began > LONGEST:
        wrong["last"] = N_("Paling lama satu tahun.")
    if wrong or person is None:
        raise Invalid("Periksa kembali isian ini.", wrong)
    if _overlaps(session, person, unit, began, ends):
        raise Conflict("Orang itu sudah ditunjuk untuk unit ini pada hari-hari itu.")
    made = services.add_membership(
        session, person, Role.APPROVER, unit.code,
        valid_from=max(began, now), valid_until=ends, acting_as=kind,
    )  # fmt: skip
    audit.record(
        session, "units.delegated", person.id, actor_id=by.id, actor_name=by.name, membership=str(made.id),
        unit=unit.code, kind=kind, first=first.isoformat(), last=last.isoformat(),
    )  # fmt: skip
    return made


def _overlaps(session: Session, person: User, unit: Unit, began: datetime, ends: datetime) -> bool:
    return (
        session.scalar(
            select(func.count())
            .select_from(Membership)
            .where(
                Membership.user_id == person.id,
                Membership.unit_code == unit.code,
                Membership.role == Role.APPROVER,
                Membership.valid_from < ends,
                or_(Membership.valid_until.is_(None), Membership.valid_until > began),
            )
        )
        or 0
    ) > 0


def end(session: Session, membership_id: uuid.UUID, *, by: Actor, now: datetime) -> Membership:
    """End a delegation now; the same again changes nothing. NotFound alike for a foreign one."""
    # Whoever decides by this right at this moment is waited for, and whoever comes later finds it ended.
    found = session.scalar(
        select(Membership)
        .where(Membership.id == membership_id, Membership.acting_as != "")
        .with_for_update(of=Membership)
        .execution_options(populate_existing=True)
    )
    if found is None or not may_appoint(by, found.unit):
        raise NotFound("Penunjukan itu tidak ada.")
    if found.valid_until is None or found.valid_until > now:
        found.valid_until = now
        session.flush()
        audit.record(
            session, "units.delegation_ended", found.user_id, actor_id=by.id, actor_name=by.name,
            membership=str(found.id), unit=found.unit_code, kind=found.acting_as,
        )  # fmt: skip
    return found
