"""What publishing on every network needs: order, preparations in steps, quotas, and addresses networks read from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OPEN = "state IN ('queued', 'preparing', 'ready', 'publishing')"


def upgrade() -> None:
    nothing = sa.text("'{}'::jsonb")
    for name in ("kinds", "pictures"):
        op.add_column(
            "post_versions", sa.Column(name, postgresql.JSONB(), server_default=nothing, nullable=False)
        )
    op.add_column("publications", sa.Column("progress", sa.String(), server_default="", nullable=False))
    # Old processes write no plan; what they add is due when it is planned.
    op.add_column(
        "publications",
        sa.Column("planned_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.execute("UPDATE publications SET planned_at = due_at")
    op.create_table(
        "ledgers",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("window", sa.Float(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["social_accounts.id"], name=op.f("fk_ledgers_account_id_social_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_ledgers")),
    )
    op.create_table(
        "media_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("object_key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_media_links_publication_id_publications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_links")),
    )
    op.create_index("ix_media_links_publication_id", "media_links", ["publication_id"])
    with op.get_context().autocommit_block():
        op.drop_index(
            "ix_publications_open", table_name="publications", postgresql_concurrently=True, if_exists=True
        )
        op.create_index(
            "ix_publications_open",
            "publications",
            ["account_id", "planned_at"],
            postgresql_where=OPEN,
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("ix_publications_open", table_name="publications", postgresql_concurrently=True)
    op.drop_table("media_links")
    op.drop_table("ledgers")
    for name in ("planned_at", "progress"):
        op.drop_column("publications", name)
    for name in ("pictures", "kinds"):
        op.drop_column("post_versions", name)
