"""The ``evidence`` command."""

import os
import sys

import click
from flask import Flask
from sqlalchemy import make_url

import config
from evidence.accounts.cli import accounts
from evidence.capture.cli import checks, photos
from evidence.compose.cli import compose
from evidence.core import logs
from evidence.core.commands import Process
from evidence.core.db import upgrade
from evidence.core.jobs import QUEUES
from evidence.integrity.cli import c2pa, sealer, seals, verify
from evidence.reports.board.cli import counts
from evidence.reports.coverage.cli import coverage
from evidence.units.cli import people, units

# A body between the house's own limit and this one is heard out, so that its sender gets our refusal; beyond it the
# server breaks off by itself, in words of its own.
MOST_HEARD = 64 * 1024 * 1024


def settings() -> config.Settings:
    """The settings, or a refusal that names everything wrong with them.

    Where no database is named, they are those of the house that `serve` keeps in the data folder.
    """
    from evidence import embedded

    try:
        return config.read(embedded.settings_of(os.environ))
    except embedded.Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    except config.ConfigError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        sys.exit(2)


def application() -> Flask:
    """The web application, as some commands need a part of it."""
    from evidence.app import create_app

    return create_app(settings())


@click.group()
@click.pass_context
def main(context: click.Context) -> None:
    """Bukti keeps before and after photos as evidence and publishes the comparison once."""
    context.obj = Process(settings, application)


@main.command()
def serve() -> None:
    """Run everything on this machine: database, store, practice network, workers and web."""
    from evidence import embedded

    sys.exit(embedded.serve(os.environ))


@main.command()
def web() -> None:
    """Serve the pages and the API."""
    from waitress import serve as wait

    from evidence.app import create_app

    logs.configure("web")
    found = settings()
    app = create_app(found)
    # Slow phones cost a connection, not a thread: the body is read before the application is called.
    wait(
        app,
        host=found.host,
        port=found.port,
        threads=8,
        connection_limit=2000,
        asyncore_use_poll=True,
        # Nor does a slow reader: what it has not taken yet, up to a camera's whole file, waits in a file for it.
        outbuf_high_watermark=MOST_HEARD,
        max_request_body_size=MOST_HEARD,
        ident="",
        # A proxy in front may say who is asking; nobody else may.
        clear_untrusted_proxy_headers=found.trusted_proxies == 0,
    )


@main.command()
@click.option(
    "--queue", "queues", type=click.Choice(QUEUES), multiple=True, default=QUEUES, help="Only these queues."
)
def worker(queues: tuple[str, ...]) -> None:
    """Verify photos, draw pictures and publish."""
    from evidence.worker import build_worker

    logs.configure(f"worker:{','.join(queues)}")
    build_worker(settings(), queues).run(queues)


@main.command()
@click.option("--port", default=8001, show_default=True)
def practice(port: int) -> None:
    """Run the practice network: a place to post where nobody reads."""
    from evidence.practice.server import serve as serve_practice

    logs.configure("practice")
    found = settings()
    serve_practice(found.practice_database_url, "127.0.0.1", port, found.practice_key)


@main.group()
def db() -> None:
    """The database's schema."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the schema up to date and grant the application its rights."""
    logs.configure("db")
    found = settings()
    sealer_url = found.sealer_database_url
    upgrade(
        found.database_owner_url,
        make_url(found.database_url).username or "",
        sealer_role=(make_url(sealer_url).username or "") if sealer_url else "",
    )


@main.command()
def demo() -> None:
    """Fill a new practice database with offices and drawn activities."""
    from evidence.demo import fill

    logs.configure("demo")
    fill(settings(), application())


for each in (accounts, c2pa, checks, compose, counts, coverage, people, photos, sealer, seals, units, verify):
    main.add_command(each)


if __name__ == "__main__":
    main()
