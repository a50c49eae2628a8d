"""A small city whose work is sealed, and the means of somebody who may do everything to its database and its files."""

import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.orm import sessionmaker

from evidence.adapters.storage import Storage
from evidence.core import audit, clock
from evidence.core.db import make_sessions
from evidence.embedded import Store, roles
from evidence.integrity import keys, services
from evidence.integrity.heads import Exports
from evidence.integrity.report import Report
from evidence.integrity.sealer import Sealer, engine_of
from evidence.integrity.services import Minute
from evidence.integrity.tasks import Erasing
from evidence.integrity.verifying import Sources, Verification
from evidence.repair import services as repair
from tests import factories
from tests.capture.traces import storage_of
from tests.clusters import Cluster
from tests.house import House, furnished
from tests.integrity.sealing import CAMERA_SHA256
from tests.practice.serving import picture
from tests.stores import write_past

MINUTE = Minute("person", "005/BA/XI/2026", "Warga yang terlihat di foto meminta fotonya dihapus.")


@dataclass
class Hand:
    """What one tampering works with; whatever it does is undone after the test."""

    city: "City"
    connection: Connection
    kept: dict[str, bytes | None] = field(default_factory=dict)
    now: datetime = field(default_factory=clock.now)
    ring: keys.KeyRing | None = None

    def sql(self, statement: str, **values: Any) -> Any:
        """Run it as the database's superuser; the first column of the first row, if there is any."""
        found = self.connection.execute(text(statement), values)
        row = found.first() if found.returns_rows else None
        return row[0] if row else None

    def put(self, key: str, body: bytes) -> None:
        """Write into the store past everything."""
        self._keep(key)
        write_past(self.city.storage, key, body)

    def delete(self, key: str) -> None:
        """Remove from the store."""
        self._keep(key)
        self.city.storage.delete(key)

    def _keep(self, key: str) -> None:
        there = self.city.storage.head(key) is not None
        self.kept.setdefault(key, self.city.storage.get(key) if there else None)

    def restore(self) -> None:
        """Put the store and the folder back as they were."""
        for key, body in self.kept.items():
            if body is None:
                self.city.storage.delete(key)
            else:
                write_past(self.city.storage, key, body)
        shutil.rmtree(self.city.heads)
        shutil.copytree(self.city.heads_as_sealed, self.city.heads)

    def sealer(self, now: datetime | None = None) -> Sealer:
        """The honest sealer, or one whose clock says ``now``."""
        sessions = sessionmaker(self.connection, join_transaction_mode="create_savepoint")
        return Sealer(sessions, self.city.ring, None, (lambda: now) if now else clock.now)

    def verify(self, *, with_objects: bool = True) -> Report:
        """What `evidence verify` says now."""
        sessions = sessionmaker(
            self.connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )
        ring = self.ring or self.city.ring
        sources = Sources(sessions, self.city.storage, ring, self.city.heads)
        return Verification(sources, with_objects=with_objects, now=lambda: self.now).run()


@dataclass(frozen=True)
class City:
    """What the tamperings are done to."""

    house: House
    folder: Path
    superuser_url: str
    sealer_url: str
    things: Mapping[str, uuid.UUID]

    @property
    def storage(self) -> Storage:
        """The store's client."""
        return storage_of(self.house)

    @property
    def heads(self) -> Path:
        """The folder to which heads are carried."""
        return self.folder / "heads"

    @property
    def heads_as_sealed(self) -> Path:
        """The same, kept aside."""
        return self.folder / "kept"

    @property
    def key_file(self) -> Path:
        """The signing key."""
        return self.folder / "signing-key.pem"

    @property
    def ring(self) -> keys.KeyRing:
        """The keys that count."""
        return keys.load(self.key_file)

    def seal(self) -> None:
        """One round of the honest sealer."""
        engine = engine_of(self.sealer_url)
        ring = keys.load(self.key_file, private=True)
        Sealer(make_sessions(engine), ring, Exports(self.storage, self.heads)).round()
        engine.dispose()
        self.keep_heads()

    def keep_heads(self) -> None:
        """Remember the folder of heads as it is."""
        shutil.rmtree(self.heads_as_sealed, ignore_errors=True)
        shutil.copytree(self.heads, self.heads_as_sealed)

    @contextmanager
    def hand(self) -> Iterator[Hand]:
        """Somebody who may do everything; in the end nothing of it was done."""
        engine = create_engine(self.superuser_url)
        with engine.connect() as connection:
            found = Hand(self, connection)
            # Nothing holds them back: neither rights nor foreign keys.
            found.sql("SET session_replication_role = replica")
            try:
                yield found
            finally:
                connection.rollback()
                found.restore()
        engine.dispose()


@contextmanager
def sealed_city(cluster: Cluster, store: Store, folder: Path) -> Iterator[City]:
    """Everything that can be tampered with, sealed in several rounds."""
    with furnished(cluster, store) as house:
        keys.make(folder / "signing-key.pem")
        name = make_url(house.env["EVIDENCE_DATABASE_URL"]).database or ""
        databases = cluster.postgres.databases(name)
        superuser = make_url(databases.owner_url).set(
            username=roles.SUPERUSER, password=cluster.keys.postgres
        )
        engine = engine_of(databases.sealer_url)
        storage = storage_of(house)
        ring = keys.load(folder / "signing-key.pem", private=True)
        sealer = Sealer(make_sessions(engine), ring, Exports(storage, folder / "heads"))
        sealer.round()
        city = City(
            house, folder, superuser.render_as_string(hide_password=False), databases.sealer_url,
            _work(house, sealer),
        )  # fmt: skip
        city.keep_heads()
        yield city
        engine.dispose()


def _work(house: House, sealer: Sealer) -> Mapping[str, uuid.UUID]:
    factories.theme(house)
    with house.sessions() as session:
        # An act that was not done after all leaves its number free.
        audit.record(session, "test.act", uuid.uuid4())
        session.flush()
        session.rollback()
    account = factories.account(house)
    out = factories.approved(house, accounts=[account])
    publication = factories.shared(house, out)
    sealer.round()
    waiting = factories.submitted(house)
    answered = factories.submitted(house)
    factories.decide(house, answered, "request_changes", "Foto sesudah kurang terang.")
    sealer.round()
    swapped = factories.complete(house)
    before, after = (factories.photo_of(house, swapped, stage) for stage in ("before", "after"))
    with house.sessions.begin() as session:
        repair.swap(session, swapped, before, after, by=house.actor(factories.LURAH), practice=False)
    documented = factories.activity(house, mode="C", category="PELAYANAN")
    camera = factories.photo(house, documented, "plain", original_sha256=CAMERA_SHA256)
    factories.original(house, camera)
    redacted = factories.photo(house, documented, "plain")
    with house.sessions.begin() as session:
        services.redact(session, redacted, MINUTE, by=house.actor("admin"), practice=False, now=clock.now())
    Erasing(house.sessions, storage_of(house)).run(str(redacted))
    sealer.round()
    # What came last is sealed alone, so that a cut has somewhere to end.
    factories.activity(house)
    sealer.round()
    return {
        "out": out.activity,
        "out post": out.post,
        "publication": publication,
        "waiting": waiting.activity,
        "waiting post": waiting.post,
        "answered post": answered.post,
        "swapped": swapped,
        "before": factories.photo_of(house, out.activity, "before"),
        "after": factories.photo_of(house, out.activity, "after"),
        "camera": camera,
        "redacted": redacted,
    }


def other_picture() -> bytes:
    """A picture that nobody of the city took."""
    return picture(40, 50, "crimson")


LATER = timedelta(hours=1)
