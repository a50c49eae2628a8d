"""Looks that somebody says were wrong from the start count for no day; finding who else has a handle."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

INDEX = "ix_observations_handle"
# The rest of what says the states of coverage stays as migration 0031 has it.
ALL = "FROM observations o WHERE o.unit_code = ANY (codes)"
COUNTED = f"{ALL} AND NOT EXISTS (SELECT FROM observation_mistakes m WHERE m.look_id = o.id)"
# A day on which there was no other look has no state of its own any more. The lock is that of `coverage_restate`.
MISTAKEN = """
CREATE OR REPLACE FUNCTION coverage_mistaken() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE codes text[]; since date;
BEGIN
  SELECT array_agg(DISTINCT o.unit_code), min((timezone('UTC', o.looked_at) + interval '7 hours')::date)
  INTO codes, since FROM wrong JOIN observations o ON o.id = wrong.look_id;
  IF codes IS NOT NULL THEN
    PERFORM 1 FROM units WHERE code = ANY (codes) ORDER BY code FOR NO KEY UPDATE;
    DELETE FROM coverage_states WHERE unit_code = ANY (codes) AND on_day >= since;
    PERFORM coverage_restate(codes, since);
  END IF;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    # The last part runs outside a transaction, so each part bears being run again after one that was given up.
    op.create_table(
        "observation_mistakes",
        sa.Column("look_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["look_id"], ["observations.id"], name=op.f("fk_observation_mistakes_look_id_observations")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_observation_mistakes_user_id_users")
        ),
        sa.PrimaryKeyConstraint("look_id", name=op.f("pk_observation_mistakes")),
        if_not_exists=True,
    )
    _restate_reads(COUNTED)
    op.execute(MISTAKEN)
    op.execute("DROP TRIGGER IF EXISTS coverage_mistaken ON observation_mistakes")
    op.execute(
        "CREATE TRIGGER coverage_mistaken AFTER INSERT ON observation_mistakes REFERENCING NEW TABLE AS wrong "
        "FOR EACH STATEMENT EXECUTE FUNCTION coverage_mistaken()"
    )
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, table_name="observations", postgresql_concurrently=True, if_exists=True)
        op.create_index(
            INDEX, "observations", ["network", sa.text("lower(handle)")], postgresql_concurrently=True
        )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="observations")
    op.execute("DROP TRIGGER coverage_mistaken ON observation_mistakes")
    op.execute("DROP FUNCTION coverage_mistaken()")
    _restate_reads(ALL)
    op.drop_table("observation_mistakes")


def _restate_reads(looks: str) -> None:
    """Let `coverage_restate` read ``looks``."""
    found = "SELECT pg_get_functiondef('coverage_restate(text[], date)'::regprocedure)"
    said = str(op.get_bind().scalar(sa.text(found)))
    assert said.count(ALL) == 1, "migration 0031 reads the looks in one place"
    op.execute(said.replace(COUNTED, ALL).replace(ALL, looks))
