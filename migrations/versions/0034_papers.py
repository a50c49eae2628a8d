"""Papers that were asked for, and the letterheads of units."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0029"
branch_labels = None
depends_on = None

JSONB = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("shape", sa.String(length=40), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_by_name", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("about", JSONB, nullable=True),
        sa.Column("photo_ids", JSONB, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("object_key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('documentation', 'annex')", name=op.f("ck_reports_kind")),
        sa.CheckConstraint("shape IN ('pdf', 'docx', 'xlsx', 'csv', 'zip')", name=op.f("ck_reports_shape")),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_reports_state")
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_reports_unit_code_units")),
        sa.ForeignKeyConstraint(["requested_by"], ["users.id"], name=op.f("fk_reports_requested_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_requested", "reports", ["requested_by", "requested_at", "id"], unique=False)
    op.create_index(
        "ix_reports_open", "reports", ["requested_by"], unique=False,
        postgresql_where="state IN ('waiting', 'running')",
    )  # fmt: skip
    op.create_index(
        "ix_reports_expires",
        "reports",
        ["expires_at"],
        unique=False,
        postgresql_where="expires_at IS NOT NULL",
    )
    op.create_table(
        "letterheads",
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("signer_office", sa.String(), nullable=False),
        sa.Column("signer_name", sa.String(), nullable=False),
        sa.Column("signer_number", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("sheet IN ('A4', 'F4')", name=op.f("ck_letterheads_sheet")),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_letterheads_unit_code_units")),
        sa.ForeignKeyConstraint(["updated_by"], ["users.id"], name=op.f("fk_letterheads_updated_by_users")),
        sa.PrimaryKeyConstraint("unit_code", name=op.f("pk_letterheads")),
    )


def downgrade() -> None:
    op.drop_table("letterheads")
    op.drop_table("reports")
