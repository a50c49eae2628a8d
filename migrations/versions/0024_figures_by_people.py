"""Who noted the figures of a post that its network does not tell."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A constant default costs no rewrite of the table.
    op.add_column("publication_figures", sa.Column("by_name", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("publication_figures", "by_name")
