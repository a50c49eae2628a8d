"""The public list, line by line: what a stranger may know of each place of each unit, and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from evidence.accounts.registry import finding, listing
from evidence.accounts.registry.listing import State
from evidence.accounts.registry.places import PLACES
from evidence.accounts.registry.showing import place_name
from evidence.core import clock
from evidence.units.models import Unit


@dataclass(frozen=True)
class Line:
    """What a stranger may know of one place of one unit."""

    unit: Unit
    place: str
    state: State
    handle: str = ""
    link: str = ""
    day: date | None = None


def everything(session: Session) -> Iterator[Line]:
    after = ""
    while True:
        found = finding.units(session, "", after, size=500)
        yield from lines_of(session, found.units)
        if not found.after:
            return
        after = found.after


def lines_of(session: Session, units: Sequence[Unit]) -> list[Line]:
    said = listing.standing(session, [each.code for each in units], clock.now())
    return [
        Line(
            unit, place, each.state, each.handle, _safe(each.link), clock.day_of(each.at) if each.at else None
        )
        for unit in units
        for place in [*PLACES, *sorted({key[1] for key in said if key[0] == unit.code} - PLACES.keys())]
        for each in said.get((unit.code, place), (listing.UNCHECKED,))
    ]


def shown(unit: Unit, lines: Sequence[Line]) -> dict[str, Any]:
    """A unit: its official accounts, then the networks on which there is none, then those at which nobody looked."""
    none = [each for each in lines if each.state is State.NONE]
    unchecked = [each for each in lines if each.state is State.UNCHECKED]
    return {
        "title": unit.title,
        "above": unit.parent.title if unit.parent else "",
        "accounts": [
            {"network": place_name(each.place), "handle": each.handle, "link": each.link, "day": each.day}
            for each in lines
            if each.state is State.OFFICIAL
        ],
        "none": [{"network": place_name(each.place), "day": each.day} for each in none],
        "unchecked": [place_name(each.place) for each in unchecked],
        "all_unchecked": len(unchecked) == len(lines),
    }


def _safe(link: str) -> str:
    return link if urlsplit(link).scheme == "https" else ""
