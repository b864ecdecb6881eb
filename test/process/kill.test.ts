import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { HttpAnswer } from '../kit/startTestServer';
import { until } from '../kit/until';
import { startSluice, type Sluice } from './startSluice';

jest.setTimeout(120_000);

describe('a server under load', () => {
  let dataDir: string;
  let sluice: Sluice;
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), `sluice-test-${process.pid}-process-`));
    // Ours: PostgreSQL's account has to pass.
    await chmod(dataDir, 0o711);
    sluice = await startSluice(dataDir);
  });
  afterAll(async () => {
    await sluice.stop();
    await rm(dataDir, { recursive: true });
  });

  const create = (key: string) => sluice.hook('createRequest', { processName: '2_LEVELS_APPROVAL', clientMutationId: key }, key);
  /** Sends a call for each key, so many at once; gives the answers by key, null where the connection broke. */
  async function sendAll(keys: string[], atOnce = 20): Promise<Map<string, HttpAnswer | null>> {
    const answers = new Map<string, HttpAnswer | null>();
    const left = [...keys];
    const sendNext = async () => {
      for (let key = left.shift(); key !== undefined; key = left.shift()) answers.set(key, await create(key).catch(() => null));
    };
    await Promise.all(Array.from({ length: atOnce }, sendNext));
    return answers;
  }
  const numbersOf = (answers: Map<string, HttpAnswer | null>) =>
    new Map([...answers].flatMap(([key, answer]) => (answer?.status === 200 ? [[key, answer.body.number as number]] : [])));
  /** The numbers of the requests that a delivery without a repeat has created, each as often as there are such deliveries. */
  async function findDelivered(): Promise<number[]> {
    const filter = 'filter: { operation: "createRequest", hasError: false, duplicate: false }';
    const found: number[] = [];
    for (let after = 'null', hasMore = true; hasMore;) {
      const query = `{ deliveries(first: 200, after: ${after}, ${filter}) { nodes { request { number } } pageInfo { endCursor hasNextPage } } }`;
      const { nodes, pageInfo } = (await sluice.graphql(query)).data.deliveries;
      found.push(...(nodes as { request: { number: number } }[]).map(({ request }) => request.number));
      hasMore = pageInfo.hasNextPage as boolean;
      after = JSON.stringify(pageInfo.endCursor);
    }
    return found;
  }
  const countRequests = async (): Promise<number> => (await sluice.graphql('{ requests { totalCount } }')).data.requests.totalCount;
  const postmaster = async () => Number((await readFile(path.join(dataDir, 'postgresql/data/postmaster.pid'), 'utf8')).split('\n')[0]);
  const keysOf = (name: string) => Array.from({ length: 600 }, (_, n) => `${name}, call ${n}`);

  it('loses and doubles nothing when it is killed and everything is sent again', async () => {
    const before = await countRequests();
    const acknowledged = new Map<string, number>();
    const keys: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      keys.push(...keysOf(`killed ${round}`));
      const sending = sendAll(keysOf(`killed ${round}`));
      await until(async () => (await countRequests().catch(() => Infinity)) > before + acknowledged.size + 50);
      await sluice.kill();
      for (const [key, number] of numbersOf(await sending)) acknowledged.set(key, number);
      sluice = await startSluice(dataDir);
    }
    // The entry of a call is written with its effect: neither is lost without the other, nor there twice.
    const delivered = await findDelivered();
    expect([...acknowledged.values()].filter((number) => !delivered.includes(number))).toEqual([]);
    expect([new Set(delivered).size, await countRequests()]).toEqual([delivered.length, before + delivered.length]);
    expect(acknowledged.size).toBeGreaterThan(0);
    expect(acknowledged.size).toBeLessThan(keys.length);

    const again = await sendAll(keys);
    const numbers = numbersOf(again);
    expect([...again.values()].filter((answer) => answer?.status !== 200)).toEqual([]);
    expect([numbers.size, new Set(numbers.values()).size, await countRequests()]).toEqual([keys.length, keys.length, before + keys.length]);
    expect([...acknowledged].filter(([key, number]) => numbers.get(key) !== number)).toEqual([]);
  });

  it('loses and doubles nothing when its database is killed, and works as before when that is back', async () => {
    const before = await countRequests();
    const keys = keysOf('database killed');
    const sending = sendAll(keys);
    await until(async () => (await countRequests()) > before + 50);
    process.kill(await postmaster(), 'SIGKILL');
    const first = await sending;
    // Calls wait for the database, or are told to come again.
    expect([...new Set([...first.values()].map((answer) => answer?.status))].filter((status) => status !== 200 && status !== 503)).toEqual(
      [],
    );

    await until(async () => (await fetch(`${sluice.url}/readyz`)).status === 200);
    const numbers = numbersOf(await sendAll(keys));
    expect([numbers.size, new Set(numbers.values()).size, await countRequests()]).toEqual([keys.length, keys.length, before + keys.length]);
    expect([...numbersOf(first)].filter(([key, number]) => numbers.get(key) !== number)).toEqual([]);
  });

  it('answers what runs when it is told to stop, and ends with 0', async () => {
    const before = await countRequests();
    const sending = sendAll(keysOf('stopped'));
    await until(async () => (await countRequests()) > before + 50);
    const code = await sluice.stop();
    const answers = [...(await sending).values()];
    const acknowledged = answers.filter((answer) => answer?.status === 200).length;
    sluice = await startSluice(dataDir);
    expect([code, answers.filter((answer) => answer && answer.status !== 200), await countRequests()]).toEqual([
      0,
      [],
      before + acknowledged,
    ]);
  });
});
