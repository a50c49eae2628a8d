"""When each unit posted last, counted for all above it, so that a board says who is silent without asking them all."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

HERE = Path(__file__)
REPLACED = ("fold_days()", "recount_days()")


def upgrade() -> None:
    for statement in HERE.with_suffix(".sql").read_text(encoding="utf-8").split("\n----\n"):
        op.execute(sa.text(statement))
    # Nobody folds until all of it is counted.
    op.execute("SELECT pg_advisory_xact_lock(hashtextextended('reports.days', 0))")
    op.execute("SELECT note_last_posts(array_agg(code)) FROM units")
    op.drop_index("ix_daily_counts_posting", table_name="daily_counts")


def downgrade() -> None:
    op.create_index(
        "ix_daily_counts_posting", "daily_counts", ["day", "unit_code", "own"], unique=False,
        postgresql_where="measure = 'publication.published' AND own > 0",
    )  # fmt: skip
    before = HERE.with_name("0032_days_are_counted.sql").read_text(encoding="utf-8").split("\n----\n")
    for statement in before:
        if any(f"CREATE OR REPLACE FUNCTION {each}" in statement for each in REPLACED):
            op.execute(sa.text(statement))
    op.execute("DROP FUNCTION note_last_posts(text[])")
    op.execute("DELETE FROM daily_counts WHERE measure = 'unit.last_posted'")
