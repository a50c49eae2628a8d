"""The tables of the practice network, which owns its schema and makes them itself."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Engine,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.schema import CreateSchema

SCHEMA = "practice"
COUNTED = ("likes", "comments", "shares", "views")

metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    },
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("handle", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    # Only the hash is kept, so that a copy of the database opens no account.
    Column("hash", LargeBinary, primary_key=True),
    Column("account_id", ForeignKey(accounts.c.id), nullable=False, index=True),
    Column("created", DateTime(timezone=True), nullable=False),
)

containers = Table(
    "containers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account_id", ForeignKey(accounts.c.id), nullable=False),
    Column("status", Text, nullable=False),
    Column("caption", Text, nullable=False),
    Column("alt_text", Text, nullable=False),
    # Emptied when the post is deleted: a withdrawn picture is gone, the fact that it was posted is not.
    Column("image", LargeBinary),
    Column("image_sha256", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
)

posts = Table(
    "posts",
    metadata,
    # The order of posting, by which the pages are turned.
    Column("number", BigInteger, Identity(), nullable=False, unique=True),
    Column("id", Text, primary_key=True),
    Column("account_id", ForeignKey(accounts.c.id), nullable=False),
    Column("container_id", ForeignKey(containers.c.id), nullable=False, unique=True),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("deleted", DateTime(timezone=True)),
    Index("ix_posts_account_number", "account_id", "number"),
)

# What followers did with a post; a post without a row was never looked at.
figures = Table(
    "figures",
    metadata,
    Column("post_id", ForeignKey(posts.c.id), primary_key=True),
    *(Column(name, Integer, nullable=False, server_default="0") for name in COUNTED),
)

# Any constant will do; it only has to be the same in two practice servers that start at once.
_DDL_LOCK = 3372_2601


def create_tables(engine: Engine) -> None:
    """Make the schema and the tables that are missing. May be repeated, also by two programs at once."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _DDL_LOCK})
        # CREATE SCHEMA IF NOT EXISTS asks for a right on the database even when there is nothing to do,
        # and this login has none where an administrator made the schema for it.
        exists = connection.scalar(text("SELECT to_regnamespace(:name) IS NOT NULL"), {"name": SCHEMA})
        if not exists:
            connection.execute(CreateSchema(SCHEMA))
        metadata.create_all(connection)
