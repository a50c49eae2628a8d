"""Whose, when and in which words an activity stands in a gallery, held by the database; and views that people saved."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

# From the root down: what a tree has, from a country to its kelurahan.
LEVELS = range(2, 7)
BATCH = 5000
COLUMNS = (
    ("unit_path", sa.Text(collation="C")),
    ("shown_at", sa.DateTime(timezone=True)),
    ("words", postgresql.TSVECTOR()),
)
PLACES = """
CREATE OR REPLACE FUNCTION activities_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.unit_code IS DISTINCT FROM OLD.unit_code OR NEW.unit_path IS NULL THEN
        -- Locked as the foreign key does it, so that a unit that moves meanwhile is waited for.
        SELECT path INTO NEW.unit_path FROM units WHERE code = NEW.unit_code FOR KEY SHARE;
    END IF;
    NEW.shown_at := CASE
        WHEN NEW.work_date IS NULL OR NEW.work_date = (NEW.created_at AT TIME ZONE INTERVAL '7 hours')::date
        THEN NEW.created_at
        ELSE NEW.work_date::timestamp AT TIME ZONE INTERVAL '7 hours'
    END;
    NEW.words := to_tsvector('indonesian', concat_ws(' ', NEW.title, NEW.street, NEW.note));
    RETURN NEW;
END
$$
"""
MOVES = """
CREATE OR REPLACE FUNCTION units_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE activities SET unit_path = NEW.path WHERE unit_code = NEW.code;
    RETURN NULL;
END
$$
"""
# Index, table, columns, method.
INDEXES = (
    *(
        (
            f"ix_activities_level_{n}",
            "activities",
            (f"split_part(unit_path, '/', {n})", "shown_at", "id"),
            "btree",
        )
        for n in LEVELS
    ),
    ("ix_activities_place", "activities", ("place_code", "shown_at", "id"), "btree"),
    ("ix_activities_words", "activities", ("words",), "gin"),
    ("ix_publications_post", "publications", ("post_id",), "btree"),
    ("ix_units_parent", "units", ("parent_code",), "btree"),
)


def upgrade() -> None:
    # The last part runs outside a transaction, so each part bears being run again after one that was given up.
    for name, kind in COLUMNS:
        op.add_column("activities", sa.Column(name, kind, nullable=True), if_not_exists=True)
    op.execute(PLACES)
    op.execute(MOVES)
    op.execute(
        "CREATE OR REPLACE TRIGGER activities_stand"
        " BEFORE INSERT OR UPDATE OF unit_code, work_date, created_at, title, street, note ON activities"
        " FOR EACH ROW EXECUTE FUNCTION activities_stand()"
    )
    op.execute(
        "CREATE OR REPLACE TRIGGER units_move AFTER UPDATE OF path ON units"
        " FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION units_move()"
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("asked", postgresql.JSONB(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_views_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_views_user_id_name")),
        if_not_exists=True,
    )
    with op.get_context().autocommit_block():
        connection = op.get_bind()
        # Naming a column that the trigger listens to is what fills the others; a batch is over in a moment.
        fill = sa.text(
            "UPDATE activities SET title = title WHERE id IN"
            f" (SELECT id FROM activities WHERE shown_at IS NULL LIMIT {BATCH} FOR UPDATE SKIP LOCKED)"
        )
        while connection.execute(fill).rowcount:
            pass
        for name, table, columns, method in INDEXES:
            # One that was given up half-way is there under its name, and good for nothing.
            op.drop_index(name, table_name=table, postgresql_concurrently=True, if_exists=True)
            op.create_index(
                name,
                table,
                [sa.text(each) for each in columns],
                postgresql_using=method,
                postgresql_concurrently=True,
            )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for name, table, _columns, _method in INDEXES:
            op.drop_index(name, table_name=table, postgresql_concurrently=True, if_exists=True)
    op.drop_table("saved_views")
    op.execute("DROP TRIGGER units_move ON units")
    op.execute("DROP TRIGGER activities_stand ON activities")
    op.execute("DROP FUNCTION units_move()")
    op.execute("DROP FUNCTION activities_stand()")
    for name, _kind in COLUMNS:
        op.drop_column("activities", name)
