import { createHmac } from 'node:crypto';
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
        { error: `This hook accepts 5 calls per 60 s: try again in ${wait} s`, code: 'TOO_MANY_REQUESTS' },
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

  it('is not used up by calls that are not signed, which are counted apart and never keep out a right one', async () => {
    const secret = 'a secret that both sides know';
    const token = await addLimited({ requests: 2, perSeconds: 60 }, { signature: { scheme: 'HMAC_SHA256', secret } });
    const text = JSON.stringify(call);
    const signed = { 'x-signature': `sha256=${createHmac('sha256', secret).update(text).digest('hex')}` };
    const unsigned = [];
    for (let n = 0; n < 60; n += 1) unsigned.push((await server.post(`/hooks/${token}`, text)).status);
    const right = [];
    for (let n = 0; n < 3; n += 1) right.push((await server.post(`/hooks/${token}`, text, signed)).status);
    expect([unsigned.slice(0, 50), unsigned.slice(50), right]).toEqual([Array(50).fill(401), Array(10).fill(429), [200, 200, 429]]);
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
