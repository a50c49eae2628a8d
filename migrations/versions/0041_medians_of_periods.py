"""How long things took, counted for weeks and months and no more for days, of which a board would read thousands."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

HERE = Path(__file__)
REPLACED = ("VIEW counted", "FUNCTION decisions_move_days()", "FUNCTION publications_move_days()")
FOLDING = "hashtextextended('reports.days', 0)"


def upgrade() -> None:
    # The last part runs outside a transaction, so each part bears being run again after one that was given up.
    _replace(HERE.with_suffix(".sql"), "CREATE OR REPLACE")
    # What units have of their own, read without its rows: many of those above have none.
    op.create_index(
        "ix_daily_counts_own", "daily_counts", ["unit_code", "measure", "day"], unique=False,
        postgresql_include=["own"], postgresql_where="own > 0", if_not_exists=True,
    )  # fmt: skip
    _recount()


def downgrade() -> None:
    _replace(HERE.with_name("0032_days_are_counted.sql"), *(f"CREATE OR REPLACE {each}" for each in REPLACED))
    op.execute("DROP FUNCTION move_took(uuid, text, timestamptz, interval, integer)")
    op.drop_index("ix_daily_counts_own", table_name="daily_counts", if_exists=True)
    _recount()


def _replace(file: Path, *beginnings: str) -> None:
    """Make what the file says anew, from one moment on: who counted by the old rule is done by then."""
    op.execute("LOCK TABLE decisions, publications IN SHARE MODE")
    for statement in file.read_text(encoding="utf-8").split("\n----\n"):
        if any(each in statement for each in beginnings):
            op.execute(sa.text(statement))


def _recount() -> None:
    """Beside people who work, and while nobody folds."""
    with op.get_context().autocommit_block():
        op.execute(f"SELECT pg_advisory_lock({FOLDING})")
        op.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        op.execute("SELECT recount_days()")
        op.execute("COMMIT")
        op.execute(f"SELECT pg_advisory_unlock({FOLDING})")
