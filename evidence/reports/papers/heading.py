"""What stands around the tables of a paper: whose it is, who signs it, who made it."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from evidence.adapters.storage import ObjectMissing, Storage
from evidence.compose import looks
from evidence.compose import queries as compose
from evidence.core import clock
from evidence.core.text import all_holdable
from evidence.reports.papers import letterheads, words
from evidence.reports.papers.contents import Head
from evidence.reports.papers.models import Paper
from evidence.units import queries as units
from evidence.units.models import Unit


def head(
    session: Session, storage: Storage, paper: Paper, beneath: str, chosen: str, *, practice: bool
) -> Head:
    """What stands around the tables of ``paper``: ``beneath`` its title, and by what it was ``chosen``."""
    unit = paper.unit
    told = letterheads.letterhead(session, unit)
    above = units.ancestors(session, unit)
    city = next((each for each in (unit, *above) if each.kind == "kota"), None)
    stands = Head(
        title=words.TITLES[paper.kind],
        period=words.period(paper.first, paper.last),
        beneath=beneath,
        first=paper.first,
        last=paper.last,
        unit=unit.title,
        offices=_offices(unit, above),
        address=told.address,
        contact=told.contact,
        crest=_crest(session, storage, unit),
        sheet=str(told.sheet),
        # A city's papers are signed there, unless the office says otherwise.
        place=told.place or (city.name.removeprefix("Kota ") if city else ""),
        signed_on=clock.date_text(paper.requested_at),
        signer_office=told.signer_office,
        signer_name=told.signer_name,
        signer_number=told.signer_number,
        made=words.made(paper.requested_by_name, paper.requested_at),
        chosen=chosen,
        made_by=paper.requested_by_name,
        made_at=paper.requested_at,
        practice=practice,
    )
    return all_holdable(stands)


def _offices(unit: Unit, above: Sequence[Unit]) -> Sequence[str]:
    named = [*reversed(above), unit]
    return [
        f"PEMERINTAH {each.title}".upper() if each.kind == "kota" else each.title.upper() for each in named
    ]


def _crest(session: Session, storage: Storage, unit: Unit) -> bytes:
    theme = compose.theme_of(session, unit)
    if theme is None or not theme.crest_sha256:
        return b""
    try:
        return storage.get(looks.crest_key(theme.crest_sha256))
    except ObjectMissing:
        # Without it a letter is still a letter.
        return b""
