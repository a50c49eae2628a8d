"""What operators watch: signs of life of workers, alerts that were told, and lists of what waits and was sent."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WAITS = (
    "state IN ('unconfirmed', 'failed', 'withdraw_failed') OR (state = 'queued' AND hold_reason IS NOT NULL)"
)
INDICES = (
    ("ix_publications_waits", "publications", ["updated_at", "id"], WAITS),
    ("ix_publications_posted", "publications", ["posted_at"], "posted_at IS NOT NULL"),
    ("ix_attempts_at", "attempts", ["at"], None),
)


def upgrade() -> None:
    now = sa.text("now()")
    op.create_table(
        "worker_signs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("queues", postgresql.JSONB(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_signs")),
    )
    op.create_table(
        "alert_lines",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alert_lines")),
    )
    with op.get_context().autocommit_block():
        for name, table, columns, where in INDICES:
            # One that was given up half way would stand there unused.
            op.drop_index(name, table_name=table, postgresql_concurrently=True, if_exists=True)
            op.create_index(name, table, columns, postgresql_where=where, postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for name, table, _columns, _where in INDICES:
            op.drop_index(name, table_name=table, postgresql_concurrently=True)
    op.drop_table("alert_lines")
    op.drop_table("worker_signs")
