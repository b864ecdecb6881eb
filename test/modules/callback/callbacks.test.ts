import { dumpDatabase } from '../../kit/dumpDatabase';
import { addProcess, addRequest } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startReplica } from '../../kit/startReplica';
import { administrator, startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'P');
  await addProcess(server, 'OTHER');
  await server.graphql(
    'mutation { updateSettings(input: { outboundAllowedHosts: ["intranet.example:8080", "10.0.0.7"] }) { clientMutationId } }',
  );
});
afterEach(() => server.db.pool.query('DELETE FROM callback'));
afterAll(() => server.stop());

const url = 'https://crm.example/hook?key=1';
const fields =
  'id url events processName active disabledAt disabledReason lastSuccessAt lastFailureAt failingSince attempts { totalCount }';
const all = ['request.completed', 'request.cancelled', 'request.failed', 'request.awaiting'];
const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 255).toString('base64')}`;

interface Payload {
  callback: { id: string; url: string; events: string[]; processName: string | null };
  secret: string;
  error?: string;
  code?: string;
}
async function run(mutation: string, input: object, selection = `callback { ${fields} } secret`): Promise<Payload> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`;
  const { data, errors } = await server.graphql(`mutation ($input: ${type}) { ${mutation}(input: $input) { ${selection} } }`, { input });
  return { ...data?.[mutation], error: errors?.[0].message, code: errors?.[0].extensions.code };
}
const create = (input: object = {}) => run('createCallback', { url, ...input });
const update = (input: object) => run('updateCallback', input);
const remove = (id: string) => run('deleteCallback', { id }, 'clientMutationId');
const find = async (args = '') =>
  (await server.graphql(`{ callbacks${args} { nodes { url events processName active } } }`)).data.callbacks.nodes;
const audited = async (id: string) =>
  (
    await server.graphql(
      'query ($id: ID) { auditEntries(filter: { subjectId: $id }) { nodes { operation subjectName changes { field from to isSecret } } } }',
      {
        id,
      },
    )
  ).data.auditEntries.nodes;

describe('createCallback', () => {
  it('registers a URL for all events, and makes a secret that is shown only now and kept encrypted', async () => {
    const { callback, secret } = await create();
    const dump = JSON.stringify(await dumpDatabase(server.db));
    const bytes = Buffer.from(secret.slice(6), 'base64');
    expect(callback).toEqual({
      id: expect.any(String),
      url,
      events: all,
      processName: null,
      active: true,
      disabledAt: null,
      disabledReason: null,
      lastSuccessAt: null,
      lastFailureAt: null,
      failingSince: null,
      attempts: { totalCount: 0 },
    });
    expect([secret.startsWith('whsec_'), bytes.length, dump.includes(secret.slice(6)), dump.includes(bytes.toString('hex'))]).toEqual([
      true,
      32,
      false,
      false,
    ]);
    expect(await audited(callback.id)).toEqual([
      {
        operation: 'createCallback',
        subjectName: url,
        changes: [
          { field: 'active', from: null, to: true, isSecret: false },
          { field: 'events', from: null, to: all, isSecret: false },
          { field: 'format', from: null, to: 'SLUICE', isSecret: false },
          { field: 'secret', from: null, to: null, isSecret: true },
          { field: 'url', from: null, to: url, isSecret: false },
        ],
      },
    ]);
  });

  it('takes events, each once, a process and a secret', async () => {
    const { callback, secret } = await create({
      events: ['request.failed', 'request.completed', 'request.failed'],
      processName: 'P',
      secret: secretOf(64),
    });
    expect([callback.events, callback.processName, secret]).toEqual([['request.completed', 'request.failed'], 'P', secretOf(64)]);
  });

  it('lets the server have 1,000 of them, however many are made at once', async () => {
    await server.db.pool.query(
      `INSERT INTO callback (url, events, secret) SELECT 'https://crm.example/' || n, '{request.completed}', '' FROM generate_series(1, 999) n`,
    );
    const answers = await Promise.all([create(), create(), create()]);
    const exceeded = 'CONFLICT: There are 1000 callbacks, which is the maximum: delete some';
    expect(answers.map(({ code, error }) => `${code}: ${error}`).sort()).toEqual([exceeded, exceeded, 'undefined: undefined']);
  });

  it('makes another one when it is sent twice, each with its secret', async () => {
    const [one, other] = await Promise.all([create(), create()]);
    expect([one.callback.id === other.callback.id, one.secret === other.secret, (await find()).length]).toEqual([false, false, 2]);
  });

  it.each([
    ['http://intranet.example:8080/hook'],
    ['https://10.0.0.7/hook'],
    ['https://93.184.215.14:8443/hook'],
    ['https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/hook'],
  ])('takes %s', async (given) => {
    expect((await create({ url: given })).callback.url).toBe(given);
  });

  const wanted =
    'url: must be an https URL of at most 2000 characters without a user name; http is only allowed for hosts in the setting outboundAllowedHosts';
  const secret = 'secret: must be whsec_ and base64 of 24 to 64 bytes';
  it.each([
    [{ url: 'crm.example' }, wanted],
    [{ url: 'http://crm.example' }, wanted],
    [{ url: 'http://intranet.example' }, wanted],
    [{ url: 'ftp://crm.example' }, wanted],
    [{ url: 'https://ann:secret@crm.example' }, wanted],
    [{ url: `https://crm.example/${'x'.repeat(2_000)}` }, wanted],
    [
      { url: 'https://127.0.0.1/' },
      'url: 127.0.0.1 has an address that is not public. To allow it, add 127.0.0.1 to the setting outboundAllowedHosts',
    ],
    [
      { url: 'https://2130706433/' },
      'url: 127.0.0.1 has an address that is not public. To allow it, add 127.0.0.1 to the setting outboundAllowedHosts',
    ],
    [
      { url: 'https://10.0.0.8:444/' },
      'url: 10.0.0.8 has an address that is not public. To allow it, add 10.0.0.8:444 to the setting outboundAllowedHosts',
    ],
    [{ url: 'https://[::1]/' }, 'url: [::1] has an address that is not public. To allow it, add [::1] to the setting outboundAllowedHosts'],
    [
      { url: 'https://localhost./' },
      'url: localhost has an address that is not public. To allow it, add localhost to the setting outboundAllowedHosts',
    ],
    [{ events: [] }, `events: none is not one of ${all.join(', ')}`],
    [{ events: ['request.opened'] }, `events: "request.opened" is not one of ${all.join(', ')}`],
    [{ events: ['REQUEST_COMPLETED'] }, `events: "REQUEST_COMPLETED" is not one of ${all.join(', ')}`],
    [{ processName: 'NONE' }, 'processName: process "NONE" does not exist'],
    [{ secret: secretOf(23) }, secret],
    [{ secret: secretOf(65) }, secret],
    [{ secret: Buffer.alloc(32, 1).toString('base64') }, secret],
    [{ secret: 'whsec_not base64 at all, is it?' }, secret],
    [{ secret: '' }, secret],
  ])('refuses %j', async (input, error) => {
    const before = await dumpDatabase(server.db);
    expect(await create(input)).toEqual({ error, code: 'BAD_USER_INPUT' });
    expect(await dumpDatabase(server.db)).toEqual(before);
  });

  it('refuses without a key to encrypt with', async () => {
    const keyless = await startReplica(server, { secretKey: undefined });
    const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
    const query = `mutation { createCallback(input: { url: "${url}" }) { secret } }`;
    const { body } = await keyless.post('/graphql', { query }, { accept: 'application/json', authorization });
    await keyless.stop();
    expect([body.errors[0].extensions.code, await find()]).toEqual(['CONFLICT', []]);
  });
});

describe('updateCallback', () => {
  it('changes what is given and leaves the rest', async () => {
    const { callback } = await create({ events: ['request.failed'], processName: 'P' });
    const { callback: changed, secret } = await update({ id: callback.id, url: 'https://other.example', active: false });
    expect([changed, secret]).toEqual([{ ...callback, url: 'https://other.example', active: false }, null]);
    expect((await audited(callback.id))[0]).toEqual({
      operation: 'updateCallback',
      subjectName: 'https://other.example',
      changes: [
        { field: 'active', from: true, to: false, isSecret: false },
        { field: 'url', from: url, to: 'https://other.example', isSecret: false },
      ],
    });
  });

  it('takes null for all events and all processes', async () => {
    const { callback } = await create({ events: ['request.failed'], processName: 'P' });
    const { callback: changed } = await update({ id: callback.id, events: null, processName: null });
    expect([changed.events, changed.processName]).toEqual([all, null]);
  });

  it.each([
    ['a given', secretOf(24)],
    ['a random', null],
  ])('sets %s secret, and shows it once', async (_, given) => {
    const { callback, secret: before } = await create();
    const { secret } = await update({ id: callback.id, secret: given });
    expect([given === null ? Buffer.from(secret.slice(6), 'base64').length : secret, secret === before]).toEqual([given ?? 32, false]);
    expect((await audited(callback.id))[0].changes).toEqual([{ field: 'secret', from: null, to: null, isSecret: true }]);
  });

  it('changes nothing more when it is sent twice', async () => {
    const { callback } = await create();
    const [one, other] = [await update({ id: callback.id, active: false }), await update({ id: callback.id, active: false })];
    expect([other, (await audited(callback.id)).length]).toEqual([one, 2]);
  });

  it('keeps both changes of two at once', async () => {
    const { callback } = await create();
    await Promise.all([update({ id: callback.id, active: false }), update({ id: callback.id, processName: 'P' })]);
    expect(await find()).toEqual([{ url, events: all, processName: 'P', active: false }]);
  });

  it.each([
    [{ url: 'http://crm.example' }, 'BAD_USER_INPUT'],
    [{ events: [] }, 'BAD_USER_INPUT'],
    [{ processName: 'NONE' }, 'BAD_USER_INPUT'],
    [{ secret: 'whsec_' }, 'BAD_USER_INPUT'],
    [{ id: globalId('Callback:999999') }, 'NOT_FOUND'],
    [{ id: globalId('Request:1') }, 'BAD_USER_INPUT'],
  ])('refuses %j', async (input, code) => {
    const { callback } = await create();
    const before = await dumpDatabase(server.db);
    expect([(await update({ id: callback.id, ...input })).code, await dumpDatabase(server.db)]).toEqual([code, before]);
  });
});

describe('deleteCallback', () => {
  it('removes it and its attempts, once', async () => {
    const { callback } = await create();
    const requestId = await addRequest(server, 'P');
    await server.db.pool.query(
      `INSERT INTO callback_attempt (callback_id, request_id, event, webhook_id, at, body) SELECT id, $1, 'request.awaiting', 'x', now(), '' FROM callback`,
      [requestId],
    );
    const [one, other] = await Promise.all([remove(callback.id), remove(callback.id)]);
    expect([[one.code, other.code].sort(), await find(), await server.db.prisma.callbackAttempt.count()]).toEqual([
      ['NOT_FOUND', undefined],
      [],
      0,
    ]);
    expect(((await audited(callback.id)) as { operation: string }[]).map(({ operation }) => operation)).toEqual([
      'deleteCallback',
      'createCallback',
    ]);
  });
});

describe('callbacks', () => {
  it.each([
    ['', ['c', 'b', 'a']],
    ['(filter: { active: false })', ['b']],
    ['(filter: { processName: "P" })', ['c']],
    ['(filter: { event: "request.failed" })', ['c', 'a']],
    ['(first: 1)', ['c']],
  ])('lists the last created first%s', async (args, names) => {
    await create({ url: 'https://a.example' });
    const { callback } = await create({ url: 'https://b.example', events: ['request.completed'] });
    await update({ id: callback.id, active: false });
    await create({ url: 'https://c.example', processName: 'P', events: ['request.failed'] });
    const found = (await find(args)) as { url: string }[];
    expect(found.map((one) => one.url)).toEqual(names.map((name) => `https://${name}.example`));
  });

  it('show their attempts, the last first, by outcome and request', async () => {
    const { callback } = await create();
    const [one, other] = [await addRequest(server, 'P'), await addRequest(server, 'P')];
    await server.db.pool.query('DELETE FROM graphile_worker._private_jobs');
    await server.db.pool.query(
      `INSERT INTO callback_attempt (callback_id, request_id, event, webhook_id, number, at, duration_ms, status, error, body)
       SELECT c.id, request, 'request.awaiting', 'x', number, now(), duration, status, error, '{}' FROM callback c,
         (VALUES ($1::int, 1, 5, 500, 'answered 500'), ($1, 2, 5, 204, NULL), ($2, NULL, NULL, NULL, NULL)) t(request, number, duration, status, error)`,
      [one, other],
    );
    const ask = async (filter: string) =>
      (
        await server.graphql(
          `query ($id: ID!) { node(id: $id) { ... on Callback { attempts${filter} { nodes { outcome request { number } callback { url } } totalCount } } } }`,
          { id: callback.id },
        )
      ).data.node.attempts;
    const failed = { outcome: 'FAILED', request: { number: one }, callback: { url } };
    const succeeded = { ...failed, outcome: 'SUCCEEDED' };
    const waiting = { ...failed, outcome: null, request: { number: other } };
    const attempts = {
      all: await ask(''),
      failed: await ask('(filter: { outcome: FAILED })'),
      succeeded: await ask('(filter: { outcome: SUCCEEDED })'),
      ofTheOther: await ask(`(filter: { requestNumber: ${other} })`),
      last: await ask('(last: 1)'),
    };
    expect(attempts).toEqual({
      all: { nodes: [waiting, succeeded, failed], totalCount: 3 },
      failed: { nodes: [failed], totalCount: 1 },
      succeeded: { nodes: [succeeded], totalCount: 1 },
      ofTheOther: { nodes: [waiting], totalCount: 1 },
      last: { nodes: [failed], totalCount: 3 },
    });
  });
});

describe('the jobs of callbacks', () => {
  const jobs = async () =>
    (
      await server.db.pool.query<{ url: string; event: string }>(
        `SELECT c.url, j.payload ->> 'event' AS event FROM graphile_worker._private_jobs j JOIN callback c ON c.id = (j.payload ->> 'callbackId')::int ORDER BY c.url`,
      )
    ).rows.map(({ url: of, event }) => `${of} ${event}`);

  it('are enqueued for those that are active and told of the event and the process, by the statement that commits', async () => {
    await server.db.pool.query('DELETE FROM graphile_worker._private_jobs');
    await create({ url: 'https://all.example' });
    await create({ url: 'https://awaiting.example', events: ['request.awaiting'], processName: 'P' });
    await create({ url: 'https://failed.example', events: ['request.failed'] });
    await create({ url: 'https://other.example', processName: 'OTHER' });
    const { callback } = await create({ url: 'https://inactive.example' });
    await update({ id: callback.id, active: false });
    await addRequest(server, 'P');
    expect(await jobs()).toEqual(['https://all.example request.awaiting', 'https://awaiting.example request.awaiting']);
  });
});
