import { pino } from 'pino';
import { awaitRequest, createWaits, type RequestProgress, type Waits } from '../../../src/modules/request/awaitRequest';
import { createFeed, type Feed } from '../../../src/store/createFeed';
import { openDatabase, type Database } from '../../../src/store/openDatabase';
import { countStatements } from '../../kit/countStatements';
import { addProcess, addRequest } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

let server: TestServer;
let db: Database;
let feed: Feed;
let waits: Waits;
beforeAll(async () => {
  server = await startTestServer();
  // One connection: anyone who held it while they wait would stop everybody.
  db = openDatabase(server.databaseUrl, { connections: 1, onError: () => undefined });
  feed = createFeed({ db, url: server.databaseUrl, log: pino({ level: 'silent' }) });
  waits = createWaits({ db, feed, maxWaits: 300 });
  await addProcess(server, 'P');
  await addProcess(server, 'ANSWERS', {
    start: ['DO', 'ANSWER'],
    activities: [
      { name: 'DO', type: 'USER', participant: 'Workers' },
      { name: 'ANSWER', type: 'RESPONSE', status: 200, body: 'done', continue: true },
    ],
  });
});
afterAll(async () => {
  await feed.stop();
  await db.close();
  await server.stop();
});

const isClosed = (standing: RequestProgress) => standing.isClosed;
const never = () => new AbortController().signal;

function waitFor(requestId: number, more: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<boolean> {
  return awaitRequest(waits, { requestId, isReached: isClosed, timeoutMs: 30_000, signal: never(), ...more });
}

describe('awaitRequest', () => {
  it('ends when the request does, which another process brings about', async () => {
    const requestId = await addRequest(server, 'P');
    const waiting = waitFor(requestId);
    await server.hook('completeAction', { requestNumber: requestId, number: 1 });
    expect(await waiting).toBe(true);
  });

  it('is over at once for what stands so already, and for a request that there is not', async () => {
    const requestId = await addRequest(server, 'ANSWERS');
    const answered = awaitRequest(waits, { requestId, isReached: ({ isAnswered }) => isAnswered, timeoutMs: 30_000, signal: never() });
    expect(await Promise.all([answered, waitFor(999_999)])).toEqual([true, false]);
  });

  it('ends when the time has passed, and when the signal is aborted', async () => {
    const requestId = await addRequest(server, 'P');
    const stopping = new AbortController();
    const aborted = waitFor(requestId, { signal: stopping.signal });
    const passed = await waitFor(requestId, { timeoutMs: 20 });
    stopping.abort();
    expect([passed, await aborted, await waitFor(requestId, { signal: stopping.signal })]).toEqual([false, false, false]);
  });

  it('lets hundreds wait for one request by few statements, and refuses one more than it may', async () => {
    const requestId = await addRequest(server, 'P');
    let told = 0;
    const leave = feed.watch((changed) => (told += changed === null ? 0 : 1));
    const results: boolean[] = [];
    const statements = await countStatements(db, async () => {
      const waiting = Array.from({ length: 300 }, async () => results.push(await waitFor(requestId)));
      await expect(waitFor(requestId)).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { retryAfter: 1 } });
      // Not by a look that would have come anyway.
      await until(async () => (await addRequest(server, 'P')) > 0 && told > 0);
      await server.hook('completeAction', { requestNumber: requestId, number: 1 });
      await Promise.all(waiting);
    });
    leave();
    const looks = statements.filter((text) => text.includes('isAnswered'));
    expect([results.length, results.every(Boolean), looks.length < 8]).toEqual([300, true, true]);
  });
});
