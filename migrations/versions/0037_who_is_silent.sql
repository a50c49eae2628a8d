-- The last day on which each of these units posted, counted as a measure of its own for the unit and for all above it. Only
-- of those of whom the order asks that they show their work.
CREATE OR REPLACE FUNCTION note_last_posts(touched text[]) RETURNS void LANGUAGE sql AS $$
  WITH RECURSIVE changed AS (
    SELECT units.code, was.day AS was, now.day AS now
    FROM units
      LEFT JOIN LATERAL (
        SELECT max(day) AS day FROM daily_counts
        WHERE unit_code = units.code AND measure = 'unit.last_posted' AND own > 0
      ) AS was ON true
      LEFT JOIN LATERAL (
        SELECT max(day) AS day FROM daily_counts
        WHERE unit_code = units.code AND measure = 'publication.published' AND own > 0
      ) AS now ON true
    WHERE units.code = ANY (touched) AND units.kind IN ('kecamatan', 'kelurahan') AND was.day IS DISTINCT FROM now.day
  ), sums AS (
    SELECT code, was AS day, -1 AS change FROM changed WHERE was IS NOT NULL
    UNION ALL
    SELECT code, now, 1 FROM changed WHERE now IS NOT NULL
  ), above AS (
    SELECT code AS unit, code AS over FROM changed
    UNION ALL
    SELECT above.unit, units.parent_code FROM above JOIN units ON units.code = above.over WHERE units.parent_code IS NOT NULL
  )
  INSERT INTO daily_counts AS c (unit_code, measure, day, bucket, own, whole)
  SELECT above.over, 'unit.last_posted', day, 0, coalesce(sum(change) FILTER (WHERE above.over = sums.code), 0), sum(change)
  FROM sums JOIN above ON above.unit = sums.code GROUP BY above.over, day
  ON CONFLICT (unit_code, measure, day, bucket) DO UPDATE SET own = c.own + excluded.own, whole = c.whole + excluded.whole
$$
----
-- As in 0032, and whose last post it was.
CREATE OR REPLACE FUNCTION fold_days() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  folded bigint;
  posted text[];
BEGIN
  -- By name and not on the table, whose cleaning by the server a lock of it would break off each time.
  IF NOT pg_try_advisory_xact_lock(hashtextextended('reports.days', 0)) THEN
    RETURN 0;
  END IF;
  WITH RECURSIVE taken AS (
    DELETE FROM daily_moves WHERE id IN (SELECT id FROM daily_moves ORDER BY id LIMIT 100000)
    RETURNING unit_code, measure, day, bucket, change
  ), sums AS (
    SELECT unit_code, measure, day, bucket, sum(change)::integer AS change FROM taken
    GROUP BY unit_code, measure, day, bucket HAVING sum(change) <> 0
  ), above AS (
    SELECT DISTINCT unit_code AS unit, unit_code AS over FROM sums
    UNION ALL
    SELECT above.unit, units.parent_code FROM above JOIN units ON units.code = above.over WHERE units.parent_code IS NOT NULL
  ), changed AS (
    INSERT INTO daily_counts AS c (unit_code, measure, day, bucket, own, whole)
    SELECT above.over, measure, day, bucket, coalesce(sum(change) FILTER (WHERE above.over = sums.unit_code), 0), sum(change)
    FROM sums JOIN above ON above.unit = sums.unit_code GROUP BY above.over, measure, day, bucket
    ON CONFLICT (unit_code, measure, day, bucket) DO UPDATE SET own = c.own + excluded.own, whole = c.whole + excluded.whole
  )
  SELECT count(*), array_agg(DISTINCT unit_code) FILTER (WHERE measure = 'publication.published')
  INTO folded, posted FROM taken;
  PERFORM note_last_posts(posted);
  DELETE FROM daily_counts WHERE whole = 0;
  RETURN folded;
END $$
----
-- As in 0032, and each unit's last post.
CREATE OR REPLACE FUNCTION recount_days() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  rows bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('reports.days', 0)) THEN
    RETURN NULL;
  END IF;
  DELETE FROM daily_counts;
  DELETE FROM daily_moves;
  WITH RECURSIVE sums AS (
    SELECT unit_code, measure, day, bucket, count(*)::integer AS number FROM counted GROUP BY unit_code, measure, day, bucket
  ), above AS (
    SELECT code AS unit, code AS over FROM units
    UNION ALL
    SELECT above.unit, units.parent_code FROM above JOIN units ON units.code = above.over WHERE units.parent_code IS NOT NULL
  )
  INSERT INTO daily_counts (unit_code, measure, day, bucket, own, whole)
  SELECT above.over, measure, day, bucket, coalesce(sum(number) FILTER (WHERE above.over = sums.unit_code), 0), sum(number)
  FROM sums JOIN above ON above.unit = sums.unit_code GROUP BY above.over, measure, day, bucket;
  GET DIAGNOSTICS rows = ROW_COUNT;
  PERFORM note_last_posts(array_agg(code)) FROM units;
  RETURN rows;
END $$
