import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { deliveriesOf } from '../kit/deliveriesOf';
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

  const missing = 'The header X-Signature is missing: sign calls to this hook with X-Signature';
  const malformed = 'The header X-Signature is malformed: it must be sha256= and 64 hexadecimal digits';
  const wrong = 'The signature in X-Signature does not match this body: check the secret, and sign the bytes exactly as you send them';
  it.each([
    ['nothing', missing, {}],
    ['an empty signature', missing, { 'x-signature': '' }],
    ['the signature in another header', missing, { 'x-hub-signature-256': `sha256=${hmac()}` }],
    ['no scheme before it', malformed, { 'x-signature': hmac() }],
    ['half a signature', malformed, { 'x-signature': `sha256=${hmac().slice(0, 32)}` }],
    ['the signature of another secret', wrong, { 'x-signature': `sha256=${hmac('another')}` }],
    ['that of another body', wrong, { 'x-signature': `sha256=${hmac(secret, `${text} `)}` }],
  ])('refuses %s, and says so', async (_, error, headers) => {
    const { status, body } = await server.post(`/hooks/${token}`, text, headers);
    expect([status, body]).toEqual([401, { error, code: 'UNAUTHENTICATED' }]);
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
      'The path and "operation" in the body refer to different objects: send one of them, or both for the same object',
      'Calls to this hook are signed, and the signature does not cover the path: name the operation in the body, as "operation": "createRequest"',
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

  it.each([0, 280, -280])('takes what was signed %i seconds ago', async (ago) => {
    expect(await statusOf(token, signed(ago, { id: `ago ${ago}` }))).toBe(200);
  });

  const missing = (header: string) =>
    `The header ${header} is missing: sign calls to this hook with webhook-id, webhook-timestamp and webhook-signature`;
  const expired = (when: string) =>
    expect.stringMatching(new RegExp(`^According to its webhook-timestamp, the call was signed 36\\d s ${when}; at most 300 s`));
  const wrong = expect.stringMatching(/^The signature in webhook-id, webhook-timestamp and webhook-signature does not match this body/);
  const noVersion = 'The header webhook-signature has no signature of version v1: it must be v1,<base64>';
  it.each<[string, unknown, (now: number) => Record<string, string | undefined>]>([
    ['nothing', missing('webhook-id'), () => ({})],
    ['a call without webhook-id', missing('webhook-id'), () => without('webhook-id')],
    ['a call without webhook-timestamp', missing('webhook-timestamp'), () => without('webhook-timestamp')],
    ['a call without webhook-signature', missing('webhook-signature'), () => without('webhook-signature')],
    ['what was signed six minutes ago', expired('ago'), () => signed(362)],
    ['what is from six minutes ahead', expired('in the future'), () => signed(-368)],
    [
      'a time in milliseconds',
      'The header webhook-timestamp is in milliseconds, or too large: it must be the seconds since 1970',
      (now) => ({ ...signed(0), 'webhook-timestamp': String(now) }),
    ],
    [
      'a time in words',
      'The header webhook-timestamp is not a whole number: it must be the seconds since 1970',
      (now) => ({ ...signed(0), 'webhook-timestamp': new Date(now).toISOString() }),
    ],
    ['a version that there is not', noVersion, () => ({ ...signed(0), 'webhook-signature': 'v2,abc' })],
    ['half a signature', noVersion, () => ({ ...signed(0), 'webhook-signature': 'v1' })],
    ['another body', wrong, () => signed(0, { of: `${text} ` })],
    ['another secret', wrong, () => signed(0, { by: Buffer.from('another').toString('base64') })],
    ['another ID', wrong, () => ({ ...signed(0), 'webhook-id': 'msg_2' })],
    ['a time that was changed', wrong, (now) => ({ ...signed(360), 'webhook-timestamp': String(Math.floor(now / 1000)) })],
  ])('refuses %s, and says so', async (_, error, headersAt) => {
    const sent = Object.entries(headersAt(Date.now())).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const { status, body } = await server.post(`/hooks/${token}`, text, Object.fromEntries(sent));
    expect([status, body]).toEqual([401, { error, code: 'UNAUTHENTICATED' }]);
  });
  const without = (header: string) => ({ ...signed(0), [header]: undefined });

  it('runs a call once, however often its webhook-id is sent, whatever Idempotency-Key comes with it', async () => {
    const answers = [];
    for (const [ago, key] of [[0], [60], [0, 'a key'], [0, 'another key']] as [number, string?][])
      answers.push(
        await server.post(`/hooks/${token}`, text, { ...signed(ago, { id: 'msg_once' }), ...(key && { 'idempotency-key': key }) }),
      );
    const [first] = answers;
    expect(answers.map(({ status, body, headers }) => [status, body, headers.get('idempotent-replayed')])).toEqual([
      [200, first!.body, null],
      [200, first!.body, 'true'],
      [200, first!.body, 'true'],
      [200, first!.body, 'true'],
    ]);
  });

  it('runs a call once that comes many times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => server.post(`/hooks/${token}`, text, signed(0, { id: 'msg_many' }))));
    const numbers = new Set(answers.map(({ body }) => body.number));
    expect([numbers.size, answers.filter(({ headers }) => headers.get('idempotent-replayed') === null).length]).toEqual([1, 1]);
  });

  it('takes a webhook-id for nothing where calls are not signed so', async () => {
    const send = async () => (await server.post(`/hooks/${server.token}`, text, { 'webhook-id': 'msg_once' })).body.number as number;
    expect(await send()).not.toBe(await send());
  });

  it('has the webhook-id in the delivery, and runs it again as another call', async () => {
    const [entry] = await deliveriesOf(server, 1, () => server.post(`/hooks/${token}`, text, signed(0, { id: 'msg_again' })));
    const [again] = await deliveriesOf(server, 1, () =>
      server.graphql('mutation ($id: ID!) { replayDelivery(input: {id: $id}) { delivery { status } } }', {
        id: globalId(`Delivery:${entry!.id}`),
      }),
    );
    expect([entry, again]).toEqual([
      expect.objectContaining({ status: 200, idempotencyKey: 'msg_again', duplicate: false }),
      expect.objectContaining({ status: 200, idempotencyKey: null, duplicate: false, replayOfId: entry!.id }),
    ]);
    expect(again!.requestId).not.toBe(entry!.requestId);
  });

  it('takes one of several signatures, as while a secret is changed', async () => {
    const headers = signed(0);
    expect(await statusOf(token, { ...headers, 'webhook-signature': `v1,b3RoZXI= ${headers['webhook-signature']}` })).toBe(200);
  });

  it('signs the received bytes, even if they are not text', async () => {
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
      'No key to encrypt secrets is set: set SECRET_KEY (at least 32 characters) for every server process, and restart them',
      [503, 503],
    ]);
  });
});
