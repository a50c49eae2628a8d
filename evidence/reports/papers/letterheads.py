"""What a unit's papers say of its office and of who signs. The edges commit."""

import uuid
from dataclasses import dataclass, fields

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.compose.looks import theme_for
from evidence.core import audit
from evidence.core.errors import Invalid
from evidence.core.text import is_text
from evidence.core.words import N_
from evidence.reports.papers.models import Letterhead, Sheet
from evidence.units import queries as units
from evidence.units.access import Actor
from evidence.units.models import Unit

MOST_LINE = 160


def letterhead(session: Session, unit: Unit) -> Letterhead:
    """What the unit's papers say of its office; an empty one where nothing was told yet."""
    return session.get(Letterhead, unit.code) or Letterhead(
        unit_code=unit.code, address="", contact="", place="", signer_office="", signer_name="",
        signer_number="", sheet=Sheet.A4,
    )  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What a unit says of its office and of who signs."""

    address: str
    contact: str
    place: str
    signer_office: str
    signer_name: str
    signer_number: str
    sheet: str


def put_letterhead(session: Session, code: str, told: Told, *, by: Actor) -> None:
    """What the unit's papers say from now on. Raises Invalid; NotFound for whoever may not say it."""
    unit = units.unit(session, code)
    theme_for(unit, by)
    lines = {each.name: " ".join(str(getattr(told, each.name)).split()) for each in fields(told)}
    wrong = {
        name: N_("Paling panjang 160 huruf.") for name, value in lines.items() if len(value) > MOST_LINE
    } | {
        name: N_("Ada tanda yang tidak dapat disimpan.")
        for name, value in lines.items()
        if not is_text(value)
    }
    if lines["sheet"] not in set(Sheet):
        wrong["sheet"] = N_("Pilih ukuran kertasnya.")
    if wrong:
        raise Invalid("Periksa kembali isian ini.", wrong)
    kept = {**lines, "sheet": Sheet(lines["sheet"]), "updated_by": by.id, "updated_at": func.now()}
    session.execute(
        insert(Letterhead)
        .values(unit_code=unit.code, **kept)
        .on_conflict_do_update(index_elements=[Letterhead.unit_code], set_=kept)
    )
    # Which lines are filled is told, not what stands there: a name and its number are a person's own.
    subject = uuid.uuid5(uuid.NAMESPACE_URL, f"unit:{unit.code}")
    filled = sorted(name for name, value in lines.items() if value)
    audit.record(
        session,
        "reports.letterhead_told",
        subject,
        actor_id=by.id,
        actor_name=by.name,
        unit=unit.code,
        filled=filled,
    )
