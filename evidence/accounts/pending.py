"""Connections on their way: begun by a person in one sign-in, and good for one return to it. The edges commit."""

import hashlib
import json
import secrets
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, joinedload

from evidence.accounts.models import PendingConnection
from evidence.accounts.tokens import TokenBox
from evidence.core.errors import Conflict, NotFound
from evidence.core.secrets import digest
from evidence.core.words import N_
from evidence.units.models import Unit

# As long as a person may take to sign in there, and to choose among their accounts.
PATIENCE = timedelta(minutes=10)
OVER = N_("Langkah ini sudah lewat waktu atau sudah dipakai. Mulai lagi dari awal.")


def secret() -> str:
    """A state or a verifier: 43 characters that nobody guesses."""
    return secrets.token_urlsafe(32)


def challenge(verifier: str) -> str:
    """PKCE's S256 of the verifier."""
    hashed = hashlib.sha256(verifier.encode()).digest()
    return urlsafe_b64encode(hashed).decode().rstrip("=")


def remember(
    session: Session,
    state: str,
    device_id: uuid.UUID,
    unit: Unit,
    network: str,
    account_id: uuid.UUID | None,
    memory: Mapping[str, Any],
    *,
    box: TokenBox,
    now: datetime,
) -> PendingConnection:
    """Remember ``memory`` (JSON values) until the person is back with ``state``.

    What this sign-in had begun on that network before is forgotten: a person does one after the other.
    """
    mine = (PendingConnection.device_id == device_id) & (PendingConnection.network == network)
    session.execute(delete(PendingConnection).where(or_(mine, PendingConnection.expires_at <= now)))
    row = PendingConnection(
        id=uuid.uuid4(),
        state_digest=digest(state),
        device_id=device_id,
        unit_code=unit.code,
        network=network,
        account_id=account_id,
        sealed=box.close(json.dumps(memory)),
        expires_at=now + PATIENCE,
    )
    session.add(row)
    session.flush()
    return row


def forget(session: Session, *, now: datetime) -> None:
    """Forget what nobody came back for."""
    session.execute(delete(PendingConnection).where(PendingConnection.expires_at <= now))


def returned(
    session: Session, state: str, device_id: uuid.UUID, network: str, *, now: datetime
) -> PendingConnection:
    """What was begun with that state, which is used up by asking. Conflict when it is not this person's to end."""
    row: PendingConnection | None = session.scalar(
        delete(PendingConnection)
        .where(
            PendingConnection.state_digest == digest(state),
            PendingConnection.device_id == device_id,
            PendingConnection.network == network,
            PendingConnection.expires_at > now,
        )
        .returning(PendingConnection)
    )
    if row is None:
        raise Conflict(OVER)
    return row


def pending(
    session: Session, pending_id: uuid.UUID, device_id: uuid.UUID, network: str, *, now: datetime
) -> PendingConnection:
    """What this sign-in began, to go on with; NotFound for anybody else's, and for what is over."""
    row = session.scalar(
        select(PendingConnection)
        .options(joinedload(PendingConnection.unit))
        .where(
            PendingConnection.id == pending_id,
            PendingConnection.device_id == device_id,
            PendingConnection.network == network,
            PendingConnection.expires_at > now,
        )
        .with_for_update(of=PendingConnection)
    )
    if row is None:
        raise NotFound(OVER)
    return row


def remembered(row: PendingConnection, box: TokenBox) -> dict[str, Any]:
    """What was to be remembered. Conflict when its key is gone: then the person begins again."""
    found: dict[str, Any] = json.loads(box.open(row.sealed))
    return found
