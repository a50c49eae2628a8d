"""Handing an office over: all that one person holds of a unit in their own right goes to another, in one step.

Activities and accounts belong to the unit, so they follow the right by themselves. The edges commit.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.core import audit
from evidence.core.audit import AuditEvent
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.core.words import N_
from evidence.units import devices, services
from evidence.units.access import Actor, Role
from evidence.units.belongings import Belongings
from evidence.units.models import Membership, Unit, User
from evidence.units.people_offering import Offer, offered
from evidence.units.queries import hold, in_force, within

# How the trail calls it: with the person who held it, and with the one who holds it now.
GAVE, TOOK = "units.handed_over", "units.taken_over"
NO_OFFICE = N_("Jabatan itu tidak ada, atau bukan untuk Anda serahkan.")
LOOK_AGAIN, PICK = N_("Periksa kembali isian ini."), N_("Pilih orang dari daftar.")
GONE = N_("Jabatan ini sudah diserahkan atau sudah berakhir.")
# What a phone shows beside a photo that its person may not send any more.
KEPT = N_(
    "Jabatan Anda di %(unit)s sudah diserahkan. Foto ini tetap di HP dan tidak terkirim atas nama Anda: simpan ke "
    "galeri HP, lalu pejabat yang baru masuk di HP ini dan memilihnya dari galeri."
)
MOST_TOLD = 20
# Units whose offices stand on one page.
MOST = 100
YOURS = N_("Jabatan Anda sendiri diserahkan oleh admin lain.")


@dataclass(frozen=True)
class Office:
    """What one person holds of one unit in their own right; ``memberships`` are handed over together."""

    unit: Unit
    holder: User
    memberships: Sequence[Membership]

    @property
    def key(self) -> uuid.UUID:
        """The number by which it is asked for."""
        return self.memberships[0].id

    @property
    def roles(self) -> Sequence[Role]:
        """What it allows."""
        return [each.role for each in self.memberships]

    @property
    def signs(self) -> bool:
        """Whether its holder works or decides for the unit, and so may be who signs its papers."""
        return any(each in (Role.UPLOADER, Role.APPROVER) for each in self.roles)


@dataclass(frozen=True)
class Given:
    """An office that somebody had and handed over: of which unit, to whom, when."""

    unit: str
    to: str
    at: datetime


@dataclass(frozen=True)
class Handed:
    """What was done, ``by`` whom: what began, and how many devices and tokens of the one before ended.

    ``signs`` is as `Office.signs`.
    """

    by: Actor
    unit: Unit
    before: User
    after: User
    signs: bool
    begun: Sequence[Membership]
    devices: int
    tokens: int


def may_hand_over(by: Actor, unit: Unit) -> bool:
    """Whether ``by`` hands over offices of ``unit``: an admin of a unit above it, or of the city."""
    return any(
        grant.role is Role.ADMIN
        and unit.path.startswith(grant.path)
        and (grant.path != unit.path or unit.parent_code is None)
        for grant in by.grants
    )


def offices(
    session: Session, by: Actor, now: datetime, words: str = "", after: str = "", most: int = MOST
) -> tuple[Sequence[Office], str]:
    """The offices of ``most`` units that ``by`` may hand over, in the order of the tree; nobody hands over their own.

    ``words`` narrow them by unit or person; they come behind the path ``after``. With them what to ask for the next, ""
    at the end.
    """
    said = func.lower(func.concat_ws(" ", Unit.kind, Unit.name, User.name, User.username))
    query = (
        _own(now)
        .join(User, User.id == Membership.user_id)
        .where(
            within(by.paths(Role.ADMIN)),
            Membership.user_id != by.id,
            *(said.contains(word, autoescape=True) for word in words.lower().split()),
        )
    )
    later = query.with_only_columns(Unit.path).where(Unit.path > after).distinct()
    paths = session.scalars(later.order_by(Unit.path).limit(most + 1)).all()
    found: dict[tuple[str, uuid.UUID], list[Membership]] = {}
    rows = query.where(Unit.path.in_(paths[:most])).order_by(Unit.path, User.name, User.id)
    for each in session.scalars(rows):
        if may_hand_over(by, each.unit):
            found.setdefault((each.unit_code, each.user_id), []).append(each)
    return [_office(each) for each in found.values()], paths[most - 1] if len(paths) > most else ""


def office(session: Session, membership_id: uuid.UUID, by: Actor, now: datetime) -> Office:
    """One of them, by any of its memberships; NotFound alike for a missing, a foreign and an ended one."""
    named = session.get(Membership, membership_id)
    if named is None or not may_hand_over(by, named.unit) or named.user_id == by.id:
        raise NotFound(NO_OFFICE)
    held = session.scalars(_own(now).where(*_same(named))).all()
    if not held:
        raise NotFound(NO_OFFICE)
    return _office(held)


def candidates(session: Session, office: Office, by: Actor, chosen: uuid.UUID | None, words: str) -> Offer:
    """Who may take it, or where they are many those of the units around and whom ``words`` find."""
    above = office.unit.parent_code or office.unit.code
    around = select(Unit.code).where(or_(Unit.code == above, Unit.parent_code == above))
    near = User.id.in_(select(Membership.user_id).where(Membership.unit_code.in_(around)))
    return offered(session, _may_take(office, by), near, chosen, words)


def _may_take(office: Office, by: Actor) -> Select[User]:
    """Active people of the units that ``by`` runs, and for the city anybody: whoever has no unit yet, too."""
    among = select(User).where(User.active, User.id.not_in((by.id, office.holder.id)))
    if by.over_the_city(Role.ADMIN):
        return among
    known = (
        select(Membership.user_id)
        .join(Unit, Unit.code == Membership.unit_code)
        .where(within(by.paths(Role.ADMIN)))
    )
    return among.where(User.id.in_(known))


def delegates(session: Session, office: Office, now: datetime) -> Sequence[Membership]:
    """Who stands in for the unit now or later: that stays as it is."""
    return session.scalars(
        select(Membership)
        .options(joinedload(Membership.user))
        .where(
            Membership.unit_code == office.unit.code,
            Membership.acting_as != "",
            or_(Membership.valid_until.is_(None), Membership.valid_until > now),
        )
        .order_by(Membership.valid_until, Membership.id)
    ).all()


def given(session: Session, by: Actor) -> Sequence[Given]:
    """The offices that ``by`` had and handed over, the last first, but for those they hold again."""
    held = {grant.unit_code for grant in by.grants}
    acts = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject == by.id, AuditEvent.act == GAVE)
        .order_by(AuditEvent.id.desc())
        .limit(MOST_TOLD)
    ).all()
    last = {each.facts["unit"]: each for each in reversed(acts) if each.facts["unit"] not in held}
    return [
        Given(each.facts["unit_name"], each.facts["to_name"], each.at) for each in reversed(last.values())
    ]


def hand_over(
    session: Session,
    membership_id: uuid.UUID,
    to: uuid.UUID,
    moving: Belongings,
    *,
    by: Actor,
    now: datetime,
) -> Handed:
    """End what the holder has of the unit, begin the same for ``to``, and end the holder's devices and tokens.

    The new one's right has no end of its own. ``moving`` is what goes along, for the trail.
    """
    named = session.get(Membership, membership_id)
    if named is None or not may_hand_over(by, named.unit):
        raise NotFound(NO_OFFICE)
    if named.user_id == by.id:
        raise Invalid(YOURS)
    # Whoever acts for either of them at this moment is waited for, and whoever comes later finds what is done here: a
    # right that ended, a person who was withdrawn meanwhile, an office that the same person was given beside this one.
    hold(session, named.user_id, to)
    ending = session.scalars(
        _own(now)
        .where(*_same(named))
        .order_by(Membership.id)
        .with_for_update(of=Membership)
        .execution_options(populate_existing=True)
    ).all()
    if not ending:
        raise Conflict(GONE)
    held = _office(ending)
    after = session.scalar(_may_take(held, by).where(User.id == to))
    if after is None:
        raise Invalid(LOOK_AGAIN, {"person": PICK})
    roles = held.roles
    for each in ending:
        each.valid_until = now
    session.flush()
    begun = [
        services.add_membership(session, after, role, held.unit.code, valid_from=now, by=by)
        for role in roles
        if not _holds(session, after, held.unit, role, now)
    ]
    ended = devices.end_all(session, held.holder, now, by=by)
    revoked = services.revoke_tokens(session, held.holder, now)
    _record(session, held, after, begun, moving, by, devices=ended, tokens=revoked)
    return Handed(by, held.unit, held.holder, after, held.signs, begun, ended, revoked)


def _record(
    session: Session, held: Office, after: User, begun: Sequence[Membership], moving: Belongings, by: Actor,
    **ended: int,
) -> None:  # fmt: skip
    """One act, found from either of the two people."""
    facts = {
        "unit": held.unit.code, "unit_name": held.unit.title, "roles": [each.value for each in held.roles],
        "from": held.holder.username, "from_name": held.holder.name,
        "to": after.username, "to_name": after.name,
        "ended": [str(each.id) for each in held.memberships], "begun": [str(each.id) for each in begun],
        "activities": moving.activities, "posts": moving.posts, "publications": moving.publications,
        "accounts": [str(each) for each in moving.account_ids], **ended,
    }  # fmt: skip
    for act, person in ((GAVE, held.holder), (TOOK, after)):
        audit.record(session, act, person.id, actor_id=by.id, actor_name=by.name, **facts)


def _holds(session: Session, person: User, unit: Unit, role: Role, now: datetime) -> bool:
    """Whether the person has that right of their own already; standing in for the same office ends here."""
    held = session.scalars(
        select(Membership)
        .where(
            Membership.user_id == person.id,
            Membership.unit_code == unit.code,
            Membership.role == role,
            in_force(now),
        )
        .with_for_update()
    ).all()
    for each in held:
        if each.acting_as:
            each.valid_until = now
            audit.record(
                session, "units.delegation_ended", person.id, membership=str(each.id), unit=unit.code,
                kind=each.acting_as,
            )  # fmt: skip
    session.flush()
    return any(not each.acting_as and each.valid_until is None for each in held)


def _own(now: datetime) -> Select[Membership]:
    return (
        select(Membership)
        .join(Unit, Unit.code == Membership.unit_code)
        .options(joinedload(Membership.unit), joinedload(Membership.user))
        .where(Membership.acting_as == "", in_force(now))
    )


def _same(named: Membership) -> tuple[ColumnElement[bool], ...]:
    return Membership.user_id == named.user_id, Membership.unit_code == named.unit_code


def _office(held: Sequence[Membership]) -> Office:
    ordered = sorted(held, key=lambda each: (each.role.value, each.id))
    return Office(ordered[0].unit, ordered[0].user, ordered)
