"""What the ``evidence`` command tells of people."""

import uuid
from datetime import datetime

import click
from sqlalchemy.orm import Session

from evidence.core import clock
from evidence.units import queries
from evidence.units.models import Device, Passkey


def list_devices(session: Session, person: uuid.UUID) -> None:
    """One line for each place where a person is signed in, then one for each passkey; times in WIB."""
    for device in queries.devices(session, person, clock.now()):
        _line(device, device.signed_in_at, device.last_seen_at, device.expires_at)
    for passkey in queries.passkeys(session, person):
        _line(passkey, passkey.created_at, passkey.used_at, "kunci sandi")


def _line(row: Device | Passkey, *columns: datetime | str | None) -> None:
    told = (
        f"{each.astimezone(clock.WIB):%Y-%m-%d %H:%M}" if isinstance(each, datetime) else f"{each or '-':16}"
        for each in columns
    )
    made_on = " ".join(part for part in (row.browser, row.system) if part)
    click.echo("  ".join((*told, made_on or "-")))
