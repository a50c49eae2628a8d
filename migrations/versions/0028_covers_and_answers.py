"""What is hidden of photos, and what was answered about privacy before a post was sent."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

JSONB = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.create_table(
        "photo_covers",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("shapes", JSONB, nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_photo_covers_photo_id_photos")),
        sa.ForeignKeyConstraint(["updated_by"], ["users.id"], name=op.f("fk_photo_covers_updated_by_users")),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_photo_covers")),
    )
    op.add_column("post_versions", sa.Column("privacy", JSONB, nullable=True))


def downgrade() -> None:
    op.drop_column("post_versions", "privacy")
    op.drop_table("photo_covers")
