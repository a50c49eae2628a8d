"""How the after lies on the before, as it was found, and as a person chose it for a picture."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alignments",
        sa.Column("before_sha256", sa.String(), nullable=False),
        sa.Column("after_sha256", sa.String(), nullable=False),
        sa.Column("similarity", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("before_sha256", "after_sha256", name=op.f("pk_alignments")),
    )
    op.add_column("arrangements", sa.Column("laid", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("arrangements", "laid")
    op.drop_table("alignments")
