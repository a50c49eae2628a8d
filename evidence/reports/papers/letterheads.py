"""What a unit's papers say of its office and of who signs. The edges commit."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.compose.looks import theme_for
from evidence.core.errors import Invalid
from evidence.core.text import is_text
from evidence.core.words import N_
from evidence.notices import services as notices
from evidence.reports.papers.models import Letterhead, Sheet
from evidence.units import queries as units
from evidence.units import tracing
from evidence.units.access import Actor
from evidence.units.handing_over import Handed
from evidence.units.models import Unit

MOST_LINE = 160
# Digits of an NIP.
NUMBER = 18
# Told while nobody is named who signs a unit's papers, after the one who did went.
UNSIGNED = "reports.signer"
ASK = N_(
    "Isi nama dan NIP penanda tangan laporan %(unit)s: jabatan beralih dari %(before)s kepada %(after)s, dan yang lama "
    "sudah dikosongkan."
)
NO_NUMBER = N_("NIP terdiri atas 18 angka; boleh dikosongkan.")


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


def grouped(number: str) -> str | None:
    """An NIP as people write it, birthday, month of appointment, sex, serial: 8 6 1 3; "" as it is, None for no NIP."""
    digits = "".join(number.split())
    if not digits:
        return ""
    if len(digits) != NUMBER or not (digits.isascii() and digits.isdigit()):
        return None
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def put_letterhead(session: Session, code: str, told: Told, *, by: Actor, now: datetime) -> None:
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
    number = grouped(lines["signer_number"])
    if number is None:
        wrong.setdefault("signer_number", NO_NUMBER)
    if lines["sheet"] not in set(Sheet):
        wrong["sheet"] = N_("Pilih ukuran kertasnya.")
    if wrong:
        raise Invalid("Periksa kembali isian ini.", wrong)
    lines["signer_number"] = number or ""
    kept = {**lines, "sheet": Sheet(lines["sheet"]), "updated_by": by.id, "updated_at": now}
    session.execute(
        insert(Letterhead)
        .values(unit_code=unit.code, **kept)
        .on_conflict_do_update(index_elements=[Letterhead.unit_code], set_=kept)
    )
    if lines["signer_name"]:
        notices.settle(session, tracing.subject_of(unit.code), [UNSIGNED], now=now)
    # Which lines are filled is told, not what stands there: a name and its number are a person's own.
    filled = sorted(name for name, value in lines.items() if value)
    tracing.record(session, unit.code, "reports.letterhead_told", by, filled=filled)


def let_signer_go(session: Session, done: Handed, now: datetime) -> None:
    """Empty who signed the papers of a unit that changed hands, and ask for the next; its letterhead stays.

    Nobody signs in another's name, and nobody can tell whether the name was that of the holder before.
    """
    told = session.get(Letterhead, done.unit.code, with_for_update=True, populate_existing=True)
    if not done.signs or told is None or not (told.signer_name or told.signer_number):
        return
    told.signer_name = told.signer_number = ""
    told.updated_by, told.updated_at = done.by.id, now
    tracing.record(session, done.unit.code, "reports.signer_let_go", done.by)
    # One that still stands names the holder before.
    subject = tracing.subject_of(done.unit.code)
    notices.settle(session, subject, [UNSIGNED], now=now)
    notices.tell(
        session, UNSIGNED, subject, done.unit.code, ASK, url=f"/unit/{done.unit.code}/kop", now=now,
        unit=done.unit.title, before=done.before.name, after=done.after.name,
    )  # fmt: skip
