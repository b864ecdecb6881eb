import { version } from '../../src/version';
import { addUser } from '../kit/factories';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ corsOrigins: ['https://app.example', 'http://localhost:5173'], maxBodyBytes: 2_000 });
  await addUser(server, 'ann');
});
afterAll(() => server.stop());

const origin = 'https://app.example';
const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;

/** Resolves to how a browser is answered: the status, and what concerns other origins. */
async function send(path: string, init: RequestInit & { headers: Record<string, string> }) {
  const response = await fetch(server.url + path, init);
  const cors = [...response.headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary');
  await response.arrayBuffer();
  return { status: response.status, ...Object.fromEntries(cors) };
}

const letIn = {
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers':
    'Accept-Ranges, Content-Disposition, Content-Range, ETag, Idempotent-Replayed, Retry-After, Sluice-Version, WWW-Authenticate, X-Request-Id',
  vary: 'Origin',
};

describe('CORS_ORIGINS', () => {
  it.each(['/graphql', '/graphql/schema', '/definition/schema', '/openapi.json'])(
    'has a browser send headers of ours from one of them to %s, without a log-in',
    async (path) => {
      const headers = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,idempotency-key,x-impersonate-user',
      };
      expect(await send(path, { method: 'OPTIONS', headers })).toEqual({
        status: 204,
        ...letIn,
        'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
        'access-control-allow-headers': 'authorization,content-type,idempotency-key,x-impersonate-user',
        'access-control-max-age': '600',
      });
    },
  );

  const query = JSON.stringify({ query: '{ viewer { id } }' });
  const json = { 'content-type': 'application/json' };
  it.each([
    ['an answer', 200, { headers: { authorization, ...json }, body: query }],
    ['a log-in that is missing', 401, { headers: json, body: query }],
    ['a token that is wrong', 401, { headers: { authorization: 'Bearer slu_x', ...json }, body: query }],
    ['an impersonation that is forbidden', 403, { headers: { authorization, 'x-impersonate-user': 'nobody', ...json }, body: query }],
    ['a type that is wrong', 415, { headers: { authorization, 'content-type': 'text/plain' }, body: query }],
    ['a body that is too large', 413, { headers: { authorization, ...json }, body: JSON.stringify({ query: ' '.repeat(3_000) }) }],
  ])('lets a page of one of them read %s', async (_, status, init) => {
    expect(await send('/graphql', { method: 'POST', ...init, headers: { origin, accept: 'application/json', ...init.headers } })).toEqual({
      status,
      ...letIn,
    });
  });

  it.each(['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'https://app.example:8443', 'null', '*'])(
    'lets in no page of %s',
    async (other) => {
      const question = { origin: other, 'access-control-request-method': 'POST' };
      expect([
        await send('/graphql', { method: 'OPTIONS', headers: question }),
        await send('/graphql', { method: 'POST', headers: { origin: other, authorization, ...json }, body: query }),
      ]).toEqual([
        { status: 204, vary: 'Origin' },
        { status: 200, vary: 'Origin' },
      ]);
    },
  );

  it.each(['/graphql/schema', '/definition/schema', '/openapi.json'])(
    'lets a page read %s, its version, and whether it has changed',
    async (path) => {
      const first = await fetch(server.url + path, { headers: { origin, authorization } });
      const etag = first.headers.get('etag') ?? '';
      expect([await send(path, { headers: { origin, authorization } }), first.headers.get('sluice-version'), etag]).toEqual([
        { status: 200, ...letIn },
        version,
        expect.stringMatching(/^"[\w-]{43}"$/),
      ]);
      expect(await send(path, { headers: { origin, authorization, 'if-none-match': etag } })).toEqual({ status: 304, ...letIn });
    },
  );

  it('keeps pages away from hooks', async () => {
    expect(await send(`/hooks/${server.token}`, { method: 'POST', headers: { origin, ...json }, body: '{}' })).toEqual({ status: 400 });
  });
});
