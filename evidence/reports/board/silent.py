"""Of each silent unit: why, as far as it is known, and who can be asked. Never a ranking."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from evidence.accounts.models import USABLE, AccountState, SocialAccount
from evidence.accounts.registry.claimed import registered
from evidence.core.clock import day_of
from evidence.core.paging import Page
from evidence.reports.board import contacts, queries
from evidence.reports.board.contacts import Line
from evidence.reports.board.sightings import Sighting, sightings
from evidence.reports.silence import PUBLISHED, silent, silent_then
from evidence.units.access import Role
from evidence.units.models import Membership, Unit
from evidence.units.queries import in_force

WAITING = {
    "stuck": ("publication.unconfirmed", "publication.failed"),
    "submitted": ("post.submitted",),
    "waiting": ("activity.waiting",),
}
BEGUN = ("activity.open", "activity.unfinished", "activity.complete", "activity.archived")


@dataclass(frozen=True)
class Silence:
    """One silent unit: when it last posted and began anything, what waits there, its accounts and its people."""

    unit: Unit
    posted_on: date | None
    begun_on: date | None
    waits: Mapping[str, int]
    accounts: Sequence[SocialAccount]
    people: Sequence[Membership] = field(default_factory=tuple)
    # How its office is reached, and the confirmed addresses of its people.
    lines: Sequence[Line] = ()
    mail: Mapping[uuid.UUID, str] = field(default_factory=dict)
    # Where nobody works in any unit that was asked: the unit's own kind, and that of the one above it if it was asked.
    vacant: Sequence[str] = ()
    # A post later than its last one here, that somebody saw at a network.
    seen: Sighting | None = None

    @property
    def reachable(self) -> bool:
        """Whether anybody can be called or written to."""
        return bool(self.lines) or any(one.user_id in self.mail for one in self.people)

    @property
    def can_post(self) -> bool:
        """Whether anything can be posted at all."""
        return any(each.state in USABLE for each in self.accounts)

    @property
    def held_back(self) -> bool:
        """Whether a person holds its accounts back."""
        return any(each.state is AccountState.PAUSED for each in self.accounts)


def page(
    session: Session,
    unit: Unit,
    since: date,
    after: str | None,
    size: int,
    now: datetime,
    asks: Unit | None = None,
    then: date | None = None,
) -> Page[Silence]:
    """Some of the silent units in the order of the tree; ``after`` is the code of the last one seen.

    ``asks`` is where the reader sits, whom nobody sends to their own office; ``unit`` where nothing else is said.
    With ``then``, those that were silent on that day, each with its last post up to it; all else is as it is now.
    """
    quiet = silent_then(unit.path, since, then) if then else silent(unit.path, since, day_of(now))
    query = select(Unit).options(joinedload(Unit.parent)).where(*quiet)
    last = session.get(Unit, after) if after else None
    if last is not None:
        query = query.where(Unit.path > last.path)
    rows = session.scalars(query.order_by(Unit.path).limit(size + 1)).all()
    found = told(session, rows[:size], asks or unit, now)
    if then:
        posted = queries.last_days(session, rows[:size], PUBLISHED, then)
        found = [replace(each, posted_on=posted.get(each.unit.code)) for each in found]
    return Page(found, rows[size - 1].code if len(rows) > size else None)


def told(session: Session, units: Sequence[Unit], asks: Unit, now: datetime) -> Sequence[Silence]:
    """What is known of each of ``units``, for somebody in the unit that ``asks``."""
    codes = [each.code for each in units]
    days = _days(session, units)
    accounts = registered(session, codes)
    people = _nearest(session, units, asks, now)
    lines, mail = contacts.of_offices(session, units, asks), contacts.of_people(session, people)
    seen = sightings(session, codes, now)
    found = [_silence(each, days[each.code], accounts[each.code], people[each.code]) for each in units]
    return [
        replace(
            each,
            lines=lines[each.unit.code],
            mail=mail,
            vacant=() if each.people else _looked_in(each.unit, asks),
            seen=_later(seen.get(each.unit.code), each.posted_on),
        )
        for each in found
    ]


def _later(seen: Sighting | None, posted_on: date | None) -> Sighting | None:
    return seen if seen and (posted_on is None or seen.posted_on > posted_on) else None


def _looked_in(unit: Unit, asks: Unit) -> Sequence[str]:
    """The kinds of the unit and of the one above it, so far as that is below the one that ``asks``."""
    above = unit.parent
    return (unit.kind, above.kind) if above and _is_below(above.path, asks) else (unit.kind,)


def _is_below(path: str, asks: Unit) -> bool:
    return path.startswith(asks.path) and path != asks.path


def _nearest(
    session: Session, units: Sequence[Unit], asks: Unit, now: datetime
) -> Mapping[str, list[Membership]]:
    """Who works for each unit; where nobody is registered, those of the nearest unit above know whom to ask.

    Above only as far as below ``asks``: nobody is told to turn to themselves.
    """
    found: dict[str, list[Membership]] = {each.code: [] for each in units}
    asked: dict[str, str | None] = {each.code: each.code for each in units}
    while asked:
        there = _people(session, [code for code in asked.values() if code], now)
        found |= {code: there[at] for code, at in asked.items() if at and there[at]}
        over = aliased(Unit)
        rows = session.execute(
            select(Unit.code, over.code, over.path)
            .join(over, over.code == Unit.parent_code)
            .where(Unit.code.in_(asked.values()))
        )
        above = {code: parent if _is_below(path, asks) else None for code, parent, path in rows}
        asked = {code: above[at] for code, at in asked.items() if at and not there[at] and above.get(at)}
    return found


def _people(session: Session, codes: Sequence[str], now: datetime) -> Mapping[str, list[Membership]]:
    """Who works for each unit now, whoever has been there longest first."""
    people: dict[str, list[Membership]] = defaultdict(list)
    for member in session.scalars(
        select(Membership)
        .options(joinedload(Membership.user), joinedload(Membership.unit))
        .where(
            Membership.unit_code.in_(codes),
            Membership.role.in_((Role.UPLOADER, Role.APPROVER)),
            in_force(now),
        )
        .order_by(Membership.valid_from, Membership.id)
    ):
        if member.user.active and all(each.user_id != member.user_id for each in people[member.unit_code]):
            people[member.unit_code].append(member)
    return people


def _days(session: Session, units: Sequence[Unit]) -> Mapping[str, list[tuple[str, date, int]]]:
    measures = [PUBLISHED, *BEGUN, *(each for group in WAITING.values() for each in group)]
    found: dict[str, list[tuple[str, date, int]]] = defaultdict(list)
    for code, measure, day, number in queries.days(session, units, measures):
        found[code].append((measure, day, number))
    return found


def _silence(
    unit: Unit,
    days: Sequence[tuple[str, date, int]],
    accounts: Sequence[SocialAccount],
    people: Sequence[Membership],
) -> Silence:
    def last(*measures: str) -> date | None:
        return max((day for measure, day, _number in days if measure in measures), default=None)

    waits = {
        name: sum(number for measure, _day, number in days if measure in measures)
        for name, measures in WAITING.items()
    }
    return Silence(unit, last(PUBLISHED), last(*BEGUN), waits, accounts, people)
