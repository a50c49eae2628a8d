"""Runs migrations for ``evidence.core.db.upgrade``; the owner's address comes in through the config's attributes."""

from alembic import context
from sqlalchemy import text

import evidence.models  # noqa: F401  (every table of the house)
from evidence.core.db import Base, make_engine

# A migration that has to wait for a lock, or holds one for long, stops the whole city: it is refused instead.
LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = 60.0


def ours(name: str | None, kind: str, parents: object) -> bool:
    """Compare our own tables only: the job engine's are visible through the search path, but are not ours."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


engine = make_engine(context.config.attributes["url"], statement_timeout=STATEMENT_TIMEOUT)
with engine.connect() as connection:
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=ours,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
