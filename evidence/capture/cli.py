"""Commands about photos."""

import click

from evidence.adapters.storage import storage_of
from evidence.capture.orphans import forget, give_up
from evidence.capture.orphans import orphans as unwanted
from evidence.core import clock
from evidence.core.commands import Process


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
