"""One embedded PostgreSQL for a whole test run; each test that asks gets a migrated database of its own."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from evidence.core import db
from evidence.embedded import Databases, Postgres, roles
from evidence.embedded.processes import running
from evidence.embedded.secrets import Secrets, draw

TEMPLATE = "migrated"
MEMORY = Path("/dev/shm")  # noqa: S108  Nobody else's folder is opened there: each is made anew, for its owner alone.
ROOM = 4 * 1024**3
# It may lose data in a power cut, and its passwords, which are drawn for one run, need not be slow to guess.
QUICKLY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "scram_iterations": "1"}


class Cluster:
    """A running PostgreSQL."""

    def __init__(self, postgres: Postgres, keys: Secrets) -> None:
        self.postgres = postgres
        self.keys = keys
        self._template: str | None = None
        self._copier: psycopg.Connection | None = None

    def create_database(self) -> Databases:
        """A new database with every table and the rights of each role; a copy of one that was migrated once."""
        return self._copy(self._migrated())

    def create_copy(self, of: Databases) -> Databases:
        """A new database with everything that is in another one, which nobody may be using."""
        return self._copy(make_url(of.owner_url).database or "")

    def create_again(self, gone: Databases, of: Databases) -> None:
        """A dropped database once more, under the name it had, with everything that is in ``of``."""
        self._copy(make_url(of.owner_url).database or "", make_url(gone.owner_url).database or "")

    def drop(self, databases: Databases) -> None:
        """Remove a database that nobody uses any more; many of them together would fill a small disk."""
        name = Identifier(make_url(databases.owner_url).database or "")
        self._superuser().execute(SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def create_empty_database(self) -> Databases:
        """A new database with its roles and without a table, for tests of the migrations themselves."""
        return self.postgres.create_database(_new_name())

    def close(self) -> None:
        """Let go of the connection with which databases are copied and dropped."""
        if self._copier is not None:
            self._copier.close()

    def _copy(self, template: str, name: str = "") -> Databases:
        # Its files are copied as they are, which costs the server half of what writing them through its log does;
        # schemas and their rights come along with them, and only who may connect is said anew.
        name, connection = name or _new_name(), self._superuser()
        connection.execute(
            SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
                Identifier(name), Identifier(roles.OWNER), Identifier(template)
            )
        )
        roles.make_database(connection, name, None)
        return self.postgres.databases(name)

    def _superuser(self) -> psycopg.Connection:
        # One for all copies: each new one costs as much as a copy's own statements.
        if self._copier is None or self._copier.closed:
            self._copier = self.postgres._superuser()
        return self._copier

    def _migrated(self) -> str:
        if self._template is None:
            owner_url = self.postgres.create_database(TEMPLATE).owner_url
            db.upgrade(owner_url, roles.APP, sealer_role=roles.SEALER)
            self._template = TEMPLATE
        return self._template


def _new_name() -> str:
    return f"test_{secrets.token_hex(6)}"


@cache
def _quick_place() -> Path | None:
    # A database for each test is hundreds of small files, made and thrown away: in memory that is ten times quicker.
    has_room = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    return MEMORY if has_room else None


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that PostgreSQL may pass through also when the tests run as root, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bukti-test-", dir=_quick_place()))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A PostgreSQL in a folder of its own. It may lose data in a power cut, which tests survive."""
    with temporary_folder() as folder:
        keys = draw()
        postgres = Postgres(folder, keys, QUICKLY)
        postgres.initialise()
        with running(postgres.program(), postgres.ready, folder / "postgres.log"):
            cluster = Cluster(postgres, keys)
            try:
                yield cluster
            finally:
                cluster.close()
