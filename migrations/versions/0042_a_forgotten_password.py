"""Links that set a new password for somebody who has one, and whether its person knows of that."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invitations", sa.Column("reset", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("invitations", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    # The table knows no such links then: a used one would stand there as somebody's first password.
    op.execute("DELETE FROM invitations WHERE reset")
    op.drop_column("invitations", "seen_at")
    op.drop_column("invitations", "reset")
