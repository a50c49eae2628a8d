-- How long something took, counted for the week and for the month in which it was done: those are what a board asks for.
CREATE OR REPLACE FUNCTION move_took(activity uuid, measure text, moment timestamptz, took interval, change integer)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO daily_moves (unit_code, measure, day, bucket, change)
  SELECT a.unit_code, measure || '.' || period, date_trunc(period, day_of(moment)::timestamp)::date, bucket_of(took), change
  FROM activities AS a CROSS JOIN (VALUES ('week'), ('month')) AS periods (period)
  WHERE a.id = activity AND moment IS NOT NULL
$$
----
-- As in 0032, but for what is timed.
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
  SELECT a.id, a.unit_code, 'decision.' || d.verdict || m.period, m.day, m.bucket
  FROM decisions AS d JOIN post_versions AS v ON v.id = d.version_id JOIN posts ON posts.id = v.post_id
    JOIN activities AS a ON a.id = posts.activity_id
    CROSS JOIN LATERAL (VALUES
      ('', day_of(d.decided_at), 0),
      ('.week', date_trunc('week', day_of(d.decided_at)::timestamp)::date,
        bucket_of(d.decided_at - coalesce(v.submitted_at, d.decided_at))),
      ('.month', date_trunc('month', day_of(d.decided_at)::timestamp)::date,
        bucket_of(d.decided_at - coalesce(v.submitted_at, d.decided_at)))) AS m (period, day, bucket)
  WHERE m.period = '' OR d.verdict = 'approve'
  UNION ALL
  SELECT a.id, a.unit_code, 'publication.' || m.measure, m.day, m.bucket
  FROM publications AS p JOIN posts ON posts.id = p.post_id JOIN activities AS a ON a.id = posts.activity_id
    CROSS JOIN LATERAL (VALUES
      (p.state IN ('published', 'withdraw_failed'), 'published', day_of(p.posted_at), 0),
      (p.state IN ('published', 'withdraw_failed') AND p.network <> 'by_hand', 'sent', day_of(p.posted_at), 0),
      (p.state IN ('published', 'withdraw_failed') AND p.network <> 'by_hand', 'sent.week',
        date_trunc('week', day_of(p.posted_at)::timestamp)::date, bucket_of(p.posted_at - p.planned_at)),
      (p.state IN ('published', 'withdraw_failed') AND p.network <> 'by_hand', 'sent.month',
        date_trunc('month', day_of(p.posted_at)::timestamp)::date, bucket_of(p.posted_at - p.planned_at)),
      (p.state = 'unconfirmed', 'unconfirmed', day_of(p.created_at), 0),
      (p.state IN ('failed', 'withdraw_failed'), 'failed', day_of(p.created_at), 0)) AS m (holds, measure, day, bucket)
  WHERE m.holds AND m.day IS NOT NULL
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
-- As in 0032, but for what is timed. A decision is never changed, nor is when its version was submitted.
CREATE OR REPLACE FUNCTION decisions_move_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  work uuid;
  sent timestamptz;
BEGIN
  SELECT posts.activity_id, v.submitted_at INTO work, sent
  FROM post_versions AS v JOIN posts ON posts.id = v.post_id WHERE v.id = NEW.version_id;
  PERFORM move_day(work, 'decision.' || NEW.verdict, NEW.decided_at, 0, 1);
  IF NEW.verdict = 'approve' THEN
    PERFORM move_took(work, 'decision.approve', NEW.decided_at, NEW.decided_at - coalesce(sent, NEW.decided_at), 1);
  END IF;
  RETURN NULL;
END $$
----
-- As in 0032, but for what is timed.
CREATE OR REPLACE FUNCTION publications_move_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  p publications;
  work uuid;
  sign integer;
BEGIN
  FOREACH sign IN ARRAY ARRAY[-1, 1] LOOP
    CONTINUE WHEN (sign = -1 AND TG_OP = 'INSERT') OR (sign = 1 AND TG_OP = 'DELETE');
    IF sign = -1 THEN p := OLD; ELSE p := NEW; END IF;
    SELECT activity_id INTO work FROM posts WHERE id = p.post_id;
    IF p.state IN ('published', 'withdraw_failed') THEN
      PERFORM move_day(work, 'publication.published', p.posted_at, 0, sign);
      IF p.network <> 'by_hand' THEN
        PERFORM move_day(work, 'publication.sent', p.posted_at, 0, sign);
        PERFORM move_took(work, 'publication.sent', p.posted_at, p.posted_at - p.planned_at, sign);
      END IF;
    END IF;
    IF p.state IN ('unconfirmed', 'failed', 'withdraw_failed') THEN
      PERFORM move_day(work, CASE p.state WHEN 'unconfirmed' THEN 'publication.unconfirmed' ELSE 'publication.failed' END,
        p.created_at, 0, sign);
    END IF;
  END LOOP;
  RETURN NULL;
END $$
