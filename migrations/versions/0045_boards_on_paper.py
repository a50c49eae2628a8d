"""A board as a paper: one more kind."""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

OLD = "kind IN ('documentation', 'annex', 'coverage')"
NEW = "kind IN ('documentation', 'annex', 'coverage', 'board')"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_reports_kind"), "reports", type_="check")
    op.create_check_constraint(op.f("ck_reports_kind"), "reports", NEW)


def downgrade() -> None:
    # What the former kinds cannot say goes; a round of the worker removes the objects that no row speaks of.
    op.execute("DELETE FROM reports WHERE kind = 'board'")
    op.drop_constraint(op.f("ck_reports_kind"), "reports", type_="check")
    op.create_check_constraint(op.f("ck_reports_kind"), "reports", OLD)
