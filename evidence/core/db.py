"""The database: one base for every model, one way to connect, one way to bring the schema up to date.

Everything lives in PostgreSQL. The application connects with a role that may neither change a table nor rewrite an
audit row; migrations run under the owner's role and grant exactly what the application needs.
"""

import enum
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Engine, Enum, MetaData, Uuid, create_engine, make_url, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

type_annotations: dict[Any, Any] = {
    datetime: DateTime(timezone=True),
    uuid.UUID: Uuid(),
    # Absent is SQL NULL, never a JSON null, so that queries need one test only.
    dict[str, Any]: JSONB(none_as_null=True),
    list[str]: JSONB(),
    list[Any]: JSONB(none_as_null=True),
}

# Jobs keep their own schema; finding them by search path lets them be enqueued in our transactions.
SEARCH_PATH = "public,jobs"
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"

Sessions = sessionmaker[Session]


class Base(DeclarativeBase):
    """Every table. Constraints are named by rule, so that a migration can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = type_annotations


def one_of(kind: type[enum.StrEnum], name: str) -> Enum:
    """A text column that takes the values of ``kind`` only, by a check constraint called ``name``."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def make_engine(url: str, *, pool_size: int = 10, statement_timeout: float = 30.0) -> Engine:
    """An engine on ``url`` that fails within seconds when the database is away.

    ``statement_timeout`` is in seconds. A pre-ping replaces connections that died, so the application is healthy
    again by itself when the database is. A client that vanished inside a transaction, as a machine without power does,
    keeps its rows from others for a minute at most.
    """
    options = (
        f"-csearch_path={SEARCH_PATH} -cstatement_timeout={int(statement_timeout * 1000)}"
        " -cidle_in_transaction_session_timeout=60000 -ctimezone=UTC"
    )
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=4,
        pool_pre_ping=True,
        # An error's text ends in a log, and what was to be written may be a caption or a name.
        hide_parameters=True,
        # Seconds and milliseconds; the second ends the wait for a server that fell silent in the middle of a talk.
        connect_args={"connect_timeout": 3, "tcp_user_timeout": 4000, "options": options},
    )


def make_sessions(engine: Engine) -> Sessions:
    """Sessions on ``engine``; objects stay readable after a commit."""
    return sessionmaker(engine, expire_on_commit=False)


def libpq(url: str) -> str:
    """The same address as ``url`` in the form that libpq reads, with our search path."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    joint = "&" if "?" in plain else "?"
    return f"{plain}{joint}options=-csearch_path%3D{SEARCH_PATH.replace(',', '%2C')}"


def upgrade(owner_url: str, app_role: str, revision: str = "head", *, sealer_role: str = "") -> None:
    """Bring the schema to ``revision`` as the owner and grant ``app_role`` what the application needs.

    ``sealer_role`` is the role that seals the trail, and gets no more than that takes.

    An owner who is the application too keeps all rights: what was taken away here, the next migration would lack.
    """
    from alembic import command  # Only the owner's commands need Alembic; the web never loads it.

    command.upgrade(_alembic(owner_url), revision)
    engine = make_engine(owner_url)
    try:
        with engine.begin() as connection:
            owner = connection.scalar(text("SELECT current_user"))
            roles = {app_role: _grants, sealer_role: _grants_of_sealer}
            for role, grants in roles.items():
                for statement in grants(_quoted(role)) if role not in ("", owner) else ():
                    connection.execute(text(statement))
    finally:
        engine.dispose()


def downgrade(owner_url: str, revision: str = "base") -> None:
    """Take the schema back to ``revision``; for tests of the migrations."""
    from alembic import command

    command.downgrade(_alembic(owner_url), revision)


def _alembic(url: str) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def _quoted(role: str) -> str:
    return '"' + role.replace('"', '""') + '"'


def _grants(role: str) -> Sequence[str]:
    return (
        f"GRANT USAGE ON SCHEMA public, jobs TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, jobs TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public, jobs TO {role}",
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA jobs TO {role}",
        f"REVOKE ALL ON alembic_version FROM {role}",
        f"GRANT SELECT ON alembic_version TO {role}",
        # What was done is written once: the application may add to the trail and read it, nothing else.
        f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_events FROM {role}",
        # Its number and its time are the database's word.
        f"GRANT INSERT (actor_id, actor_name, act, subject, facts) ON audit_events TO {role}",
        f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON seals FROM {role}",
        # Why something was erased stays; only that it is gone is added.
        f"REVOKE UPDATE, DELETE, TRUNCATE ON redactions FROM {role}",
        f"GRANT UPDATE (objects, renditions, erased_at) ON redactions TO {role}",
        # A look at an account is corrected by another look, or by saying that it was a mistake.
        f"REVOKE UPDATE, DELETE, TRUNCATE ON observations FROM {role}",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON observation_mistakes FROM {role}",
        # What the city asked once measured its own days; another wording is added.
        f"REVOKE UPDATE, DELETE, TRUNCATE ON coverage_orders FROM {role}",
    )


def _grants_of_sealer(role: str) -> Sequence[str]:
    return (
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT ON audit_events TO {role}",
        f"GRANT SELECT, INSERT ON seals TO {role}",
    )
