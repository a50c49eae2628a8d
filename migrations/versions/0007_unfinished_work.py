"""Work that is not finished says since when, and in the person's own words why."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Both may be empty and have no default, so that the table is not rewritten and old code writes rows as before.
    op.add_column("activities", sa.Column("unfinished_note", sa.String(), nullable=True))
    op.add_column("activities", sa.Column("unfinished_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("activities", "unfinished_at")
    op.drop_column("activities", "unfinished_note")
