"""A post that was taken down may be left so: who said it, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post_versions", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("post_versions", sa.Column("left_by", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("post_versions", "left_by")
    op.drop_column("post_versions", "left_at")
