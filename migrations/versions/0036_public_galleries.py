"""Which units show their published work to everybody, and the way to what stands, the newest first."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

INDEX = "ix_publications_standing"


def upgrade() -> None:
    # The last part runs outside a transaction, so each part bears being run again after one that was given up.
    op.create_table(
        "open_galleries",
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_by_name", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_open_galleries_opened_by_users")),
        sa.ForeignKeyConstraint(
            ["unit_code"], ["units.code"], name=op.f("fk_open_galleries_unit_code_units")
        ),
        sa.PrimaryKeyConstraint("unit_code", name=op.f("pk_open_galleries")),
        if_not_exists=True,
    )
    # Every delivery writes into these rows, so they are not kept closed while this is built.
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, table_name="publications", postgresql_concurrently=True, if_exists=True)
        op.create_index(
            INDEX,
            "publications",
            ["posted_at", "id"],
            postgresql_where="state = 'published'",
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, table_name="publications", postgresql_concurrently=True, if_exists=True)
    op.drop_table("open_galleries")
