"""The orders by which coverage is measured, what takes a unit out of it, objections, and what was known on each day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


# What the looks at these units said at the end of each day, from ``since`` on, on which somebody looked at them: as
# `accounts.registry.standing` says it. Of several accounts the best known answer stands; "no" and silence only where
# each of them told it. The rows of the units are locked, so that looks of the same moment wait for one another.
RESTATE = """
CREATE FUNCTION coverage_restate(codes text[], since date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM units WHERE code = ANY (codes) ORDER BY code FOR NO KEY UPDATE;
  INSERT INTO coverage_states AS old
    (unit_code, network, on_day, presence, official, contact, last_post_on, gap, told_on, seen_on)
  WITH looks AS (
    SELECT o.id, o.unit_code, o.network, o.site, o.account_id, lower(o.handle) AS handle, o.source, o.presence,
           o.official, o.contact, o.posts, o.last_post_on, o.looked_at, o.created_at,
           (timezone('UTC', o.looked_at) + interval '7 hours')::date AS day
    FROM observations o WHERE o.unit_code = ANY (codes)
  ), points AS (
    SELECT DISTINCT l.unit_code, asked.network AS asked, l.day AS on_day
    FROM looks l CROSS JOIN LATERAL (VALUES (l.network), ('')) AS asked (network) WHERE l.day >= since
  ), told AS (
    SELECT p.asked, p.on_day, l.*, row_number() OVER (
      PARTITION BY p.unit_code, p.asked, p.on_day, l.network, l.site, l.account_id, l.handle, l.source = 'api'
      ORDER BY l.looked_at DESC, l.created_at DESC, l.id
    ) AS nth
    FROM points p JOIN looks l ON l.unit_code = p.unit_code AND l.day <= p.on_day AND p.asked IN ('', l.network)
  ), since_absent AS (
    SELECT *, sum((presence = 'absent')::int) OVER newest AS absents, row_number() OVER newest AS place
    FROM told WHERE source <> 'api' OR nth = 1
    WINDOW newest AS (
      PARTITION BY unit_code, asked, on_day, network, site ORDER BY looked_at DESC, created_at DESC, id DESC
    )
  ), standing AS MATERIALIZED (
    SELECT * FROM since_absent WHERE absents = 0 OR place = 1
  ), numbers AS (
    SELECT DISTINCT ON (unit_code, asked, on_day, network, site, handle)
           unit_code, asked, on_day, network, site, handle, account_id
    FROM standing WHERE account_id IS NOT NULL
    ORDER BY unit_code, asked, on_day, network, site, handle, looked_at DESC, created_at DESC, id DESC
  ), named AS (
    SELECT s.*, coalesce(s.account_id::text, n.account_id::text, s.handle) AS whose
    FROM standing s LEFT JOIN numbers n USING (unit_code, asked, on_day, network, site, handle)
  ), accounts AS (
    SELECT unit_code, asked, on_day, max(day) AS day,
      (array_agg(presence ORDER BY looked_at DESC, created_at DESC, id DESC))[1] AS presence,
      (array_agg(official ORDER BY looked_at DESC, created_at DESC, id DESC)
        FILTER (WHERE official IS NOT NULL))[1] AS official,
      (array_agg(contact ORDER BY looked_at DESC, created_at DESC, id DESC)
        FILTER (WHERE contact IS NOT NULL))[1] AS contact,
      (array_agg(posts ORDER BY looked_at DESC, created_at DESC, id DESC)
        FILTER (WHERE posts IS NOT NULL))[1] AS posts,
      (array_agg(day ORDER BY looked_at DESC, created_at DESC, id DESC)
        FILTER (WHERE posts IS NOT NULL))[1] AS posts_day,
      (array_agg(last_post_on ORDER BY looked_at DESC, created_at DESC, id DESC)
        FILTER (WHERE last_post_on IS NOT NULL))[1] AS last_post_on,
      (array_agg(day ORDER BY looked_at DESC, created_at DESC, id DESC)
        FILTER (WHERE last_post_on IS NOT NULL))[1] AS last_post_day
    FROM named GROUP BY unit_code, asked, on_day, network, site, whose
  ), paced AS (
    SELECT *, presence = 'present' AS there,
      CASE WHEN last_post_on IS NOT NULL THEN last_post_day - last_post_on WHEN posts = 0 THEN 100000 END AS gap,
      CASE WHEN last_post_on IS NOT NULL THEN last_post_day WHEN posts = 0 THEN posts_day END AS told_on
    FROM accounts
  )
  SELECT unit_code, asked, on_day,
    CASE WHEN bool_or(there) THEN 'present' WHEN bool_or(presence = 'gone') THEN 'gone' ELSE 'absent' END,
    CASE WHEN bool_or(there AND official = 'yes') THEN 'yes' WHEN bool_or(there AND official IS NULL) THEN ''
         WHEN bool_or(there AND official = 'unseen') THEN 'unseen' WHEN bool_or(there) THEN 'no' ELSE '' END,
    CASE WHEN bool_or(there AND contact = 'yes') THEN 'yes' WHEN bool_or(there AND contact IS NULL) THEN ''
         WHEN bool_or(there AND contact = 'unseen') THEN 'unseen' WHEN bool_or(there) THEN 'no' ELSE '' END,
    max(last_post_on) FILTER (WHERE there),
    CASE WHEN bool_and(gap IS NOT NULL) FILTER (WHERE there) THEN min(gap) FILTER (WHERE there) END,
    CASE WHEN bool_and(gap IS NOT NULL) FILTER (WHERE there) THEN min(told_on) FILTER (WHERE there) END,
    max(day)
  FROM paced GROUP BY unit_code, asked, on_day
  ON CONFLICT (unit_code, network, on_day) DO UPDATE SET
    presence = excluded.presence, official = excluded.official, contact = excluded.contact,
    last_post_on = excluded.last_post_on, gap = excluded.gap, told_on = excluded.told_on,
    seen_on = excluded.seen_on;
END $$
"""
LOOKED = """
CREATE FUNCTION coverage_looked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE codes text[]; since date;
BEGIN
  SELECT array_agg(DISTINCT unit_code), min((timezone('UTC', looked_at) + interval '7 hours')::date)
  INTO codes, since FROM seen;
  IF codes IS NOT NULL THEN PERFORM coverage_restate(codes, since); END IF;
  RETURN NULL;
END $$
"""


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "coverage_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("days", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("look_days", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_coverage_orders_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_orders")),
    )
    op.create_table(
        "coverage_contexts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("reason", _one_of("reason", "not_ours", "leave", "disaster", "other"), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mistaken", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_coverage_contexts_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["unit_code"], ["units.code"], name=op.f("fk_coverage_contexts_unit_code_units")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_coverage_contexts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_contexts")),
    )
    op.create_index("ix_coverage_contexts_unit", "coverage_contexts", ["unit_code", "from_on"], unique=False)
    op.create_table(
        "coverage_objections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("about_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("raised_by", sa.String(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", _one_of("outcome", "", "right", "stands"), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_code"], ["units.code"], name=op.f("fk_coverage_objections_unit_code_units")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_coverage_objections_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_objections")),
    )
    op.create_index(
        "ix_coverage_objections_unit", "coverage_objections", ["unit_code", "raised_at"], unique=False
    )
    op.create_index(
        "uq_coverage_objections_open",
        "coverage_objections",
        ["unit_code"],
        unique=True,
        postgresql_where=sa.text("outcome = ''"),
    )
    op.create_table(
        "coverage_states",
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("presence", sa.String(), nullable=False),
        sa.Column("official", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("last_post_on", sa.Date(), nullable=True),
        sa.Column("gap", sa.Integer(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_code"],
            ["units.code"],
            name=op.f("fk_coverage_states_unit_code_units"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("unit_code", "network", "on_day", name=op.f("pk_coverage_states")),
    )
    op.execute(RESTATE)
    op.execute(LOOKED)
    op.execute(
        "CREATE TRIGGER coverage_looked AFTER INSERT ON observations REFERENCING NEW TABLE AS seen "
        "FOR EACH STATEMENT EXECUTE FUNCTION coverage_looked()"
    )
    op.execute(
        "SELECT coverage_restate(array(SELECT DISTINCT unit_code FROM observations), date '-infinity')"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER coverage_looked ON observations")
    op.execute("DROP FUNCTION coverage_looked()")
    op.execute("DROP FUNCTION coverage_restate(text[], date)")
    op.drop_table("coverage_states")
    op.drop_table("coverage_objections")
    op.drop_table("coverage_contexts")
    op.drop_table("coverage_orders")
