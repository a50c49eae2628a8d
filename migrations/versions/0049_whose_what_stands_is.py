"""Whose each publication is, held by the database, and the way to what stands of one subtree, the newest first."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

# As of activities (0033): from the root down, what a tree has, from a country to its kelurahan.
LEVELS = range(2, 7)
BATCH = 5000
STAND = """
CREATE OR REPLACE FUNCTION publications_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.post_id IS DISTINCT FROM OLD.post_id OR NEW.unit_path IS NULL THEN
        -- Locked as for an activity, so that a unit that moves meanwhile is waited for.
        SELECT units.path INTO NEW.unit_path
        FROM posts JOIN activities ON activities.id = posts.activity_id JOIN units ON units.code = activities.unit_code
        WHERE posts.id = NEW.post_id FOR KEY SHARE OF units;
    END IF;
    RETURN NEW;
END
$$
"""
MOVE = """
CREATE OR REPLACE FUNCTION activities_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE publications SET unit_path = NEW.unit_path FROM posts
    WHERE posts.activity_id = NEW.id AND publications.post_id = posts.id;
    RETURN NULL;
END
$$
"""


def upgrade() -> None:
    # The last part runs outside a transaction, so each part bears being run again after one that was given up.
    op.add_column(
        "publications", sa.Column("unit_path", sa.Text(collation="C"), nullable=True), if_not_exists=True
    )
    op.execute(STAND)
    op.execute(MOVE)
    op.execute(
        "CREATE OR REPLACE TRIGGER publications_stand BEFORE INSERT OR UPDATE OF post_id ON publications"
        " FOR EACH ROW EXECUTE FUNCTION publications_stand()"
    )
    op.execute(
        "CREATE OR REPLACE TRIGGER activities_move AFTER UPDATE OF unit_code, unit_path ON activities"
        " FOR EACH ROW WHEN (OLD.unit_path IS DISTINCT FROM NEW.unit_path) EXECUTE FUNCTION activities_move()"
    )
    with op.get_context().autocommit_block():
        connection = op.get_bind()
        # Naming the column that the trigger listens to is what fills the other; a batch is over in a moment.
        fill = sa.text(
            "UPDATE publications SET post_id = post_id WHERE id IN"
            f" (SELECT id FROM publications WHERE unit_path IS NULL LIMIT {BATCH} FOR UPDATE SKIP LOCKED)"
        )
        while connection.execute(fill).rowcount:
            pass
        for n in LEVELS:
            name = f"ix_publications_level_{n}"
            # One that was given up half-way is there under its name, and good for nothing.
            op.drop_index(name, table_name="publications", postgresql_concurrently=True, if_exists=True)
            op.create_index(
                name,
                "publications",
                [sa.text(f"split_part(unit_path, '/', {n})"), "posted_at", "id"],
                postgresql_where="state = 'published'",
                postgresql_concurrently=True,
            )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for n in LEVELS:
            op.drop_index(
                f"ix_publications_level_{n}",
                table_name="publications",
                postgresql_concurrently=True,
                if_exists=True,
            )
    op.execute("DROP TRIGGER activities_move ON activities")
    op.execute("DROP TRIGGER publications_stand ON publications")
    op.execute("DROP FUNCTION activities_move()")
    op.execute("DROP FUNCTION publications_stand()")
    op.drop_column("publications", "unit_path")
