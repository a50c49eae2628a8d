"""The camera's own file may follow its photo in parts: what is known of it stands on the photo, its parts beside."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = {
    "original_state": sa.String(length=40),
    "original_size": sa.Integer(),
    "original_offset": sa.Integer(),
    "original_reason": sa.String(),
    "original_key": sa.String(),
    "original_stored_at": sa.DateTime(timezone=True),
}
CHECK = "ck_photos_original_state"


def upgrade() -> None:
    # Without defaults the columns cost no rewrite of the table.
    for name, kind in COLUMNS.items():
        op.add_column("photos", sa.Column(name, kind, nullable=True))
    # Every row says nothing yet, so looking them through takes a moment; all in one transaction leaves no half of it.
    op.execute(
        f"ALTER TABLE photos ADD CONSTRAINT {CHECK} CHECK"
        " (original_state IN ('receiving', 'verifying', 'stored', 'rejected'))"
    )
    op.create_table(
        "photo_parts",
        sa.Column("object_key", sa.String(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name="fk_photo_parts_photo_id_photos"),
        sa.PrimaryKeyConstraint("object_key", name="pk_photo_parts"),
    )
    op.create_index(
        "uq_photo_parts_live",
        "photo_parts",
        ["photo_id", "start"],
        unique=True,
        postgresql_where="NOT dropped",
    )
    op.create_index("ix_photo_parts_dropped", "photo_parts", ["photo_id"], postgresql_where="dropped")


def downgrade() -> None:
    op.drop_table("photo_parts")
    # The check on the state goes with its column.
    for name in reversed(COLUMNS):
        op.drop_column("photos", name)
