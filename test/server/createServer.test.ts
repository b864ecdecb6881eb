import http from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Pool } from 'pg';
import { addProcess } from '../kit/factories';
import { holdCommits } from '../kit/holdCommits';
import { startProxy } from '../kit/startProxy';
import { startReplica, type Replica } from '../kit/startReplica';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';
import { version } from '../../src/version';
import { until } from '../kit/until';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'SIMPLE');
});
afterAll(() => server.stop());

const call = { operation: 'createRequest', args: { input: { processName: 'SIMPLE' } } };
async function get(url: string) {
  const response = await fetch(url);
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
}
/** Sends these bytes on a connection of its own and no more; gives all that comes back until the server closes it. */
function sendRaw({ url }: { url: string }, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}
/** The body of such an answer, which is JSON. */
const jsonOf = (answer: string): unknown => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
const head = () => `POST /hooks/${server.token} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;

describe('a request target in absolute form', () => {
  it.each([
    ['http://any.example/healthz', 'ok'],
    ['HTTPS://any.example:1/healthz?a=http://b/c', 'ok'],
    ['http://any.example/none', 'Nothing exists at /none'],
  ])('%s is taken for its path', async (target, told) => {
    const answer = await sendRaw(server, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toContain(told);
  });

  it('reaches a hook, with its query', async () => {
    const body = JSON.stringify(call);
    const type = 'Content-Type: application/json\r\nConnection: close\r\n';
    const target = `http://any.example/hooks/${server.token}?a=b`;
    const answer = await sendRaw(server, `POST ${target} HTTP/1.1\r\nHost: x\r\n${type}Content-Length: ${body.length}\r\n\r\n${body}`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*"requestId"/);
  });
});

describe('an answer', () => {
  const json = { 'content-type': 'application/json' };
  const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
  it.each<[string, string, RequestInit]>([
    ['of a hook', '/hooks/TOKEN', { method: 'POST', headers: json, body: JSON.stringify(call) }],
    ['of a refusal', '/hooks/none', { method: 'POST' }],
    ['of GraphQL', '/graphql', { method: 'POST', headers: { ...json, authorization }, body: '{"query":"{viewer{id}}"}' }],
    ['of a GraphQL error', '/graphql', { method: 'POST', headers: { ...json, authorization }, body: '{' }],
    ['of the Workflows API', '/cases', { method: 'POST' }],
    ['of the OpenAPI document', '/openapi.json', {}],
  ])('ends with a line break: that %s', async (_, path, init) => {
    const answer = await (await fetch(server.url + path.replace('TOKEN', server.token), init)).text();
    expect(answer).toMatch(/^\{[^]*\}\n$/);
  });
});

describe('a call', () => {
  const linesOf = ({ logged }: { logged: string[] }) => logged.map((line) => JSON.parse(line) as Record<string, unknown>);

  it('has its X-Request-Id in the answer and in its line of the log, which never has a token or a password', async () => {
    const replica = await startReplica(server);
    const authorization = `Basic ${Buffer.from('admin:wr0ng password').toString('base64')}`;
    const ids = ['order-17', 'a/b:c@d=1+2', 'x'.repeat(128), undefined, '', 'two words', 'x'.repeat(129), '<script>'];
    const given = [];
    for (const id of ids) {
      const { headers } = await replica.post(`/hooks/${server.token}?a=s3cret`, call, id === undefined ? {} : { 'x-request-id': id });
      given.push(headers.get('x-request-id'));
    }
    const refused = await replica.post('/graphql', { query: '{ viewer { userName } }' }, { authorization, 'x-request-id': 'refused' });
    const unknown = await replica.post(`/hook/${server.token}`, call, { 'x-request-id': 'unknown' });
    await until(() => Promise.resolve(linesOf(replica).filter(({ msg }) => msg === 'call').length === ids.length + 2));
    await replica.stop();
    const uuid = expect.stringMatching(/^[\da-f-]{36}$/) as string;
    expect(given).toEqual([...ids.slice(0, 3), uuid, uuid, uuid, uuid, uuid]);
    const line = { level: 30, msg: 'call', method: 'POST', address: '127.0.0.1', ms: expect.any(Number) as number };
    expect(linesOf(replica).filter(({ msg }) => msg === 'call')).toEqual([
      ...given.map((requestId) =>
        expect.objectContaining({ ...line, requestId, route: 'hooks', status: 200, actor: expect.stringMatching(/^hook \d+$/) as string }),
      ),
      expect.objectContaining({ ...line, requestId: 'refused', route: 'graphql', path: '/graphql', status: 401 }),
      expect.objectContaining({ ...line, requestId: 'unknown', route: 'unknown', status: 404 }),
    ]);
    expect([refused.headers.get('x-request-id'), unknown.headers.get('x-request-id')]).toEqual(['refused', 'unknown']);
    expect(linesOf(replica)).toContainEqual(
      expect.objectContaining({
        level: 40,
        userName: 'admin',
        address: '127.0.0.1',
        msg: expect.stringMatching(/^a log-in failed/) as string,
      }),
    );
    expect(replica.logged.join('')).not.toMatch(new RegExp(`${server.token}|wr0ng|s3cret`));
  });

  it.each([
    ['all', [200, 404]],
    ['errors', [404]],
    ['none', []],
  ] as const)('has its line where ACCESS_LOG is %s', async (accessLog, statuses) => {
    const replica = await startReplica(server, { accessLog });
    await replica.post(`/hooks/${server.token}`, call);
    await replica.post('/hooks/unknown-token-of-nobody', call);
    await replica.stop();
    expect(
      linesOf(replica)
        .filter(({ msg }) => msg === 'call')
        .map(({ status }) => status),
    ).toEqual(statuses);
  });
});

describe('GET /healthz, /readyz, /metrics', () => {
  it('say that it is alive and ready, without a log-in', async () => {
    const type = 'text/plain; charset=utf-8';
    expect([await get(`${server.url}/healthz`), await get(`${server.url}/readyz`)]).toEqual([
      { status: 200, type, body: `ok ${version}\n` },
      { status: 200, type, body: 'ready\n' },
    ]);
  });

  it('answer under BASE_PATH as well', async () => {
    const replica = await startReplica(server, { basePath: '/wfgen' });
    const answers = await Promise.all(
      ['/wfgen/healthz', '/wfgen/readyz/', '/wfgen/metrics', '/healthz'].map((path) => get(replica.url + path)),
    );
    await replica.stop();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('say that it is not ready while the database cannot be reached, and calls are told to come again', async () => {
    const proxy = await startProxy(server.databaseUrl);
    const replica = await startReplica({ databaseUrl: proxy.databaseUrl });
    const before = await get(`${replica.url}/readyz`);
    await proxy.stop();
    await until(async () => (await get(`${replica.url}/readyz`)).status === 503);
    const [ready, alive, answer] = await Promise.all([
      get(`${replica.url}/readyz`),
      get(`${replica.url}/healthz`),
      replica.post(`/hooks/${server.token}`, call),
    ]);
    await replica.stop();
    expect([before.status, ready.status, ready.body, alive.status]).toEqual([200, 503, 'not ready\n', 200]);
    expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
      503,
      '1',
      { error: 'The database cannot be reached: try again in a moment', code: 'UNAVAILABLE' },
    ]);
  });

  it('are answered while no more calls are taken', async () => {
    const replica = await startReplica(server, { maxConcurrentRequests: 1 });
    const held = await holdCommits(server.databaseUrl);
    const running = replica.post(`/hooks/${server.token}`, call);
    await held.isWaitedFor();
    const paths = ['/healthz', '/readyz', '/metrics', '/graphql/schema'];
    const statuses = await Promise.all(paths.map(async (path) => (await get(replica.url + path)).status));
    const another = await replica.post(`/hooks/${server.token}`, call);
    await held.release();
    expect([statuses, another.status, (await running).status]).toEqual([[200, 200, 200, 401], 503, 200]);
    await replica.stop();
  });

  it('ask the database once a second, however often they are asked', async () => {
    const replica = await startReplica(server);
    const query = jest.spyOn(Pool.prototype, 'query');
    const answers = await Promise.all(Array.from({ length: 50 }, () => get(`${replica.url}/readyz`)));
    const sent = query.mock.calls.length;
    query.mockRestore();
    await replica.stop();
    expect([answers.every(({ status }) => status === 200), sent]).toEqual([true, 1]);
  });

  it('measure calls by route and status, and show no secret', async () => {
    const replica = await startReplica(server);
    await replica.post(`/hooks/${server.token}`, call);
    await replica.post(`/hooks/${server.token}`, {});
    await replica.post('/nowhere', {});
    const { body, type } = await get(`${replica.url}/metrics`);
    await replica.stop();
    expect(type).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const line of [
      'sluice_http_requests_total{route="hooks",status="200"} 1',
      'sluice_http_requests_total{route="hooks",status="400"} 1',
      'sluice_http_requests_total{route="unknown",status="404"} 1',
      'sluice_http_request_seconds_count{route="hooks"} 2',
      'sluice_hook_requests_total{kind="OPERATIONS",status="200"} 1',
      'sluice_hook_requests_total{kind="OPERATIONS",status="400"} 1',
      'sluice_database_connections{state="waiting"} 0',
    ]) {
      expect(body.split('\n')).toContain(line);
    }
    expect(body).toMatch(/^nodejs_eventloop_lag_seconds \S+$/m);
    expect(body).not.toContain(server.token);
  });
});

describe('an unknown route', () => {
  it.each(['/nothing', '/hooks/a/b', '/graphql/nothing', '/healthz/x', '/%zz', '//'])('%s is 404 in JSON', async (path) => {
    expect(await get(server.url + path)).toEqual({
      status: 404,
      type: 'application/json; charset=utf-8',
      body: `${JSON.stringify({ error: `Nothing exists at ${path}`, code: 'NOT_FOUND' })}\n`,
    });
  });
});

describe('a log-in that has to wait', () => {
  it('takes no place of the calls', async () => {
    const replica = await startReplica(server, { maxConcurrentRequests: 1 });
    const logIn = (n: number) => {
      const authorization = `Basic ${Buffer.from(`admin:wrong ${n}`).toString('base64')}`;
      return replica.post('/graphql', { query: '{ viewer { id } }' }, { authorization });
    };
    for (let n = 0; n < 5; n += 1) await logIn(n);
    const waiting = logIn(5);
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await replica.post(`/hooks/${server.token}`, call)).status);
    statuses.push((await waiting).status);
    await replica.stop();
    expect(statuses).toEqual([200, 200, 200, 401]);
  });
});

describe('a call that is too long before its body, or not HTTP', () => {
  const tooLarge = {
    error: 'The URL and headers of the call, including cookies, are larger than 16384 bytes together: send less, or move data to the body',
    code: 'HEADERS_TOO_LARGE',
  };
  const lines = (count: number, name: (n: number) => string, value: string) =>
    Array.from({ length: count }, (_, n) => `${name(n)}: ${value}\r\n`).join('');

  it.each([
    ['one header', '/graphql', lines(1, () => 'X-Long', 'x'.repeat(17_000))],
    ['one header of a megabyte', '/graphql', lines(1, () => 'X-Long', 'x'.repeat(1_000_000))],
    ['many headers', '/hooks/x', lines(400, (n) => `X-${n}`, 'x'.repeat(50))],
    ['cookies', '/', lines(20, () => 'Cookie', `a=${'x'.repeat(1_000)}`)],
    ['a log-in', '/files/x', lines(1, () => 'Authorization', `Bearer ${'x'.repeat(20_000)}`)],
    ['a URL', `/hooks/x?a=${'x'.repeat(17_000)}`, ''],
  ])('is refused as JSON: %s', async (_, path, headers) => {
    const answer = await sendRaw(server, `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`);
    expect([answer.split('\r\n')[0], jsonOf(answer)]).toEqual(['HTTP/1.1 431 Request Header Fields Too Large', tooLarge]);
  });

  it.each([
    ['a line that is no header', 'GET / HTTP/1.1\r\nHost: x\r\nno header\r\n\r\n'],
    ['another protocol', '\x16\x03\x01\x02\x00\x01'],
    [
      'a chunk without a length',
      `POST /hooks/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n`,
    ],
  ])('is refused as JSON: %s', async (_, bytes) => {
    const answer = await sendRaw(server, bytes);
    expect([answer.split('\r\n')[0], jsonOf(answer)]).toEqual([
      'HTTP/1.1 400 Bad Request',
      { error: expect.stringMatching(/^The call is not valid HTTP\/1\.1: ./), code: 'BAD_USER_INPUT' },
    ]);
  });

  it('is refused as JSON without the header Host, which Node.js itself would answer without a word', async () => {
    const answer = await sendRaw(server, 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(jsonOf(answer)).toEqual({
      error: 'The call is not valid HTTP/1.1: the header Host is missing',
      code: 'BAD_USER_INPUT',
    });
  });

  it('may have thousands of small headers, of which none is dropped', async () => {
    const body = JSON.stringify(call);
    const last = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\nX-Hook-Token: ${server.token}\r\n`;
    const answer = await sendRaw(server, `POST /hooks HTTP/1.1\r\nHost: x\r\n${lines(2_500, () => 'a', '')}${last}\r\n${body}`);
    expect(answer.split('\r\n')[0]).toBe('HTTP/1.1 200 OK');
  });
});

describe('a slow caller', () => {
  let replica: Replica;
  beforeAll(async () => {
    replica = await startReplica(server, { maxConcurrentRequests: 1 });
  });
  afterAll(() => replica.stop());

  it('has 5 s for the headers, 2 minutes for the whole request, and may be idle for 40 s', () => {
    const { headersTimeout, requestTimeout, timeout } = replica.http;
    expect({ headersTimeout, requestTimeout, timeout }).toEqual({ headersTimeout: 5_000, requestTimeout: 120_000, timeout: 40_000 });
  });

  it.each([
    ['headers', () => 'POST /hooks/x HTTP/1.1\r\nHost: x\r\n'],
    ['a body', () => `${head()}Content-Length: 100\r\n\r\n{`],
    ['chunks', () => `${head()}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`],
  ])('is cut off in the middle of %s, and takes no place any more', async (_, bytes) => {
    Object.assign(replica.http, { headersTimeout: 100, requestTimeout: 100 });
    const answer = await sendRaw(replica, bytes());
    expect(jsonOf(answer)).toEqual({ error: 'The call was not complete in time: send it again', code: 'REQUEST_TIMEOUT' });
    Object.assign(replica.http, { headersTimeout: 5_000, requestTimeout: 120_000 });
    expect([answer.split('\r\n')[0], (await replica.post(`/hooks/${server.token}`, call)).status]).toEqual([
      'HTTP/1.1 408 Request Timeout',
      200,
    ]);
  });

  it('does not log an error when a client hangs up in the middle of a body', async () => {
    const socket = connect(Number(new URL(replica.url).port), '127.0.0.1');
    socket.write(`${head()}Content-Length: 100\r\n\r\n{`, () => socket.destroy());
    await until(async () => (await replica.post(`/hooks/${server.token}`, call)).status === 200);
    expect(replica.logged.filter((line) => (JSON.parse(line) as { level: number }).level >= 40)).toEqual([]);
  });
});

describe('calls that are sent without waiting for answers', () => {
  const pipeline = (paths: string[]): Promise<string> => {
    const texts = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    return sendRaw(server, `${texts.join('')}GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`).catch(String);
  };
  const statusesIn = (answer: string) => answer.match(/(?<=HTTP\/1\.1 )\d+/g);

  it('are answered in their order', async () => {
    const answer = await pipeline(['/openapi.json', '/nothing', ...Array<string>(50).fill('/healthz'), '/graphql', '/definition/schema']);
    expect(statusesIn(answer)).toEqual(['200', '404', ...Array<string>(50).fill('200'), '401', '200', '200']);
  });

  it('end the connection where they are too many', async () => {
    const answer = await pipeline(Array<string>(500).fill('/healthz'));
    expect(statusesIn(answer)?.length ?? 0).toBeLessThan(500);
    expect(statusesIn(await pipeline(['/healthz']))).toEqual(['200', '200']);
  });
});

describe('stop', () => {
  it('finishes what runs, refuses new connections, and lets go of clients that keep theirs', async () => {
    const replica = await startReplica(server);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const send = (path: string, body?: object) =>
      new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
        const request = http.request(replica.url + path, {
          agent,
          method: body ? 'POST' : 'GET',
          headers: { 'content-type': 'application/json' },
        });
        request.on('error', reject).on('response', (response) => {
          response.resume().on('end', () => resolve({ status: response.statusCode, connection: response.headers.connection }));
        });
        request.end(body && JSON.stringify(body));
      });
    const idle = new http.Agent({ keepAlive: true });
    await new Promise((resolve) => http.get(`${replica.url}/healthz`, { agent: idle }, (response) => response.resume().on('end', resolve)));
    const kept = await send('/healthz');
    const held = await holdCommits(server.databaseUrl);
    const running = send(`/hooks/${server.token}`, call);
    await held.isWaitedFor();

    let isStopped = false;
    const stopped = replica.stop().then(() => (isStopped = true));
    const refused = await fetch(`${replica.url}/healthz`).catch((error: unknown) => (error as { cause: { code: string } }).cause.code);
    const wasStopped = isStopped;
    await held.release();
    expect([kept, await running, refused, wasStopped, await stopped]).toEqual([
      { status: 200, connection: 'keep-alive' },
      { status: 200, connection: 'close' },
      'ECONNREFUSED',
      false,
      true,
    ]);
    agent.destroy();
    idle.destroy();
  });
});
