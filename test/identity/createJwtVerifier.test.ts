import { generateKeyPair } from 'jose';
import { addUser } from '../kit/factories';
import { postTo } from '../kit/postTo';
import { startIssuer, type Issuer } from '../kit/startIssuer';
import { startReplica, type Replica } from '../kit/startReplica';
import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer();
  server = await startTestServer({
    trustProxy: ['127.0.0.1'],
    oidc: { issuer: issuer.url, audience: 'sluice', userNameClaim: 'preferred_username' },
  });
  for (const name of ['ann', 'bob', 'ann@example.com']) await addUser(server, name);
  await server.db.prisma.user.update({ where: { userName: 'bob' }, data: { status: 'INACTIVE' } });
});
afterAll(async () => {
  await server.stop();
  await issuer.stop();
});
afterEach(() => jest.restoreAllMocks());

let addresses = 0;
/** Resolves to whom a token logs in, or status, code and challenge; from an address of its own, since who fails is slowed down. */
async function send(token: string, { url }: { url: string } = server) {
  const headers = { accept: 'application/json', authorization: `Bearer ${token}`, 'x-forwarded-for': `10.3.0.${(addresses += 1) % 250}` };
  const { status, body, headers: answered } = await postTo(`${url}/graphql`, { query: '{ viewer { userName } }' }, headers);
  return status === 200 ? body.data.viewer.userName : [status, body.errors[0].extensions.code, answered.get('www-authenticate')];
}
const shutOut = [401, 'UNAUTHENTICATED', 'Bearer realm="Sluice", error="invalid_token"'];
const unavailable = [503, 'UNAVAILABLE', null];
const seconds = (from: number) => Math.floor(Date.now() / 1000) + from;
const unsigned = (header: object, payload: object) =>
  [header, payload, ''].map((part) => (part === '' ? '' : Buffer.from(JSON.stringify(part)).toString('base64url'))).join('.');

describe('a JWT of the provider', () => {
  it.each([
    ['as it is', {}],
    ['for several audiences', { aud: ['other', 'sluice'] }],
    ['that expired less than half a minute ago: clocks differ', { exp: seconds(-10) }],
    ['that begins in less than half a minute', { nbf: seconds(10) }],
  ])('logs in the user whom it names: %s', async (_, claims) => {
    expect(await send(await issuer.sign(claims))).toBe('ann');
  });

  it.each([
    ['of another issuer', { iss: 'http://127.0.0.1:1' }],
    ['without an issuer', { iss: undefined }],
    ['for another audience', { aud: 'other' }],
    ['without an audience', { aud: undefined }],
    ['that has expired', { exp: seconds(-60) }],
    ['that never expires', { exp: undefined }],
    ['that begins later', { nbf: seconds(60) }],
    ['without a user name', { preferred_username: undefined }],
    ['with a user name that is no text', { preferred_username: 7 as unknown as string }],
    ['of an unknown user', { preferred_username: 'nobody' }],
    ['of a user whom no database can hold', { preferred_username: 'a\0nn' }],
    ['of an inactive user', { preferred_username: 'bob' }],
    ['that was issued in the future', { iat: seconds(120) }],
    ['that tells of a log-out', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }],
  ])('logs nobody in: one %s', async (_, claims) => {
    expect(await send(await issuer.sign(claims))).toEqual(shutOut);
  });

  it.each([
    ...['logout+jwt', 'application/logout+jwt', 'dpop+jwt', 'secevent+jwt', ''].map((typ): [string, () => Promise<string>] => [
      `of the kind ${typ || 'nothing'}`,
      () => issuer.sign({}, { typ }),
    ]),
    [
      'signed by nobody',
      () => Promise.resolve(unsigned({ alg: 'none' }, { iss: issuer.url, aud: 'sluice', preferred_username: 'ann', exp: seconds(60) })),
    ],
    ['signed by the public key as a secret', () => issuer.sign({}, { alg: 'HS256' }, new TextEncoder().encode(issuer.key.publicPem))],
    ['signed by a key of somebody else', async () => issuer.sign({}, {}, (await generateKeyPair('RS256')).privateKey)],
    [
      'that brings its own key',
      async () => issuer.sign({}, { jku: 'http://127.0.0.1:1/keys', kid: 'own' }, (await generateKeyPair('RS256')).privateKey),
    ],
    [
      'whose claims were changed',
      async () => (await issuer.sign()).replace(/\.[^.]+\./, `.${Buffer.from('{"sub":"2"}').toString('base64url')}.`),
    ],
    ['that is cut off', async () => (await issuer.sign()).slice(0, -10)],
    ['that is none', () => Promise.resolve('eyJ.x.y')],
  ])('logs nobody in: one %s', async (_, make: () => Promise<string>) => {
    expect(await send(await make())).toEqual(shutOut);
  });

  it.each(['JWT', 'jwt', 'at+jwt', 'application/at+jwt'])('logs in when it is of the kind %s', async (typ) => {
    expect(await send(await issuer.sign({}, { typ }))).toBe('ann');
  });

  it('that is wrong leaves one line in ten seconds in the log, however many come, and its address is slowed down', async () => {
    const one = await startReplica(server, { oidc: { issuer: issuer.url, audience: 'sluice', userNameClaim: 'preferred_username' } });
    const token = await issuer.sign({ aud: 'other' });
    const answers = await Promise.all(
      Array.from({ length: 80 }, () => one.post('/graphql', { query: '{ viewer { userName } }' }, { authorization: `Bearer ${token}` })),
    );
    const lines = one.logged.filter((line) => line.includes('a JWT was refused'));
    await one.stop();
    // Those that wait are answered for ten seconds, one per second.
    expect([lines.length >= 1 && lines.length <= 3, new Set(answers.map(({ status }) => status))]).toEqual([true, new Set([401, 429])]);
  });

  it('is never written down', async () => {
    const tokens = [await issuer.sign(), await issuer.sign({ aud: 'other' })];
    for (const token of tokens) await send(token);
    expect(server.logged.filter((line) => tokens.some((token) => line.includes(token) || line.includes(token.split('.')[2]!)))).toEqual([]);
    expect(server.logged.join()).toContain('unexpected \\"aud\\" claim value');
  });
});

describe('the keys of the provider', () => {
  let replica: Replica | undefined;
  const start = async (url = issuer.url, userNameClaim = 'preferred_username') =>
    (replica = await startReplica(server, { trustProxy: ['127.0.0.1'], oidc: { issuer: url, audience: 'sluice', userNameClaim } }));
  afterEach(() => replica?.stop());

  it('are asked for once, however many calls there are', async () => {
    const one = await start();
    const before = issuer.keysAsked;
    const token = await issuer.sign();
    const names = await Promise.all(Array.from({ length: 10 }, () => send(token, one)));
    expect([new Set(names), issuer.keysAsked - before]).toEqual([new Set(['ann']), 1]);
  });

  it('are not asked for again for each made-up key, but after half a minute', async () => {
    const one = await start();
    await send(await issuer.sign(), one);
    const before = issuer.keysAsked;
    const madeUp = async (n: number) => send(await issuer.sign({}, { kid: `made up ${n}` }), one);
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, n) => madeUp(n)));
    const within = issuer.keysAsked - before;
    const now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now + 31_000);
    outcomes.push(await madeUp(11));
    expect([outcomes.every((outcome) => outcome[0] === 401), within, issuer.keysAsked - before]).toEqual([true, 0, 1]);
  });

  it('may change: the new one counts after half a minute, the old one no more', async () => {
    const one = await start();
    const old = await issuer.sign();
    const before = await send(old, one);
    await issuer.rotate();
    const now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now + 31_000);
    const byNewKey = await send(await issuer.sign({ exp: seconds(300) }), one);
    const byOldKey = await send(old, one);
    expect({ before, byNewKey, byOldKey }).toEqual({ before: 'ann', byNewKey: 'ann', byOldKey: shutOut });
  });

  it.each(['ES256', 'PS256', 'EdDSA'])('may be of the kind %s', async (alg) => {
    const other = await startIssuer(alg);
    const one = await start(other.url);
    const outcome = await send(await other.sign(), one);
    await other.stop();
    expect(outcome).toBe('ann');
  });

  it('may name the user by another claim; an address that nobody has verified is none', async () => {
    const one = await start(issuer.url, 'email');
    const claims = { email: 'ann@example.com', preferred_username: undefined };
    const users = new Map<unknown, unknown>();
    for (const verified of [undefined, true, 'true', false, 'false']) {
      const token = await issuer.sign({ ...claims, ...(verified !== undefined && { email_verified: verified }) });
      users.set(verified, await send(token, one));
    }
    expect([...users]).toEqual([
      [undefined, shutOut],
      [true, 'ann@example.com'],
      ['true', 'ann@example.com'],
      [false, shutOut],
      ['false', shutOut],
    ]);
  });

  it('cannot be had while the provider is away: 503, and passwords go on', async () => {
    const other = await startIssuer();
    const token = await other.sign();
    await other.stop();
    const one = await start(other.url);
    const answer = await one.post('/graphql', { query: '{ viewer { userName } }' }, { authorization: `Bearer ${token}` });
    const basic = `Basic ${Buffer.from('ann:a password of tests').toString('base64')}`;
    const byPassword = await one.post('/graphql', { query: '{ viewer { userName } }' }, { authorization: basic });
    expect([answer.status, answer.headers.get('retry-after'), answer.body, byPassword.status]).toEqual([
      503,
      '1',
      {
        errors: [
          {
            message: 'The identity provider cannot be reached: try again in a moment',
            extensions: { retryAfter: 1, code: 'UNAVAILABLE', reason: 'PROVIDER_UNREACHABLE' },
          },
        ],
      },
      200,
    ]);
  });

  it.each([
    ['another issuer', (url: string) => ({ issuer: 'https://other.example', jwks_uri: `${url}/keys` })],
    ['no keys', (url: string) => ({ issuer: url })],
  ])('are not taken from a document that names %s; a second later it is asked again', async (_, document) => {
    const other = await startIssuer();
    other.discovers(document(other.url));
    const one = await start(other.url);
    const refused = await send(await other.sign(), one);
    other.discovers(null);
    let outcome = refused;
    for (const deadline = Date.now() + 10_000; outcome !== 'ann' && Date.now() < deadline;) outcome = await send(await other.sign(), one);
    await other.stop();
    expect([refused, outcome]).toEqual([unavailable, 'ann']);
  });
});
