"""Commands about units and people."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.core import clock
from evidence.core.commands import Process
from evidence.units import devices, hashing, passkeys, queries, services
from evidence.units.access import Role
from evidence.units.models import Device, Passkey, User


@click.group()
def units() -> None:
    """The tree of units."""


@units.command()
@click.argument("csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def load(process: Process, csv: Path) -> None:
    """Add or rename units from CSV (code, name, kind, parent_code; parents first)."""
    with process.transaction() as session, csv.open(encoding="utf-8-sig", newline="") as lines:
        click.echo(f"{services.load_units(session, lines)} unit dimuat.")


@click.group()
def people() -> None:
    """People and what they may do."""


@people.command()
@click.argument("username")
@click.option("--role", type=click.Choice([role.value for role in Role]), multiple=True)
@click.option("--unit", "unit_code", default="", help="The unit's code; the role covers all below it.")
@click.option("--name", help="The name people see; the user name when absent.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day (WIB) of a limited membership."
)
@click.option("--acting-as", default="", help="Plh. or Plt. for a delegation.")
@click.password_option("--password", help="Asked for when absent.")
@click.pass_obj
def add(
    process: Process,
    username: str,
    role: tuple[str, ...],
    unit_code: str,
    name: str | None,
    until: datetime | None,
    acting_as: str,
    password: str,
) -> None:
    """Add a person with a role over a unit, or give a known person one more.

    Without role and unit the person may sign in and nothing else, until an office is handed over to them.
    """
    if bool(role) != bool(unit_code):
        raise click.UsageError("Sebutkan --role dan --unit bersama-sama.")
    ends = until.replace(hour=23, minute=59, second=59, tzinfo=clock.WIB).astimezone(UTC) if until else None
    with process.application().app_context():
        hashed = hashing.kept(password)
    with process.transaction() as session:
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
        told = f"{', '.join(role)} untuk {unit_code}" if role else "tanpa unit"
        click.echo(f"{username}: {told}.")


@people.command()
@click.argument("username")
@click.option("--days", default=1, show_default=True, type=click.IntRange(1, 365))
@click.option("--scope", default="upload,read", show_default=True, help="Of upload, read, decide.")
@click.pass_obj
def token(process: Process, username: str, days: int, scope: str) -> None:
    """Make an API token for a person; it is shown once. Its id, by which it is revoked, goes to standard error."""
    with process.transaction() as session:
        user = _person(session, username)
        scopes = [part.strip() for part in scope.split(",") if part.strip()]
        ident, secret = services.issue_token(session, user, scopes, days, clock.now())
    # Whoever pipes the token into a file gets the token alone.
    click.echo(f"Nomor token untuk mencabutnya: {ident}", err=True)
    click.echo(secret)


@people.command()
@click.argument("token_id", type=click.UUID, required=False)
@click.option("--all", "username", metavar="USERNAME", help="End all tokens of this person instead.")
@click.pass_obj
def revoke(process: Process, token_id: UUID | None, username: str | None) -> None:
    """End one API token by its id, or all of a person at once, as when a phone or a program was lost."""
    if (token_id is None) == (username is None):
        raise click.UsageError("Sebutkan TOKEN_ID, atau --all USERNAME.")
    with process.transaction() as session:
        if token_id is None:
            count = services.revoke_tokens(session, _person(session, username or ""), clock.now())
        elif services.revoke_token(session, token_id, clock.now()):
            count = 1
        else:
            raise click.ClickException(f"Token {token_id} tidak ada atau sudah tidak berlaku.")
    click.echo(f"{count} token dicabut.")


@people.command("devices")
@click.argument("username")
@click.pass_obj
def list_devices(process: Process, username: str) -> None:
    """List where a person is signed in: since when, last seen, until when (WIB), and on what.

    Their passkeys follow: since when, last used, and where they were made.
    """
    with process.transaction() as session:
        person = _person(session, username).id
        for device in queries.devices(session, person, clock.now()):
            _list(device, device.signed_in_at, device.last_seen_at, device.expires_at)
        for passkey in queries.passkeys(session, person):
            _list(passkey, passkey.created_at, passkey.used_at, "kunci sandi")


@people.command("end-devices")
@click.argument("username")
@click.pass_obj
def end_devices(process: Process, username: str) -> None:
    """Sign a person out everywhere, as when a phone was lost; the next request of each device is refused.

    Their passkeys are removed too, or the lost phone would sign in again.
    """
    with process.transaction() as session:
        person = _person(session, username)
        # Passkeys first: one that is just letting somebody in is waited for, and that device is then among the ended.
        removed = passkeys.remove_all(session, person)
        ended = devices.end_all(session, person, clock.now())
    click.echo(f"{ended} perangkat dikeluarkan, {removed} kunci sandi dihapus.")


def _person(session: Session, username: str) -> User:
    user = session.scalar(select(User).where(User.username == username.lower()))
    if user is None:
        raise click.ClickException(f"Pengguna {username} tidak ada.")
    return user


def _list(row: Device | Passkey, *columns: datetime | str | None) -> None:
    told = (
        f"{each.astimezone(clock.WIB):%Y-%m-%d %H:%M}" if isinstance(each, datetime) else f"{each or '-':16}"
        for each in columns
    )
    made_on = " ".join(part for part in (row.browser, row.system) if part)
    click.echo("  ".join((*told, made_on or "-")))
