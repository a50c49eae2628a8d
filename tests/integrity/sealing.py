"""What the tests of seals share: a database with its roles, a sealer on it, and acts to be sealed."""

import hashlib
import uuid
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from evidence.core import audit
from evidence.core.audit import AuditEvent
from evidence.core.db import make_engine, make_sessions
from evidence.core.seals import Seal
from evidence.embedded import Databases
from evidence.integrity import keys
from evidence.integrity.chain import NOTHING, event_of, link
from evidence.integrity.sealer import Sealer, engine_of
from tests.practice.serving import picture

# Of the camera's own file that the factories store.
CAMERA_SHA256 = hashlib.sha256(picture(128, 160)).hexdigest()


@dataclass
class Sealed:
    """A database of one test: the application's sessions, and a sealer under its own role."""

    databases: Databases
    key_file: Path
    app: Engine
    role: Engine

    @property
    def sessions(self) -> sessionmaker[Session]:
        """What the application writes with."""
        return make_sessions(self.app)

    def sealer(self) -> Sealer:
        """A new sealer, as after a start."""
        return Sealer(make_sessions(self.role), keys.load(self.key_file, private=True))

    def act(self, name: str = "test.act", **facts: object) -> int:
        """One committed act; its event's number."""
        with self.sessions.begin() as session:
            audit.record(session, name, uuid.uuid4(), **facts)
            session.flush()
            return session.scalars(select(AuditEvent.id).order_by(AuditEvent.id.desc()).limit(1)).one()

    def chain(self) -> list[Seal]:
        """Every seal, checked against its act and the one before it."""
        before = NOTHING
        with self.sessions() as session:
            rows = session.execute(
                select(Seal, AuditEvent)
                .outerjoin(AuditEvent, Seal.event_id == AuditEvent.id)
                .order_by(Seal.number)
            ).all()
        for number, (seal, event) in enumerate(rows, start=1):
            assert seal.number == number
            assert seal.link == link(before, number, seal.sealed_at, event_of(event))
            before = seal.link
        return [seal for seal, _event in rows]

    def count(self) -> int:
        """How many seals there are."""
        with self.sessions() as session:
            return session.scalar(select(func.count()).select_from(Seal)) or 0

    def close(self) -> None:
        """Let go of the database."""
        self.app.dispose()
        self.role.dispose()


def open_sealed(databases: Databases, folder: Path, pool_size: int = 2) -> Sealed:
    """That database with a new key in ``folder``."""
    path = folder / "signing-key.pem"
    keys.make(path)
    return Sealed(
        databases,
        path,
        make_engine(databases.app_url, pool_size=pool_size),
        engine_of(databases.sealer_url),
    )
