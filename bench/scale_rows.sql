-- The rows of `bench.scale_rows`, in parts divided by a line of dashes: the units, their accounts, looks at accounts, what is
-- drawn for each activity, and then all that is made of it.
INSERT INTO units (code, name, kind, parent_code, path) VALUES ('ID', 'Nusantara', 'kota', NULL, '/ID/');
INSERT INTO units (code, name, kind, parent_code, path)
SELECT 'P' || n, 'Provinsi ' || n, 'provinsi', 'ID', '/ID/P' || n || '/' FROM generate_series(1, $provinces) AS n;
INSERT INTO units (code, name, kind, parent_code, path)
SELECT above.code || '.C' || n, 'Kota ' || n, 'kota', above.code, above.path || above.code || '.C' || n || '/'
FROM generate_series(1, $cities) AS n JOIN units AS above ON above.code = 'P' || 1 + n % $provinces;
CREATE TEMP TABLE cities AS SELECT row_number() OVER (ORDER BY code) AS n, code, path FROM units WHERE code LIKE 'P%.C%';
INSERT INTO units (code, name, kind, parent_code, path)
SELECT above.code || '.D' || k, 'Kecamatan ' || k, 'kecamatan', above.code, above.path || above.code || '.D' || k || '/'
FROM generate_series(1, $districts) AS k JOIN cities AS above ON above.n = 1 + k % $cities;
CREATE TEMP TABLE districts AS
SELECT row_number() OVER (ORDER BY code) AS n, code, path FROM units WHERE kind = 'kecamatan';
INSERT INTO units (code, name, kind, parent_code, path)
SELECT above.code || '.V' || k, 'Kelurahan ' || k, 'kelurahan', above.code, above.path || above.code || '.V' || k || '/'
FROM generate_series(1, $villages) AS k JOIN districts AS above ON above.n = 1 + k % $districts;
CREATE TABLE bench_villages (n int PRIMARY KEY, code text NOT NULL);
INSERT INTO bench_villages SELECT row_number() OVER (ORDER BY code), code FROM units WHERE kind = 'kelurahan';
GRANT SELECT ON bench_villages TO PUBLIC
----
INSERT INTO social_accounts (id, unit_code, network, handle, state, profile_url)
SELECT md5('account ' || n)::uuid, code, 'practice', 'latihan' || n,
  CASE n % 100 WHEN 0 THEN 'expiring' WHEN 1 THEN 'needs_reconnect' ELSE 'connected' END, ''
FROM bench_villages
----
INSERT INTO observations (id, unit_code, network, looked_at, looked_by, source, presence, handle, followers, following, posts,
  last_post_on, official, contact)
SELECT md5('look ' || n)::uuid, code, 'instagram', now() - n % 90 * interval '1 day', 'Balai kota', 'person',
  CASE WHEN n % 10 < 6 THEN 'present' ELSE 'absent' END, CASE WHEN n % 10 < 6 THEN 'latihan' || n ELSE '' END,
  CASE WHEN n % 10 < 6 THEN n % 900 END, CASE WHEN n % 10 < 6 THEN n % 90 END, CASE WHEN n % 10 < 6 THEN n % 200 END,
  CASE WHEN n % 10 < 6 THEN current_date - n % 60 END, CASE WHEN n % 10 < 4 THEN 'yes' WHEN n % 10 < 6 THEN 'no' END,
  CASE WHEN n % 10 < 5 THEN 'yes' END
FROM bench_villages WHERE n % 10 < 8 AND n BETWEEN $first AND $last
----
CREATE TEMP TABLE drawn AS
SELECT g.n, md5('activity ' || g.n)::uuid AS activity, md5('post ' || g.n)::uuid AS post, md5('version ' || g.n)::uuid AS version,
  v.code AS unit, v.n AS village, now() - ((g.n::bigint * 104729) % ($days * 1440)) * interval '1 minute' AS moment,
  g.n % 10 = 0 AS waits, g.n % 50 = 1 AS unfinished
FROM generate_series($first::int, $last::int) AS g (n) JOIN bench_villages AS v
  ON v.n = CASE WHEN g.n % 13 = 3 THEN 1 + g.n / 13 % 10 ELSE 1 + (g.n::bigint * 7919) % $villages END
----
INSERT INTO activities (id, unit_code, place_code, title, category, mode, rt, rw, street, note, state, unfinished_reason,
  created_by, created_at)
SELECT activity, unit, unit,
  (ARRAY['Kerja bakti', 'Tambal jalan', 'Pangkas pohon', 'Posyandu', 'Bersihkan taman'])[1 + n % 5]
    || CASE WHEN n % 3 = 0 THEN ' $common' ELSE '' END || CASE WHEN n % 1000 = 7 THEN ' $seldom' ELSE '' END
    || CASE WHEN n % 177 = 7 AND n < 5300 THEN ' $rare' ELSE '' END || ' gang ' || n % 40,
  (ARRAY['KEBERSIHAN', 'JALAN', 'TAMAN', 'KESEHATAN', 'DRAINASE'])[1 + n % 5], 'A', 1 + n % 12, 1 + n % 9, 'Jl. Kyai Mojo', '',
  CASE WHEN waits THEN 'open' WHEN unfinished THEN 'unfinished' ELSE 'complete' END, '', '$by', moment
FROM drawn
----
INSERT INTO photos (id, activity_id, stage, state, reason, sha256, size, content_type, object_key, derivatives, width, height,
  uploaded_by, received_at, stored_at, source, original_sha256, claims, exif)
SELECT md5(stage || n)::uuid, activity, stage, 'stored', '', md5(stage || n), 500000, 'image/jpeg', '', '{"320": "x"}', 1600, 1200,
  '$by', moment, moment, 'camera', '', '{}', '{}'
FROM drawn CROSS JOIN (VALUES ('before'), ('after')) AS stages (stage) WHERE stage = 'before' OR NOT (waits OR unfinished)
----
INSERT INTO findings (id, activity_id, photo_id, check_code, version, level, sentence, params, evidence, found_at, note, noted_by_name)
SELECT md5('finding ' || n)::uuid, activity, md5('before' || n)::uuid, 'blur', 1,
  CASE WHEN n % 12 = 5 THEN 'warning' ELSE 'note' END, '', '{}', '{}', moment, '', ''
FROM drawn WHERE n % 12 = 5 OR n % 9 = 4
----
INSERT INTO posts (id, activity_id, created_by, created_at)
SELECT post, activity, '$by', moment FROM drawn WHERE NOT waits AND NOT unfinished AND n % 10 < 9
----
INSERT INTO renditions (id, activity_id, recipe_digest, recipe, photo_ids, state, reason, object_key, sha256, size)
SELECT version, activity, '', jsonb_build_object('title', 'Kerja bakti ' || n, 'unit', 'Kelurahan ' || village,
    'photos', jsonb_build_array(repeat('0', 64), repeat('1', 64)), 'labels', jsonb_build_array('SEBELUM', 'SESUDAH')),
  jsonb_build_array(md5('before' || n)::uuid, md5('after' || n)::uuid), 'ready', '', '', md5('picture ' || n), 1
FROM drawn WHERE NOT waits AND NOT unfinished AND n % 10 < 9
----
INSERT INTO short_codes (code, activity_id)
SELECT upper(substr(md5('code ' || n), 1, 13)), activity FROM drawn WHERE NOT waits AND NOT unfinished AND n % 10 < 9
----
INSERT INTO open_galleries (unit_code, opened_by, opened_by_name, opened_at)
SELECT code, '$by', '', now() FROM bench_villages WHERE n <= 10 ON CONFLICT DO NOTHING
----
INSERT INTO post_versions (id, post_id, number, state, caption, captions, alt_text, accounts, rendition_id, image_sha256, kinds,
  pictures, content_hash, answer, answered_by, created_by, submitted_at)
SELECT version, post, 1, CASE WHEN n % 10 = 2 THEN 'submitted' ELSE 'approved' END, '', '{}', '', '[]', version,
  md5('picture ' || n), '{}', '{}', '', '', '', '$by', moment + interval '1 hour'
FROM drawn WHERE NOT waits AND NOT unfinished AND n % 10 < 9
----
INSERT INTO decisions (id, version_id, content_hash, verdict, note, decided_by, acting_as, decided_at)
SELECT md5('decision ' || n)::uuid, version, '', 'approve', '', '$by', '',
  moment + interval '1 hour' + (n::bigint * 31 % 40000) * interval '1 second'
FROM drawn WHERE NOT waits AND NOT unfinished AND n % 10 < 9 AND n % 10 <> 2
----
INSERT INTO publications (id, post_id, version_id, decision_id, account_id, network, approved_hash, state, planned_at, due_at,
  posted_at, created_at, attempt, refusals, progress, container, sent_sha256, permalink, looks, last_error)
SELECT md5('publication ' || n)::uuid, post, version, md5('decision ' || n)::uuid, md5('account ' || village)::uuid, 'practice', '',
  CASE WHEN n % 200 = 3 THEN 'failed' WHEN n % 200 = 4 THEN 'unconfirmed' ELSE 'published' END, moment, moment,
  CASE WHEN n % 200 IN (3, 4) THEN NULL ELSE moment + (n % 97) * interval '1 second' END, moment, 1, 0, '', '', '', '', 0, ''
FROM drawn WHERE NOT waits AND NOT unfinished AND n % 10 < 9 AND n % 10 <> 2
