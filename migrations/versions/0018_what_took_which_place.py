"""When a version was decided on, which says whether it takes a place; and posts that stand where none should."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post_versions", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "publications", sa.Column("strays", postgresql.JSONB(), server_default="[]", nullable=False)
    )
    # All others were decided on before any withdrawal that is yet to come, which an empty column says as well.
    op.execute(
        """
        UPDATE post_versions SET decided_at = decisions.decided_at
        FROM decisions, publications
        WHERE decisions.version_id = post_versions.id AND post_versions.state = 'approved'
        AND publications.post_id = post_versions.post_id
        AND publications.state IN ('withdrawing', 'withdraw_failed')
        """
    )


def downgrade() -> None:
    op.drop_column("publications", "strays")
    op.drop_column("post_versions", "decided_at")
