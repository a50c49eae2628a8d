"""Who may do what in the embedded database.

postgres         everything; used by this package only
bukti_owner      owns the database and its tables; used by migrations
bukti_app        what migrations grant; used by web and workers
bukti_sealer     reads the trail and adds seals; used by the sealer
bukti_practice   owns the schema ``practice`` and may do nothing elsewhere
"""

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from evidence.embedded.secrets import Secrets

SUPERUSER = "postgres"
OWNER = "bukti_owner"
APP = "bukti_app"
SEALER = "bukti_sealer"
PRACTICE = "bukti_practice"


def make_roles(connection: psycopg.Connection, secrets: Secrets) -> None:
    """Make the roles, or give those there are the passwords of ``secrets``. Raises psycopg.Error."""
    passwords = {
        OWNER: secrets.owner,
        APP: secrets.app,
        SEALER: secrets.sealer,
        PRACTICE: secrets.practice,
    }
    for role, password in passwords.items():
        # Only the hash travels, so that no log of the server can hold the password.
        digest = connection.pgconn.encrypt_password(
            password.encode(), role.encode(), b"scram-sha-256"
        ).decode("ascii")
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
        statement = SQL(
            "{} {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}"
        )
        verb = SQL("ALTER ROLE") if known else SQL("CREATE ROLE")
        connection.execute(statement.format(verb, Identifier(role), Literal(digest)))
    for database in ("postgres", "template1"):
        connection.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(Identifier(database)))


def make_database(connection: psycopg.Connection, name: str, template: str | None) -> None:
    """Make database ``name`` if it is absent, closed to all but our roles. Raises psycopg.Error."""
    database = Identifier(name)
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
        source = SQL("TEMPLATE {}").format(Identifier(template)) if template else SQL("")
        connection.execute(SQL("CREATE DATABASE {} OWNER {} {}").format(database, Identifier(OWNER), source))
    connection.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(
        SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
            database, SQL(", ").join(map(Identifier, (APP, SEALER, PRACTICE)))
        )
    )


def divide_database(connection: psycopg.Connection) -> None:
    """Give the practice network a schema of its own in this database and no other. Raises psycopg.Error."""
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    connection.execute(SQL("GRANT USAGE ON SCHEMA public TO {}").format(Identifier(APP)))
    connection.execute(
        SQL("CREATE SCHEMA IF NOT EXISTS practice AUTHORIZATION {}").format(Identifier(PRACTICE))
    )
