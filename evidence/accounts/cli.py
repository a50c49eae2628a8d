"""Commands about accounts."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import click
from sqlalchemy.orm import Session

from evidence.accounts.keys import Batch, rotate
from evidence.accounts.tokens import TokenBox
from evidence.core import clock
from evidence.core.commands import Process


@click.group()
def accounts() -> None:
    """Accounts on networks."""


@accounts.command("rotate-keys")
@click.pass_obj
def rotate_keys_of(process: Process) -> None:
    """Encrypt every connection with the first key, as after a new one was put in front; may be repeated."""
    rotate_keys(process.transaction, TokenBox(process.settings().token_keys))


def rotate_keys(transaction: Callable[[], AbstractContextManager[Session]], box: TokenBox) -> None:
    """Encrypt every connection with the first key, a batch in each ``transaction``, and tell how many."""
    batches: list[Batch] = []
    while not batches or batches[-1].last is not None:
        with transaction() as session:
            batches.append(rotate(session, box, batches[-1].last if batches else None, now=clock.now()))
    changed, busy, lost = (
        sum(getattr(each, name) for each in batches) for name in ("changed", "busy", "lost")
    )
    click.echo(f"{changed} sambungan disandikan dengan kunci pertama.")
    if lost:
        click.echo(
            f"{lost} sambungan tidak terbuka dengan kunci mana pun; sambungkan ulang akunnya.", err=True
        )
    if busy:
        raise click.ClickException(
            f"{busy} sambungan sedang diperpanjang. Ulangi perintah ini sebentar lagi."
        )
