"""A house with a practice network, where approved posts wait to be sent by real workers."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from evidence.core import clock
from evidence.core.db import libpq
from evidence.embedded import Databases, Store
from evidence.publish import queries, withdrawal
from evidence.publish.models import Publication
from tests import factories
from tests.clusters import temporary_folder
from tests.house import House, build, environment
from tests.practice.serving import Account, Running, running
from tests.publish.workers import Worker, worker
from tests.stores import new_bucket, settings_of
from tests.waiting import until


@dataclass(frozen=True)
class Batch:
    """A post approved for accounts that nothing else is posted to; ``accounts`` by their ids in the house."""

    post: uuid.UUID
    accounts: dict[uuid.UUID, Account]


@dataclass(frozen=True)
class Room:
    """One house whose workers are real."""

    house: House
    databases: Databases
    folder: Path

    @contextmanager
    def worker(self, *, wait: bool = True, **settings: str) -> Iterator[Worker]:
        """A real worker; at work when the block begins, unless nobody waits for that."""
        before = self.newest_worker()
        env = {name: value for name, value in self.house.env.items() if name != "EVIDENCE_DATABASE_OWNER_URL"}
        with worker({**env, **settings}, self.folder) as found:
            if wait:
                until(lambda: self.newest_worker() > before or not found.lives, 60)
                assert found.lives, found.log.read_text(encoding="utf-8")
            yield found

    def newest_worker(self) -> int:
        """The number of the worker that began last."""
        with self.owner() as owner:
            found = owner.execute("SELECT coalesce(max(id), 0) FROM procrastinate_workers").fetchone()
        return int(found[0]) if found else 0

    def owner(self) -> psycopg.Connection:
        """The database as the owner of its tables sees it."""
        return psycopg.connect(libpq(self.databases.owner_url), autocommit=True)


@dataclass(frozen=True)
class Newsroom(Room):
    """One house and one practice network."""

    practice: Running

    def approve(self, accounts: int) -> Batch:
        """Let a post be approved for so many new accounts, due now."""
        opened = [self.practice.open(f"latihan.{uuid.uuid4().hex[:12]}") for _ in range(accounts)]
        idents = [
            factories.account(
                self.house, network="practice", handle=each.handle, remote_id=each.id, token=each.token
            )
            for each in opened
        ]
        work = factories.approved(self.house, accounts=idents)
        return Batch(work.post, dict(zip(idents, opened, strict=True)))

    def withdraw(self, batch: Batch) -> None:
        """The lurah asks for all of a batch's posts to be taken down."""
        lurah, networks = self.house.actor("lurah.mojo"), self.house.app.extensions["house"].networks
        idents = [row.id for row in self.publications(batch)]
        with self.house.sessions.begin() as session:
            for ident in idents:
                found = queries.publication(session, ident, lurah)
                withdrawal.withdraw(session, found, "keliru", by=lurah, networks=networks, now=clock.now())

    def publications(self, *batches: Batch) -> Sequence[Publication]:
        """The publications of these batches with their attempts, as they are now."""
        with self.house.sessions() as session:
            return session.scalars(
                select(Publication)
                .options(selectinload(Publication.attempts))
                .where(Publication.post_id.in_([batch.post for batch in batches]))
            ).all()

    def states(self, batch: Batch) -> set[str]:
        """The states that a batch's publications are in."""
        return {row.state.value for row in self.publications(batch)}


@contextmanager
def newsroom(
    databases: Databases, store: Store, practice_url: str = "", **settings: str
) -> Iterator[Newsroom]:
    """A newsroom on this database; ``practice_url`` gives the practice network another one."""
    with temporary_folder() as folder, running(practice_url or databases.practice_url) as practice:
        env = environment(
            databases.app_url, databases.owner_url, settings_of(store, new_bucket()),
            EVIDENCE_PRACTICE_URL=practice.url, EVIDENCE_PRACTICE_KEY=practice.key,
            EVIDENCE_PUBLISH_CONCURRENCY="20", EVIDENCE_STALLED_AFTER="3", EVIDENCE_NETWORK_TIMEOUT="60",
            **settings,
        )  # fmt: skip
        house = build(env)
        yield Newsroom(house, databases, folder, practice)
        house.app.extensions["engine"].dispose()
