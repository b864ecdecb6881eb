import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Refusal } from '../../src/errors';
import { createShares, createHold } from '../../src/server/createShares';
import { sendHeld, sendRefusal } from '../../src/server/send';
import { addHook, addProcess, addUser } from '../kit/factories';
import { startReplica, type Replica } from '../kit/startReplica';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

let server: TestServer;
let other: string;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'P');
  await addUser(server, 'ann');
  other = await addHook(server, 'ann');
});
afterAll(() => server.stop());

const basic = (userName: string, word: string) => `Basic ${Buffer.from(`${userName}:${word}`).toString('base64')}`;
const call = { operation: 'createRequest', args: { input: { processName: 'P' } } };
const sockets: Socket[] = [];
let replica: Replica;
afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  await replica.stop();
});

/** Sends the head of a POST and some of its body, and gives what is answered so far. */
async function begin(
  path: string,
  { announced, sent, headers = {} }: { announced: number; sent: Buffer; headers?: Record<string, string> },
) {
  const { port, hostname } = new URL(replica.url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('error', () => undefined);
  await once(socket, 'connect');
  const lines = Object.entries({ host: 'x', 'content-type': 'application/json', 'content-length': announced, ...headers });
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  socket.write(sent);
  return { socket, answered: () => answer };
}

describe('a caller who sends bodies slowly', () => {
  it.each([
    ['a hook', () => `/hooks/${server.token}`, {}],
    ['GraphQL', () => '/graphql', { authorization: basic(administrator.userName, administrator.password) }],
    ['an unknown hook', () => '/hooks/unknown', {}],
  ])('takes no slot from others through %s', async (_, path, headers) => {
    replica = await startReplica(server, { maxConcurrentRequests: 4 });
    const slow: Awaited<ReturnType<typeof begin>>[] = [];
    for (let n = 0; n < 20; n += 1) slow.push(await begin(path(), { announced: 30_000_000, sent: Buffer.from('{'), headers }));
    // They are let in first, by a lookup of hook or user each: so many at a time of one address.
    await until(async () => (await replica.post(`/hooks/${other}`, call)).status === 200);
    const answers = [];
    for (let n = 0; n < 10; n += 1)
      answers.push(await replica.post(`/hooks/${other}`, call), await replica.post(`/hooks/${server.token}`, call));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('is answered 408 after ten seconds', async () => {
    replica = await startReplica(server);
    const { socket, answered } = await begin(`/hooks/${server.token}`, { announced: 1_000, sent: Buffer.from('{') });
    const drip = setInterval(() => socket.write(' '), 200);
    await until(() => Promise.resolve(answered().includes('\r\n\r\n{')), 60_000);
    clearInterval(drip);
    expect(answered()).toMatch(/^HTTP\/1\.1 408 .*"code":"REQUEST_TIMEOUT"/s);
  }, 90_000);

  it('holds their share of the bytes at most', async () => {
    replica = await startReplica(server, { maxBodyBytes: 1_000_000, maxBodiesBytes: 4_000_000 });
    const large = { announced: 1_000_000, sent: Buffer.alloc(900_000, ' ') };
    const slow: Awaited<ReturnType<typeof begin>>[] = [];
    for (let n = 0; n < 4; n += 1) slow.push(await begin(`/hooks/${server.token}`, large));
    await until(() => Promise.resolve(slow.some(({ answered }) => answered().includes('429'))));
    const refused = slow.filter(({ answered }) => answered().includes('"code":"TOO_MANY_REQUESTS"')).length;
    expect([refused > 0, (await replica.post(`/hooks/${other}`, call)).status]).toEqual([true, 200]);
    slow.forEach(({ socket }) => socket.destroy());
    await until(async () => (await replica.post(`/hooks/${server.token}`, call)).status === 200);
  });
});

describe('a caller who does not read', () => {
  it('has answers dropped beyond the bytes that may wait, which says so', async () => {
    replica = await startReplica(server, { maxAnswersBytes: 100 });
    const authorization = basic(administrator.userName, administrator.password);
    const query = '{ __schema { types { name } } }';
    const [graphql, hook] = [
      await replica.post('/graphql', { query }, { authorization }),
      await replica.post(`/hooks/${server.token}`, { ...call, args: { input: { processName: 'P', clientMutationId: 'x'.repeat(200) } } }),
    ];
    expect([graphql.status, graphql.body.errors[0].extensions.code, hook.status, hook.body.code]).toEqual([
      503,
      'UNAVAILABLE',
      503,
      'UNAVAILABLE',
    ]);
  });

  it('holds their share of these bytes until the socket has taken them or is gone', async () => {
    replica = await startReplica(server);
    const unread = createShares({ total: 100_000_000, unit: 'bytes', percent: 50 });
    const text = 'x'.repeat(20_000_000);
    const plain = createServer((request, response) => {
      sendHeld(response, { status: 200, headers: {}, body: text }, createHold(response, unread, request.url ?? '')).catch(
        (error: unknown) => sendRefusal(response, error as Refusal, false),
      );
    }).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const { port } = plain.address() as AddressInfo;
    const ask = async (path: string) => {
      const [response] = (await once(get({ port, path, agent: false }), 'response')) as [IncomingMessage];
      return response;
    };
    const [first, second, third, other] = [await ask('/ann'), await ask('/ann'), await ask('/ann'), await ask('/bob')];
    const statuses = [first, second, third, other].map(({ statusCode }) => statusCode);
    [first, second, third, other].forEach((response) => response.destroy());
    await until(async () => {
      const response = await ask('/ann');
      response.destroy();
      return response.statusCode === 200;
    });
    plain.close();
    expect(statuses).toEqual([200, 200, 429, 200]);
  });
});
