"""The ``evidence`` command."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click
from flask import Flask
from sqlalchemy import make_url, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import config
from evidence.compose.cli import compose
from evidence.core import clock, logs
from evidence.core.db import make_engine, make_sessions, upgrade
from evidence.core.errors import DomainError
from evidence.core.jobs import PUBLISH, QUEUES, RENDER, Worker
from evidence.integrity.cli import sealer, seals, verify
from evidence.units.access import Role

if TYPE_CHECKING:
    from evidence.units.models import Device, Passkey, User

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


@click.group()
@click.pass_context
def main(context: click.Context) -> None:
    """Bukti keeps before and after photos as evidence and publishes the comparison once."""
    context.obj = settings


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
    logs.configure(f"worker:{','.join(queues)}")
    build_worker(settings(), queues).run(queues)


def build_worker(found: config.Settings, queues: tuple[str, ...]) -> Worker:
    """A worker that knows the tasks of ``queues``."""
    from evidence import models
    from evidence.accounts import tasks as accounts
    from evidence.accounts.tokens import TokenBox
    from evidence.adapters.networks import connectors, networks
    from evidence.app import storage_of
    from evidence.capture import tasks as capture
    from evidence.compose import tasks as compose
    from evidence.publish import tasks as publish
    from evidence.publish import telling

    assert models.__all__
    concurrency = {RENDER: found.render_concurrency, PUBLISH: found.publish_concurrency}
    total = sum(concurrency[queue] for queue in queues)
    made = Worker(found.database_url, total, found.heartbeat, found.stalled_after)
    engine = make_engine(found.database_url, pool_size=total + 2)
    made.ends.append(engine.dispose)
    sessions = make_sessions(engine)
    storage = storage_of(found)
    if RENDER in queues:
        capture.register(
            made, sessions, storage,
            lambda session, activity: compose.compose_when_complete(session, activity, practice=found.practice_mode),
        )  # fmt: skip
        compose.register(made, sessions, storage)
    if PUBLISH in queues:
        parts = networks(found.applications, found.practice_url, read_seconds=found.network_timeout)
        box = TokenBox(found.token_keys)
        halves = connectors(
            found.applications, loopback=found.practice_mode, read_seconds=found.network_timeout
        )
        accounts.register(made, sessions, parts, halves, box)
        publish.register(made, sessions, storage, parts, box, base_url=found.base_url, pace=found.pace)
    telling.register(made, sessions, queues)
    return made


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


@contextmanager
def _session() -> Iterator[Session]:
    """One transaction for one command; a refusal is one sentence."""
    engine = make_engine(settings().database_url, pool_size=1)
    try:
        with make_sessions(engine).begin() as session:
            yield session
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from None
    except OperationalError:
        raise click.ClickException(
            "Basis data tidak menjawab. Jalankan Bukti dahulu (make run), atau periksa EVIDENCE_DATABASE_URL."
        ) from None
    finally:
        engine.dispose()


@main.group()
def units() -> None:
    """The tree of units."""


@units.command("load")
@click.argument("csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def units_load(csv: Path) -> None:
    """Add or rename units from CSV (code, name, kind, parent_code; parents first)."""
    from evidence.units.services import load_units

    with _session() as session, csv.open(encoding="utf-8-sig", newline="") as lines:
        click.echo(f"{load_units(session, lines)} unit dimuat.")


@main.group()
def photos() -> None:
    """Photos and their objects."""


@photos.command("orphans")
@click.option("--remove", is_flag=True, help="Remove what is listed.")
def photos_orphans(remove: bool) -> None:
    """List objects that have stood in the store for a week without a photo that wants them."""
    from evidence.app import storage_of
    from evidence.capture.orphans import forget, give_up, orphans

    storage, count, now = storage_of(settings()), 0, clock.now()
    if remove:
        # No phone goes on with a file whose parts are about to go.
        with _session() as session:
            give_up(session, now)
    with _session() as session:
        for each in orphans(session, storage, now):
            click.echo(f"{each.modified:%Y-%m-%d} {each.size:>10} {each.key}")
            count += 1
            if remove:
                storage.delete(each.key)
        if remove:
            forget(session, now)
    click.echo(f"{count} berkas {'dihapus' if remove else 'tanpa kegiatan'}.")


@main.group()
def accounts() -> None:
    """Accounts on networks."""


@accounts.command("rotate-keys")
def accounts_rotate_keys() -> None:
    """Encrypt every connection with the first key, as after a new one was put in front; may be repeated."""
    from evidence.accounts.cli import rotate_keys
    from evidence.accounts.tokens import TokenBox

    rotate_keys(_session, TokenBox(settings().token_keys))


@main.group()
def people() -> None:
    """People and what they may do."""


@people.command("add")
@click.argument("username")
@click.option("--role", type=click.Choice([role.value for role in Role]), multiple=True, required=True)
@click.option("--unit", "unit_code", required=True, help="The unit's code; the role covers all below it.")
@click.option("--name", help="The name people see; the user name when absent.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day (WIB) of a limited membership."
)
@click.option("--acting-as", default="", help="Plh. or Plt. for a delegation.")
@click.password_option("--password", help="Asked for when absent.")
def people_add(
    username: str,
    role: tuple[str, ...],
    unit_code: str,
    name: str | None,
    until: datetime | None,
    acting_as: str,
    password: str,
) -> None:
    """Add a person with a role over a unit, or give a known person one more."""
    from evidence.units import services
    from evidence.units.models import User

    ends = until.replace(hour=23, minute=59, second=59, tzinfo=clock.WIB).astimezone(UTC) if until else None
    hashed = hash_password(password)
    with _session() as session:
        user = session.scalar(select(User).where(User.username == username.lower()))
        user = user or services.add_person(session, username.lower(), name or username, hashed)
        for each in role:
            services.add_membership(
                session,
                user,
                Role(each),
                unit_code,
                valid_from=clock.now(),
                valid_until=ends,
                acting_as=acting_as,
            )
        click.echo(f"{username}: {', '.join(role)} untuk {unit_code}.")


def hash_password(password: str) -> str:
    """The password as Flask-Security keeps it, without the rest of the application."""
    from flask_security.utils import hash_password as hash_it

    with password_app().app_context():
        return str(hash_it(password))


def password_app() -> Flask:
    """A bare application that knows how passwords are hashed and nothing else."""
    from evidence.app import create_app

    return create_app(settings())


def _person(session: Session, username: str) -> "User":
    from evidence.units.models import User

    user = session.scalar(select(User).where(User.username == username.lower()))
    if user is None:
        raise click.ClickException(f"Pengguna {username} tidak ada.")
    return user


@people.command("token")
@click.argument("username")
@click.option("--days", default=1, show_default=True, type=click.IntRange(1, 365))
@click.option("--scope", default="upload,read", show_default=True, help="Of upload, read, decide.")
def people_token(username: str, days: int, scope: str) -> None:
    """Make an API token for a person; it is shown once. Its id, by which it is revoked, goes to standard error."""
    from evidence.units import services

    with _session() as session:
        user = _person(session, username)
        scopes = [part.strip() for part in scope.split(",") if part.strip()]
        ident, token = services.issue_token(session, user, scopes, days, clock.now())
    # Whoever pipes the token into a file gets the token alone.
    click.echo(f"Nomor token untuk mencabutnya: {ident}", err=True)
    click.echo(token)


@people.command("revoke")
@click.argument("token_id", type=click.UUID, required=False)
@click.option("--all", "username", metavar="USERNAME", help="End all tokens of this person instead.")
def people_revoke(token_id: UUID | None, username: str | None) -> None:
    """End one API token by its id, or all of a person at once, as when a phone or a program was lost."""
    from evidence.units import services

    if (token_id is None) == (username is None):
        raise click.UsageError("Sebutkan TOKEN_ID, atau --all USERNAME.")
    with _session() as session:
        if token_id is None:
            count = services.revoke_tokens(session, _person(session, username or ""), clock.now())
        elif services.revoke_token(session, token_id, clock.now()):
            count = 1
        else:
            raise click.ClickException(f"Token {token_id} tidak ada atau sudah tidak berlaku.")
    click.echo(f"{count} token dicabut.")


@people.command("devices")
@click.argument("username")
def people_devices(username: str) -> None:
    """List where a person is signed in: since when, last seen, until when (WIB), and on what.

    Their passkeys follow: since when, last used, and where they were made.
    """
    from evidence.units import queries

    with _session() as session:
        person = _person(session, username).id
        for device in queries.devices(session, person, clock.now()):
            _list(device, device.signed_in_at, device.last_seen_at, device.expires_at)
        for passkey in queries.passkeys(session, person):
            _list(passkey, passkey.created_at, passkey.used_at, "kunci sandi")


def _list(row: "Device | Passkey", *columns: datetime | str | None) -> None:
    told = (
        f"{each.astimezone(clock.WIB):%Y-%m-%d %H:%M}" if isinstance(each, datetime) else f"{each or '-':16}"
        for each in columns
    )
    made_on = " ".join(part for part in (row.browser, row.system) if part)
    click.echo("  ".join((*told, made_on or "-")))


@people.command("end-devices")
@click.argument("username")
def people_end_devices(username: str) -> None:
    """Sign a person out everywhere, as when a phone was lost; the next request of each device is refused.

    Their passkeys are removed too, or the lost phone would sign in again.
    """
    from evidence.units import devices, passkeys

    with _session() as session:
        person = _person(session, username)
        # Passkeys first: one that is just letting somebody in is waited for, and that device is then among the ended.
        removed = passkeys.remove_all(session, person)
        ended = devices.end_all(session, person, clock.now())
    click.echo(f"{ended} perangkat dikeluarkan, {removed} kunci sandi dihapus.")


@main.command()
def demo() -> None:
    """Fill a new practice database with offices and drawn activities."""
    from evidence.demo import fill

    logs.configure("demo")
    found = settings()
    fill(found, password_app())


for command in (compose, sealer, verify, seals):
    main.add_command(command)


if __name__ == "__main__":
    main()
