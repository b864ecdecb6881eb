import type { IncomingMessage } from 'node:http';
import { startIssuer, type Issuer } from '../kit/startIssuer';
import { startPeer, type Peer } from '../kit/startPeer';
import { addUser, password } from '../kit/factories';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';
import { createIsSecure } from '../../src/server/forwarded';

let server: TestServer;
let issuer: Issuer;
let tokens: Peer;
beforeAll(async () => {
  issuer = await startIssuer();
  tokens = await startPeer();
  issuer.discovers({
    issuer: issuer.url,
    jwks_uri: `${issuer.url}/keys`,
    authorization_endpoint: `${issuer.url}/authorize`,
    token_endpoint: `${tokens.url}/token`,
  });
  server = await startTestServer({
    oidc: { issuer: issuer.url, audience: 'sluice', userNameClaim: 'preferred_username' },
    oidcClient: { id: 'browser', secret: 's3/cret' },
    corsOrigins: ['https://app.example'],
    trustProxy: ['127.0.0.1'],
  });
  for (const name of ['ann', 'bob', 'cid']) await addUser(server, name);
});
afterAll(async () => {
  await server.stop();
  await issuer.stop();
  await tokens.stop();
});

const ours = { 'sec-fetch-site': 'same-origin' };

function submit(path: string, fields: Record<string, string>, headers: Record<string, string> = ours): Promise<Response> {
  return fetch(server.url + path, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' });
}

/** The cookie of a new session of this user. */
async function enter(userName: string, word = password): Promise<string> {
  const answer = await submit('/login', { userName, password: word });
  expect(answer.status).toBe(303);
  return answer.headers.getSetCookie()[0]!.split(';')[0]!;
}

/** Resolves to who is logged in by this cookie, or the status. */
async function whoIs(cookie: string, headers: Record<string, string> = ours): Promise<string | number> {
  const { status, body } = await server.post(
    '/graphql',
    { query: '{ viewer { userName } }' },
    { accept: 'application/json', cookie, ...headers },
  );
  return body.data?.viewer.userName ?? status;
}

describe('the log-in of a browser', () => {
  it('begins a session by a form, in a cookie that scripts cannot read, and leads on', async () => {
    const answer = await submit('/login', { userName: 'ann', password, next: 'graphql?query=%7Ba%7D' });
    const [cookie] = answer.headers.getSetCookie();
    expect([answer.status, answer.headers.get('location')]).toEqual([303, 'graphql?query=%7Ba%7D']);
    expect(cookie).toMatch(/^sluice_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/);
    expect(await whoIs(cookie!.split(';')[0]!)).toBe('ann');
    const { rows } = await server.db.pool.query<{ hash: string }>(`SELECT encode(token_hash, 'base64') AS hash FROM session`);
    expect(rows.some(({ hash }) => cookie!.includes(hash.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')))).toBe(false);
  });

  it('sets a cookie by HTTPS that no other host can set', async () => {
    const https = { ...ours, 'x-forwarded-proto': 'https' };
    const [cookie = ''] = (await submit('/login', { userName: 'ann', password }, https)).headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-sluice_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure$/);
    expect([await whoIs(cookie.split(';')[0]!, https), await whoIs(cookie.split(';')[0]!.replace('__Host-', ''), https)]).toEqual([
      'ann',
      401,
    ]);
  });

  it.each([
    ['PUBLIC_URL at https', 'https://flow.example', undefined, true],
    ['PUBLIC_URL at http', 'http://flow.example', undefined, false],
    ['a proxy that is not named', undefined, 'https', false],
    ['nothing', undefined, undefined, false],
  ])('counts a call as HTTPS, or not, by %s', (_, publicUrl, protocol, expected) => {
    const isSecure = createIsSecure({ publicUrl, trustProxy: [] });
    const request = { socket: { remoteAddress: '127.0.0.1' }, headers: { 'x-forwarded-proto': protocol } };
    expect(isSecure(request as unknown as IncomingMessage)).toBe(expected);
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 'graphql\r\nX: y', ''])(
    'never leads to %j',
    async (next) => {
      const answer = await submit('/login', { userName: 'ann', password, next });
      expect(answer.headers.get('location')).toBe('graphql');
    },
  );

  it('keeps the user name of an attempt that failed, as text', async () => {
    const page = await (await submit('/login', { userName: '"><b>', password: 'wrong' })).text();
    expect(page).toMatch(/name="userName" value="&quot;&gt;&lt;b&gt;"/);
  });

  it('is by a form, not by JSON', async () => {
    const headers = { ...ours, 'content-type': 'application/json' };
    const answer = await fetch(`${server.url}/login`, { method: 'POST', headers, body: JSON.stringify({ userName: 'ann', password }) });
    expect([answer.status, await answer.json()]).toEqual([
      415,
      { error: 'Send application/x-www-form-urlencoded, not application/json', code: 'UNSUPPORTED_MEDIA_TYPE' },
    ]);
  });

  it('shows the form again for a wrong password, with what was asked for, and nothing of a script', async () => {
    const answer = await submit('/login', { userName: 'nobody', password: '<b>', next: 'graphql?a="><script>' });
    const page = await answer.text();
    expect([answer.status, answer.headers.get('www-authenticate'), answer.headers.getSetCookie()]).toEqual([401, null, []]);
    expect(page).toContain('<p role="alert">The user name or password is wrong');
    expect(page).not.toContain('<script>');
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self';/);
  });

  it('is slowed down like every log-in', async () => {
    const from = { ...ours, 'x-forwarded-for': '203.0.113.9' };
    const statuses: number[] = [];
    for (let n = 0; n < 60 && statuses.at(-1) !== 429; n += 1) {
      statuses.push((await submit('/login', { userName: `nobody${n}`, password: 'x' }, from)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('what a session opens', () => {
  it('is closed to pages of other sites, unless CORS_ORIGINS names them', async () => {
    const cookie = await enter('bob');
    const { host } = new URL(server.url);
    const asked = await Promise.all([
      whoIs(cookie, { 'sec-fetch-site': 'cross-site' }),
      whoIs(cookie, { 'sec-fetch-site': 'same-site', origin: 'https://other.example' }),
      whoIs(cookie, { origin: 'https://evil.example' }),
      whoIs(cookie, { origin: 'null' }),
      whoIs(cookie, {}),
      whoIs(cookie, { origin: `http://${host}` }),
      whoIs(cookie, { 'sec-fetch-site': 'same-site', origin: 'https://app.example' }),
    ]);
    expect(asked).toEqual([403, 403, 403, 403, 403, 'bob', 'bob']);
    const forms = await Promise.all(
      ['/login', '/logout'].map((path) => submit(path, { userName: 'bob', password }, { cookie, origin: 'https://evil.example' })),
    );
    expect(forms.map(({ status }) => status)).toEqual([403, 403]);
    expect(await whoIs(cookie)).toBe('bob');
  });

  it('is GraphQL, its schema and files, not the Workflows API, and a header counts more', async () => {
    const cookie = await enter('bob');
    const get = async (path: string) => (await fetch(server.url + path, { headers: { cookie } })).status;
    const { userName, password: word } = administrator;
    const authorization = `Basic ${Buffer.from(`${userName}:${word}`).toString('base64')}`;
    const schema = await get('/graphql/schema');
    const workflow = await get('/workflows/6f1b7a3e-6d0e-4f7e-9a43-0d6d1f7d4c10');
    const withHeader = await whoIs(cookie, { authorization });
    expect({ schema, workflow, withHeader }).toEqual({ schema: 200, workflow: 401, withHeader: 'admin' });
  });

  it('ends by logging out, here or everywhere', async () => {
    const [first, second, third] = [await enter('bob'), await enter('bob'), await enter('bob')];
    const out = await submit('/logout', {}, { ...ours, cookie: first });
    const after = [await whoIs(first), await whoIs(second)];
    await submit('/logout', { everywhere: 'true' }, { ...ours, cookie: second });
    expect([out.status, out.headers.get('location'), out.headers.getSetCookie()[0]]).toEqual([
      303,
      'login',
      'sluice_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax',
    ]);
    expect([after, await whoIs(second), await whoIs(third)]).toEqual([[401, 'bob'], 401, 401]);
  });

  it('ends with a new password, with the status of its user, and when it expires', async () => {
    const change = (text: string) => server.graphql(`mutation { ${text} { clientMutationId } }`);
    const byPassword = await enter('cid');
    await change('updateUser(input: { userName: "cid", password: "another password" })');
    const byStatus = await enter('cid', 'another password');
    const begun = [await whoIs(byPassword), await whoIs(byStatus)];
    await change('setUserStatus(input: { userName: "cid", status: INACTIVE })');
    const inactive = await whoIs(byStatus);
    await change('setUserStatus(input: { userName: "cid", status: ACTIVE })');
    const active = await whoIs(byStatus);
    await server.db.pool.query(`UPDATE session SET expires_at = now() - interval '1 second'`);
    expect([begun, inactive, active, await whoIs(byStatus)]).toEqual([[401, 'cid'], 401, 'cid', 401]);
  });

  it('is held by at most 20 sessions of one user', async () => {
    const cookies: string[] = [];
    for (let n = 0; n < 22; n += 1) cookies.push(await enter('ann'));
    const { rows } = await server.db.pool.query(`SELECT FROM session s JOIN "user" u ON u.id = s.user_id WHERE u.user_name = 'ann'`);
    expect([rows.length, await whoIs(cookies[0]!), await whoIs(cookies[21]!)]).toEqual([20, 401, 'ann']);
  });

  it('has no browser ask for a password once it has ended', async () => {
    const answer = await fetch(`${server.url}/graphql?query={a}`, {
      headers: { cookie: 'sluice_session=gone', accept: 'application/json' },
    });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, null]);
  });
});

describe('the log-in at an identity provider', () => {
  /** Goes there, and comes back with what the provider answers; `claims` change the ID token. */
  async function comeBack(claims: object = {}, change: (answer: URLSearchParams) => void = () => undefined, keepsCookie = true) {
    const there = await fetch(`${server.url}/login-provider?next=graphql%3Fa`, { redirect: 'manual' });
    const asked = new URL(there.headers.get('location')!);
    const cookie = there.headers.getSetCookie()[0]!.split(';')[0]!;
    const { nonce, state, redirect_uri: back } = Object.fromEntries(asked.searchParams);
    const idToken = await issuer.sign({ aud: 'browser', azp: 'browser', nonce, ...claims });
    tokens.answer(() => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id_token: idToken }) }));
    const answer = new URLSearchParams({ code: 'abc', state: state! });
    change(answer);
    const returned = await fetch(`${back}?${answer}`, { headers: keepsCookie ? { cookie } : {}, redirect: 'manual' });
    return { asked, returned };
  }

  it('is offered on the page, and begins a session by the code flow with PKCE', async () => {
    expect(await (await fetch(`${server.url}/login`)).text()).toContain('href="login-provider?next=graphql"');
    const { asked, returned } = await comeBack();
    const sent = tokens.calls.at(-1)!;
    const form = Object.fromEntries(new URLSearchParams(sent.body));
    const session = returned.headers.getSetCookie().find((cookie) => cookie.startsWith('sluice_session='))!;
    expect([returned.status, returned.headers.get('location'), await whoIs(session.split(';')[0]!)]).toEqual([303, 'graphql?a', 'ann']);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'browser',
      code_challenge_method: 'S256',
    });
    expect(form).toMatchObject({ grant_type: 'authorization_code', code: 'abc', redirect_uri: `${server.url}/login-callback` });
    expect(sent.headers.authorization).toBe(`Basic ${Buffer.from('browser:s3%2Fcret').toString('base64')}`);
  });

  const asItIs = () => undefined;
  it.each<[string, object, (answer: URLSearchParams) => void, boolean]>([
    ['another nonce', { nonce: 'x' }, asItIs, true],
    ['a token for another client', { aud: 'sluice' }, asItIs, true],
    ['a token that another client was given', { azp: 'other' }, asItIs, true],
    ['a token of another issuer', { iss: 'https://evil.example' }, asItIs, true],
    ['an expired token', { exp: 1 }, asItIs, true],
    ['a user who does not exist', { preferred_username: 'nobody' }, asItIs, true],
    ['another state', {}, (answer) => answer.set('state', 'x'), true],
    [
      'an error',
      {},
      (answer) => {
        answer.delete('code');
        answer.set('error', 'access_denied');
      },
      true,
    ],
    ['a browser that did not begin', {}, asItIs, false],
  ])('refuses %s', async (_, claims, change, keepsCookie) => {
    const { returned } = await comeBack(claims, change, keepsCookie);
    const names = returned.headers.getSetCookie().map((cookie) => cookie.split('=')[0]);
    expect([returned.status, names]).toEqual([401, ['sluice_pending']]);
    expect(await returned.text()).toContain('The log-in at the identity provider failed');
  });

  it.each([
    ['a long path', `graphql?${'a'.repeat(1_900)}`, `graphql?${'a'.repeat(1_900)}`],
    ['a path that a cookie cannot hold', `graphql?${'a'.repeat(3_900)}`, 'graphql'],
    ['one that JSON makes longer', `graphql?${'"'.repeat(1_900)}`, 'graphql'],
  ])('leads on from there to %s', async (_, next, expected) => {
    const there = await fetch(`${server.url}/login-provider?next=${encodeURIComponent(next)}`, { redirect: 'manual' });
    const cookie = there.headers.getSetCookie()[0]!.split(';')[0]!;
    expect(cookie.length).toBeLessThan(4_096);
    expect(JSON.parse(Buffer.from(cookie.split('=')[1]!, 'base64url').toString()).next).toBe(expected);
  });

  it('reads where the provider is once, however many begin', async () => {
    issuer.discovers({});
    const { status } = await fetch(`${server.url}/login-provider`, { redirect: 'manual' });
    expect(status).toBe(303);
  });

  it('asks the provider no more for an address whose log-ins fail again and again', async () => {
    const pending = Buffer.from(JSON.stringify({ state: 's', nonce: 'n', verifier: 'v', next: 'graphql' })).toString('base64url');
    const comeFrom = (address: string) =>
      fetch(`${server.url}/login-callback?code=x&state=s`, {
        headers: { cookie: `sluice_pending=${pending}`, 'x-forwarded-for': address },
      });
    tokens.answer(() => ({ status: 400, body: '{}' }));
    const before = tokens.calls.length;
    const statuses: number[] = [];
    for (let n = 0; n < 60 && statuses.at(-1) !== 429; n += 1) statuses.push((await comeFrom('203.0.113.20')).status);
    const refused = await comeFrom('203.0.113.20');
    expect([statuses.at(-1), refused.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    expect([tokens.calls.length - before, (await comeFrom('203.0.113.21')).status]).toEqual([50, 401]);
  });
});
