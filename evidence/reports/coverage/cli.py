"""Commands about coverage."""

import click

from evidence.core import clock
from evidence.core.commands import Process
from evidence.reports.coverage import sample as article


@click.group()
def coverage() -> None:
    """Which units can be reached."""


@coverage.command()
@click.pass_obj
def sample(process: Process) -> None:
    """Load what a newspaper saw on 17 April 2021 as dated looks; may be repeated."""
    with process.transaction() as session:
        new = article.load(session, now=clock.now())
    click.echo(f"{new} pengamatan 17/04/2021 dimuat.")
