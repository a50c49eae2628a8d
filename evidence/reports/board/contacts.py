"""How a unit is reached: by what its letterhead says, else that of the nearest unit above, and by its people's mail."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.adapters.mail import is_address
from evidence.notices.queries import addresses
from evidence.reports.papers.models import Letterhead
from evidence.units.models import Membership, Unit

# As people write them: (0271) 712345, 0812-3456-7890, +62 271 712345. What is longer or shorter is something else.
_PHONE = re.compile(r"(?<![\w+])(?:\+62|\(?0)[\d ().-]{6,20}\d(?!\w)")
_DIGITS = range(8, 15)
_ADDRESS = re.compile(r"[^\s,;:()<>]+@[^\s,;:()<>]+")


@dataclass(frozen=True)
class Line:
    """One way to reach an office: ``words`` as they were written, ``url`` that a phone opens, and whose it is."""

    words: str
    url: str
    unit: Unit


def read(contact: str, unit: Unit) -> Sequence[Line]:
    """The phone numbers and addresses in the words of a letterhead."""
    found = []
    for match in _PHONE.finditer(contact):
        digits = re.sub(r"\D", "", match[0])
        local = digits.removeprefix("62") if match[0].startswith("+") else digits.removeprefix("0")
        if len(local) + 1 in _DIGITS:
            found.append(Line(match[0].strip(), f"tel:+62{local.removeprefix('0')}", unit))
    found += [
        Line(address, mail_url(address), unit)
        for address in (each.strip(".") for each in _ADDRESS.findall(contact))
        if is_address(address)
    ]
    return found


def mail_url(address: str) -> str:
    """What opens a letter to ``address``, whatever signs it holds."""
    return f"mailto:{quote(address, safe='@')}"


def of_offices(session: Session, units: Sequence[Unit], asks: Unit) -> Mapping[str, Sequence[Line]]:
    """Of each unit its own lines, else those of the nearest unit above that has any, below the one that ``asks``."""
    above = {
        each.code: [path for path in _paths(each.path) if path == each.path or len(path) > len(asks.path)]
        for each in units
    }
    paths = {path for each in above.values() for path in each}
    rows = session.execute(
        select(Unit, Letterhead.contact)
        .join(Letterhead, Letterhead.unit_code == Unit.code)
        .where(Unit.path.in_(paths), Letterhead.contact != "")
    )
    told = {unit.path: read(contact, unit) for unit, contact in rows}
    return {
        code: next((told[path] for path in nearest if told.get(path)), ()) for code, nearest in above.items()
    }


def of_the_city(session: Session) -> Sequence[Line]:
    """The lines of the root's own letterhead: how the city's office is reached."""
    rows = session.execute(
        select(Unit, Letterhead.contact)
        .join(Letterhead, Letterhead.unit_code == Unit.code)
        .where(Unit.parent_code.is_(None))
    )
    return [line for unit, contact in rows for line in read(contact, unit)]


def of_people(session: Session, people: Mapping[str, Sequence[Membership]]) -> Mapping[uuid.UUID, str]:
    """The confirmed addresses of those people."""
    return addresses(session, sorted({one.user_id for each in people.values() for one in each}))


def _paths(path: str) -> Sequence[str]:
    """The path of a unit and those of the units above it, the nearest first."""
    codes = path.strip("/").split("/")
    return [f"/{'/'.join(codes[:length])}/" for length in range(len(codes), 0, -1)]
