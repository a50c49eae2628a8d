"""The commands of the counts: `counts recount` and `counts check`."""

import sys

import click

from evidence.core.commands import Process
from evidence.reports.board import services


@click.group()
def counts() -> None:
    """What was done on each day, counted for each unit."""


@counts.command()
@click.pass_obj
def recount(process: Process) -> None:
    """Count everything anew; people may go on working meanwhile."""
    with process.transaction() as session:
        mended = services.mend(session)
    with process.transaction() as session:
        made = services.recount(session)
    click.echo(f"{made} angka harian dihitung ulang, {mended} kegiatan diluruskan.")


@counts.command()
@click.pass_obj
def check(process: Process) -> None:
    """Compare all counts with what is there; ends with 1 where one of them differs."""
    with process.transaction() as session:
        wrong = services.untrue(session)
    click.echo(f"{wrong} angka harian berbeda.")
    sys.exit(1 if wrong else 0)
