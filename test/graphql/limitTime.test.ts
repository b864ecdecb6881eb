import { Client } from 'pg';
import { countStatements } from '../kit/countStatements';
import { addProcess, addRequest } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ requestTimeoutMs: 400 });
  await addProcess(server, 'P');
  await addRequest(server, 'P');
});
afterAll(() => server.stop());

describe('an operation that took too long', () => {
  /** Runs it while the table is locked, until it is told TIMEOUT; gives what is still sent when the lock is gone. */
  async function sentAfterwards(table: string, query: string): Promise<string[]> {
    const other = new Client({ connectionString: server.databaseUrl });
    await other.connect();
    await other.query(`BEGIN; LOCK TABLE ${table}`);
    const { errors } = await server.graphql(query);
    const sent = await countStatements(server.db, async () => {
      await other.end();
      await until(() => Promise.resolve(server.db.pool.idleCount === server.db.pool.totalCount));
      await server.graphql('{ viewer { id } }');
    });
    expect(errors[0].extensions.code).toBe('TIMEOUT');
    return sent;
  }

  it('reads no more', async () => {
    const query = '{ processes { nodes { requests(first: 10) { nodes { history { nodes { type } } } } } } }';
    expect((await sentAfterwards('request', query)).filter((text) => text.includes('FROM history'))).toEqual([]);
  });

  it('begins none of its other mutations', async () => {
    await sentAfterwards(
      'process_name',
      `mutation {
        setProcessState(input: { name: "P", version: 1, state: ACTIVE }) { process { id } }
        createGroup(input: { name: "too late" }) { group { id } }
      }`,
    );
    expect(await server.db.prisma.group.count({ where: { name: 'too late' } })).toBe(0);
  });
});
