"""The decision that approved a version stands on it, so that a publication made after the decision can name it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a default the column costs no rewrite of the table.
    op.add_column("post_versions", sa.Column("decision_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE post_versions SET decision_id = decisions.id FROM decisions "
        "WHERE decisions.version_id = post_versions.id AND decisions.verdict = 'approve'"
    )


def downgrade() -> None:
    op.drop_column("post_versions", "decision_id")
