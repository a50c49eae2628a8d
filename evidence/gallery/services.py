"""What a person keeps of a gallery: its filters under a name. The edges commit."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.core import again
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.core.words import N_
from evidence.gallery.models import SavedView
from evidence.units.access import Actor

MOST = 20
LONGEST = 60
NO_VIEW = N_("Tampilan itu tidak ada.")


def save(
    session: Session, ident: uuid.UUID, name: str, asked: Mapping[str, str], *, by: Actor, now: datetime
) -> None:
    """Keep ``asked`` under ``name``, which is a person's own; a name they have already takes the new filters."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        told = N_("Tulis nama tampilan, paling banyak %(most)s huruf.")
        raise Invalid(told, fields={"name": told}, most=LONGEST)
    if not asked:
        told = N_("Belum ada saringan untuk disimpan.")
        raise Invalid(told, fields={"name": told})
    sent_before = session.get(SavedView, ident)
    if sent_before is not None:
        again.same(sent_before, {"user_id": by.id, "name": name, "asked": dict(asked)})
        return
    theirs = select(func.count()).select_from(SavedView).where(SavedView.user_id == by.id)
    if (session.scalar(theirs.where(SavedView.name != name)) or 0) >= MOST:
        raise Conflict(N_("Sudah ada %(most)s tampilan. Hapus salah satu dahulu."), most=MOST)
    row = {"id": ident, "user_id": by.id, "name": name, "asked": dict(asked), "saved_at": now}
    session.execute(
        insert(SavedView)
        .values(row)
        .on_conflict_do_update(
            index_elements=[SavedView.user_id, SavedView.name], set_={"asked": row["asked"], "saved_at": now}
        )
    )


def forget(session: Session, ident: uuid.UUID, *, by: Actor) -> None:
    """Delete one's own view; NotFound alike for a missing one and for another's."""
    gone = delete(SavedView).where(SavedView.id == ident, SavedView.user_id == by.id).returning(SavedView.id)
    if session.scalar(gone) is None:
        raise NotFound(NO_VIEW)
