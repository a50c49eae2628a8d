"""What waits for a person is also what stands where no post should; and whose post it is that a network shows."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WAITS, REMOTE = "ix_publications_waits", "ix_publications_remote"
BEFORE = (
    "state IN ('unconfirmed', 'failed', 'withdraw_failed') OR (state = 'queued' AND hold_reason IS NOT NULL)"
)
AFTER = f"{BEFORE} OR strays <> '[]'::jsonb"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        _make(WAITS, ["updated_at", "id"], AFTER)
        _make(REMOTE, ["account_id", "remote_id"], "remote_id IS NOT NULL")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(REMOTE, table_name="publications", postgresql_concurrently=True)
        _make(WAITS, ["updated_at", "id"], BEFORE)


def _make(name: str, columns: list[str], rows: str) -> None:
    op.drop_index(name, table_name="publications", postgresql_concurrently=True, if_exists=True)
    op.create_index(name, "publications", columns, postgresql_where=rows, postgresql_concurrently=True)
