"""What the ``evidence`` command does with photos and their checks."""

import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.adapters.storage import Storage
from evidence.capture import findings
from evidence.capture.models import Activity, Photo, PhotoState
from evidence.capture.orphans import forget, give_up, orphans
from evidence.core import clock

# One transaction for whatever is done in it.
Open = Callable[[], AbstractContextManager[Session]]
# Nobody waits for these: after all photos and pictures.
LAST = -5
# Activities that are asked for in one transaction.
AT_ONCE = 500


def list_orphans(opened: Open, storage: Storage, *, remove: bool) -> None:
    """Name each object that nobody wants, and remove it when asked to."""
    count, now = 0, clock.now()
    if remove:
        # No phone goes on with a file whose parts are about to go.
        with opened() as session:
            give_up(session, now)
    with opened() as session:
        for each in orphans(session, storage, now):
            click.echo(f"{each.modified:%Y-%m-%d} {each.size:>10} {each.key}")
            count += 1
            if remove:
                storage.delete(each.key)
        if remove:
            forget(session, now)
    click.echo(f"{count} berkas {'dihapus' if remove else 'tanpa kegiatan'}.")


def ask_again(opened: Open, activities: Sequence[uuid.UUID]) -> None:
    """Ask for the checks of these activities, or of every one that has a stored photo."""
    with opened() as session:
        has = select(Photo.activity_id).where(Photo.state == PhotoState.STORED)
        query = select(Activity.id).where(Activity.id.in_(activities or has)).order_by(Activity.id)
        wanted = session.scalars(query).all()
    for start in range(0, len(wanted), AT_ONCE):
        with opened() as session:
            for activity_id in wanted[start : start + AT_ONCE]:
                findings.ask(session, activity_id, priority=LAST)
    click.echo(f"{len(wanted)} kegiatan akan diperiksa.")
