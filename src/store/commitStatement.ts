import { channel } from './channel';
import { keepAnswers, whoseAnswerIsKept } from './keepAnswers';
import { logDeliveries } from './logDeliveries';

/**
 * The statement that writes many change sets, each on its own terms. Takes them as one JSON text (see `toCommitRow`), and the
 * bytes of all their files one after the other (see `joinFiles`), and their deliveries as a third (see `toDeliveryRow`). Gives a `CommitResult` and
 * the ID of its delivery for each, in their order. One statement is one transaction.
 */
// What is locked is read as it is then, not as the statement's snapshot has it; so the version and the hash are compared there.
// A SELECT in WITH that nothing refers to does not run: so the answer asks for `queued`, which calls nothing where there are no jobs,
// and for `noticed`: a NOTIFY makes commits wait for each other, so there is none while nobody listens. A notice holds 8000 bytes, 500 numbers.
// What starts requests is STALE where the topmost one has no room for them: the next try finds that out. It waits for that one's row.
// A request is only started under a topmost one whose family nobody has ended: who ends it locks that row, so none slips through.
// A row that somebody else holds is passed over: its set is STALE, and its neighbours do not wait for it.
export const commitStatement = `
  WITH input AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS s(n int, operation uuid, request_id int, expected int, process_id int, definition_hash text,
      requester_id int, is_test boolean, runtime jsonb, parent jsonb, root_id int, depth int, starts int, max_family int, hops int, case_id int, status request_status, sub_status outcome, closed_at timestamptz, message text, data jsonb, output jsonb,
      last_action_number int, last_comment_number int, engine jsonb, at timestamptz, actor_id int, on_behalf_of_id int, impersonator_id int, application_id int, actions jsonb, comments jsonb, history jsonb,
      scope text, uid text, key_scope text, key text, body_hash text, payload jsonb, jobs jsonb, files jsonb, copies jsonb)
  ), locked AS MATERIALIZED (
    SELECT id, version FROM request WHERE id IN (SELECT request_id FROM input WHERE expected IS NOT NULL) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
  ), kept AS MATERIALIZED (
    SELECT id, definition_hash FROM process WHERE id IN (SELECT process_id FROM input) ORDER BY id FOR KEY SHARE SKIP LOCKED
  ), roots AS MATERIALIZED (
    SELECT id FROM request WHERE id IN (SELECT root_id FROM input WHERE expected IS NULL) AND family_ended_at IS NULL ORDER BY id FOR KEY SHARE SKIP LOCKED
  ), room AS MATERIALIZED (
    SELECT id, descendants FROM request WHERE id IN (SELECT COALESCE(root_id, request_id) FROM input WHERE starts > 0) ORDER BY id FOR NO KEY UPDATE
  ), current AS MATERIALIZED (
    SELECT i.* FROM input i LEFT JOIN locked l ON l.id = i.request_id LEFT JOIN kept p ON p.id = i.process_id LEFT JOIN roots f ON f.id = i.root_id
      LEFT JOIN room m ON m.id = COALESCE(i.root_id, i.request_id)
    WHERE (i.starts = 0 OR COALESCE(m.descendants, 0) + i.starts <= i.max_family) AND CASE WHEN i.expected IS NULL THEN p.definition_hash = i.definition_hash AND (i.root_id IS NULL OR f.id IS NOT NULL) ELSE l.version = i.expected END
  ), named AS (
    INSERT INTO run_uid (scope, uid, request_id, created_at)
    SELECT scope, uid, request_id, at FROM current WHERE uid IS NOT NULL ORDER BY scope, uid
    ON CONFLICT (scope, uid) DO UPDATE SET request_id = excluded.request_id, created_at = excluded.created_at
      WHERE run_uid.created_at <= now() - (SELECT idempotency_retention FROM settings) * interval '1 day'
    RETURNING scope, uid
  ), first AS MATERIALIZED (
    SELECT c.* FROM current c LEFT JOIN named u ON u.scope = c.scope AND u.uid = c.uid WHERE c.uid IS NULL OR u.uid IS NOT NULL
  ), keyed AS (
    ${keepAnswers('first')}
  ), allowed AS MATERIALIZED (
    ${whoseAnswerIsKept('first')}
  ), created AS (
    INSERT INTO request (id, uuid, process_id, requester_id, is_test, runtime, status, sub_status, opened_at, closed_at, message, data, output,
      last_action_number, last_comment_number, engine, version, parent_id, parent_action, parent_index, root_id, depth, descendants, hops, case_id)
    SELECT request_id, operation, process_id, requester_id, is_test, runtime, status, sub_status, at, closed_at, message, data, output,
      last_action_number, last_comment_number, engine, 1,
      (parent ->> 'id')::int, (parent ->> 'action')::int, (parent ->> 'index')::int, root_id, depth, CASE WHEN root_id IS NULL THEN starts ELSE 0 END, COALESCE(hops, 0), case_id
    FROM allowed WHERE expected IS NULL RETURNING id, process_id
  ), updated AS (
    UPDATE request r SET status = w.status, sub_status = w.sub_status, closed_at = w.closed_at, message = w.message, data = w.data,
      output = w.output, last_action_number = w.last_action_number, last_comment_number = w.last_comment_number, engine = w.engine, version = w.expected + 1,
      hops = COALESCE(w.hops, r.hops),
      descendants = r.descendants + CASE WHEN w.root_id IS NULL THEN w.starts ELSE 0 END
    FROM allowed w WHERE r.id = w.request_id AND w.expected IS NOT NULL RETURNING r.id, r.process_id
  ), written AS MATERIALIZED (
    SELECT w.*, done.process_id AS runs FROM allowed w
    JOIN (SELECT id, process_id FROM created UNION ALL SELECT id, process_id FROM updated) done ON done.id = w.request_id
  ), enlarged AS (
    UPDATE request r SET descendants = r.descendants + w.starts FROM written w WHERE w.starts > 0 AND r.id = w.root_id
  ), acted AS (
    INSERT INTO action (request_id, number, process_id, activity, participant, self_service, status, sub_status, assignee_id, opened_at, closed_at, message)
    SELECT w.request_id, a.number, w.runs, a.activity, a.participant, a."selfService", a.status, a."subStatus", a."assigneeId", a."openedAt", a."closedAt", a.message
    FROM written w, jsonb_to_recordset(w.actions) AS a(number int, activity text, participant text, "selfService" boolean, status action_status, "subStatus" outcome,
      "assigneeId" int, "openedAt" timestamptz, "closedAt" timestamptz, message text)
    ON CONFLICT (request_id, number) DO UPDATE SET status = excluded.status, sub_status = excluded.sub_status,
      assignee_id = excluded.assignee_id, closed_at = excluded.closed_at, message = excluded.message
  ), involved AS (
    INSERT INTO request_actor (request_id, user_id)
    SELECT DISTINCT w.request_id, (a ->> 'assigneeId')::int FROM written w, jsonb_array_elements(w.actions) AS a
    WHERE (a ->> 'assigneeId')::int <> w.requester_id
    ON CONFLICT DO NOTHING
  ), commented AS (
    INSERT INTO comment (request_id, number, message, author_id, at)
    SELECT w.request_id, c.number, c.message, c."authorId", w.at
    FROM written w, jsonb_to_recordset(w.comments) AS c(number int, message text, "authorId" int)
    ON CONFLICT (request_id, number) DO UPDATE SET message = excluded.message
  ), told AS (
    INSERT INTO history (request_id, version, line, at, type, action_number, detail, actor_id, on_behalf_of_id, impersonator_id, application_id, operation)
    SELECT w.request_id, COALESCE(w.expected, 0) + 1, h.line, w.at, h.value ->> 'type', (h.value ->> 'action')::int, h.value -> 'detail',
      CASE WHEN NOT automatic THEN w.actor_id END, CASE WHEN NOT automatic THEN w.on_behalf_of_id END, CASE WHEN NOT automatic THEN w.impersonator_id END,
      CASE WHEN NOT automatic THEN w.application_id END, w.operation
    FROM written w, jsonb_array_elements(w.history) WITH ORDINALITY AS h(value, line), LATERAL (SELECT (h.value ->> 'automatic')::boolean) AS by(automatic)
  ), stored AS (
    INSERT INTO file (request_id, id, name, content_type, sha256, size, bytes, created_at)
    SELECT w.request_id, f.id, f.name, f."contentType", decode(f.sha256, 'hex'), f.size, substring($2::bytea FROM f.start FOR f.size), w.at
    FROM written w, jsonb_to_recordset(w.files) AS f(id uuid, name text, "contentType" text, sha256 text, size int, start int)
  ), copied AS (
    INSERT INTO file (request_id, id, name, content_type, sha256, size, bytes, created_at)
    SELECT w.request_id, f.id, f.name, f.content_type, f.sha256, f.size, f.bytes, w.at
    FROM written w, jsonb_to_recordset(w.copies) AS c("from" int, id uuid) JOIN file f ON f.request_id = c."from" AND f.id = c.id
    ON CONFLICT (request_id, id) DO NOTHING
  ), ${logDeliveries('$3::jsonb', 'written')}, queued AS MATERIALIZED (
    SELECT (SELECT count(*) FROM graphile_worker.add_jobs(specs)) AS jobs FROM (
      SELECT array_agg(ROW (j.task, j.payload, NULL, j."runAt", j."maxAttempts", NULL, NULL, j.lanes)::graphile_worker.job_spec) AS specs
      FROM written w, jsonb_to_recordset(w.jobs) AS j(task text, payload json, "runAt" timestamptz, "maxAttempts" int, lanes text[])
    ) given WHERE specs IS NOT NULL
  ), noticed AS MATERIALIZED (
    SELECT count(pg_notify('${channel}', ids)) AS notices
    FROM (SELECT string_agg(request_id::text, ',') AS ids FROM written GROUP BY n / 500) given
    WHERE EXISTS (SELECT FROM listener WHERE seen_at > now() - interval '1 minute')
  )
  SELECT CASE
    WHEN w.n IS NOT NULL AND (SELECT jobs FROM queued) IS DISTINCT FROM -1 AND (SELECT notices FROM noticed) IS DISTINCT FROM -1 THEN 'COMMITTED'
    WHEN (SELECT h.line FROM history h WHERE h.request_id = i.request_id AND h.operation = i.operation LIMIT 1) IS NOT NULL THEN 'COMMITTED'
    WHEN f.key IS NOT NULL AND a.n IS NULL THEN 'KEY_TAKEN'
    ELSE 'STALE' END AS result, (SELECT entry::float8 FROM delivered WHERE n = i.n) AS delivery
  FROM input i LEFT JOIN written w ON w.n = i.n LEFT JOIN first f ON f.n = i.n LEFT JOIN allowed a ON a.n = i.n
  ORDER BY i.n`;
