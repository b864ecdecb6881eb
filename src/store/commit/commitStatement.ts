import { channel } from '../connection/listen';
import { keepAnswers, whoseAnswerIsKept } from '../idempotency';
import { logDeliveries } from '../delivery/logDeliveries';
import { parametersOf, namesOf, recordset, type Part, type Parts, type Parameter } from './parts';
import { action, comment, actor, file, history, inputs, requestStart, requestState } from './tables';

const when = (condition: boolean, sql: string) => (condition ? sql : '');
const each = (columns: object, toSql: (name: string) => string) => Object.keys(columns).map(toSql).join(', ');

/**
 * Locks the rows of a table with the IDs that the sets have, in their order. Each is looked up by its key: a join would be planned as a scan of
 * the whole table while that is small, and stay one until PostgreSQL analyzes the table.
 */
const lock = (table: string, columns: string, id: string, where: string, strength: string) => `AS MATERIALIZED (
      SELECT found.* FROM (SELECT DISTINCT ${id} AS id FROM input WHERE ${where} ORDER BY 1) wanted
      CROSS JOIN LATERAL (SELECT ${columns} FROM ${table} WHERE id = wanted.id FOR ${strength}) found
    )`;

/**
 * The statement that writes many change sets, each on its own terms, with the parts that they need. Takes `commitValues`. Returns a
 * `CommitResult` and the ID of its delivery for each, in their order. One statement is one transaction.
 *
 * @param skip what becomes of rows that another session holds: '' waits for them
 */
// What is locked is read as it is then, not as the statement's snapshot has it; so the version and the hash are compared there.
// A row that somebody else holds is passed over: its set is STALE, and its neighbors do not wait for it.
export function commitStatement(parts: Parts, skip: 'SKIP LOCKED' | '' = 'SKIP LOCKED'): string {
  const has = (...names: Part[]) => names.every((name) => parts.has(name));
  const parameter = (name: Parameter) => `$${parametersOf(parts).indexOf(name) + 1}`;
  const given = (name: keyof typeof inputs) => `(SELECT * FROM ${recordset(inputs[name], parameter(name))})`;
  // The sets that go on: those whose uid is new, and of these those whose answer is kept.
  const named = has('uid') ? 'named' : 'current';
  const written = has('key') ? 'allowed' : named;

  const sections = [
    `input AS MATERIALIZED ${given('set')}`,

    has('change') &&
      `locked_request ${lock('request', 'id, version, process_id', 'request_id', 'expected IS NOT NULL', `NO KEY UPDATE ${skip}`)}`,

    has('create') && `locked_process ${lock('process', 'id, definition_hash', 'process_id', 'expected IS NULL', `KEY SHARE ${skip}`)}`,

    // A request is only started under a topmost one whose family nobody has ended: who ends it locks that row, so none slips through.
    has('family', 'create') && `locked_root ${lock('request', 'id, family_ended_at', 'root_id', 'expected IS NULL', `KEY SHARE ${skip}`)}`,

    // What starts requests is STALE where the topmost one has no room for them: the next try finds that out. It waits for that one's row.
    has('family') && `room ${lock('request', 'id, descendants', 'COALESCE(root_id, request_id)', 'starts > 0', 'NO KEY UPDATE')}`,

    `current AS MATERIALIZED (SELECT * FROM (${[
      has('change') &&
        `SELECT i.*, l.process_id AS runs FROM input i JOIN locked_request l ON l.id = i.request_id AND l.version = i.expected`,
      has('create') &&
        `SELECT i.*, i.process_id AS runs FROM input i JOIN locked_process p ON p.id = i.process_id AND p.definition_hash = i.definition_hash
         ${when(has('family'), 'WHERE i.root_id IS NULL OR i.root_id IN (SELECT id FROM locked_root WHERE family_ended_at IS NULL)')}`,
    ]
      .filter(Boolean)
      .join(' UNION ALL ')}) c
      ${when(
        has('family'),
        `WHERE starts = 0 OR starts + COALESCE((SELECT descendants FROM room WHERE id = COALESCE(root_id, request_id)), 0) <= max_family`,
      )}
    )`,

    has('uid') &&
      `run_uids AS (
        INSERT INTO run_uid (scope, uid, request_id, created_at)
        SELECT scope, uid, request_id, at FROM current WHERE uid IS NOT NULL ORDER BY scope, uid
        ON CONFLICT (scope, uid) DO UPDATE SET request_id = excluded.request_id, created_at = excluded.created_at
          WHERE run_uid.created_at <= now() - (SELECT idempotency_retention FROM settings) * interval '1 day'
        RETURNING scope, uid
      ), named AS MATERIALIZED (
        SELECT c.* FROM current c LEFT JOIN run_uids u ON u.scope = c.scope AND u.uid = c.uid WHERE c.uid IS NULL OR u.uid IS NOT NULL
      )`,

    has('key') && `keyed AS (${keepAnswers(named)}), allowed AS MATERIALIZED (${whoseAnswerIsKept(named)})`,

    has('create') &&
      `new_requests AS (
        INSERT INTO request (id, uuid, version, opened_at, hops, descendants, ${namesOf(requestStart)}, ${namesOf(requestState)})
        SELECT request_id, operation, 1, at, COALESCE(hops, 0), CASE WHEN root_id IS NULL THEN starts ELSE 0 END,
          ${namesOf(requestStart)}, ${namesOf(requestState)}
        FROM ${written} WHERE expected IS NULL
      )`,

    has('change') &&
      `changed_requests AS (
        UPDATE request r SET version = w.expected + 1, hops = COALESCE(w.hops, r.hops),
          descendants = r.descendants + CASE WHEN w.root_id IS NULL THEN w.starts ELSE 0 END, ${each(requestState, (name) => `${name} = w.${name}`)}
        FROM ${written} w WHERE r.id = w.request_id AND w.expected IS NOT NULL
      )`,

    has('family') &&
      `roots AS (UPDATE request r SET descendants = r.descendants + w.starts FROM ${written} w WHERE w.starts > 0 AND r.id = w.root_id)`,

    `actions AS (
      INSERT INTO action (request_id, process_id, ${namesOf(action)})
      SELECT w.request_id, w.runs, ${namesOf(action, 'a.')} FROM ${written} w JOIN ${given('action')} a USING (n)
      ${when(
        has('change'),
        `ON CONFLICT (request_id, number) DO UPDATE SET status = excluded.status, sub_status = excluded.sub_status,
          assignee_id = excluded.assignee_id, closed_at = excluded.closed_at, message = excluded.message`,
      )}
    )`,

    has('actor') &&
      `request_actors AS (
        INSERT INTO request_actor (request_id, user_id)
        SELECT DISTINCT w.request_id, a.assignee_id FROM ${written} w JOIN ${given('action')} a USING (n) WHERE a.assignee_id <> w.requester_id
        ON CONFLICT DO NOTHING
      )`,

    has('comment') &&
      `comments AS (
        INSERT INTO comment (request_id, at, ${namesOf(comment)})
        SELECT w.request_id, w.at, ${namesOf(comment, 'c.')} FROM ${written} w JOIN ${given('comment')} c USING (n)
        ON CONFLICT (request_id, number) DO UPDATE SET message = excluded.message
      )`,

    `histories AS (
      INSERT INTO history (request_id, version, at, operation, ${namesOf(history)}, ${namesOf(actor)})
      SELECT w.request_id, COALESCE(w.expected, 0) + 1, w.at, w.operation, ${namesOf(history, 'h.')},
        ${each(actor, (name) => `CASE WHEN NOT h.automatic THEN w.${name} END`)}
      FROM ${written} w JOIN ${given('history')} h USING (n)
    )`,

    has('file') &&
      `files AS (
        INSERT INTO file (request_id, created_at, ${namesOf(file)}, bytes)
        SELECT w.request_id, w.at, ${namesOf(file, 'f.')}, substring(${parameter('bytes')}::bytea FROM f.start FOR f.size)
        FROM ${written} w JOIN ${given('file')} f USING (n)
      )`,

    has('copy') &&
      `copied_files AS (
        INSERT INTO file (request_id, created_at, ${namesOf(file)}, bytes)
        SELECT w.request_id, w.at, ${namesOf(file, 'f.')}, f.bytes
        FROM ${written} w JOIN ${given('copy')} c USING (n) JOIN file f ON f.request_id = c.source_id AND f.id = c.id
        ON CONFLICT (request_id, id) DO NOTHING
      )`,

    has('delivery') && logDeliveries(parameter('delivery'), written),

    has('job') &&
      `jobs AS MATERIALIZED (
        SELECT (SELECT count(*) FROM graphile_worker.add_jobs(specs)) AS added FROM (
          SELECT array_agg(ROW (j.task, j.payload, NULL, j.run_at, j.max_attempts, NULL, NULL, j.flags)::graphile_worker.job_spec) AS specs
          FROM ${written} w JOIN ${given('job')} j USING (n)
        ) given WHERE specs IS NOT NULL
      )`,

    // A NOTIFY makes commits wait for each other, so there is none while nobody listens. A notice holds 8000 bytes, 500 numbers.
    `notices AS MATERIALIZED (
      SELECT count(pg_notify('${channel}', ids)) AS sent
      FROM (SELECT string_agg(request_id::text, ',') AS ids FROM ${written} GROUP BY n / 500) given
      WHERE EXISTS (SELECT FROM listener WHERE seen_at > now() - interval '1 minute')
    )`,
  ];

  // A SELECT in WITH that nothing refers to does not run: so the answer asks for the jobs and the notices.
  return `WITH ${sections.filter(Boolean).join(', ')}
    SELECT CASE
      WHEN w.n IS NOT NULL ${when(has('job'), 'AND (SELECT added FROM jobs) IS DISTINCT FROM -1')} AND (SELECT sent FROM notices) IS DISTINCT FROM -1
        THEN 'COMMITTED'
      WHEN (SELECT h.line FROM history h WHERE h.request_id = i.request_id AND h.operation = i.operation LIMIT 1) IS NOT NULL THEN 'COMMITTED'
      ${when(has('key'), "WHEN c.key IS NOT NULL THEN 'KEY_TAKEN'")}
      ELSE 'STALE' END AS result,
      ${has('delivery') ? '(SELECT entry::float8 FROM delivered WHERE n = i.n)' : 'NULL::float8'} AS delivery
    FROM input i LEFT JOIN ${written} w ON w.n = i.n ${when(has('key'), `LEFT JOIN ${named} c ON c.n = i.n`)}
    ORDER BY i.n`;
}
