import { deliveriesOf } from '../../kit/deliveriesOf';
import { addHook, addProcess, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startReplica } from '../../kit/startReplica';
import { administrator, startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'anna');
  await addUser(server, 'bob');
  await addProcess(server, 'P');
});
afterAll(() => server.stop());

const fields =
  'id status error duplicate operation idempotencyKey uid path body isWhole replayOf { id } user { userName } request { number }';

/** Resolves to what came of running it again, or how that was refused. */
async function replay(id: string, more: object = {}) {
  const { data, errors } = await server.graphql(
    `mutation ($input: ReplayDeliveryInput!) { replayDelivery(input: $input) { delivery { ${fields} } } }`,
    { input: { id, ...more } },
  );
  return errors ? { code: errors[0].extensions.code, message: errors[0].message } : data.replayDelivery.delivery;
}

/** The ID of the one delivery that the call leaves. */
async function deliver(token: string, body: unknown, headers: Record<string, string> = {}, query = ''): Promise<string> {
  const [entry] = await deliveriesOf(server, 1, () => server.post(`/hooks/${token}${query}`, body, headers));
  return globalId(`Delivery:${entry!.id}`);
}
const create = { operation: 'createRequest', args: { input: { processName: 'P' } } };
const lastNumber = async () => (await server.db.prisma.request.findFirstOrThrow({ orderBy: { id: 'desc' } })).id;
/** The hook that was made last. */
const lastHook = async () => (await server.graphql(`{ applications(first: 1) { nodes { id } } }`)).data.applications.nodes[0].id as string;

describe('replayDelivery', () => {
  it('runs it again as a new delivery: without its Idempotency-Key, and tells the audit trail', async () => {
    const token = await addHook(server, 'anna');
    const id = await deliver(token, create, { 'idempotency-key': 'k' });
    const before = await lastNumber();
    const replayed = await replay(id);
    expect([replayed, await lastNumber()]).toEqual([
      {
        id: expect.any(String),
        status: 200,
        error: null,
        duplicate: false,
        operation: 'createRequest',
        idempotencyKey: null,
        uid: null,
        path: '/hooks',
        body: JSON.stringify(create),
        isWhole: true,
        replayOf: { id },
        user: { userName: 'anna' },
        request: { number: before + 1 },
      },
      before + 1,
    ]);
    const query =
      'query ($id: ID!) { auditEntries(filter: { subjectId: $id }) { nodes { operation actor { userName } subjectName changes { field to } } } }';
    expect((await server.graphql(query, { id })).data.auditEntries.nodes).toEqual([
      {
        operation: 'replayDelivery',
        actor: { userName: 'admin' },
        subjectName: expect.stringMatching(/^createRequest through Hook of anna/),
        changes: [
          { field: 'force', to: false },
          { field: 'replayedAs', to: replayed.id },
        ],
      },
    ]);
  });

  it('runs as the present user of the hook, with the hook as it is now, also what was refused for want of one', async () => {
    const token = await addHook(server, null);
    const id = await deliver(token, create);
    const refused = await replay(id);
    await server.graphql(
      `mutation { updateApplication(input: { id: "${await lastHook()}", impersonateUserName: "bob" }) { clientMutationId } }`,
    );
    const done = await replay(id);
    expect([refused.status, refused.user, done.status, done.user]).toEqual([403, null, 200, { userName: 'bob' }]);
  });

  it('does not ask who calls: neither address, secret, signature nor rate', async () => {
    const more = { rateLimit: { requests: 1, perSeconds: 3600 }, signature: { scheme: 'HMAC_SHA256', secret: 'x' } };
    const token = await addHook(server, 'anna', { kind: 'WORKFLOWS', secret: 's', ...more });
    const body = JSON.stringify({ workflow: 'P' });
    const { createHmac } = await import('node:crypto');
    const signature = `sha256=${createHmac('sha256', 'x').update(body).digest('hex')}`;
    const id = await deliver(token, body, { 'inbound-webhook-secret': 's', 'x-signature': signature });
    const allowed = `mutation { updateApplication(input: { id: "${await lastHook()}", allowedAddresses: ["10.0.0.1"] }) { clientMutationId } }`;
    await server.graphql(allowed);
    expect(await replay(id)).toMatchObject({ status: 202, error: null });
  });

  it('keeps a duplicate one, unless it is forced: of a run and of a batch', async () => {
    const token = await addHook(server, 'anna', { kind: 'WORKFLOWS', secret: 's' });
    const headers = { 'inbound-webhook-secret': 's' };
    const one = await deliver(token, { workflow: 'P', uid: 'u' }, headers);
    const number = await lastNumber();
    const [again, forced] = [await replay(one), await replay(one, { force: true })];
    const many = await deliver(token, { workflow: 'P', batch: [{ uid: 'a' }, { uid: 'u' }] }, headers);
    const [repeated, started] = [await replay(many), await replay(many, { force: true })];
    expect([
      [again.duplicate, again.request.number],
      [forced.duplicate, forced.request.number],
      [repeated.duplicate, started.duplicate, await lastNumber()],
    ]).toEqual([
      [true, number],
      [false, number + 1],
      [true, false, number + 4],
    ]);
  });

  it('runs calls of kind TRIGGER with their query, headers and body', async () => {
    await addProcess(server, 'Keeps', {
      data: [{ name: 'GOT', type: 'JSON' }],
      start: 'SET',
      activities: [{ name: 'SET', type: 'SET', set: { GOT: ['{{runtime.query.a}}', '{{runtime.headers.x-own}}', '{{runtime.body}}'] } }],
    });
    const trigger = { processName: 'Keeps', mode: 'SYNC', basicAuth: { userName: 'u', password: 'long enough' } };
    const token = await addHook(server, 'anna', { kind: 'TRIGGER', trigger });
    const authorization = `Basic ${Buffer.from('u:long enough').toString('base64')}`;
    const id = await deliver(token, '[1]', { authorization, 'x-own': 'h' }, '?a=b');
    const { status, path, request } = await replay(id);
    const { data } = await server.graphql(`{ request(number: ${request.number}) { data { jsonValue } } }`);
    expect([status, path, data.request.data]).toEqual([200, '/hooks?a=b', [{ jsonValue: ['b', 'h', [1]] }]]);
  });

  it('runs the operation that the path named', async () => {
    const token = await addHook(server, 'anna');
    const [entry] = await deliveriesOf(server, 1, () =>
      server.post('/hooks/createRequest', { args: create.args }, { 'x-hook-token': token }),
    );
    expect(await replay(globalId(`Delivery:${entry!.id}`))).toMatchObject({ status: 200, path: '/hooks/createRequest' });
  });

  it('runs it once more each time, also at once', async () => {
    const id = await deliver(await addHook(server, 'anna'), create);
    const numbers = (await Promise.all([replay(id), replay(id), replay(id)])).map(({ request }) => request.number as number);
    expect(new Set(numbers).size).toBe(3);
  });

  it('runs a replay again', async () => {
    const id = await deliver(await addHook(server, 'anna'), create);
    const first = await replay(id);
    expect(await replay(first.id)).toMatchObject({ status: 200, replayOf: { id: first.id } });
  });

  it('refuses what is not there, what came through no hook that is there, and what was not kept as it came', async () => {
    const [silent, gone] = [await addHook(server, 'anna', { logBodies: 'NONE' }), await addHook(server, 'anna')];
    const unkept = await deliver(silent, create);
    const orphan = await deliver(gone, create);
    const unknown = await deliver('x'.repeat(32), create);
    const secret = await deliver(await addHook(server, 'anna'), { ...create, password: 'x' });
    const { id } = await server.db.prisma.application.findFirstOrThrow({ where: { logBodies: 'ALL' }, orderBy: { id: 'desc' }, skip: 1 });
    await server.graphql(`mutation { deleteApplication(input: { id: "${globalId(`Application:${id}`)}" }) { clientMutationId } }`);
    const before = await lastNumber();
    const ids = [globalId('Delivery:999999999999'), orphan, unknown, unkept, secret, globalId('User:1')];
    const answers = await Promise.all(ids.map((one) => replay(one)));
    expect([answers.map(({ code }) => code), await lastNumber()]).toEqual([
      ['NOT_FOUND', 'CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT', 'BAD_USER_INPUT'],
      before,
    ]);
  });

  it('waits for a run no longer when its process is to stop', async () => {
    const activities = [{ name: 'CALL', type: 'HTTP', url: 'https://peer.example/' }];
    await addProcess(server, 'Calls', { participants: [{ name: 'R', role: 'REQUESTER', everyone: true }], start: 'CALL', activities });
    const token = await addHook(server, 'anna', { kind: 'TRIGGER', trigger: { processName: 'Calls', mode: 'SYNC', timeoutMs: 1 } });
    const id = await deliver(token, {});
    await server.db.pool.query(
      `UPDATE application SET trigger = trigger || '{"timeoutMs": 300000}' WHERE trigger ->> 'processName' = 'Calls'`,
    );
    const before = await lastNumber();
    const replica = await startReplica(server);
    const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
    const query = 'mutation ($id: ID!) { replayDelivery(input: { id: $id }) { delivery { status code } } }';
    const replayed = replica.post('/graphql', { query, variables: { id } }, { authorization });
    await until(async () => (await lastNumber()) > before);
    await replica.stop();
    expect((await replayed).body).toEqual({ data: { replayDelivery: { delivery: { status: 504, code: 'TIMEOUT' } } } });
  });
});
