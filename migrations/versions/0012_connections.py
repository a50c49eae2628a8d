"""What is kept of a connection beside its token, connections on their way, and notices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ACCOUNTS = "social_accounts"
MOMENTS = (
    "connected_at", "expires_at", "refresh_expires_at", "renew_at", "renew_again_at", "renewing_since", "seen_at",
)  # fmt: skip
TEXTS = ("name", "base_url", "connected_by", "trouble", "handle_seen")


def upgrade() -> None:
    for name in TEXTS:
        op.add_column(ACCOUNTS, sa.Column(name, sa.String(), server_default="", nullable=False))
    for name in MOMENTS:
        op.add_column(ACCOUNTS, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column(ACCOUNTS, sa.Column("renew_tries", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "pending_connections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state_digest", sa.String(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_code"],
            ["units.code"],
            name=op.f("fk_pending_connections_unit_code_units"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_connections")),
        sa.UniqueConstraint("state_digest", name=op.f("uq_pending_connections_state_digest")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_notices_unit_code_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(
        "uq_notices_kind_subject",
        "notices",
        ["kind", "subject"],
        unique=True,
        postgresql_where="done_at IS NULL",
    )


def downgrade() -> None:
    op.drop_table("notices")
    op.drop_table("pending_connections")
    for name in ("renew_tries", *MOMENTS, *TEXTS):
        op.drop_column(ACCOUNTS, name)
