"""The commands of what can be proven: `sealer`, `verify`, and `seals` for heads and keys."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.core import logs
from evidence.core.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from config import Settings

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITABLE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.pass_obj
def sealer(settings: "Callable[[], Settings]") -> None:
    """Seal the trail of acts every few seconds and sign its head."""
    from evidence.integrity import running

    logs.configure("sealer")
    _refused(lambda: running.seal(settings()))


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
    settings: "Callable[[], Settings]",
    key_file: Path | None,
    heads: tuple[Path, ...],
    since: datetime | None,
    sample: int | None,
    no_objects: bool,
    state: Path | None,
    as_json: bool,
) -> None:
    """Check that nothing was changed or lost: acts, seals, signatures, heads, decisions, and every stored file.

    Ends with 0 when all is as it was, 1 when something is not, and 3 when something could not be looked at.
    """
    from evidence.integrity import running

    _refused(
        lambda: sys.exit(
            running.verify(
                settings(), key_file=key_file, head_files=heads, since=since, sample=sample,
                with_objects=not no_objects, state=state, as_json=as_json,
            )
        )
    )  # fmt: skip


@click.group()
def seals() -> None:
    """The signed chain of the trail."""


@seals.command("head")
@click.pass_obj
def seals_head(settings: "Callable[[], Settings]") -> None:
    """Print the signed head as it is now, to be kept where nobody of this house can change it."""
    from evidence.integrity import running

    _refused(lambda: running.head(settings()))


@seals.command("public-keys")
@click.pass_obj
def seals_public_keys(settings: "Callable[[], Settings]") -> None:
    """Print the public keys by which anybody checks a head."""
    from evidence.integrity import keys, running

    _refused(lambda: click.echo(keys.public_text(running.key_ring(settings())), nl=False))


@seals.command("rotate-key")
@click.pass_obj
def seals_rotate_key(settings: "Callable[[], Settings]") -> None:
    """Sign with a new key from now on; the old one's public half stays for what it signed."""
    from evidence.integrity import running

    _refused(lambda: running.rotate(settings()))


def _refused(run: "Callable[[], None]") -> None:
    """Run; a refusal is one sentence."""
    try:
        run()
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from None
