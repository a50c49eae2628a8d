"""Of each look: whether somebody above the unit, with no part in it, looked. Only for such a look the city vouches."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

BATCH = 5000
# The rule of `accounts.registry.vouching` as it was at this migration, over the memberships in force when each look was
# kept. An RW or RT speaks through its kelurahan; the city has nobody above, there those count who make no posts of it.
FILL = """
WITH batch AS (
    SELECT o.id, o.user_id, o.created_at,
        CASE WHEN u.kind IN ('rw', 'rt') THEN regexp_replace(u.path, '[^/]*\\.RW.*$', '') ELSE u.path END AS own
    FROM observations o JOIN units u ON u.code = o.unit_code
    WHERE o.id > :after ORDER BY o.id LIMIT :size
), held AS (
    SELECT batch.id, batch.own, m.role, w.path
    FROM batch JOIN observations o ON o.id = batch.id AND o.source = 'person'
    JOIN memberships m ON m.user_id = batch.user_id AND m.valid_from <= batch.created_at
        AND (m.valid_until IS NULL OR m.valid_until > batch.created_at)
    JOIN units w ON w.code = m.unit_code
), above AS (
    SELECT id FROM held GROUP BY id, own
    HAVING CASE WHEN own ~ '^/[^/]+/$'
        THEN bool_or(path = own AND role IN ('admin', 'reviewer')) AND NOT bool_or(path = own AND role = 'uploader')
        ELSE bool_or(starts_with(own, path) AND path <> own) AND NOT bool_or(starts_with(path, own)) END
), filled AS (
    UPDATE observations SET from_above = true FROM above WHERE above.id = observations.id
)
SELECT id FROM batch ORDER BY id DESC LIMIT 1
"""


def upgrade() -> None:
    # With a constant default no row is written anew, and code that does not know the column goes on.
    op.execute("ALTER TABLE observations ADD COLUMN IF NOT EXISTS from_above boolean NOT NULL DEFAULT false")
    # The last part runs outside a transaction; filling again what is filled changes nothing.
    with op.get_context().autocommit_block():
        fill(op.get_bind())


def fill(connection: sa.Connection) -> None:
    """Say of the looks that are there what was so when they were kept, in batches."""
    after: object = "00000000-0000-0000-0000-000000000000"
    while after is not None:
        after = connection.scalar(sa.text(FILL), {"after": after, "size": BATCH})


def downgrade() -> None:
    op.drop_column("observations", "from_above")
