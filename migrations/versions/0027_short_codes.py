"""Short codes of what is published, and whether a unit's pictures carry them."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "short_codes",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("minted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_short_codes_activity_id_activities"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_short_codes")),
        sa.UniqueConstraint("activity_id", name=op.f("uq_short_codes_activity_id")),
    )
    # A constant default costs no rewrite of the table.
    op.add_column("unit_themes", sa.Column("proof_base", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("unit_themes", "proof_base")
    op.drop_table("short_codes")
