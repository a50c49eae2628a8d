"""An index that a migration was building beside the work when it had to give up: the next run builds it whole."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from evidence.core.db import make_engine, upgrade
from evidence.embedded import Databases, roles
from tests.clusters import Cluster

# What the earlier part of the migration had done by then.
COLUMN = "ALTER TABLE activities ADD COLUMN point_id uuid"


@pytest.fixture
def empty(cluster: Cluster) -> Databases:
    return cluster.create_empty_database()


@pytest.fixture
def owner(empty: Databases) -> Iterator[Engine]:
    engine = make_engine(empty.owner_url, pool_size=2)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("before", "revision", "table", "column", "index", "earlier"),
    [
        ("0002", "0003", "publications", "account_id", "ix_publications_held", "SELECT 1"),
        ("0007", "0008", "activities", "point_id", "ix_activities_point", COLUMN),
    ],
)
def test_an_index_that_was_given_up_half_way_is_built_anew(
    empty: Databases,
    owner: Engine,
    before: str,
    revision: str,
    table: str,
    column: str,
    index: str,
    earlier: str,
) -> None:
    upgrade(empty.owner_url, roles.OWNER, before)
    valid = text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")

    with owner.connect() as plain:
        plain.execute(text(earlier))
        plain.commit()
        build = plain.execution_options(isolation_level="AUTOCOMMIT")
        # Somebody writes and does not come to an end within the patience of a migration.
        with owner.connect() as writer:
            writer.execute(text(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE"))
            build.execute(text("SET lock_timeout = '50ms'"))
            with pytest.raises(OperationalError, match="lock timeout"):
                build.execute(text(f"CREATE INDEX CONCURRENTLY {index} ON {table} ({column})"))
        left = build.scalar(valid, {"name": index})
    upgrade(empty.owner_url, roles.OWNER, revision)

    with owner.connect() as connection:
        built = connection.scalar(valid, {"name": index})
    assert (left, built) == (False, True)
