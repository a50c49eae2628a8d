"""Opening and closing the galleries of units: the city's own decision. The edges commit."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.core.errors import NotAllowed
from evidence.core.words import N_
from evidence.gallery.public.models import OpenGallery
from evidence.units import tracing
from evidence.units.access import Actor, Role
from evidence.units.models import Unit

THE_CITYS = N_("Galeri warga dibuka dan ditutup oleh admin kota.")


def set_open(
    session: Session, opened: Iterable[str], closed: Iterable[str], *, by: Actor, now: datetime
) -> tuple[int, int]:
    """Open the galleries of some units and close those of others; how many of each were not so already."""
    if not by.over_the_city(Role.ADMIN):
        raise NotAllowed(THE_CITYS)
    known = session.scalars(select(Unit.code).where(Unit.code.in_(set(opened)))).all()
    return (
        sum(_open(session, code, by, now) for code in sorted(known)),
        sum(_close(session, code, by) for code in sorted(set(closed) - set(known))),
    )


def _open(session: Session, code: str, by: Actor, now: datetime) -> bool:
    made = session.scalar(
        insert(OpenGallery)
        .values(unit_code=code, opened_by=by.id, opened_by_name=by.name, opened_at=now)
        .on_conflict_do_nothing()
        .returning(OpenGallery.unit_code)
    )
    return _record(session, "gallery.opened", made, by)


def _close(session: Session, code: str, by: Actor) -> bool:
    gone = session.scalar(
        delete(OpenGallery).where(OpenGallery.unit_code == code).returning(OpenGallery.unit_code)
    )
    return _record(session, "gallery.closed", gone, by)


def _record(session: Session, act: str, code: str | None, by: Actor) -> bool:
    if code is None:
        return False
    tracing.record(session, code, act, by)
    return True
