import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { pino } from 'pino';
import { createFeed, type Changed, type Feed } from '../../src/store/createFeed';
import { addProcess, addRequest } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

let server: TestServer;
let feed: Feed;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'P');
  feed = createFeed({ db: server.db, url: server.databaseUrl, log: pino({ level: 'silent' }) });
});
afterAll(async () => {
  await feed.stop();
  await server.stop();
});

describe('a commit', () => {
  it('tells nobody while nobody listens, and names the request as soon as somebody does', async () => {
    const heard: string[] = [];
    const client = new Client({ connectionString: server.databaseUrl });
    client.on('notification', ({ payload = '' }) => heard.push(payload));
    await client.connect();
    await client.query('LISTEN sluice_changed');
    await addRequest(server, 'P');
    await client.query("INSERT INTO listener VALUES (gen_random_uuid(), now() - interval '2 minutes')");
    await addRequest(server, 'P');
    await client.query('UPDATE listener SET seen_at = now()');
    const number = await addRequest(server, 'P');
    await until(() => Promise.resolve(heard.length > 0));
    await client.query('DELETE FROM listener');
    await client.end();
    expect(heard).toEqual([String(number)]);
  });

  it('of many requests together names all of them', async () => {
    const heard = new Set<number>();
    let times = 0;
    const leave = feed.watch((changed) => {
      if (changed === null) times += 1;
      changed?.forEach((requestId) => heard.add(requestId));
    });
    // When it begins, and when what ran then is over, everything may have changed.
    await until(() => Promise.resolve(times === 2));
    const numbers = await Promise.all(Array.from({ length: 300 }, () => addRequest(server, 'P')));
    await until(() => Promise.resolve(heard.size >= 300));
    leave();
    expect([...heard].sort((a, b) => a - b)).toEqual(numbers.sort((a, b) => a - b));
  });
});

describe('createFeed', () => {
  it('tells all that watch of one and the same changes, and nobody who has left', async () => {
    const [first, second, third]: Changed[][] = [[], [], []];
    const leave = [first, second].map((heard) => feed.watch((changed) => changed && heard!.push(changed)));
    feed.watch((changed) => changed && third!.push(changed))();
    await until(async () => {
      await addRequest(server, 'P');
      return first!.length > 0;
    });
    leave.forEach((one) => one());
    expect([first![0] === second![0], third]).toEqual([true, []]);
  });

  it.each([0, 1, 2, 3, 5, 8, 12, 20])('stops %d ms after it was first watched, however far its connection has come', async (ms) => {
    for (let round = 0; round < 5; round += 1) {
      const young = createFeed({ db: server.db, url: server.databaseUrl, log: pino({ level: 'silent' }) });
      young.watch(() => undefined);
      await sleep(ms);
      expect(await Promise.race([young.stop(), sleep(10_000, 'hangs', { ref: false })])).toBeUndefined();
    }
  });

  it('says that everything may have changed when its connection was lost', async () => {
    let times = 0;
    const leave = feed.watch((changed) => {
      if (changed === null) times += 1;
    });
    await until(() => Promise.resolve(times === 2));
    await server.db.query({
      name: 'cut',
      text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sluice listens' AND datname = current_database()`,
      values: [],
    });
    await until(() => Promise.resolve(times > 2));
    leave();
    expect(times).toBeGreaterThan(2);
  });
});
