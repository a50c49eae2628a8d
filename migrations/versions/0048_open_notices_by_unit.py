"""The open notices of a unit are found by an index, since every page counts those that wait for its reader."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

INDEX = "ix_notices_open"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, table_name="notices", postgresql_concurrently=True, if_exists=True)
        op.create_index(
            INDEX,
            "notices",
            ["unit_code"],
            postgresql_concurrently=True,
            postgresql_where=sa.text("done_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="notices")
