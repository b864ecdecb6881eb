import { Client } from 'pg';
import { addProcess, addRequest } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
let holder: Client;
beforeAll(async () => {
  server = await startTestServer({ statementTimeoutMs: 500 });
  await addProcess(server, 'P');
  holder = new Client({ connectionString: server.databaseUrl });
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await server.stop();
});

const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
const message = 'The database did not finish in time, and nothing was changed: try again in a moment';
const create = (key: string) => server.hook('createRequest', { processName: 'P' }, { 'idempotency-key': key });
const count = () => server.db.prisma.request.count();

/** Does the work while somebody holds a table. */
async function whileLocked<Result>(table: string, work: () => Promise<Result>): Promise<Result> {
  await holder.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  try {
    return await work();
  } finally {
    await holder.query('COMMIT');
  }
}

describe('a database that hangs', () => {
  it.each([
    ['as a hook is found', 'application'],
    ['as a process is loaded', 'process'],
    ['as a request is written', 'history'],
  ])('is answered by 503 as JSON, %s; the call has no effect then, and the same key has it later', async (_, table) => {
    const before = await count();
    const refused = await whileLocked(table, () => create(table));
    const between = await count();
    const repeated = await create(table);
    expect([refused.status, refused.headers.get('retry-after'), refused.body.code, between - before]).toEqual([503, '1', 'UNAVAILABLE', 0]);
    expect(refused.body.error).toContain(message);
    expect([repeated.status, (await count()) - before]).toEqual([200, 1]);
  });

  it('keeps nobody waiting longer who came later, for the same request or others', async () => {
    const number = await addRequest(server, 'P');
    const logged = server.logged.length;
    const statuses = await whileLocked('history', async () => {
      const comments = Array.from({ length: 12 }, (__, n) =>
        server.hook('addComment', { subjectId: globalId(`Request:${number}`), message: `comment ${n}` }),
      );
      return (await Promise.all([...comments, create('beside')])).map(({ status }) => status);
    });
    // Of those on the same request few wait for the database, one after the other: the time of the others is up before their turn.
    const cancelled = server.logged.slice(logged).filter((line) => line.includes('A statement was cancelled')).length;
    expect([new Set(statuses), cancelled < 7]).toEqual([new Set([503]), true]);
  });

  it('is told to GraphQL callers, queries and administration, and leaves a line in the log', async () => {
    const lines = server.logged.length;
    const query = await whileLocked('request', () => server.graphql('{ requests(first: 1) { edges { node { number } } } }'));
    const mutation = await whileLocked('"group"', () =>
      server.graphql('mutation { createGroup(input: { name: "late" }) { group { name } } }'),
    );
    expect([query.errors[0].extensions.code, query.errors[0].message]).toEqual(['UNAVAILABLE', message]);
    expect([mutation.errors[0].extensions.code, mutation.errors[0].message]).toEqual(['UNAVAILABLE', message]);
    const said = server.logged.slice(lines);
    expect(said.some((line) => line.includes('A statement was cancelled after 500 ms'))).toBe(true);
    expect(said.some((line) => line.includes('"trouble":"DATABASE_TOO_SLOW"'))).toBe(true);
  });

  it('is told to those who log in', async () => {
    const answer = await whileLocked('configuration', () =>
      server.post('/graphql', { query: '{ viewer { userName } }' }, { authorization }),
    );
    expect([answer.status, answer.body.errors[0].message]).toEqual([503, message]);
  });
});
