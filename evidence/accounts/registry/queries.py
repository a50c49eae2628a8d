"""Reading looks at accounts."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from evidence.accounts.models import SocialAccount
from evidence.accounts.registry.looks import DAYS, FIGURES, QUESTIONS
from evidence.accounts.registry.models import Mistake, Observation, Presence, Source
from evidence.accounts.registry.standing import Key, Slot, gone_with, slots
from evidence.core.paging import Page, newest_first
from evidence.units.models import Unit


def counts() -> ColumnElement[bool]:
    """Whether a look counts: nobody says that it was a mistake."""
    return ~exists().where(Mistake.look_id == Observation.id).correlate(Observation)


def standing(
    session: Session, *, units: Select[str], network: str | None = None, until: datetime
) -> Mapping[Key, Slot]:
    """What each unit of ``units`` (a query of their codes) has on each network, as it stood at ``until``.

    Of a unit and a network that are not in the answer nobody knew anything then: not that there was none.
    """
    asked = [Observation.unit_code.in_(units), Observation.looked_at <= until, counts()]
    if network is not None:
        asked.append(Observation.network == network)
    # A network's own word comes every day and is the same in all of its columns, so its last one will do.
    whose = (
        Observation.unit_code,
        Observation.network,
        Observation.site,
        Observation.account_id,
        func.lower(Observation.handle),
    )
    by_machine = (
        select(Observation.id)
        .ext(distinct_on(*whose))
        .where(*asked, Observation.source == Source.API)
        .order_by(*whose, Observation.looked_at.desc(), Observation.created_at.desc(), Observation.id)
    )
    query = (
        select(Observation)
        .options(joinedload(Observation.unit))
        .where(*asked, or_(Observation.source != Source.API, Observation.id.in_(by_machine)))
    )
    return slots(session.scalars(query).all())


def latest(
    session: Session, *, units: Select[str], network: str | None, until: datetime
) -> Sequence[Observation]:
    """One row for each unit, network and site that somebody had looked at by ``until``: what was known then.

    Where a unit has several accounts it is one that is there; what its last look did not ask is as the last one that
    did has it. So no single row of the table need say it all, and these belong to no session. In order of unit.
    """
    found = standing(session, units=units, network=network, until=until)
    return [_told(session, found[key]) for key in sorted(found)]


def _told(session: Session, slot: Slot) -> Observation:
    row = slot.last
    account = next((each for each in slot.accounts if each.last is row), None)
    session.expunge(row)
    for name in (*QUESTIONS, *FIGURES, *DAYS) if account and slot.present else ():
        look = account.telling(name) if account else None
        if look is not None:
            set_committed_value(row, name, getattr(look, name))
    return row


def history(
    session: Session, unit_code: str, network: str | None = None, after: str | None = None
) -> Page[Observation]:
    """One page of the looks at a unit's accounts, the newest first; those that were mistakes among them."""
    query = (
        select(Observation)
        .where(Observation.unit_code == unit_code)
        .options(selectinload(Observation.mistake))
    )
    if network:
        query = query.where(Observation.network == network)
    columns = (Observation.looked_at, Observation.id)
    return newest_first(session, query, columns, lambda row: (row.looked_at, row.id), after)


def renamed(session: Session, looks: Sequence[Observation]) -> Mapping[uuid.UUID, str]:
    """Of those ``looks`` that found an account renamed: the handle it was found under, by the number of the look."""
    gone = [each for each in looks if each.presence is Presence.GONE]
    if not gone:
        return {}
    # The two are of one moment.
    query = select(Observation.id, Observation.handle).where(
        Observation.unit_code.in_({each.unit_code for each in gone}),
        Observation.looked_at.in_({each.looked_at for each in gone}),
        Observation.presence == Presence.PRESENT,
    )
    found = {gone_with(number): handle for number, handle in session.execute(query)}
    return {each.id: found[each.id] for each in gone if each.id in found}


def code_of(unit: Unit) -> Select[str]:
    """The unit as `standing` asks for it."""
    return select(Unit.code).where(Unit.code == unit.code)


def known(session: Session, unit_code: str) -> Sequence[SocialAccount]:
    """The accounts that are tied to the unit, looked at or not."""
    return session.scalars(
        select(SocialAccount)
        .where(SocialAccount.unit_code == unit_code)
        .order_by(SocialAccount.network, SocialAccount.site, SocialAccount.handle)
    ).all()


def look(session: Session, look_id: uuid.UUID) -> Observation | None:
    """The look of that number."""
    return session.get(Observation, look_id)
