"""What checks measure and notice, what was said about it, and what a decision saw of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STATE = "ck_activities_checks_state"
INDICES = (
    ("ix_photos_original_sha256", "photos", ["original_sha256"], "original_sha256 <> ''"),
    ("ix_post_versions_doubted", "post_versions", ["doubted_at"], "doubted_at IS NOT NULL"),
    ("ix_activities_unchecked", "activities", ["id"], "checks_state = 'waiting'"),
)
COLUMNS = (
    ("activities", "checks_state", sa.String(length=40)),
    ("activities", "checks_asked_at", sa.DateTime(timezone=True)),
    ("activities", "checks", postgresql.JSONB()),
    ("post_versions", "findings", postgresql.JSONB()),
    ("post_versions", "doubted_at", sa.DateTime(timezone=True)),
    ("decisions", "findings", postgresql.JSONB()),
)


def upgrade() -> None:
    # Without defaults the columns cost no rewrite of a table.
    for table, name, kind in COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=True))
    # Every row says nothing yet, so looking them through takes a moment.
    op.execute(
        f"ALTER TABLE activities ADD CONSTRAINT {STATE} CHECK (checks_state IN ('waiting', 'done', 'failed'))"
    )
    op.create_table(
        "measures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("values", postgresql.JSONB(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_measures_photo_id_photos")),
        sa.ForeignKeyConstraint(["other_id"], ["photos.id"], name=op.f("fk_measures_other_id_photos")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
    )
    op.create_index(
        "uq_measures_of_one",
        "measures",
        ["photo_id", "kind"],
        unique=True,
        postgresql_where="other_id IS NULL",
    )
    op.create_index(
        "uq_measures_of_two",
        "measures",
        ["photo_id", "other_id", "kind"],
        unique=True,
        postgresql_where="other_id IS NOT NULL",
    )
    op.create_table(
        "findings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("check_code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.Column("noted_by_name", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("level IN ('note', 'warning')", name=op.f("ck_findings_level")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_findings_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_findings_photo_id_photos")),
        sa.ForeignKeyConstraint(["other_id"], ["photos.id"], name=op.f("fk_findings_other_id_photos")),
        sa.ForeignKeyConstraint(["noted_by"], ["users.id"], name=op.f("fk_findings_noted_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index("ix_findings_activity", "findings", ["activity_id", "found_at"])
    op.create_index("ix_findings_photo", "findings", ["photo_id"])
    op.create_index(
        "ix_findings_open", "findings", ["activity_id", "level"], postgresql_where="cleared_at IS NULL"
    )
    with op.get_context().autocommit_block():
        for name, table, columns, where in INDICES:
            # One that was given up half way would stand there unused.
            op.drop_index(name, table_name=table, postgresql_concurrently=True, if_exists=True)
            op.create_index(name, table, columns, postgresql_where=where, postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for name, table, _columns, _where in INDICES:
            op.drop_index(name, table_name=table, postgresql_concurrently=True)
    op.drop_table("findings")
    op.drop_table("measures")
    # The check on the state goes with its column.
    for table, name, _kind in reversed(COLUMNS):
        op.drop_column(table, name)
