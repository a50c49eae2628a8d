"""What whoever decides drew on the pictures, with the decision and with the version that goes back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Columns without a default: no rewrite, and a short lock.
    op.add_column("decisions", sa.Column("marks", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column(
        "post_versions", sa.Column("answer_marks", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("post_versions", "answer_marks")
    op.drop_column("decisions", "marks")
