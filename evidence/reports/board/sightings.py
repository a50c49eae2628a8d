"""What somebody saw of a unit at the networks, also what was not posted by Bukti: said beside its silence here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.accounts.registry.queries import standing
from evidence.accounts.registry.standing import Slot
from evidence.core.clock import day_of
from evidence.units.models import Unit


@dataclass(frozen=True)
class Sighting:
    """The last post that was seen of a unit: its day, the network (its name in the registry), and when it was seen."""

    posted_on: date
    network: str
    seen_on: date


def sightings(session: Session, codes: Sequence[str], now: datetime) -> Mapping[str, Sighting]:
    """The last post that was seen of each of these units by ``now``; a unit of which none was is missing."""
    found: dict[str, Sighting] = {}
    slots = standing(session, units=select(Unit.code).where(Unit.code.in_(codes)), until=now)
    for (code, network, _site), slot in sorted(slots.items()):
        for each in _seen(slot, network):
            if code not in found or each.posted_on > found[code].posted_on:
                found[code] = each
    return found


def _seen(slot: Slot, network: str) -> Iterator[Sighting]:
    for account in slot.present:
        look = account.telling("last_post_on")
        if look and look.last_post_on:
            yield Sighting(look.last_post_on, network, day_of(look.looked_at))
