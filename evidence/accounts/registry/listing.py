"""What the public list says: whose account the city stands for, where there is none, and where nobody has looked.

The city stands for an account that the unit connected to Bukti by signing in to it, and for one whose profile somebody
above the unit (`vouching`) saw to say that it is official. What only the unit's own people or a newspaper say is told
as their word. One that says no such thing is not listed, whoever runs it; one that goes by another handle than the unit
has confirmed is not either, until somebody has looked.
"""

import enum
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.accounts.handles import same
from evidence.accounts.models import ALIVE, AccountState, SocialAccount
from evidence.accounts.registry.models import Answer, Observation, Presence, Source
from evidence.accounts.registry.places import link_of
from evidence.accounts.registry.queries import standing as standing_slots
from evidence.accounts.registry.standing import Account, Slot
from evidence.units.models import Unit


class State(enum.StrEnum):
    """What a stranger is told of one place of a unit."""

    OFFICIAL = "official"
    OWN_WORD = "own_word"
    PRESS = "press"
    NONE = "none"
    UNCHECKED = "unchecked"


# Somebody else's word, for which the city does not stand.
CLAIMED = frozenset({State.OWN_WORD, State.PRESS})


@dataclass(frozen=True)
class Said:
    """One state, with the account's name where it is or is said to be official, and when that was seen last.

    A link has only what the city stands for: nobody is led to any other account.
    """

    state: State
    handle: str = ""
    link: str = ""
    at: datetime | None = None


UNCHECKED = Said(State.UNCHECKED)
Ours = Mapping[uuid.UUID, SocialAccount]


def standing(
    session: Session, codes: Sequence[str], now: datetime
) -> Mapping[tuple[str, str], Sequence[Said]]:
    """What is said of each unit of ``codes`` and each place at which somebody looked."""
    asked = select(Unit.code).where(Unit.code.in_(codes))
    slots = standing_slots(session, units=asked, until=now)
    ours = tied(session, codes)
    said = defaultdict[tuple[str, str], list[Said]](list)
    for (code, place, _site), slot in slots.items():
        said[code, place] = _said(slot, ours)
    return said


def tied(session: Session, codes: Sequence[str]) -> Ours:
    """The accounts that are tied to these units, by their number."""
    rows = session.scalars(select(SocialAccount).where(SocialAccount.unit_code.in_(codes)))
    return {account.id: account for account in rows}


def claims(slot: Slot, ours: Ours) -> Iterable[Account]:
    """The accounts of the slot for which somebody gives a word that the city does not stand for yet."""
    return [each for each in slot.present if said_of(each, row_of(each, ours)).state in CLAIMED]


def _said(slot: Slot, ours: Ours) -> list[Said]:
    told = [said_of(each, row_of(each, ours)) for each in slot.present]
    # What the city stands for comes first.
    named = sorted((each for each in told if each.handle), key=lambda each: each.state is not State.OFFICIAL)
    if named:
        return named
    return [UNCHECKED] if UNCHECKED in told else [Said(State.NONE, at=slot.last.looked_at)]


def row_of(account: Account, ours: Ours) -> SocialAccount | None:
    """The account's row among ``ours``, if it is tied to its unit."""
    numbers = (each.account_id for each in account.looks if each.account_id)
    return next((ours[each] for each in numbers if each in ours), None)


def said_of(account: Account, ours: SocialAccount | None) -> Said:
    """What is said of one account that somebody looked at; ``ours`` is its row, if any."""
    last = account.last
    if last.presence is not Presence.PRESENT:
        return Said(State.NONE, at=last.looked_at)
    if ours is not None and ours.handle_seen:
        return UNCHECKED
    vouching = [look for look in (_signed_in(account, ours), _seen_from_above(account)) if look]
    if vouching:
        # The link is theirs too: a later look by the unit itself may have noted another one.
        look = max(vouching, key=lambda each: each.looked_at)
        return Said(State.OFFICIAL, look.handle, link_of(look), look.looked_at)
    told = account.telling("official")
    if told is None or told.official is Answer.UNSEEN:
        return UNCHECKED
    if told.official is Answer.NO:
        return Said(State.NONE, at=last.looked_at)
    state = State.PRESS if told.source is Source.PRESS else State.OWN_WORD
    return Said(state, last.handle, at=told.looked_at)


def _signed_in(account: Account, ours: SocialAccount | None) -> Observation | None:
    """The network's own newest word of an account that the unit signed in to and that is connected."""
    if ours is None or ours.state not in (*ALIVE, AccountState.NEEDS_RECONNECT):
        return None
    heard = next((each for each in account.looks if each.source is Source.API), None)
    return heard if heard and heard.presence is Presence.PRESENT else None


def _seen_from_above(account: Account) -> Observation | None:
    """The newest look from above that saw the profile say so, under this name and not denied by anybody since.

    Nor lost since: a name that was free for a while may be anybody's.
    """
    for each in account.looks:
        if each.official not in (None, Answer.YES) or each.presence is not Presence.PRESENT:
            return None
        if each.official is Answer.YES and each.from_above and same(each.handle, account.last.handle):
            return each
    return None
