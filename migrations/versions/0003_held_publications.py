"""An index on what is held, since each dispatch looks whether it may go on."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_publications_held", "publications"


def upgrade() -> None:
    # Built beside the work that goes on; a lock on this table would stop all publishing.
    with op.get_context().autocommit_block():
        # One that was given up half-way is there under its name, and good for nothing.
        op.drop_index(NAME, table_name=TABLE, postgresql_concurrently=True, if_exists=True)
        op.create_index(
            NAME,
            TABLE,
            ["account_id"],
            postgresql_where="state = 'queued' AND hold_reason IS NOT NULL",
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(NAME, table_name=TABLE, postgresql_concurrently=True)
