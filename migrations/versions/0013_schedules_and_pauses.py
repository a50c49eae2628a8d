"""When a unit's posts go out, the switches that hold them back, and the days of a calendar."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

DAYS = {"ix_publications_planned_at": "planned_at", "ix_publications_posted_at": "posted_at"}


def upgrade() -> None:
    op.create_table(
        "unit_schedules",
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("slots", postgresql.JSONB(), nullable=False),
        sa.Column("late_after", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_code"], ["units.code"], name=op.f("fk_unit_schedules_unit_code_units")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["users.id"], name=op.f("fk_unit_schedules_updated_by_users")
        ),
        sa.PrimaryKeyConstraint("unit_code", name=op.f("pk_unit_schedules")),
    )
    op.create_table(
        "pauses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=True),
        sa.Column("network", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.CheckConstraint("(unit_code IS NULL) <> (network IS NULL)", name=op.f("ck_pauses_one_thing")),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_pauses_unit_code_units")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_pauses_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
    )
    for name in ("unit_code", "network"):
        op.create_index(
            f"uq_pauses_{name}", "pauses", [name], unique=True, postgresql_where="ended_at IS NULL"
        )
    with op.get_context().autocommit_block():
        for index, column in DAYS.items():
            op.drop_index(index, table_name="publications", postgresql_concurrently=True, if_exists=True)
            op.create_index(index, "publications", [column], postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for index in DAYS:
            op.drop_index(index, table_name="publications", postgresql_concurrently=True, if_exists=True)
    op.drop_table("pauses")
    op.drop_table("unit_schedules")
