"""The migrations on a real database: one line of them, up, down and up again, and the models say the same."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import OperationalError

import evidence.models  # noqa: F401 - brings every table into the metadata.
from evidence.core.db import MIGRATIONS, Base, downgrade, make_engine, upgrade
from evidence.embedded import Databases, roles
from tests.clusters import Cluster

# What the earlier part of migration 0008 has done when its index is built.
COLUMN = "ALTER TABLE activities ADD COLUMN point_id uuid"


@pytest.fixture
def empty(cluster: Cluster) -> Databases:
    return cluster.create_empty_database()


@pytest.fixture
def owner(empty: Databases) -> Iterator[Engine]:
    engine = make_engine(empty.owner_url, pool_size=2)
    yield engine
    engine.dispose()


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def shape(engine: Engine) -> dict[str, object]:
    """Tables, columns, keys and indexes of both schemas, in an order that does not depend on how they came to be."""
    found = inspect(engine)
    return {
        f"{schema}.{table}": (
            sorted(
                (each["name"], str(each["type"]), each["nullable"])
                for each in found.get_columns(table, schema)
            ),
            sorted(str(each) for each in found.get_indexes(table, schema)),
            sorted(str(each) for each in found.get_check_constraints(table, schema)),
            sorted(str(each) for each in found.get_foreign_keys(table, schema)),
            sorted(str(each) for each in found.get_unique_constraints(table, schema)),
        )
        for schema in ("public", "jobs")
        if schema in found.get_schema_names()
        for table in found.get_table_names(schema)
    }


def test_the_migrations_are_one_line() -> None:
    assert len(scripts().get_heads()) == 1
    assert len(scripts().get_bases()) == 1


def test_the_schema_goes_up_and_down_and_up_again(empty: Databases, owner: Engine) -> None:
    upgrade(empty.owner_url, roles.APP)
    first = shape(owner)

    downgrade(empty.owner_url)
    nothing = shape(owner)
    upgrade(empty.owner_url, roles.APP)

    assert nothing.keys() <= {"public.alembic_version"}
    assert shape(owner) == first


@pytest.mark.prove
def test_each_migration_alone_can_be_taken_back(empty: Databases, owner: Engine) -> None:
    line = [script.revision for script in scripts().walk_revisions()][::-1]
    before = [shape(owner)]
    for revision in line:
        upgrade_to(empty, revision)
        before.append(shape(owner))

    for place in range(len(line), 0, -1):
        assert shape(owner) == before[place]
        downgrade(empty.owner_url, line[place - 2] if place > 1 else "base")


def upgrade_to(empty: Databases, revision: str) -> None:
    """Up to ``revision`` without the grants, which need the tables of the last one."""
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = empty.owner_url
    command.upgrade(config, revision)


def test_the_models_say_what_the_database_is(empty: Databases, owner: Engine) -> None:
    upgrade(empty.owner_url, roles.APP)

    with owner.connect() as connection:
        options = {"include_name": ours, "compare_type": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)

    assert found == []


def ours(name: str | None, kind: str, parents: object) -> bool:
    """The job engine's tables are its own affair."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def test_the_application_role_cannot_change_a_table(empty: Databases) -> None:
    upgrade(empty.owner_url, roles.APP)
    engine = make_engine(empty.app_url, pool_size=1)

    with engine.connect() as connection:
        rights = connection.execute(
            text("SELECT has_schema_privilege(current_user, 'public', 'CREATE'),"
                 " has_table_privilege(current_user, 'audit_events', 'UPDATE'),"
                 " has_table_privilege(current_user, 'audit_events', 'DELETE'),"
                 " has_table_privilege(current_user, 'audit_events', 'TRUNCATE')")
        ).one()  # fmt: skip
    engine.dispose()

    assert tuple(rights) == (False, False, False, False)


def test_an_owner_who_is_the_application_too_keeps_what_migrations_need(empty: Databases) -> None:
    versions = [each.revision for each in reversed(list(scripts().walk_revisions()))]

    for revision in (versions[-2], "head", "head"):
        upgrade(empty.owner_url, roles.OWNER, revision)

    engine = make_engine(empty.owner_url, pool_size=2)
    with engine.connect() as connection:
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    engine.dispose()
    assert found == versions[-1]


@pytest.mark.parametrize(
    ("before", "revision", "table", "column", "index", "earlier"),
    [
        ("0002", "0003", "publications", "account_id", "ix_publications_held", "SELECT 1"),
        ("0007", "0008", "activities", "point_id", "ix_activities_point", COLUMN),
        ("0021", "0022", "audit_events", "subject", "ix_audit_events_photo", "SELECT 1"),
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
