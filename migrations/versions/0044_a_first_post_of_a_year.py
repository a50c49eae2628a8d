"""Of a first post often nothing but the year is known."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("observations", sa.Column("first_post_year", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("observations", "first_post_year")
