"""RW and RT: bodies of residents, entered by their kelurahan by number alone. The edges commit.

Their number follows from the kelurahan's code, so that entering one twice is entering it once.
"""

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.core.words import N_
from evidence.units import queries
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import NEIGHBOURHOODS
from evidence.units.services import TREE

MOST = 999
_NUMBER = N_("Tulis nomor dengan angka 1 sampai 999.")


def may_enter(by: Actor, kelurahan: Unit) -> bool:
    """Whether ``by`` says which RW and RT there are: the kelurahan's own officers, and the city's admin."""
    return kelurahan.kind == "kelurahan" and (
        by.may(Role.UPLOADER, kelurahan.path) or by.may(Role.ADMIN, kelurahan.path)
    )


def enter(
    session: Session, kelurahan: Unit, rw: int | None, rt: int | None, *, by: Actor
) -> tuple[Unit, bool]:
    """The RW, or the RT within it, and whether this call entered it. Raises Invalid and NotAllowed."""
    _check_may_enter(by, kelurahan)
    wrong = {
        name: _NUMBER
        for name, number in (("rw", rw), ("rt", rt))
        if not (1 <= number <= MOST if number is not None else name == "rt")
    }
    if wrong or rw is None:
        raise Invalid("Periksa kembali isian ini.", wrong)
    found, made = _enter(session, kelurahan, f"RW{rw:02}", f"RW {rw:02}", "rw", by)
    if rt is not None:
        found, made = _enter(session, found, f"RT{rt:02}", f"RT {rt:02} RW {rw:02}", "rt", by)
    return found, made


def _enter(session: Session, above: Unit, mark: str, name: str, kind: str, by: Actor) -> tuple[Unit, bool]:
    code = f"{above.code}.{mark}"
    made = session.scalar(
        insert(Unit)
        .values(code=code, name=name, kind=kind, parent_code=above.code, path=f"{above.path}{code}/")
        .on_conflict_do_nothing()
        .returning(Unit.code)
    )
    if made:
        audit.record(
            session, "units.neighbourhood_entered", TREE, actor_id=by.id, actor_name=by.name, unit=code
        )
    return queries.unit(session, code), made is not None


def remove(session: Session, code: str, *, by: Actor) -> Unit:
    """Take back an RW or RT that was entered by mistake; the kelurahan. Conflict when anything is known of it."""
    unit = session.get(Unit, code)
    if unit is None or unit.kind not in NEIGHBOURHOODS or not by.sees(unit.path):
        raise NotFound("Unit itu tidak ada.")
    kelurahan = next(each for each in queries.ancestors(session, unit) if each.kind == "kelurahan")
    _check_may_enter(by, kelurahan)
    if session.scalar(select(exists().where(Unit.parent_code == code))):
        raise Conflict("RW ini masih punya RT. Hapus RT-nya dahulu.")
    try:
        with session.begin_nested():
            session.execute(delete(Unit).where(Unit.code == code))
    except IntegrityError:
        raise Conflict("Unit ini sudah punya pengamatan atau akun, jadi tetap dalam daftar.") from None
    audit.record(session, "units.neighbourhood_removed", TREE, actor_id=by.id, actor_name=by.name, unit=code)
    return kelurahan


def _check_may_enter(by: Actor, kelurahan: Unit) -> None:
    if not may_enter(by, kelurahan):
        raise NotAllowed("RW dan RT dicatat oleh petugas kelurahannya.")


def below(session: Session, kelurahan: Unit) -> list[Unit]:
    """The RW and RT of a kelurahan, each RW before its RT."""
    found = session.scalars(
        select(Unit)
        .where(Unit.path.startswith(kelurahan.path, autoescape=True), Unit.kind.in_(NEIGHBOURHOODS))
        .order_by(Unit.path)
    )
    return list(found)
