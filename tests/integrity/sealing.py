"""What the tests of seals share: a database with its roles, a sealer on it, and acts to be sealed."""

import hashlib
import random
import subprocess
import sys
import threading
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
# How many write at the same time where many do.
WRITERS = 8
SEALER = (
    "import sys; from pathlib import Path; from evidence.integrity import keys, sealer;"
    "url, key, *heads = sys.argv[1:];"
    "sealer.run(url, keys.load(Path(key), private=True), None, Path(*heads) if heads else None, 0.01)"
)


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

    def sealer_process(self, *heads: Path) -> subprocess.Popen[bytes]:
        """A sealer in a process of its own, which carries heads to a folder if there is one."""
        words = (self.databases.sealer_url, self.key_file, *heads)
        return subprocess.Popen((sys.executable, "-c", SEALER, *map(str, words)))

    def act(self, name: str = "test.act", **facts: object) -> int:
        """One committed act; its event's number."""
        with self.sessions.begin() as session:
            audit.record(session, name, uuid.uuid4(), **facts)
            session.flush()
            return session.scalars(select(AuditEvent.id).order_by(AuditEvent.id.desc()).limit(1)).one()

    def act_at_random(self, chance: random.Random, over: threading.Event, **facts: object) -> None:
        """Up to three acts in one transaction, which waits up to 10 ms, if not ``over``; one in ten is rolled back."""
        with self.sessions() as session:
            for _ in range(chance.randint(1, 3)):
                audit.record(session, "test.act", uuid.uuid4(), **facts)
            session.flush()
            over.wait(chance.random() * 0.01)
            session.rollback() if chance.random() < 0.1 else session.commit()

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
