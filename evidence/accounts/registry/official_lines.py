"""The public list, line by line: what a stranger may know of each place of each unit, and nothing else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from evidence.accounts.registry import finding, listing, typed
from evidence.accounts.registry.listing import CLAIMED, Said, State
from evidence.accounts.registry.places import PLACES
from evidence.accounts.registry.showing import place_name
from evidence.core import clock
from evidence.units.models import Unit

# Units of which a file tells at once: a city's, but not a country's.
PART = 500


@dataclass(frozen=True)
class Line:
    """What a stranger may know of one place of one unit; ``aged`` where what is said was seen too long ago."""

    unit: Unit
    place: str
    state: State
    handle: str = ""
    link: str = ""
    day: date | None = None
    aged: bool = False


def part(session: Session, after: str, look_days: int, size: int = PART) -> tuple[Sequence[Line], str]:
    """The lines of the units behind the path ``after``, and what to ask for the next part; "" at the end.

    A look counts for ``look_days``.
    """
    found = finding.units(session, "", after, size)
    return lines_of(session, found.units, look_days), found.after


def of_vouched(
    session: Session, after: str, look_days: int, size: int = finding.SIZE
) -> tuple[Sequence[Line], str]:
    """The lines of a page of the units that have an official account, and the path after which the next ones come."""
    kept: list[Unit] = []
    lines: list[Line] = []
    while len(kept) <= size:
        found = finding.units(session, "", after, size, vouched=True)
        told = lines_of(session, found.units, look_days)
        # The city stood for some of these once and does so no more.
        standing = {each.unit.code for each in told if each.state is State.OFFICIAL}
        kept += [each for each in found.units if each.code in standing]
        lines += told
        after = found.after
        if not after:
            break
    first = {each.code for each in kept[:size]}
    more = kept[size - 1].path if len(kept) > size else ""
    return [each for each in lines if each.unit.code in first], more


def lines_of(session: Session, units: Sequence[Unit], look_days: int) -> list[Line]:
    """The lines of these units, the places in their order."""
    now = clock.now()
    said = listing.standing(session, [each.code for each in units], now)
    others = defaultdict[str, set[str]](set)
    for code, place in said:
        if place not in PLACES:
            others[code].add(place)
    oldest = clock.day_of(now) - timedelta(days=look_days)
    return [
        _line(unit, place, each, oldest)
        for unit in units
        for place in [*PLACES, *sorted(others[unit.code])]
        for each in said.get((unit.code, place), (listing.UNCHECKED,))
    ]


def _line(unit: Unit, place: str, said: Said, oldest: date) -> Line:
    day = clock.day_of(said.at) if said.at else None
    return Line(
        unit, place, said.state, said.handle, _safe(said.link), day,
        aged=day is not None and day < oldest,
    )  # fmt: skip


def confirms(link: str, line: Line) -> bool:
    """Whether the pasted link is that of the line's official account."""
    return line.state is State.OFFICIAL and typed.is_of(link, line.place, line.handle, line.link)


def claims(words: str, line: Line) -> bool:
    """Whether the handle or link is that of an account for which the city does not stand, whatever others say of it."""
    if line.state not in CLAIMED:
        return False
    return typed.is_called(words, line.handle) or typed.is_of(words, line.place, line.handle, "")


def meant(link: str, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines of the units whose account the pasted link is; if it is nobody's, of those with an official one."""
    own = {each.unit.code for each in lines if confirms(link, each) or claims(link, each)}
    wanted = own or {each.unit.code for each in lines if each.state is State.OFFICIAL}
    return [each for each in lines if each.unit.code in wanted]


def by_unit(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines as the page shows them, each unit once."""
    return [_shown(unit, list(told)) for unit, told in groupby(lines, lambda each: each.unit)]


def _shown(unit: Unit, lines: Sequence[Line]) -> dict[str, Any]:
    """A unit: its official accounts, those that others call so, where there is none, where nobody looked."""
    unchecked = [each for each in lines if each.state is State.UNCHECKED]
    return {
        "title": unit.title,
        "above": unit.parent.title if unit.parent else "",
        "accounts": [
            {
                "network": place_name(each.place),
                "handle": each.handle,
                "link": each.link,
                "day": each.day,
                "aged": each.aged,
            }
            for each in lines
            if each.state is State.OFFICIAL
        ],
        "claimed": [
            {
                "network": place_name(each.place),
                "handle": each.handle,
                "state": each.state.value,
                "day": each.day,
            }
            for each in lines
            if each.state in CLAIMED
        ],
        "none": _none(lines, aged=False),
        "none_aged": _none(lines, aged=True),
        "unchecked": [place_name(each.place) for each in unchecked],
        "all_unchecked": len(unchecked) == len(lines),
    }


def _none(lines: Sequence[Line], *, aged: bool) -> list[dict[str, Any]]:
    return [
        {"network": place_name(each.place), "day": each.day}
        for each in lines
        if each.state is State.NONE and each.aged is aged
    ]


def _safe(link: str) -> str:
    return link if urlsplit(link).scheme == "https" else ""
