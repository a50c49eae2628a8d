"""A photo point is a place that is photographed again and again; an activity remembers the one it stands at."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = "fk_activities_point_id_photo_points"
INDEX = "ix_activities_point"


def upgrade() -> None:
    # The last part runs outside a transaction, so each part bears being run again after one that was given up.
    op.create_table(
        "photo_points",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("place_code", sa.Text(), nullable=False),
        sa.Column("rt", sa.Integer(), nullable=True),
        sa.Column("rw", sa.Integer(), nullable=True),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("position", postgresql.JSONB(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("mode IN ('A', 'B', 'C')", name=op.f("ck_photo_points_mode")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_photo_points_created_by_users")),
        sa.ForeignKeyConstraint(
            ["place_code"], ["units.code"], name=op.f("fk_photo_points_place_code_units")
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_photo_points_unit_code_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_points")),
        sa.UniqueConstraint("code", name=op.f("uq_photo_points_code")),
        if_not_exists=True,
    )
    op.create_index(
        "ix_photo_points_unit_code_created",
        "photo_points",
        ["unit_code", "created_at", "id"],
        if_not_exists=True,
    )
    # Empty and without a default: the table is not rewritten, and old code writes rows as before.
    op.add_column("activities", sa.Column("point_id", sa.Uuid(), nullable=True), if_not_exists=True)
    op.drop_constraint(KEY, "activities", type_="foreignkey", if_exists=True)
    # The key holds for new rows at once; looking through the old ones does not keep anybody from writing.
    op.create_foreign_key(KEY, "activities", "photo_points", ["point_id"], ["id"], postgresql_not_valid=True)
    with op.get_context().autocommit_block():
        op.execute(f"ALTER TABLE activities VALIDATE CONSTRAINT {KEY}")
        # One that was given up half-way is there under its name, and good for nothing.
        op.drop_index(INDEX, table_name="activities", postgresql_concurrently=True, if_exists=True)
        op.create_index(
            INDEX,
            "activities",
            ["point_id"],
            postgresql_where="point_id IS NOT NULL",
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, table_name="activities", postgresql_concurrently=True, if_exists=True)
    op.drop_constraint(KEY, "activities", type_="foreignkey")
    op.drop_column("activities", "point_id")
    op.drop_index("ix_photo_points_unit_code_created", table_name="photo_points")
    op.drop_table("photo_points")
