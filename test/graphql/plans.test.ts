import type { Sql } from '../../src/sql';
import type { Context } from '../../src/context';
import { findActions } from '../../src/modules/action/findActions';
import { readTerm } from '../../src/modules/findConnection';
import { findRequests, searchRequests } from '../../src/modules/request/read/findRequests';
import { createDefinitions } from '../../src/store/load/loadDefinition';
import { loadRequests } from '../../src/store/load/loadRequest';
import { pruneRequests } from '../../src/store/delete/pruneRequests';
import type { Database, PreparedStatement } from '../../src/store/openDatabase';
import { commitStatement } from '../../src/store/commit/commitStatement';
import { allParts, parametersOf } from '../../src/store/commit/parts';
import { addProcess, addUser } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** With `PLAN_REQUESTS=200000` as in docs/performance.md. */
const requests = Number(process.env.PLAN_REQUESTS ?? 20_000);
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['five', 'supervisor', 'rare', 'actor']) await addUser(server, name);
  for (const [name, supervisor] of [
    ['Large', 'supervisor'],
    ['Rare', 'rare'],
  ]) {
    await addProcess(server, name!, {
      participants: [
        { name: 'Requesters', role: 'REQUESTER', everyone: true },
        { name: 'Workers', role: 'ACTOR', users: name === 'Rare' ? ['actor'] : [] },
        { name: 'Supervisors', role: 'SUPERVISOR', users: [supervisor] },
      ],
    });
  }
  await server.db.pool.query(`
    INSERT INTO request (id, uuid, process_id, requester_id, is_test, status, sub_status, opened_at, closed_at, data, last_action_number, engine, version)
    SELECT n, gen_random_uuid(), (SELECT id FROM process WHERE name = CASE WHEN n % 4001 = 1 THEN 'Rare' ELSE 'Large' END),
      (SELECT id FROM "user" WHERE user_name = CASE WHEN n % 4001 = 2 THEN 'five' ELSE 'admin' END), false,
      (CASE WHEN open THEN 'OPEN' ELSE 'CLOSED' END)::request_status, CASE WHEN NOT open THEN 'COMPLETED'::outcome END,
      now() - n * interval '1 minute', CASE WHEN NOT open THEN now() END,
      jsonb_build_object('TEXT', 'Purchase of ' || md5(n::text) || CASE WHEN n % 4001 = 3 THEN ' needle' ELSE '' END), 1, '{}', 1
    FROM generate_series(1, ${requests}) n, LATERAL (SELECT n % 10 = 1 AS open) x`);
  await server.db.pool.query(`
    INSERT INTO action (request_id, number, process_id, activity, participant, self_service, status, sub_status, opened_at, closed_at)
    SELECT id, 1, process_id, 'DO', 'Workers', true, (CASE status WHEN 'OPEN' THEN 'NOT_STARTED' ELSE 'CLOSED' END)::action_status, sub_status, opened_at, closed_at
    FROM request`);
  await server.db.pool.query('ANALYZE');
});
afterAll(() => server.stop());

const lists: Record<string, (context: Context) => Promise<unknown>> = {
  requests: (context) => findRequests(context, 'requests', {}),
  'the last requests': (context) => findRequests(context, 'requests', { last: 50 }),
  'requests by opening': (context) => findRequests(context, 'requests', { orderBy: { field: 'OPENED_AT', direction: 'DESC' } }),
  'requests by closing': (context) => findRequests(context, 'requests', { orderBy: { field: 'CLOSED_AT', direction: 'ASC' } }),
  'open requests': (context) => findRequests(context, 'requests', { filter: { status: 'OPEN' } }),
  'requests of a rare process': (context) => findRequests(context, 'requests', { filter: { processName: 'Rare' } }),
  'requests of a user': (context) => findRequests(context, 'requests', { filter: { requesterUserName: 'five' } }),
  'requests not closed': (context) => findRequests(context, 'requests', { filter: { not: { status: 'CLOSED' } } }),
  'requests of some statuses': (context) => findRequests(context, 'requests', { filter: { statuses: ['OPEN', 'CLOSED'] } }),
  'requests of some processes': (context) => findRequests(context, 'requests', { filter: { processNames: ['Rare', 'Large'] } }),
  'requests of some users': (context) => findRequests(context, 'requests', { filter: { requesterUserNames: ['five', 'actor'] } }),
  'requests of some users and processes': (context) =>
    findRequests(context, 'requests', { filter: { requesterUserNames: ['five', 'admin'], processNames: ['Rare'] } }),
  'requests of a rare process by closing': (context) =>
    findRequests(context, 'requests', { filter: { processNames: ['Rare'] }, orderBy: { field: 'CLOSED_AT', direction: 'DESC' } }),
  'open actions by a list': (context) => findActions(context, 'actions', { filter: { statuses: ['NOT_STARTED', 'RUNNING'] } }),
  'actions not closed': (context) => findActions(context, 'actions', { filter: { not: { status: 'CLOSED' } } }),
  'actions of some assignees': (context) => findActions(context, 'actions', { filter: { assigneeUserNames: ['five', 'actor'] } }),
  actions: (context) => findActions(context, 'actions', {}),
  'open actions': (context) => findActions(context, 'actions', { filter: { status: 'NOT_STARTED' } }),
  'a search for a number': (context) => searchRequests(context, { term: readTerm('17') }),
  'a search for a rare text': (context) => searchRequests(context, { term: readTerm('needle') }),
  'a search for a text that is nowhere': (context) => searchRequests(context, { term: readTerm('haystack') }),
  'a search for a text of all': (context) => searchRequests(context, { term: readTerm('purchase') }),
  'a search for a rare process': (context) => searchRequests(context, { term: readTerm('rar') }),
  'a search for a large process': (context) => searchRequests(context, { term: readTerm('LARGE') }),
  'a search among open requests': (context) => searchRequests(context, { term: readTerm('needle'), filter: { status: 'OPEN' } }),
  'actions of a rare process': (context) => findActions(context, 'actions', { filter: { processName: 'Rare' } }),
};

/** Resolves to how many rows of requests and actions PostgreSQL goes through for what `ask` reads. */
async function rowsReadBy(userName: string, ask: (context: Context) => Promise<unknown>): Promise<number> {
  const context = await server.contextOf(userName);
  const statements: Sql[] = [];
  const read = (statement: Sql) => {
    statements.push(statement);
    return context.db.query(statement);
  };
  const readWithin = (_: number, statement: Sql) => read(statement);
  await ask({
    ...context,
    db: { ...context.db, read: read as Context['db']['read'], readWithin: readWithin as Context['db']['readWithin'] },
  });
  let sum = 0;
  for (const statement of statements) sum += rowsOf(await planOf(statement));
  return sum;
}

/** The plan of a prepared statement that was used often: PostgreSQL may plan the sixth use without looking at the values. Not of one without a name. */
async function planOf({ text, values, ...given }: Sql | PreparedStatement): Promise<Plan> {
  const client = await server.db.pool.connect();
  try {
    await client.query(`PREPARE often AS ${text}`);
    const literals = values.map((value) => client.escapeLiteral(Array.isArray(value) ? `{${value.join(',')}}` : String(value)));
    const execute = `EXECUTE often${values.length > 0 ? `(${literals.join(', ')})` : ''}`;
    const isNeverKept = 'name' in given && given.name === '';
    for (let use = 1; !isNeverKept && use <= 5; use += 1) await client.query(execute);
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${execute}`);
    return rows[0]!['QUERY PLAN'][0]!.Plan;
  } finally {
    await client.query('DEALLOCATE often');
    client.release();
  }
}

function rowsOf(plan: Plan): number {
  const counts = ['request', 'action', 'request_actor'].includes(plan['Relation Name'] ?? '');
  const own = counts ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'] : 0;
  return own + (plan.Plans ?? []).reduce((sum, one) => sum + rowsOf(one), 0);
}

describe.each(['admin', 'five', 'supervisor', 'rare', 'actor'])(`the lists of %s among ${requests} requests`, (userName) => {
  it.each(Object.entries(lists))('read few rows: %s', async (_, ask) => {
    expect(await rowsReadBy(userName, ask)).toBeLessThan(3_000);
  });
});

describe(`the deletion of requests among ${requests}`, () => {
  /** Runs it in a transaction that is rolled back, and gives the rows that PostgreSQL goes through. */
  async function rowsReadByPruning(): Promise<number> {
    const client = await server.db.pool.connect();
    let count = 0;
    const explain = async ({ text, values }: Sql) => {
      const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>({ text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values });
      count += rowsOf(rows[0]!['QUERY PLAN'][0]!.Plan);
    };
    const read = async (statement: Sql) => {
      await explain(statement);
      return (await client.query({ text: statement.text, values: statement.values })).rows as object[];
    };
    const prisma = { $transaction: (work: (tx: object) => Promise<unknown>) => work({ $queryRaw: read, $executeRaw: explain }) };
    await client.query('BEGIN');
    await pruneRequests({ ...server.db, read, prisma } as unknown as Database, undefined as never, Infinity);
    const { rows } = await client.query(
      `SELECT FROM request r JOIN process p ON p.id = r.process_id WHERE p.name = 'Rare' AND r.status = 'CLOSED'`,
    );
    await client.query('ROLLBACK');
    client.release();
    expect(rows).toEqual([]);
    return count;
  }

  it('reads few rows but those that it deletes', async () => {
    await server.db.pool.query(`
      UPDATE process SET definition = definition || '{"retentionDays": 1}' WHERE name = 'Rare';
      UPDATE request SET closed_at = now() - interval '2 days' WHERE status = 'CLOSED' AND process_id = (SELECT id FROM process WHERE name = 'Rare');
      INSERT INTO request (id, uuid, process_id, requester_id, is_test, status, sub_status, opened_at, closed_at, data, last_action_number, engine, version,
          parent_id, parent_action, parent_index, root_id, depth)
        SELECT id + ${requests}, gen_random_uuid(), process_id, requester_id, false, status, sub_status, opened_at, closed_at, '{}', 1, '{}', 1, id, 1, 1, id, 2 FROM request
        WHERE status = 'CLOSED'`);
    await server.db.pool.query('ANALYZE');
    expect(await rowsReadByPruning()).toBeLessThan(500);
  });

  it('finds what refers to a request by an index, for each foreign key', async () => {
    const { rows } = await server.db.pool.query(`
      SELECT c.conname FROM pg_constraint c WHERE c.confrelid IN ('request'::regclass, '"case"'::regclass) AND c.contype = 'f'
        AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])`);
    expect(rows).toEqual([]);
  });
});

describe('the hot statements', () => {
  const asked = [{ requestId: 5, actionNumber: 1, userIds: [], userNames: [] }];
  it.each<[string, (db: Database) => Promise<unknown>]>([
    ['commit', (db) => db.query({ name: '', text: commitStatement(allParts), values: parametersOf(allParts) })],
    ['load', (db) => loadRequests(db, createDefinitions(null), asked, 1, false)],
  ])('look requests and actions up by their keys: %s', async (_, run) => {
    const client = await server.db.pool.connect();
    try {
      const explain = async ({ text, values }: Pick<Sql, 'text' | 'values'>) => {
        // As if the tables were small: then a scan of the whole seems to be cheap.
        await client.query(`SET random_page_cost = 40; SET plan_cache_mode = force_generic_plan; PREPARE hot AS ${text}`);
        const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
          `EXPLAIN (FORMAT JSON) EXECUTE hot (${values.map(() => 'NULL').join()})`,
        );
        // Others hold nothing here, or little.
        expect(scannedBy(rows[0]!['QUERY PLAN'][0]!.Plan).filter((table) => ['request', 'action'].includes(table))).toEqual([]);
        return [];
      };
      await run({ ...server.db, query: explain, read: explain });
    } finally {
      // Its settings are not those of the others.
      client.release(true);
    }
  });
});

/** The tables that a plan reads from beginning to end, sorted. */
function scannedBy({ Plans: plans = [], ...plan }: Plan): string[] {
  const own = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name']!] : [];
  return [...new Set([...own, ...plans.flatMap(scannedBy)])].sort();
}
