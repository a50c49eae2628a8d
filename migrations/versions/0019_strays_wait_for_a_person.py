"""What waits for a person is also what stands where no post should."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NAME = "ix_publications_waits"
BEFORE = (
    "state IN ('unconfirmed', 'failed', 'withdraw_failed') OR (state = 'queued' AND hold_reason IS NOT NULL)"
)
AFTER = f"{BEFORE} OR strays <> '[]'::jsonb"


def upgrade() -> None:
    _over(AFTER)


def downgrade() -> None:
    _over(BEFORE)


def _over(rows: str) -> None:
    with op.get_context().autocommit_block():
        op.drop_index(NAME, table_name="publications", postgresql_concurrently=True, if_exists=True)
        op.create_index(
            NAME, "publications", ["updated_at", "id"], postgresql_where=rows, postgresql_concurrently=True
        )
