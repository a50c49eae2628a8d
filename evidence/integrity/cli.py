"""The commands of what can be proven: `sealer`, `verify`, `seals` for heads and keys, and `photos redact`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click

from evidence.capture.cli import photos
from evidence.core import logs
from evidence.core.commands import Process
from evidence.core.errors import DomainError
from evidence.integrity import keys, redacting, running
from evidence.integrity.services import REASONS, Minute

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITABLE = click.Path(dir_okay=False, path_type=Path)


@contextmanager
def _refusing() -> Iterator[None]:
    """A refusal is one sentence."""
    try:
        yield
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from None


@click.command()
@click.pass_obj
def sealer(process: Process) -> None:
    """Seal the trail of acts every few seconds and sign its head."""
    logs.configure("sealer")
    with _refusing():
        running.seal(process.settings())


@click.command()
@click.option("--keys", "key_file", type=READABLE, help="Public keys, where the signing key is not at hand.")
@click.option("--head", "heads", type=READABLE, multiple=True, help="A head that was kept elsewhere.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Read only objects from this day (WIB) on.")
@click.option("--sample", type=click.IntRange(1), help="Read only so many photos and pictures, drawn by lot.")
@click.option("--no-objects", is_flag=True, help="Leave the store's objects out.")
@click.option("--state", type=WRITABLE, help="Keep the place here, and go on from it after a stop.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_obj
def verify(
    process: Process,
    key_file: Path | None,
    heads: tuple[Path, ...],
    since: datetime | None,
    sample: int | None,
    no_objects: bool,
    state: Path | None,
    as_json: bool,
) -> None:
    """Check that nothing was changed or lost: acts, seals, signatures, heads, decisions, and every stored file.

    Ends with 0 when all is as it was, 1 when something is not, and 2 when it could not be looked at: a key, the
    database or the store is missing, or a word of this command is wrong.
    """
    status = running.verify(
        process.settings(), key_file=key_file, head_files=heads, since=since, sample=sample,
        with_objects=not no_objects, state=state, as_json=as_json,
    )  # fmt: skip
    sys.exit(status)


@click.group()
def seals() -> None:
    """The signed chain of the trail."""


@seals.command()
@click.pass_obj
def head(process: Process) -> None:
    """Print the signed head as it is now, to be kept where nobody of this house can change it."""
    with process.transaction() as session:
        running.head(session)


@seals.command("public-keys")
@click.pass_obj
def public_keys(process: Process) -> None:
    """Print the public keys by which anybody checks a head."""
    with _refusing():
        click.echo(keys.public_text(running.key_ring(process.settings())), nl=False)


@seals.command("rotate-key")
@click.pass_obj
def rotate_key(process: Process) -> None:
    """Sign with a new key from now on; the old one's public half stays for what it signed."""
    with process.transaction() as session:
        running.rotate(session, process.settings())


@click.group()
def c2pa() -> None:
    """Content Credentials, which downloads of approved pictures carry."""


@c2pa.command()
@click.option("--name", required=True, help="Whose key it is, for example the city's government.")
@click.pass_obj
def key(process: Process, name: str) -> None:
    """Make the key that signs, with a certificate of its own, unless there is one."""
    with _refusing():
        running.make_credential_key(process.settings(), name)


@c2pa.command()
@click.pass_obj
def certificates(process: Process) -> None:
    """Print the certificates, for whoever shall trust them."""
    with _refusing():
        running.certificates(process.settings())


@photos.command()
@click.argument("photo", type=click.UUID)
@click.option("--by", "username", required=True, help="The admin who does it.")
@click.option("--reason", type=click.Choice(list(REASONS)), required=True)
@click.option("--minute-number", required=True, help="The number of the berita acara.")
@click.option("--minute-text", required=True, help="What it says.")
@click.option("--yes", is_flag=True, help="Do not ask once more.")
@click.pass_obj
def redact(
    process: Process,
    photo: UUID,
    username: str,
    reason: str,
    minute_number: str,
    minute_text: str,
    yes: bool,
) -> None:
    """Erase a photo for good because a person has the right to it; hash, reason and minute stay."""
    if not yes:
        click.confirm(
            "Foto ini dan semua gambar darinya dihapus dan tidak dapat kembali. Lanjutkan?", abort=True
        )
    practice = process.settings().practice_mode
    with process.transaction() as session:
        redacting.by_command(
            session, photo, Minute(reason, minute_number, minute_text), username, practice=practice
        )
