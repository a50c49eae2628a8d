"""Commands about photos and their checks."""

from uuid import UUID

import click
from sqlalchemy import select

from evidence.adapters.storage import storage_of
from evidence.capture import findings
from evidence.capture.models import Activity, Photo, PhotoState
from evidence.capture.orphans import forget, give_up
from evidence.capture.orphans import orphans as unwanted
from evidence.core import clock
from evidence.core.commands import Process

# Nobody waits for these: after all photos and pictures.
LAST = -5
# Activities that are asked for in one transaction.
AT_ONCE = 500


@click.group()
def photos() -> None:
    """Photos and their objects."""


@photos.command()
@click.option("--remove", is_flag=True, help="Remove what is listed.")
@click.pass_obj
def orphans(process: Process, remove: bool) -> None:
    """List objects that have stood in the store for a week without a photo that wants them."""
    storage, count, now = storage_of(process.settings()), 0, clock.now()
    if remove:
        # No phone goes on with a file whose parts are about to go.
        with process.transaction() as session:
            give_up(session, now)
    with process.transaction() as session:
        for each in unwanted(session, storage, now):
            click.echo(f"{each.modified:%Y-%m-%d} {each.size:>10} {each.key}")
            count += 1
            if remove:
                storage.delete(each.key)
        if remove:
            forget(session, now)
    click.echo(f"{count} berkas {'dihapus' if remove else 'tanpa kegiatan'}.")


@click.group()
def checks() -> None:
    """What is noticed about photos before a decision."""


@checks.command()
@click.option("--activity", "activities", type=click.UUID, multiple=True, help="Only this activity.")
@click.option("--all", "everything", is_flag=True, help="Every activity with photos.")
@click.pass_obj
def run(process: Process, activities: tuple[UUID, ...], everything: bool) -> None:
    """Ask for the checks once more, as after new thresholds; workers make them."""
    if everything == bool(activities):
        raise click.UsageError("Sebutkan --activity, atau --all.")
    with process.transaction() as session:
        has = select(Photo.activity_id).where(Photo.state == PhotoState.STORED)
        query = select(Activity.id).where(Activity.id.in_(activities or has)).order_by(Activity.id)
        wanted = session.scalars(query).all()
    for start in range(0, len(wanted), AT_ONCE):
        with process.transaction() as session:
            for activity_id in wanted[start : start + AT_ONCE]:
                findings.ask(session, activity_id, priority=LAST)
    click.echo(f"{len(wanted)} kegiatan akan diperiksa.")
