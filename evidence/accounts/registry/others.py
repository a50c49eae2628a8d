"""Which accounts of a unit are known in one place, and whether a handle is another unit's."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from evidence.accounts.handles import same
from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.registry import queries
from evidence.accounts.registry.models import Observation
from evidence.accounts.registry.places import place_of
from evidence.accounts.registry.queries import counts
from evidence.accounts.registry.standing import Slot
from evidence.units.models import Unit


def tied(session: Session, unit_code: str, place: str) -> Sequence[SocialAccount]:
    """The accounts that are tied to the unit in that place, looked at or not."""
    return [
        each
        for each in queries.known(session, unit_code)
        if place_of(each) == place and each.state is not AccountState.CLOSED
    ]


def known(session: Session, unit: Unit, place: str, slot: Slot | None) -> Sequence[str]:
    """The handles of the unit's accounts in that place: those that are there, those nobody looked at, those gone."""
    accounts = slot.accounts if slot else ()
    there = [each.last.handle for each in slot.present] if slot else []
    gone = [each.last.handle for each in slot.lost] if slot else []
    # A handle from before a rename is tied to what is known by its new one.
    told = {each.last.account_id for each in accounts if each.last.account_id}
    unseen = [each.handle for each in tied(session, unit.code, place) if each.id not in told]
    found: list[str] = []
    for handle in (*there, *unseen, *gone):
        if not any(same(handle, each) for each in found):
            found.append(handle)
    return found


def known_before(session: Session, unit: Unit, place: str, handle: str) -> bool:
    """Whether the account is tied to the unit, or anybody ever saw it as the unit's."""
    before = exists().where(
        Observation.unit_code == unit.code,
        Observation.network == place,
        func.lower(Observation.handle) == handle.lower(),
        counts(),
    )
    return tied_as(session, unit, place, handle) is not None or bool(session.scalar(select(before)))


def tied_as(session: Session, unit: Unit, place: str, handle: str) -> SocialAccount | None:
    """The account of the unit in that place which goes by ``handle``."""
    found = queries.known(session, unit.code) if handle else ()
    return next((each for each in found if place_of(each) == place and same(each.handle, handle)), None)


def owner(session: Session, unit: Unit, place: str, handle: str, now: datetime) -> Unit | None:
    """Another unit whose account that handle is as far as anybody knows; None where it is nobody else's."""
    seen = (
        select(Observation.unit_code)
        .where(
            Observation.network == place,
            func.lower(Observation.handle) == handle.lower(),
            Observation.unit_code != unit.code,
            counts(),
        )
        .distinct()
    )
    slots = queries.standing(session, units=seen, network=place, until=now)
    codes = [
        key[0] for key, slot in slots.items() if any(same(each.last.handle, handle) for each in slot.present)
    ]
    ours = session.scalars(
        select(SocialAccount).where(
            func.lower(SocialAccount.handle) == handle.lower(),
            or_(SocialAccount.network == place, SocialAccount.site == place),
            SocialAccount.unit_code != unit.code,
            SocialAccount.state != AccountState.CLOSED,
        )
    )
    codes += [each.unit_code for each in ours if place_of(each) == place]
    return session.get(Unit, min(codes)) if codes else None
