"""An erasure by command: whoever does it is named, and told what is still out."""

import uuid

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.core import clock
from evidence.core.errors import NotFound
from evidence.integrity import queries, services
from evidence.integrity.services import Minute
from evidence.units import queries as units
from evidence.units.models import User


def by_command(
    session: Session, photo_id: uuid.UUID, minute: Minute, username: str, *, practice: bool
) -> None:
    """Erase the photo in the name of ``username``. Raises what `services.redact` raises."""
    user = session.scalar(select(User.id).where(User.username == username.lower()))
    by = units.actor(session, user, clock.now()) if user else None
    if by is None:
        raise NotFound("Pengguna %(name)s tidak ada.", name=username)
    row = services.redact(session, photo_id, minute, by=by, practice=practice, now=clock.now())
    click.echo(f"Foto {photo_id} dihapus atas permintaan; berita acara {row.minute_number}.")
    for each in queries.to_withdraw(session, row):
        where = each.permalink or f"{each.network} @{each.account.handle}"
        click.echo(f"Masih terbit dan perlu ditarik orang: {where}")
