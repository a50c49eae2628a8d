-- Days are days in WIB, which has no daylight saving.
CREATE OR REPLACE FUNCTION day_of(moment timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (moment AT TIME ZONE INTERVAL '+07:00')::date
$$
----
-- A time within 5 % of it: bucket b holds what took longer than 1.05^(b-1) and at most 1.05^b seconds.
CREATE OR REPLACE FUNCTION bucket_of(took interval) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT least(400, ceil(ln(greatest(extract(epoch FROM took), 1)::double precision) / ln(1.05::double precision))::integer)
$$
----
CREATE OR REPLACE FUNCTION move_day(activity uuid, measure text, moment timestamptz, bucket integer, change integer)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO daily_moves (unit_code, measure, day, bucket, change)
  SELECT a.unit_code, measure, day_of(moment), bucket, change FROM activities AS a
  WHERE a.id = activity AND measure IS NOT NULL AND moment IS NOT NULL
$$
----
-- Everything that is counted, one row a thing and measure. The triggers below say the same of each change.
CREATE OR REPLACE VIEW counted AS
  SELECT id AS activity_id, unit_code, 'activity.' || state AS measure, day_of(created_at) AS day, 0 AS bucket
  FROM activities
  UNION ALL
  SELECT a.id, a.unit_code, 'activity.waiting', day_of(a.created_at), 0 FROM activities AS a
  WHERE a.state = 'open'
    AND EXISTS (SELECT FROM photos AS p WHERE p.activity_id = a.id AND p.stage = 'before' AND p.state IN ('received', 'stored'))
    AND NOT EXISTS (SELECT FROM photos AS p WHERE p.activity_id = a.id AND p.stage = 'after' AND p.state IN ('received', 'stored'))
  UNION ALL
  SELECT a.id, a.unit_code, 'post.submitted', day_of(v.submitted_at), 0
  FROM post_versions AS v JOIN posts ON posts.id = v.post_id JOIN activities AS a ON a.id = posts.activity_id
  WHERE v.state = 'submitted' AND v.submitted_at IS NOT NULL
  UNION ALL
  SELECT a.id, a.unit_code, 'decision.' || d.verdict, day_of(d.decided_at),
    bucket_of(d.decided_at - coalesce(v.submitted_at, d.decided_at))
  FROM decisions AS d JOIN post_versions AS v ON v.id = d.version_id JOIN posts ON posts.id = v.post_id
    JOIN activities AS a ON a.id = posts.activity_id
  UNION ALL
  SELECT a.id, a.unit_code, 'publication.' || m.measure, day_of(m.moment), m.bucket
  FROM publications AS p JOIN posts ON posts.id = p.post_id JOIN activities AS a ON a.id = posts.activity_id
    CROSS JOIN LATERAL (VALUES
      (CASE WHEN p.state IN ('published', 'withdraw_failed') THEN 'published' END, p.posted_at, 0),
      (CASE WHEN p.state IN ('published', 'withdraw_failed') AND p.network <> 'by_hand' THEN 'sent' END, p.posted_at,
        bucket_of(p.posted_at - p.planned_at)),
      (CASE p.state WHEN 'unconfirmed' THEN 'unconfirmed' WHEN 'failed' THEN 'failed'
        WHEN 'withdraw_failed' THEN 'failed' END, p.created_at, 0)) AS m (measure, moment, bucket)
  WHERE m.measure IS NOT NULL AND m.moment IS NOT NULL
  UNION ALL
  SELECT a.id, a.unit_code, 'finding.' || f.level, day_of(f.found_at), 0
  FROM findings AS f JOIN activities AS a ON a.id = f.activity_id WHERE f.cleared_at IS NULL
  UNION ALL
  SELECT a.id, a.unit_code, 'sample.' || coalesce(i.outcome, 'waiting'), day_of(coalesce(i.looked_at, s.drawn_at)), 0
  FROM sample_items AS i JOIN samples AS s ON s.id = i.sample_id JOIN decisions AS d ON d.id = i.decision_id
    JOIN post_versions AS v ON v.id = d.version_id JOIN posts ON posts.id = v.post_id
    JOIN activities AS a ON a.id = posts.activity_id
  UNION ALL
  SELECT NULL, unit_code, 'account.ending', day_of(created_at), 0
  FROM social_accounts WHERE state IN ('expiring', 'needs_reconnect')
----
-- What is known of each activity as it was counted last: who changes it waits for whoever else does.
CREATE OR REPLACE FUNCTION activities_change_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM activity_standings WHERE activity_id = OLD.id;
  ELSE
    INSERT INTO activity_standings AS s (activity_id, unit_code, begun_on, state, befores, afters)
    SELECT NEW.id, NEW.unit_code, day_of(NEW.created_at), NEW.state,
      count(*) FILTER (WHERE stage = 'before'), count(*) FILTER (WHERE stage = 'after')
    FROM photos WHERE activity_id = NEW.id AND photos.state IN ('received', 'stored')
    ON CONFLICT (activity_id) DO UPDATE
      SET unit_code = excluded.unit_code, begun_on = excluded.begun_on, state = excluded.state;
  END IF;
  RETURN NULL;
END $$
----
CREATE OR REPLACE TRIGGER activities_change_standing
  AFTER INSERT OR DELETE OR UPDATE OF state, unit_code, created_at ON activities
  FOR EACH ROW EXECUTE FUNCTION activities_change_standing()
----
CREATE OR REPLACE FUNCTION photos_change_standing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched record;
BEGIN
  FOR touched IN
    SELECT activity, sum(before)::integer AS befores, sum(after)::integer AS afters FROM (
      SELECT OLD.activity_id AS activity, -(OLD.stage = 'before')::integer AS before, -(OLD.stage = 'after')::integer AS after
      WHERE TG_OP <> 'INSERT' AND OLD.state IN ('received', 'stored')
      UNION ALL
      SELECT NEW.activity_id, (NEW.stage = 'before')::integer, (NEW.stage = 'after')::integer
      WHERE TG_OP <> 'DELETE' AND NEW.state IN ('received', 'stored')
    ) AS changes GROUP BY activity HAVING sum(before) <> 0 OR sum(after) <> 0 ORDER BY activity
  LOOP
    UPDATE activity_standings SET befores = befores + touched.befores, afters = afters + touched.afters
    WHERE activity_id = touched.activity;
    IF NOT FOUND THEN
      -- Only while the first count of all is on its way.
      INSERT INTO activity_standings AS s (activity_id, unit_code, begun_on, state, befores, afters)
      SELECT a.id, a.unit_code, day_of(a.created_at), a.state,
        (SELECT count(*) FROM photos WHERE activity_id = a.id AND stage = 'before' AND photos.state IN ('received', 'stored')),
        (SELECT count(*) FROM photos WHERE activity_id = a.id AND stage = 'after' AND photos.state IN ('received', 'stored'))
      FROM activities AS a WHERE a.id = touched.activity
      ON CONFLICT (activity_id) DO UPDATE
        SET befores = s.befores + touched.befores, afters = s.afters + touched.afters;
    END IF;
  END LOOP;
  RETURN NULL;
END $$
----
CREATE OR REPLACE TRIGGER photos_change_standing
  AFTER INSERT OR DELETE OR UPDATE OF state, stage, activity_id ON photos
  FOR EACH ROW EXECUTE FUNCTION photos_change_standing()
----
CREATE OR REPLACE FUNCTION standing_moves_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO daily_moves (unit_code, measure, day, bucket, change)
  SELECT unit_code, measure, day, 0, sum(change) FROM (
    SELECT OLD.unit_code, 'activity.' || OLD.state AS measure, OLD.begun_on AS day, -1 AS change WHERE TG_OP <> 'INSERT'
    UNION ALL
    SELECT OLD.unit_code, 'activity.waiting', OLD.begun_on, -1
    WHERE TG_OP <> 'INSERT' AND OLD.state = 'open' AND OLD.befores > 0 AND OLD.afters = 0
    UNION ALL
    SELECT NEW.unit_code, 'activity.' || NEW.state, NEW.begun_on, 1 WHERE TG_OP <> 'DELETE'
    UNION ALL
    SELECT NEW.unit_code, 'activity.waiting', NEW.begun_on, 1
    WHERE TG_OP <> 'DELETE' AND NEW.state = 'open' AND NEW.befores > 0 AND NEW.afters = 0
  ) AS changes GROUP BY unit_code, measure, day HAVING sum(change) <> 0;
  IF TG_OP = 'UPDATE' AND OLD.unit_code <> NEW.unit_code THEN
    -- What hangs on the activity goes with it.
    INSERT INTO daily_moves (unit_code, measure, day, bucket, change)
    SELECT side.unit_code, measure, day, bucket, side.sign * count(*)
    FROM counted CROSS JOIN (VALUES (OLD.unit_code, -1), (NEW.unit_code, 1)) AS side (unit_code, sign)
    WHERE activity_id = NEW.activity_id AND measure NOT LIKE 'activity.%'
    GROUP BY side.unit_code, side.sign, measure, day, bucket;
  END IF;
  RETURN NULL;
END $$
----
CREATE OR REPLACE TRIGGER standing_moves_days AFTER INSERT OR DELETE OR UPDATE ON activity_standings
  FOR EACH ROW EXECUTE FUNCTION standing_moves_days()
----
CREATE OR REPLACE FUNCTION versions_move_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.state = 'submitted' THEN
    PERFORM move_day(activity_id, 'post.submitted', OLD.submitted_at, 0, -1) FROM posts WHERE id = OLD.post_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.state = 'submitted' THEN
    PERFORM move_day(activity_id, 'post.submitted', NEW.submitted_at, 0, 1) FROM posts WHERE id = NEW.post_id;
  END IF;
  RETURN NULL;
END $$
----
CREATE OR REPLACE TRIGGER versions_move_days AFTER INSERT OR DELETE OR UPDATE OF state, submitted_at ON post_versions
  FOR EACH ROW EXECUTE FUNCTION versions_move_days()
----
-- A decision is never changed, nor is when its version was submitted.
CREATE OR REPLACE FUNCTION decisions_move_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM move_day(posts.activity_id, 'decision.' || NEW.verdict, NEW.decided_at,
    bucket_of(NEW.decided_at - coalesce(v.submitted_at, NEW.decided_at)), 1)
  FROM post_versions AS v JOIN posts ON posts.id = v.post_id WHERE v.id = NEW.version_id;
  RETURN NULL;
END $$
----
CREATE OR REPLACE TRIGGER decisions_move_days AFTER INSERT ON decisions
  FOR EACH ROW EXECUTE FUNCTION decisions_move_days()
----
CREATE OR REPLACE FUNCTION publications_move_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  p publications;
  sign integer;
BEGIN
  FOREACH sign IN ARRAY ARRAY[-1, 1] LOOP
    CONTINUE WHEN (sign = -1 AND TG_OP = 'INSERT') OR (sign = 1 AND TG_OP = 'DELETE');
    IF sign = -1 THEN p := OLD; ELSE p := NEW; END IF;
    IF p.state IN ('published', 'withdraw_failed') THEN
      PERFORM move_day(activity_id, 'publication.published', p.posted_at, 0, sign) FROM posts WHERE id = p.post_id;
      IF p.network <> 'by_hand' THEN
        PERFORM move_day(activity_id, 'publication.sent', p.posted_at, bucket_of(p.posted_at - p.planned_at), sign)
        FROM posts WHERE id = p.post_id;
      END IF;
    END IF;
    IF p.state IN ('unconfirmed', 'failed', 'withdraw_failed') THEN
      PERFORM move_day(activity_id, CASE p.state WHEN 'unconfirmed' THEN 'publication.unconfirmed' ELSE 'publication.failed' END,
        p.created_at, 0, sign) FROM posts WHERE id = p.post_id;
    END IF;
  END LOOP;
  RETURN NULL;
END $$
----
CREATE OR REPLACE TRIGGER publications_move_days
  AFTER INSERT OR DELETE OR UPDATE OF state, posted_at, planned_at, network, created_at ON publications
  FOR EACH ROW EXECUTE FUNCTION publications_move_days()
----
CREATE OR REPLACE FUNCTION findings_move_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.cleared_at IS NULL THEN
    PERFORM move_day(OLD.activity_id, 'finding.' || OLD.level, OLD.found_at, 0, -1);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.cleared_at IS NULL THEN
    PERFORM move_day(NEW.activity_id, 'finding.' || NEW.level, NEW.found_at, 0, 1);
  END IF;
  RETURN NULL;
END $$
----
CREATE OR REPLACE TRIGGER findings_move_days
  AFTER INSERT OR DELETE OR UPDATE OF cleared_at, level, found_at, activity_id ON findings
  FOR EACH ROW EXECUTE FUNCTION findings_move_days()
----
CREATE OR REPLACE FUNCTION samples_move_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  i sample_items;
  sign integer;
BEGIN
  FOREACH sign IN ARRAY ARRAY[-1, 1] LOOP
    CONTINUE WHEN (sign = -1 AND TG_OP = 'INSERT') OR (sign = 1 AND TG_OP = 'DELETE');
    IF sign = -1 THEN i := OLD; ELSE i := NEW; END IF;
    PERFORM move_day(posts.activity_id, 'sample.' || coalesce(i.outcome, 'waiting'), coalesce(i.looked_at, s.drawn_at), 0, sign)
    FROM samples AS s, decisions AS d JOIN post_versions AS v ON v.id = d.version_id JOIN posts ON posts.id = v.post_id
    WHERE s.id = i.sample_id AND d.id = i.decision_id;
  END LOOP;
  RETURN NULL;
END $$
----
CREATE OR REPLACE TRIGGER samples_move_days AFTER INSERT OR DELETE OR UPDATE OF outcome, looked_at ON sample_items
  FOR EACH ROW EXECUTE FUNCTION samples_move_days()
----
CREATE OR REPLACE FUNCTION accounts_move_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO daily_moves (unit_code, measure, day, bucket, change)
  SELECT unit_code, 'account.ending', day_of(created_at), 0, change FROM (
    SELECT OLD.unit_code, OLD.created_at, OLD.state, -1 AS change WHERE TG_OP <> 'INSERT'
    UNION ALL
    SELECT NEW.unit_code, NEW.created_at, NEW.state, 1 WHERE TG_OP <> 'DELETE'
  ) AS changes WHERE state IN ('expiring', 'needs_reconnect');
  RETURN NULL;
END $$
----
CREATE OR REPLACE TRIGGER accounts_move_days AFTER INSERT OR DELETE OR UPDATE OF state, unit_code, created_at ON social_accounts
  FOR EACH ROW EXECUTE FUNCTION accounts_move_days()
----
-- Bring the moves of a while into the counts of their units and of all units above them. One at a time.
CREATE OR REPLACE FUNCTION fold_days() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  folded bigint;
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
  SELECT count(*) INTO folded FROM taken;
  DELETE FROM daily_counts WHERE whole = 0;
  RETURN folded;
END $$
----
-- Count everything anew; nothing where somebody folds at this moment. Exact beside people who work when the transaction is
-- REPEATABLE READ and this its first statement: what is counted and the moves that are dropped are then of one moment.
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
  RETURN rows;
END $$
----
CREATE OR REPLACE FUNCTION fill_standing() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  rows bigint;
BEGIN
  INSERT INTO activity_standings (activity_id, unit_code, begun_on, state, befores, afters)
  SELECT a.id, a.unit_code, day_of(a.created_at), a.state,
    count(p.id) FILTER (WHERE p.stage = 'before'), count(p.id) FILTER (WHERE p.stage = 'after')
  FROM activities AS a LEFT JOIN photos AS p ON p.activity_id = a.id AND p.state IN ('received', 'stored')
  GROUP BY a.id ON CONFLICT (activity_id) DO NOTHING;
  GET DIAGNOSTICS rows = ROW_COUNT;
  RETURN rows;
END $$
----
-- Right each activity that is not as it was counted; answers with how many there were, which should be none.
CREATE OR REPLACE FUNCTION mend_standing() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  wrong uuid;
  mended bigint := fill_standing();
BEGIN
  FOR wrong IN
    SELECT s.activity_id FROM activity_standings AS s LEFT JOIN activities AS a ON a.id = s.activity_id
    LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE stage = 'before') AS befores, count(*) FILTER (WHERE stage = 'after') AS afters
      FROM photos WHERE photos.activity_id = s.activity_id AND photos.state IN ('received', 'stored')
    ) AS p ON true
    WHERE a.id IS NULL
      OR (s.unit_code, s.begun_on, s.state, s.befores, s.afters)
        IS DISTINCT FROM (a.unit_code, day_of(a.created_at), a.state, p.befores::integer, p.afters::integer)
  LOOP
    -- Whoever changes it now waits, and is seen or comes after.
    PERFORM FROM activity_standings WHERE activity_id = wrong FOR UPDATE;
    UPDATE activity_standings AS s
    SET unit_code = a.unit_code, begun_on = day_of(a.created_at), state = a.state,
      befores = (SELECT count(*) FROM photos WHERE activity_id = a.id AND stage = 'before' AND photos.state IN ('received', 'stored')),
      afters = (SELECT count(*) FROM photos WHERE activity_id = a.id AND stage = 'after' AND photos.state IN ('received', 'stored'))
    FROM activities AS a WHERE a.id = s.activity_id AND s.activity_id = wrong;
    IF NOT FOUND THEN DELETE FROM activity_standings WHERE activity_id = wrong; END IF;
    mended := mended + 1;
  END LOOP;
  RETURN mended;
END $$
----
-- A unit that hangs elsewhere takes its counts along. What is not folded yet will go to where it hangs by then.
CREATE OR REPLACE FUNCTION units_hang_elsewhere() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('reports.days', 0));
  WITH RECURSIVE above AS (
    SELECT OLD.parent_code AS over, -1 AS sign WHERE OLD.parent_code IS NOT NULL
    UNION ALL
    SELECT NEW.parent_code, 1 WHERE NEW.parent_code IS NOT NULL
    UNION ALL
    SELECT units.parent_code, above.sign FROM above JOIN units ON units.code = above.over WHERE units.parent_code IS NOT NULL
  )
  INSERT INTO daily_counts AS c (unit_code, measure, day, bucket, own, whole)
  SELECT above.over, moved.measure, moved.day, moved.bucket, 0, sum(above.sign * moved.whole)
  FROM above JOIN daily_counts AS moved ON moved.unit_code = NEW.code
  GROUP BY above.over, moved.measure, moved.day, moved.bucket HAVING sum(above.sign * moved.whole) <> 0
  ON CONFLICT (unit_code, measure, day, bucket) DO UPDATE SET whole = c.whole + excluded.whole;
  RETURN NULL;
END $$
----
CREATE OR REPLACE TRIGGER units_hang_elsewhere AFTER UPDATE OF parent_code ON units
  FOR EACH ROW WHEN (OLD.parent_code IS DISTINCT FROM NEW.parent_code) EXECUTE FUNCTION units_hang_elsewhere()
