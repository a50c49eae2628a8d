"""What a unit's pictures look like, and how a person arranged the picture of an activity."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_themes",
        sa.Column("unit_code", sa.Text(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("band", "text", "second", "accent")),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("crest_sha256", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_unit_themes_unit_code_units")),
        sa.ForeignKeyConstraint(["updated_by"], ["users.id"], name=op.f("fk_unit_themes_updated_by_users")),
        sa.PrimaryKeyConstraint("unit_code", name=op.f("pk_unit_themes")),
    )
    op.create_table(
        "arrangements",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=True),
        sa.Column("frames", postgresql.JSONB(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_arrangements_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["updated_by"], ["users.id"], name=op.f("fk_arrangements_updated_by_users")),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_arrangements")),
    )


def downgrade() -> None:
    op.drop_table("arrangements")
    op.drop_table("unit_themes")
