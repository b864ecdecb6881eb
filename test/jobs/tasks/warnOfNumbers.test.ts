import { pino } from 'pino';
import type { TaskDeps } from '../../../src/jobs/task';
import { warnOfNumbers } from '../../../src/jobs/tasks/recurring';
import { callRefused, refusedAs } from '../../kit/callRefused';
import { addProcess, addRequest } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

const last = 2_147_483_647;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ role: 'all' });
  await addProcess(server, 'P');
  const sub = { name: 'SUB', type: 'SUBPROCESS', process: 'P' };
  await addProcess(server, 'STARTS', { start: 'SUB', activities: [sub] });
});
afterAll(() => server.stop());

/** Lets the next number of requests be that. */
const goTo = (next: number) => server.db.pool.query(`SELECT setval('request_id_seq', $1, false)`, [next]);

describe('the numbers of requests', () => {
  const warnings = async () => {
    const lines: { table: string; percent: number }[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
    await warnOfNumbers.run({ db: server.db, log } as TaskDeps, {}, undefined as never);
    return lines.map(({ table, percent }) => ({ table, percent }));
  };

  it('are warned of before they come to an end, each kind by its table', async () => {
    await goTo(1_700_000_000);
    await addRequest(server, 'P');
    const before = await warnings();
    await goTo(1_800_000_000);
    await addRequest(server, 'P');
    expect([before, await warnings()]).toEqual([[], [{ table: 'request', percent: 83 }]]);
  });

  it('last to the last, and are refused by name then, with nothing stored', async () => {
    await goTo(last);
    const number = await addRequest(server, 'P');
    const error =
      'CreateRequest error: This server has used all 2147483647 numbers of this kind. Nothing was stored: its administrator must move to a new database';
    expect([number, await callRefused(server, 'createRequest', { processName: 'P' })]).toEqual([
      last,
      refusedAs(503, 'UNAVAILABLE', error),
    ]);
    expect((await server.hook('completeAction', { requestNumber: last, number: 1 })).status).toBe(200);
  });

  it('fail a SUBPROCESS that finds none', async () => {
    await server.db.pool.query('ALTER SEQUENCE request_id_seq RESTART 900 MAXVALUE 900');
    const parent = await addRequest(server, 'STARTS');
    const request = await until(async () => {
      const found = (await server.graphql(`{ request(number: ${parent}) { subStatus message } }`)).data.request;
      return found.subStatus !== null && found;
    });
    expect(request).toEqual({
      subStatus: 'ERROR',
      message: expect.stringMatching(/^SUB: a request of P cannot be started: .*request_id_seq/),
    });
  });
});
