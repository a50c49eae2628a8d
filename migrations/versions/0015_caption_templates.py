"""How the captions of a unit are proposed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "caption_templates",
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_code"], ["units.code"], name=op.f("fk_caption_templates_unit_code_units")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["users.id"], name=op.f("fk_caption_templates_updated_by_users")
        ),
        sa.PrimaryKeyConstraint("unit_code", name=op.f("pk_caption_templates")),
    )


def downgrade() -> None:
    op.drop_table("caption_templates")
