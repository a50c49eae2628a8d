"""What happens after a post is out: figures, taking it down, and asking for a link that is missing."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COUNTED = ("likes", "comments", "shares", "views", "reach")
MOMENTS = ("figures_at", "ask_link_at", "withdraw_asked_at", "withdrawn_at")
HANDS = "state IN ('ready', 'withdrawing') OR ask_link_at IS NOT NULL"
INDEXES = {
    "ix_publications_withdrawing": ("due_at", "state = 'withdrawing' AND NOT withdraws_by_hand"),
    "ix_publications_figures": ("figures_at", "figures_at IS NOT NULL"),
    "ix_publications_hands": ("updated_at", HANDS),
}


def upgrade() -> None:
    # The last part runs outside a transaction, so each part bears being run again after one that was given up.
    for column in (
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in MOMENTS),
        sa.Column("withdraw_reason", sa.String(), server_default="", nullable=False),
        sa.Column("withdraws_by_hand", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    ):
        op.add_column("publications", column, if_not_exists=True)
    # What went out in the last month is still looked at.
    op.execute(
        "UPDATE publications SET figures_at = now()"
        " WHERE state = 'published' AND remote_id IS NOT NULL AND posted_at > now() - interval '30 days'"
    )
    op.create_table(
        "publication_figures",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in COUNTED),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("fk_publication_figures_publication_id_publications"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_figures")),
        if_not_exists=True,
    )
    op.create_index(
        "ix_publication_figures_publication_id",
        "publication_figures",
        ["publication_id", "seen_at"],
        if_not_exists=True,
    )
    with op.get_context().autocommit_block():
        for name, (column, where) in INDEXES.items():
            op.drop_index(name, table_name="publications", postgresql_concurrently=True, if_exists=True)
            op.create_index(
                name, "publications", [column], postgresql_where=where, postgresql_concurrently=True
            )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for name in INDEXES:
            op.drop_index(name, table_name="publications", postgresql_concurrently=True, if_exists=True)
    op.drop_table("publication_figures")
    for name in ("withdraws_by_hand", "withdraw_reason", *MOMENTS):
        op.drop_column("publications", name)
