"""What stays the same of a photo when it is sent on, and the keys by which it is found among all others."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo_prints",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("print", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_photo_prints_photo_id_photos")),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_photo_prints")),
        sa.UniqueConstraint("number", name=op.f("uq_photo_prints_number")),
    )
    # Packed already; trying again would only cost.
    op.execute("ALTER TABLE photo_prints ALTER COLUMN print SET STORAGE EXTERNAL")
    op.create_table(
        "photo_keys",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "number", name=op.f("pk_photo_keys")),
    )
    # A search reads the index alone wherever the table was looked through since, so that comes early and often.
    op.execute("ALTER TABLE photo_keys SET (autovacuum_vacuum_insert_scale_factor = 0.02)")


def downgrade() -> None:
    op.drop_table("photo_keys")
    op.drop_table("photo_prints")
