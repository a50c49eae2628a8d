"""A word is found by its root: "kuras" finds "Menguras" and "Pengurasan", and each of them the others.

PostgreSQL's Indonesian stemmer takes meN- and peN- off and leaves what they swallowed: "menguras" becomes "uras". What
was there (k after ng, t after n, p after m) cannot be known from the word alone (angkat, mengangkat), so both are kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

BATCH = 5000
BENT = "me(ng|n|m)[aeiou]..|pe(ng|n|m)[aeiou].."
ROOTS = rf"""
CREATE OR REPLACE FUNCTION word_roots(told text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(concat_ws(' ',
        'k' || substring(stem FROM '^.eng([aeiou].+)'),
        't' || substring(stem FROM '^.en([aeiou].+)'),
        'p' || substring(stem FROM '^.em([aeiou].+)'),
        -- A root of one syllable stands behind -e-: mengecat, pengelasan.
        substring(stem FROM '^.enge([^aeiou][aeiou][^aeiou])$')), ' ')
    FROM regexp_split_to_table(lower(told), '[^a-z]+') AS word,
        regexp_replace(word, '^(pe.{{5,}})an$', '\1') AS stem
    WHERE word ~ '^({BENT})'
$$
"""
ASKED = """
CREATE OR REPLACE FUNCTION words_asked(asked text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- Words in an order, one of several, and one that may not be there are taken as they stand.
    SELECT CASE WHEN asked ~* '"|(^|\\s)(or|-\\S*)(\\s|$)' THEN websearch_to_tsquery('indonesian', asked)
    ELSE (
        SELECT coalesce(string_agg('(' || concat_ws('|', nullif(plain, ''), nullif(root, '')) || ')', '&'), '')::tsquery
        FROM regexp_split_to_table(asked, '\\s+') AS word,
            CAST(websearch_to_tsquery('indonesian', word) AS text) AS plain,
            CAST(websearch_to_tsquery('indonesian', replace(word_roots(word), ' ', ' or ')) AS text) AS root
        WHERE plain <> '' OR root <> ''
    ) END
$$
"""
STAND = """
CREATE OR REPLACE FUNCTION activities_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.unit_code IS DISTINCT FROM OLD.unit_code OR NEW.unit_path IS NULL THEN
        -- Locked as the foreign key does it, so that a unit that moves meanwhile is waited for.
        SELECT path INTO NEW.unit_path FROM units WHERE code = NEW.unit_code FOR KEY SHARE;
    END IF;
    NEW.shown_at := CASE
        WHEN NEW.work_date IS NULL OR NEW.work_date = (NEW.created_at AT TIME ZONE INTERVAL '7 hours')::date
        THEN NEW.created_at
        ELSE NEW.work_date::timestamp AT TIME ZONE INTERVAL '7 hours'
    END;
    NEW.words := {words};
    RETURN NEW;
END
$$
"""
PLAIN = "to_tsvector('indonesian', concat_ws(' ', NEW.title, NEW.street, NEW.note))"
WITH_ROOTS = (
    f"{PLAIN} || to_tsvector('indonesian', coalesce(word_roots(concat_ws(' ', NEW.title, NEW.note)), ''))"
)


def upgrade() -> None:
    # Those that are filled already stay as they are, so it bears being run again after a run that was given up.
    op.execute(ROOTS)
    op.execute(ASKED)
    op.execute(STAND.format(words=WITH_ROOTS))
    with op.get_context().autocommit_block():
        fill(op.get_bind())


def fill(connection: sa.Connection) -> None:
    """Write the words of those with a bent one anew, in batches; naming a column the trigger listens to does it."""
    batch = sa.text(
        "WITH batch AS (SELECT id, title, note FROM activities WHERE id > :after ORDER BY id LIMIT :size),"
        " filled AS (UPDATE activities SET title = activities.title FROM batch WHERE batch.id = activities.id"
        " AND concat_ws(' ', batch.title, batch.note) ~* :bent)"
        " SELECT id FROM batch ORDER BY id DESC LIMIT 1"
    )
    after: object = "00000000-0000-0000-0000-000000000000"
    while after is not None:
        after = connection.scalar(batch, {"after": after, "size": BATCH, "bent": rf"\m({BENT})"})


def downgrade() -> None:
    op.execute(STAND.format(words=PLAIN))
    op.execute("DROP FUNCTION words_asked(text)")
    op.execute("DROP FUNCTION word_roots(text)")
