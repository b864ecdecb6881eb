// npm run bench:lists [-- --requests 200000]
// What a page of each list costs among many requests: milliseconds, the rows that PostgreSQL went through for it, and which tables
// it read whole. A list is well when it costs the same among ten times as many.
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const load = (file) => require(`../dist/${file}.js`);
const { startEmbeddedPostgres } = load('database/startEmbeddedPostgres');
const { migrate } = load('database/migrate');
const { openDatabase } = load('store/openDatabase');
const { createStore } = load('store/createStore');
const { loadUser } = load('identity/identity');
const { createContext } = load('modules/createContext');
const { createFirstAdministrator } = load('modules/user/createFirstAdministrator');
const { deployProcess } = load('modules/process/deployProcess');
const { findRequests } = load('modules/request/read/findRequests');
const { findActions } = load('modules/action/findActions');
const { userResolvers } = load('resolvers/user');

const { values: options } = parseArgs({ options: { requests: { type: 'string', default: '200000' } } });
const requests = Number(options.requests);
const log = { info() {}, warn: console.error, error: console.error, debug() {}, child: () => log };
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'sluice-lists-'));
const postgres = await startEmbeddedPostgres({ dataDir, log, durable: false });
await migrate(postgres.url);
const db = openDatabase(postgres.url, { onError: log.error });
const run = (text) => db.pool.query(text);
const deps = { db, store: createStore(db), log, clock: { now: () => new Date() }, publicUrl: () => '' };
const contextOf = async (userName) => createContext(deps, (await loadUser(db, userName)).viewer);

/** Twenty processes, of which the first has half of all requests and the last almost none; one request in fifty is open. */
async function fill() {
  await createFirstAdministrator(db, 'admin', 'correct horse battery staple');
  await run(`INSERT INTO "user" (user_name) SELECT 'user' || n FROM generate_series(1, 1000) n`);
  await run(`INSERT INTO "user" (user_name) VALUES ('five'), ('actor'), ('supervisor'), ('rare'), ('anybody')`);
  const admin = await contextOf('admin');
  for (let n = 1; n <= 20; n += 1) {
    const definition = {
      name: `P${n}`,
      participants: [
        { name: 'Requesters', role: 'REQUESTER', everyone: true },
        { name: 'Workers', role: 'ACTOR', ...(n === 2 ? { everyone: true } : { users: n === 3 ? ['actor', 'user1'] : ['user1'] }) },
        { name: 'Supervisors', role: 'SUPERVISOR', users: n === 1 ? ['supervisor'] : n === 20 ? ['rare'] : ['user2'] },
      ],
      start: 'DO',
      activities: [
        { name: 'DO', type: 'USER', participant: 'Workers' },
        { name: 'CHECK', type: 'USER', participant: 'Workers' },
      ],
      transitions: [{ from: 'DO', to: 'CHECK' }],
    };
    await deployProcess.run(admin, { definition });
  }
  await run(`
    INSERT INTO request (id, uuid, process_id, requester_id, is_test, status, sub_status, opened_at, closed_at, data, last_action_number, engine, version)
    SELECT n, gen_random_uuid(), p.id, q.id, false, (CASE WHEN open THEN 'OPEN' ELSE 'CLOSED' END)::request_status, CASE WHEN NOT open THEN 'COMPLETED'::outcome END,
      now() - (${requests} - n) * interval '1 minute', CASE WHEN NOT open THEN now() - (${requests} - n) * interval '1 minute' + random() * interval '3 days' END,
      jsonb_build_object('AMOUNT', n % 1000, 'NAME', 'name ' || n), 2, '{"steps":0,"waiting":{},"lastAssignees":{}}', 1
    FROM generate_series(1, ${requests}) n,
      LATERAL (SELECT n % 50 = 0 AS open, CASE WHEN n % 2 = 0 THEN 1 WHEN n % 20001 = 7 THEN 20 ELSE 2 + n % 18 END AS number, CASE WHEN n % 40009 = 11 THEN 'five' ELSE 'user' || 1 + n % 997 END AS requester) x
      JOIN process p ON p.name = 'P' || x.number JOIN "user" q ON q.user_name = x.requester`);
  await run(`
    INSERT INTO action (request_id, number, process_id, activity, participant, self_service, status, sub_status, assignee_id, opened_at, closed_at)
    SELECT r.id, n, r.process_id, CASE n WHEN 1 THEN 'DO' ELSE 'CHECK' END, 'Workers', true,
      (CASE WHEN open THEN 'NOT_STARTED' ELSE 'CLOSED' END)::action_status, CASE WHEN NOT open THEN 'COMPLETED'::outcome END,
      CASE WHEN r.id % 30011 = 13 THEN (SELECT id FROM "user" WHERE user_name = 'actor') WHEN NOT open OR r.id % 100 = 0 THEN 2 + (r.id * 7 + n) % 900 END,
      r.opened_at, CASE WHEN NOT open THEN COALESCE(r.closed_at, r.opened_at) END
    FROM request r, generate_series(1, 2) n, LATERAL (SELECT n = 2 AND r.status = 'OPEN' AS open) x`);
  await run(
    `INSERT INTO request_actor (request_id, user_id) SELECT DISTINCT request_id, assignee_id FROM action WHERE assignee_id IS NOT NULL`,
  );
  await run('VACUUM ANALYZE');
}

const asked = {
  'requests, first page': (context, page) => findRequests(context, 'requests', { ...page }),
  'requests by opening': (context, page) =>
    findRequests(context, 'requests', { ...page, orderBy: { field: 'OPENED_AT', direction: 'DESC' } }),
  'requests by closing': (context, page) =>
    findRequests(context, 'requests', { ...page, orderBy: { field: 'CLOSED_AT', direction: 'DESC' } }),
  'requests, open': (context, page) => findRequests(context, 'requests', { ...page, filter: { status: 'OPEN' } }),
  'requests of a large process': (context, page) => findRequests(context, 'requests', { ...page, filter: { processName: 'P1' } }),
  'requests of a rare process': (context, page) => findRequests(context, 'requests', { ...page, filter: { processName: 'P20' } }),
  'requests of a user': (context, page) => findRequests(context, 'requests', { ...page, filter: { requesterUserName: 'five' } }),
  'requests of this week': (context, page) =>
    findRequests(context, 'requests', { ...page, filter: { openedSince: new Date(Date.now() - 6e8) } }),
  'requests closed this week': (context, page) =>
    findRequests(context, 'requests', { ...page, filter: { closedSince: new Date(Date.now() - 6e8) } }),
  'requests by a value': (context, page) =>
    findRequests(context, 'requests', { ...page, filter: { data: [{ name: 'NAME', textValue: 'name 777' }] } }),
  actions: (context, page) => findActions(context, 'actions', { ...page }),
  'actions, open': (context, page) => findActions(context, 'actions', { ...page, filter: { status: 'NOT_STARTED' } }),
  'actions of a process': (context, page) => findActions(context, 'actions', { ...page, filter: { processName: 'P20' } }),
  'actions of an assignee': (context, page) => findActions(context, 'actions', { ...page, filter: { assigneeUserName: 'actor' } }),
  'viewer.actions': (context, page) => userResolvers.User.actions({ id: context.viewer.id }, { ...page }, context),
  'viewer.requests': (context, page) => userResolvers.User.requests({ id: context.viewer.id }, { ...page }, context),
};

/** Returns what the plan's nodes read: rows, and tables that were read whole. */
function readBy(plan) {
  const inside = (plan.Plans ?? []).map(readBy);
  const loops = plan['Actual Loops'];
  const rows = plan['Relation Name'] ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * loops : 0;
  const whole = plan['Node Type'] === 'Seq Scan' && ['request', 'action', 'request_actor'].includes(plan['Relation Name']) && loops > 0;
  return {
    rows: rows + inside.reduce((sum, one) => sum + one.rows, 0),
    whole: [...(whole ? [plan['Relation Name']] : []), ...inside.flatMap((one) => one.whole)],
  };
}

/** Runs a list a few times; gives the median of its milliseconds, and what its plan read. */
async function measure(ask, userName, page) {
  const times = [];
  let statement, connection;
  for (let n = 0; n < 5; n += 1) {
    const context = await contextOf(userName);
    const read = context.db.read;
    const begun = performance.now();
    connection = await ask({ ...context, db: { ...context.db, read: (sql) => ((statement = sql), read(sql)) } }, page);
    times.push(performance.now() - begun);
  }
  const { rows } = await db.pool.query({ text: `EXPLAIN (ANALYZE, FORMAT JSON) ${statement.text}`, values: statement.values });
  return { ms: times.toSorted((a, b) => a - b)[2], ...readBy(rows[0]['QUERY PLAN'][0].Plan), connection };
}

/** The cursor behind 4,000 rows, null where there are not so many. */
async function findDeepCursor(ask, viewer, { hasNextPage, endCursor }) {
  let next = { hasNextPage, endCursor };
  for (let n = 0; n < 20; n += 1) {
    if (!next.hasNextPage) return null;
    next = (await ask(await contextOf(viewer), { first: 200, after: next.endCursor() })).pageInfo;
  }
  return next.endCursor();
}

try {
  await fill();
  const viewers = ['admin', 'five', 'actor', 'supervisor', 'rare', 'anybody'];
  console.log(`${requests} requests; ms / rows gone through of the first page, one 4,000 rows deep (where there is one), and the last\n`);
  console.log(`| list | ${viewers.join(' | ')} |\n|---|${viewers.map(() => '---|').join('')}`);
  for (const [name, ask] of Object.entries(asked)) {
    const cells = [];
    for (const viewer of viewers) {
      const pages = [await measure(ask, viewer, { first: 50 }), await measure(ask, viewer, { last: 50 })];
      const deep = await findDeepCursor(ask, viewer, pages[0].connection.pageInfo);
      if (deep) pages.splice(1, 0, await measure(ask, viewer, { first: 50, after: deep }));
      cells.push(
        pages.map(({ ms, rows, whole }) => `${ms.toFixed(1)}/${Math.round(rows)}${whole.length ? ` SEQ ${whole}` : ''}`).join(', '),
      );
    }
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
} finally {
  await db.close();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
