import { addHook, addProcess } from '../kit/factories';
import { startReplica, type Replica } from '../kit/startReplica';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

describe('rateLimit', () => {
  let server: TestServer;
  let replica: Replica;
  beforeAll(async () => {
    server = await startTestServer();
    replica = await startReplica(server);
    await addProcess(server, 'SIMPLE');
  });
  afterAll(async () => {
    await replica.stop();
    await server.stop();
  });

  const call = { operation: 'createRequest', args: { input: { processName: 'SIMPLE' } } };
  const addLimited = (rateLimit: object, more: object = {}) => addHook(server, administrator.userName, { rateLimit, ...more });

  it('lets through so many calls, whichever server they reach, and says when to come again', async () => {
    const token = await addLimited({ requests: 5, perSeconds: 60 });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? server : replica).post(`/hooks/${token}`, call)));
    const refused = answers.filter(({ status }) => status === 429);
    expect([answers.filter(({ status }) => status === 200).length, refused.length]).toEqual([5, 7]);
    for (const { headers, body } of refused) {
      const wait = Number(headers.get('retry-after'));
      expect([wait > 50 && wait <= 60, body]).toEqual([
        true,
        { error: `This hook takes 5 requests in 60 s: try again in ${wait} s`, code: 'TOO_MANY_REQUESTS' },
      ]);
    }
  });

  it('lets through again when its time is over', async () => {
    const token = await addLimited({ requests: 1, perSeconds: 1 });
    const statuses = [await server.post(`/hooks/${token}`, call), await replica.post(`/hooks/${token}`, call)].map(({ status }) => status);
    // Time itself is what is tested.
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect([...statuses, (await replica.post(`/hooks/${token}`, call)).status]).toEqual([200, 429, 200]);
  });

  it('is of each hook its own', async () => {
    const tokens = [await addLimited({ requests: 1, perSeconds: 60 }), await addLimited({ requests: 1, perSeconds: 60 })];
    const answers = await Promise.all(tokens.map((token) => server.post(`/hooks/${token}`, call)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('keeps its status in a hook that answers errors with 200', async () => {
    const token = await addLimited({ requests: 1, perSeconds: 60 }, { errorStatus: 'ALWAYS_200' });
    await server.post(`/hooks/${token}`, call);
    expect((await server.post(`/hooks/${token}`, call)).status).toBe(429);
  });
});
