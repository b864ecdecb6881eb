import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { addHook, addProcess, addUser } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { startReplica } from '../kit/startReplica';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

const secret = 'a secret that both sides know';
const standardSecret = `whsec_${Buffer.from(secret).toString('base64')}`;
// Spaces as no JSON.stringify puts them, and letters of several bytes: what is signed are the bytes as they came.
const text = '{"operation":  "createRequest", "args": {"input": {"processName": "P", "clientMutationId": "Grüße"}}}';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'anna');
  await addProcess(server, 'P');
});
afterAll(() => server.stop());

const hmac = (key = secret, signed = text) => createHmac('sha256', key).update(signed).digest('hex');
const addSigned = (signature: object) => addHook(server, 'anna', { signature });
const statusOf = async (token: string, headers: Record<string, string>, body = text) =>
  (await server.post(`/hooks/${token}`, body, headers)).status;

describe('a hook signed by HMAC_SHA256', () => {
  let token: string;
  beforeAll(async () => {
    token = await addSigned({ scheme: 'HMAC_SHA256', secret });
  });

  it('takes what is signed by its secret, over the bytes as they came', async () => {
    expect(await statusOf(token, { 'X-Signature': `sha256=${hmac()}` })).toBe(200);
  });

  it.each([
    ['nothing', {}],
    ['an empty signature', { 'x-signature': '' }],
    ['no scheme before it', { 'x-signature': hmac() }],
    ['half a signature', { 'x-signature': `sha256=${hmac().slice(0, 32)}` }],
    ['the signature of another secret', { 'x-signature': `sha256=${hmac('another')}` }],
    ['that of another body', { 'x-signature': `sha256=${hmac(secret, `${text} `)}` }],
    ['the signature in another header', { 'x-hub-signature-256': `sha256=${hmac()}` }],
  ])('refuses %s', async (_, headers) => {
    const { status, body } = await server.post(`/hooks/${token}`, text, headers);
    expect([status, body]).toEqual([
      401,
      { error: 'The signature in X-Signature is missing, or is not that of this body', code: 'UNAUTHENTICATED' },
    ]);
  });

  it('reads the header that it was told', async () => {
    const hub = await addSigned({ scheme: 'HMAC_SHA256', secret, header: 'X-Hub-Signature-256' });
    const statuses = [
      await statusOf(hub, { 'x-hub-signature-256': `sha256=${hmac()}` }),
      await statusOf(hub, { 'x-signature': `sha256=${hmac()}` }),
    ];
    expect(statuses).toEqual([200, 401]);
  });

  it('asks for a signature before it gives an answer again', async () => {
    const key = { 'idempotency-key': 'signed' };
    const statuses = [await statusOf(token, { ...key, 'x-signature': `sha256=${hmac()}` }), await statusOf(token, key)];
    expect(statuses).toEqual([200, 401]);
  });

  it('runs the operation that is signed, whatever the path names', async () => {
    const byPath = async (operation: string, body: string) => {
      const headers = { 'x-hook-token': token, 'x-signature': `sha256=${hmac(secret, body)}` };
      const answer = await server.post(`/hooks/${operation}`, body, headers);
      return answer.body.error ?? answer.status;
    };
    const unnamed = '{"args": {"input": {"processName": "P"}}}';
    const answers = [await byPath('createRequest', text), await byPath('cancelRequest', text), await byPath('createRequest', unnamed)];
    expect(answers).toEqual([
      200,
      'The path and "operation" in the body name different things: give one of them, or both for the same',
      'Calls of this hook are signed, and the path is not: name the operation in the body, as "operation": "createRequest"',
    ]);
  });
});

describe('a hook signed by STANDARD_WEBHOOKS', () => {
  let token: string;
  beforeAll(async () => {
    token = await addSigned({ scheme: 'STANDARD_WEBHOOKS', secret: standardSecret });
  });

  const signed = (agoSeconds: number, { id = 'msg_1', of = text, by = standardSecret } = {}) => {
    const at = new Date(Date.now() - agoSeconds * 1000);
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(by).sign(id, at, of),
    };
  };

  it.each([0, 290, -290])('takes what was signed %i seconds ago', async (ago) => {
    expect(await statusOf(token, signed(ago))).toBe(200);
  });

  it.each([
    ['nothing', {}],
    ['what was signed six minutes ago', signed(360)],
    ['what is from six minutes ahead', signed(-360)],
    ['another body', signed(0, { of: `${text} ` })],
    ['another secret', signed(0, { by: Buffer.from('another').toString('base64') })],
    ['another ID', { ...signed(0), 'webhook-id': 'msg_2' }],
    ['a time that was changed', { ...signed(360), 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) }],
    ['a version that there is not', { ...signed(0), 'webhook-signature': 'v2,abc' }],
    ['half a signature', { ...signed(0), 'webhook-signature': 'v1' }],
  ])('refuses %s', async (_, headers) => {
    expect(await statusOf(token, headers)).toBe(401);
  });

  it('takes one of several signatures, as while a secret is changed', async () => {
    const headers = signed(0);
    expect(await statusOf(token, { ...headers, 'webhook-signature': `v1,b3RoZXI= ${headers['webhook-signature']}` })).toBe(200);
  });

  it('signs the bytes as they came, also those that are no text', async () => {
    const bytes = Buffer.from([0x22, 0xe4, 0x22]);
    const headers = signed(0);
    const digest = createHmac('sha256', secret).update(`msg_1.${headers['webhook-timestamp']}.`).update(bytes).digest('base64');
    const { status, body } = await server.post(`/hooks/${token}`, bytes, { ...headers, 'webhook-signature': `v1,${digest}` });
    expect([status, body.error]).toEqual([400, 'The body is not JSON: it is not UTF-8']);
  });

  it('says of a body that is signed and no JSON that it is none', async () => {
    expect(await statusOf(token, signed(0, { of: '{' }), '{')).toBe(400);
  });
});

describe('the signature of an application', () => {
  const create = (signature: object) =>
    server.graphql(
      'mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { application { id signature { scheme header } } token } }',
      { input: { name: `Signed ${Math.random()}`, kind: 'OPERATIONS', impersonateUserName: 'anna', signature } },
    );

  it('is shown without its secret, which is stored encrypted', async () => {
    const { data } = await create({ scheme: 'HMAC_SHA256', secret, header: 'X-Mine' });
    const { rows } = await server.db.pool.query<{ row: Buffer }>(
      'SELECT signature_secret AS row FROM application WHERE signature_header = $1',
      ['X-Mine'],
    );
    expect(data.createApplication.application.signature).toEqual({ scheme: 'HMAC_SHA256', header: 'X-Mine' });
    expect([rows.length, rows[0]?.row.includes(secret), server.logged.join('').includes(secret)]).toEqual([1, false, false]);
  });

  it('is changed and taken away by updateApplication', async () => {
    const { data } = await create({ scheme: 'HMAC_SHA256', secret });
    const { application, token } = data.createApplication;
    const update = (signature: object | null) =>
      server.graphql('mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { clientMutationId } }', {
        input: { id: application.id, signature },
      });
    await update({ scheme: 'HMAC_SHA256', secret: 'another' });
    const changed = [
      await statusOf(token, { 'x-signature': `sha256=${hmac()}` }),
      await statusOf(token, { 'x-signature': `sha256=${hmac('another')}` }),
    ];
    await update(null);
    expect([...changed, await statusOf(token, {})]).toEqual([401, 200, 200]);
  });

  it.each([
    ['a secret that is no base64', { scheme: 'STANDARD_WEBHOOKS', secret: 'no base64!' }],
    ['an empty secret', { scheme: 'HMAC_SHA256', secret: '' }],
    ['a header for Standard Webhooks', { scheme: 'STANDARD_WEBHOOKS', secret: standardSecret, header: 'X-Signature' }],
    ['a header that is none', { scheme: 'HMAC_SHA256', secret, header: 'X Signature' }],
  ])('may not have %s', async (_, signature) => {
    expect((await create(signature)).errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  it('is refused where there is no SECRET_KEY, and its calls where it is another', async () => {
    const token = await addSigned({ scheme: 'HMAC_SHA256', secret });
    const [without, other] = [
      await startReplica(server, { secretKey: undefined }),
      await startReplica(server, { secretKey: 'another key, which nothing was encrypted with' }),
    ];
    const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
    const { id } = await server.db.prisma.application.findFirstOrThrow();
    const query = `mutation { updateApplication(input: {id: "${globalId(`Application:${id}`)}", signature: {scheme: HMAC_SHA256, secret: "x"}}) { clientMutationId } }`;
    const refused = await without.post('/graphql', { query }, { authorization, accept: 'application/json' });
    const headers = { 'x-signature': `sha256=${hmac()}` };
    const statuses = [
      (await without.post(`/hooks/${token}`, text, headers)).status,
      (await other.post(`/hooks/${token}`, text, headers)).status,
    ];
    await Promise.all([without.stop(), other.stop()]);
    expect([refused.body.errors?.[0].message, statuses]).toEqual([
      'There is no key to encrypt secrets with: set SECRET_KEY for every server process, at least 32 characters, and start them again',
      [503, 503],
    ]);
  });
});
