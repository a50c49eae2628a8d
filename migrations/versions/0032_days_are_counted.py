"""What was done on each day, counted for each unit by triggers, so that a board never reads the work itself."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

SQL = Path(__file__).with_name("0032_days_are_counted.sql")
FUNCTIONS = (
    "units_hang_elsewhere()", "samples_move_days()", "accounts_move_days()", "findings_move_days()",
    "publications_move_days()", "decisions_move_days()", "versions_move_days()", "standing_moves_days()",
    "photos_change_standing()", "activities_change_standing()", "fill_standing()", "mend_standing()",
    "recount_days()", "fold_days()", "move_day(uuid, text, timestamptz, integer, integer)",
    "day_of(timestamptz)", "bucket_of(interval)",
)  # fmt: skip
TRIGGERS = {
    "units": "units_hang_elsewhere",
    "samples": "",
    "sample_items": "samples_move_days",
    "social_accounts": "accounts_move_days",
    "findings": "findings_move_days",
    "publications": "publications_move_days",
    "decisions": "decisions_move_days",
    "post_versions": "versions_move_days",
    "photos": "photos_change_standing",
    "activities": "activities_change_standing",
}


def upgrade() -> None:
    # The last part runs outside a transaction, so each part bears being run again after one that was given up.
    op.create_table(
        "activity_standings",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("befores", sa.Integer(), nullable=False),
        sa.Column("afters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_activity_standings")),
        if_not_exists=True,
    )
    op.create_table(
        "daily_moves",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_moves")),
        if_not_exists=True,
    )
    op.create_table(
        "daily_counts",
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("own", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("unit_code", "measure", "day", "bucket", name=op.f("pk_daily_counts")),
        if_not_exists=True,
    )
    op.create_index(
        "ix_daily_counts_posting", "daily_counts", ["day", "unit_code", "own"], unique=False,
        postgresql_where="measure = 'publication.published' AND own > 0", if_not_exists=True,
    )  # fmt: skip
    op.create_index(
        "ix_daily_counts_empty", "daily_counts", ["unit_code"], unique=False,
        postgresql_where="whole = 0", if_not_exists=True,
    )  # fmt: skip
    for statement in SQL.read_text(encoding="utf-8").split("\n----\n"):
        op.execute(sa.text(statement))
    # What is there already is counted beside people who work: by now each of their acts leaves its moves.
    with op.get_context().autocommit_block():
        op.execute("SELECT fill_standing()")
        op.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        op.execute("SELECT recount_days()")
        op.execute("COMMIT")


def downgrade() -> None:
    for table, trigger in TRIGGERS.items():
        if trigger:
            op.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {table}")
    op.execute("DROP TRIGGER IF EXISTS standing_moves_days ON activity_standings")
    op.execute("DROP VIEW IF EXISTS counted")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION IF EXISTS {function}")
    op.drop_table("daily_counts")
    op.drop_table("daily_moves")
    op.drop_table("activity_standings")
