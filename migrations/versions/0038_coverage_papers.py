"""Coverage as a paper: the third kind, and what narrows it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

JSONB = postgresql.JSONB(astext_type=sa.Text())
OLD, NEW = "kind IN ('documentation', 'annex')", "kind IN ('documentation', 'annex', 'coverage')"


def upgrade() -> None:
    op.add_column("reports", sa.Column("filters", JSONB, nullable=True))
    op.drop_constraint(op.f("ck_reports_kind"), "reports", type_="check")
    op.create_check_constraint(op.f("ck_reports_kind"), "reports", NEW)


def downgrade() -> None:
    # What the former kinds cannot say goes; a round of the worker removes the objects that no row speaks of.
    op.execute("DELETE FROM reports WHERE kind = 'coverage'")
    op.drop_constraint(op.f("ck_reports_kind"), "reports", type_="check")
    op.create_check_constraint(op.f("ck_reports_kind"), "reports", OLD)
    op.drop_column("reports", "filters")
