"""What the public list says: whose account the city stands for, where there is none, and where nobody has looked.

The city stands for an account that the unit connected to Bukti by signing in to it, and for one whose profile was seen
to say that it is official. One that says no such thing is not listed, whoever runs it; one that goes by another handle
than the unit has confirmed is not either, until somebody has looked.
"""

import enum
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.accounts.models import ALIVE, AccountState, SocialAccount
from evidence.accounts.registry.models import Answer, Presence, Source
from evidence.accounts.registry.places import link_of
from evidence.accounts.registry.queries import standing as standing_slots
from evidence.accounts.registry.standing import Account, Slot
from evidence.units.models import Unit


class State(enum.StrEnum):
    """What a stranger is told of one place of a unit."""

    OFFICIAL = "official"
    NONE = "none"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class Said:
    """One state, with the account where it is official, and when that was seen last."""

    state: State
    handle: str = ""
    link: str = ""
    at: datetime | None = None


UNCHECKED = Said(State.UNCHECKED)


def standing(
    session: Session, codes: Sequence[str], now: datetime
) -> Mapping[tuple[str, str], Sequence[Said]]:
    """What is said of each unit of ``codes`` and each place at which somebody looked."""
    asked = select(Unit.code).where(Unit.code.in_(codes))
    slots = standing_slots(session, units=asked, until=now)
    ours = {
        account.id: account
        for account in session.scalars(select(SocialAccount).where(SocialAccount.unit_code.in_(codes)))
    }
    said = defaultdict[tuple[str, str], list[Said]](list)
    for (code, place, _site), slot in slots.items():
        said[code, place] = _said(slot, ours)
    return said


def _said(slot: Slot, ours: Mapping[uuid.UUID, SocialAccount]) -> list[Said]:
    states = [(each, state_of(each, _tied(each, ours))) for each in slot.present]
    official = [
        Said(State.OFFICIAL, each.last.handle, link_of(each.last), _confirmed_at(each, _tied(each, ours)))
        for each, state in states
        if state is State.OFFICIAL
    ]
    if official:
        return official
    if any(state is State.UNCHECKED for _each, state in states):
        return [UNCHECKED]
    return [Said(State.NONE, at=slot.last.looked_at)]


def _tied(account: Account, ours: Mapping[uuid.UUID, SocialAccount]) -> SocialAccount | None:
    numbers = (each.account_id for each in account.looks if each.account_id)
    return next((ours[each] for each in numbers if each in ours), None)


def _confirmed_at(account: Account, ours: SocialAccount | None) -> datetime:
    """When that was seen for which the city stands for an official account."""
    look = None if _vouched_by_sign_in(account, ours) else account.telling("official")
    return (look or account.last).looked_at


def _vouched_by_sign_in(account: Account, ours: SocialAccount | None) -> bool:
    connected = ours is not None and ours.state in (*ALIVE, AccountState.NEEDS_RECONNECT)
    return connected and any(each.source is Source.API for each in account.looks)


def state_of(account: Account, ours: SocialAccount | None) -> State:
    """Whether the city stands for an account that was there when somebody looked last; ``ours`` is its row, if any."""
    last = account.last
    if last.presence is not Presence.PRESENT:
        return State.NONE
    if ours is not None and ours.handle_seen:
        return State.UNCHECKED
    if _vouched_by_sign_in(account, ours):
        return State.OFFICIAL
    look = account.telling("official")
    answer = look.official if look else None
    return (
        {Answer.YES: State.OFFICIAL, Answer.NO: State.NONE}.get(answer, State.UNCHECKED)
        if answer
        else State.UNCHECKED
    )
