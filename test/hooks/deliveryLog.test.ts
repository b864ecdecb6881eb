import { createApiToken } from '../../src/modules/apiToken/createApiToken';
import { addHook, addProcess, addUser } from '../kit/factories';
import { deliveriesOf } from '../kit/deliveriesOf';
import { globalId } from '../kit/globalId';
import { holdCommits } from '../kit/holdCommits';
import { startReplica } from '../kit/startReplica';
import { startTestServer, type HttpAnswer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

let server: TestServer;
let hook: { id: number; token: string };
let anna: number;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'anna');
  anna = (await server.db.prisma.user.findUniqueOrThrow({ where: { userName: 'anna' } })).id;
  await addProcess(server, 'P');
  hook = await addHookOf('anna');
});
afterAll(() => server.stop());

async function addHookOf(userName: string | null, more: object = {}): Promise<{ id: number; token: string }> {
  const token = await addHook(server, userName, more);
  const { id } = await server.db.prisma.application.findFirstOrThrow({ orderBy: { id: 'desc' } });
  return { id, token };
}
const callOf = (input: object = {}) => JSON.stringify({ operation: 'createRequest', args: { input: { processName: 'P', ...input } } });
const send = (body: unknown = callOf(), headers: Record<string, string> = {}, token = hook.token) =>
  server.post(`/hooks/${token}`, body, headers);

describe('the log of deliveries', () => {
  it('has a call with an effect, all that is known of it', async () => {
    const before = Date.now();
    const input = { clientMutationId: 'é 🙂' };
    const [entry, ...others] = await deliveriesOf(server, 1, () =>
      send(callOf(input), { 'idempotency-key': 'k', authorization: 'Basic x' }),
    );
    const { number } = await lastRequest();
    expect(others).toEqual([]);
    expect(entry).toEqual({
      id: expect.any(BigInt),
      receivedAt: expect.any(Date),
      durationMs: expect.any(Number),
      kind: 'OPERATIONS',
      applicationId: hook.id,
      userId: anna,
      address: '127.0.0.1',
      method: 'POST',
      path: '/hooks',
      status: 200,
      operation: 'createRequest',
      requestId: number,
      error: null,
      code: null,
      idempotencyKey: 'k',
      uid: null,
      duplicate: false,
      skipped: null,
      replayOfId: null,
      headers: expect.stringContaining('"authorization":"[redacted]"'),
      body: callOf(input),
      bodySize: Buffer.byteLength(callOf(input)),
      isWhole: true,
      requests: [],
    });
    const { receivedAt, durationMs } = entry!;
    expect([receivedAt.getTime() >= before, receivedAt.getTime() <= Date.now(), durationMs >= 0, durationMs < 10_000]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(JSON.stringify(entry, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(hook.token);
  });

  it.each<[string, number, string, () => Promise<unknown>, object]>([
    [
      'an unknown token',
      404,
      'NOT_FOUND',
      () => send(callOf(), {}, 'x'.repeat(32)),
      { applicationId: null, kind: null, headers: null, body: null, bodySize: null, userId: null, isWhole: false, operation: null },
    ],
    [
      'another method',
      405,
      'METHOD_NOT_ALLOWED',
      () => fetch(`${server.url}/hooks/${hook.token}`),
      { method: 'GET', body: null, userId: null, operation: null, isWhole: false },
    ],
    ['another type', 415, 'UNSUPPORTED_MEDIA_TYPE', () => send('a=b', { 'content-type': 'text/plain' }), { body: null, isWhole: false }],
    ['a body that is no JSON', 400, 'BAD_USER_INPUT', () => send('{"a":'), { body: '{"a":', isWhole: true, operation: null }],
    [
      'a body that is no text',
      400,
      'BAD_USER_INPUT',
      () =>
        fetch(`${server.url}/hooks/${hook.token}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: new Uint8Array([0xff]),
        }),
      { body: null, bodySize: 1, isWhole: false },
    ],
    ['an unknown operation', 400, 'BAD_USER_INPUT', () => send('{"operation":"x","args":{"input":{}}}'), { operation: null }],
    ['a wrong input', 400, 'BAD_USER_INPUT', () => send(callOf({ processVersion: 'x' })), { operation: 'createRequest', requestId: null }],
    [
      'an input that cannot be stored',
      400,
      'BAD_USER_INPUT',
      () => send(callOf({ processName: '\0\ud800' })),
      { operation: 'createRequest', isWhole: true },
    ],
    [
      'an operation that refuses',
      404,
      'NOT_FOUND',
      () => send(callOf({ processName: 'Q' })),
      { operation: 'createRequest', error: 'Process "Q" does not exist or has no active version' },
    ],
  ])('has a call that is refused for %s, once', async (_, status, code, act, more) => {
    const entries = await deliveriesOf(server, 1, act);
    expect(entries).toEqual([
      expect.objectContaining({ status, code, error: expect.any(String), applicationId: hook.id, duplicate: false, ...more }),
    ]);
  });

  it('contains a call whose path cannot be stored, without refusing it', async () => {
    const { token } = await addHookOf('anna', { kind: 'WORKFLOWS', secret: 'secret' });
    const headers = { 'x-hook-token': token, 'inbound-webhook-secret': 'secret' };
    const [unknown, known] = await deliveriesOf(server, 2, async () => {
      await server.post('/hooks/a%00b', callOf(), { 'x-hook-token': hook.token });
      await server.post('/hooks/a%00b', { workflow: 'P' }, headers);
    });
    expect([unknown, known]).toEqual([
      expect.objectContaining({ path: '/hooks/a\ufffdb', status: 400 }),
      expect.objectContaining({ path: '/hooks/a\ufffdb', status: 202, requestId: expect.any(Number) }),
    ]);
  });

  it('has a call whose path is cut within a character', async () => {
    const operation = `${'a'.repeat(247)}🙂`;
    const [entry] = await deliveriesOf(server, 1, () => server.post(`/hooks/${operation}`, callOf(), { 'x-hook-token': hook.token }));
    expect(entry).toMatchObject({ status: 400, path: `/hooks/${'a'.repeat(247)}\ufffd` });
  });

  it('tells no token that a proxy repeats in a header', async () => {
    const [entry] = await deliveriesOf(server, 1, () => send(callOf(), { 'x-forwarded-uri': `/hooks/${hook.token}?a=b` }));
    expect(JSON.parse(entry!.headers!)).toMatchObject({ 'x-forwarded-uri': '/hooks/[redacted]?a=b' });
  });

  it('keeps the body of a call whose hook has no user, so that it can be run again', async () => {
    const nobody = await addHookOf(null);
    const [entry] = await deliveriesOf(server, 1, () => send(callOf(), {}, nobody.token));
    expect(entry).toMatchObject({ status: 403, applicationId: nobody.id, userId: null, body: callOf(), isWhole: true });
  });

  it('tells the hook of a call that is not active any more', async () => {
    const inactive = await addHookOf('anna', { active: false });
    const [entry] = await deliveriesOf(server, 1, () => send(callOf(), {}, inactive.token));
    expect(entry).toMatchObject({ status: 404, applicationId: inactive.id, body: null });
  });

  it('has errors that are answered as 200, as 200', async () => {
    const lenient = await addHookOf('anna', { errorStatus: 'ALWAYS_200' });
    const [entry] = await deliveriesOf(server, 1, () => send(callOf({ processName: 'Q' }), {}, lenient.token));
    expect(entry).toMatchObject({ status: 200, code: 'NOT_FOUND', error: expect.any(String) });
  });

  it('marks the repeat of an Idempotency-Key as a duplicate that touched the same request', async () => {
    const headers = { 'idempotency-key': 'twice' };
    const [first, second] = await deliveriesOf(server, 2, async () => [await send(callOf(), headers), await send(callOf(), headers)]);
    expect([first!.duplicate, second!.duplicate, second!.requestId, second!.status]).toEqual([false, true, first!.requestId, 200]);
  });

  it('has one entry of each of many calls at once, through two processes', async () => {
    const replica = await startReplica(server);
    const headers = { 'idempotency-key': 'at once' };
    const path = `/hooks/${hook.token}`;
    const entries = await deliveriesOf(server, 20, () =>
      Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? replica : server).post(path, callOf(), headers))),
    );
    await replica.stop();
    const { number } = await lastRequest();
    expect([
      entries.length,
      entries.filter(({ duplicate }) => !duplicate).length,
      entries.every(({ requestId }) => requestId === number),
    ]).toEqual([20, 1, true]);
  });

  it('has calls that find no place among those that are worked on', async () => {
    const replica = await startReplica(server, { maxConcurrentRequests: 1 });
    const entries = await deliveriesOf(server, 20, () =>
      Promise.all(Array.from({ length: 20 }, () => replica.post(`/hooks/${hook.token}`, callOf()))),
    );
    await replica.stop();
    const statuses = entries.map(({ status }) => status);
    expect([entries.length, statuses.includes(200), statuses.includes(503)]).toEqual([20, true, true]);
    expect(entries.find(({ status }) => status === 503)).toMatchObject({
      code: 'UNAVAILABLE',
      applicationId: null,
      headers: null,
      body: null,
    });
  });

  it('has what waits when the server stops', async () => {
    const replica = await startReplica(server);
    const entries = await deliveriesOf(server, 50, async () => {
      await Promise.all(Array.from({ length: 50 }, () => replica.post(`/hooks/${hook.token}`, '{}')));
      await replica.stop();
    });
    expect(entries).toHaveLength(50);
  });

  it.each([
    ['ALL', true, true],
    ['ERRORS', false, true],
    ['NONE', false, false],
  ])('keeps headers and body as logBodies says: %s', async (logBodies, ofEffect, ofError) => {
    const own = await addHookOf('anna');
    await server.db.prisma.application.update({ where: { id: own.id }, data: { logBodies: logBodies as 'ALL' } });
    const entries = await deliveriesOf(server, 2, async () => [await send(callOf(), {}, own.token), await send('{}', {}, own.token)]);
    const kept = (is: boolean) => [is, is, is];
    expect(entries.map(({ headers, body, isWhole }) => [headers !== null, body !== null, isWhole])).toEqual([
      kept(ofEffect),
      kept(ofError),
    ]);
  });

  it.each(['a hook', 'the Workflows API'])('has one entry of a call to %s that was answered before its effect was there', async (entry) => {
    const slow = await startReplica(server, { requestTimeoutMs: 50 });
    const { token } = await createApiToken.run(await server.contextOf('anna'), { name: entry, scopes: [] });
    const bearer = { authorization: `Bearer ${token}` };
    const { uuid: workflowDefinitionId } = await addProcess(server, 'ENDS', { start: 'E', activities: [{ name: 'E', type: 'END' }] });
    const { caseId } = (await server.post('/cases', {}, bearer)).body;
    const held = await holdCommits(server.databaseUrl);
    let late: HttpAnswer | undefined;
    const entries = await deliveriesOf(server, 1, async () => {
      late =
        entry === 'a hook'
          ? await slow.post(`/hooks/${hook.token}`, callOf())
          : await slow.post('/workflows/run', { workflowDefinitionId, caseId }, bearer);
      await held.release();
      await slow.stop();
    });
    expect([late?.status, entries]).toEqual([
      504,
      [expect.objectContaining({ status: 504, code: 'TIMEOUT', requestId: (await lastRequest()).number, duplicate: false })],
    ]);
  });

  it('has an operation on a favorite, which touches no request', async () => {
    const { id } = await server.db.prisma.process.findFirstOrThrow();
    const [entry] = await deliveriesOf(server, 1, () => server.hook('createFavorite', { itemId: globalId(`Process:${id}`) }));
    expect(entry).toMatchObject({ operation: 'createFavorite', status: 200, error: null, requestId: null });
  });

  it('has one entry of a batch, with all requests that it started; and of those that start one', async () => {
    const { token } = await addHookOf('anna', { kind: 'WORKFLOWS', secret: 'secret' });
    const headers = { 'inbound-webhook-secret': 'secret' };
    const batch = { workflow: 'P', batch: [{ uid: 'a' }, { uid: 'b' }, { workflow: 'Q' }] };
    const single = { workflow: 'P', uid: 'a' };
    const [first, again, one] = await deliveriesOf(server, 3, async () => {
      for (const body of [batch, batch, single]) await send(body, headers, token);
    });
    const { number } = await lastRequest();
    const numbers = [number - 1, number].map((requestId) => expect.objectContaining({ requestId }) as object);
    expect([first, again, one]).toEqual([
      expect.objectContaining({
        kind: 'WORKFLOWS',
        status: 202,
        operation: 'runWorkflowBatch',
        requestId: null,
        requests: numbers,
        duplicate: false,
      }),
      expect.objectContaining({ status: 202, requestId: null, requests: numbers, duplicate: true }),
      expect.objectContaining({ status: 202, operation: 'runWorkflow', requestId: number - 1, uid: 'a', duplicate: true }),
    ]);
  });

  it('has calls of kind TRIGGER: their query, and the status that the run decides', async () => {
    await addProcess(server, 'Teapot', {
      participants: [{ name: 'Requesters', role: 'REQUESTER', everyone: true }],
      start: 'ANSWER',
      activities: [{ name: 'ANSWER', type: 'RESPONSE', status: 418, body: 'short' }],
    });
    const trigger = { processName: 'Teapot', response: { status: 201 } };
    const { token } = await addHookOf('anna', { kind: 'TRIGGER', trigger });
    const { token: waiting } = await addHookOf('anna', { kind: 'TRIGGER', trigger: { ...trigger, mode: 'SYNC' } });
    const kept = { kind: 'TRIGGER', operation: 'triggerProcess', requestId: expect.any(Number), error: null, body: '[1]', isWhole: true };
    const entries = await deliveriesOf(server, 3, async () => {
      await send('[1]', {}, `${token}?a=1`);
      await send('[1]', {}, `${token}?a=1&token=x`);
      await send('[1]', {}, waiting);
    });
    // The last one was entered as 200 with its effect, and is told its end afterwards.
    await until(async () => (await server.db.prisma.delivery.findUnique({ where: { id: entries[2]!.id } }))!.status === 418);
    expect(entries.map((entry) => ({ ...entry, status: entry.path.includes('?') ? entry.status : 418 }))).toEqual([
      expect.objectContaining({ ...kept, status: 201, path: '/hooks?a=1' }),
      expect.objectContaining({ ...kept, status: 201, path: '/hooks?a=1&token=[redacted]', isWhole: false }),
      expect.objectContaining({ ...kept, status: 418, path: '/hooks' }),
    ]);
  });

  it('says why a SYNC call of kind TRIGGER was answered as failed, after its effect', async () => {
    await addProcess(server, 'Fails', {
      participants: [{ name: 'Requesters', role: 'REQUESTER', everyone: true }],
      start: 'END',
      activities: [{ name: 'END', type: 'END', as: 'ERROR', message: 'No stock' }],
    });
    const { token } = await addHookOf('anna', { kind: 'TRIGGER', trigger: { processName: 'Fails', mode: 'SYNC' } });
    const [entry] = await deliveriesOf(server, 1, () => send('[1]', {}, token));
    const find = () => server.db.prisma.delivery.findUniqueOrThrow({ where: { id: entry!.id } });
    await until(async () => (await find()).error !== null);
    const { number } = await lastRequest();
    expect(await find()).toMatchObject({ status: 500, code: 'INTERNAL_SERVER_ERROR', requestId: number });
  });

  it('cuts the content of a file out, and keeps its size', async () => {
    await addProcess(server, 'F', { data: [{ name: 'FILE', type: 'FILE' }] });
    const content = Buffer.alloc(200_000, 'x').toString('base64');
    const parameters = [{ name: 'FILE', fileValue: { name: 'a.txt', contentType: 'text/plain', content } }];
    const [entry] = await deliveriesOf(server, 1, () => send(callOf({ processName: 'F', parameters })));
    expect(entry).toMatchObject({ status: 200, body: expect.stringContaining('[base64 of 200000 bytes, SHA-256 '), isWhole: false });
    expect([entry!.body!.length < 400, entry!.bodySize! > 260_000]).toEqual([true, true]);
  });

  it('lets strangers fill neither memory nor disk, and counts what it drops', async () => {
    const replica = await startReplica(server);
    const unknown = `/hooks/${'y'.repeat(32)}`;
    const entries = await deliveriesOf(server, 600, async () => {
      for (let round = 0; round < 14; round += 1) await Promise.all(Array.from({ length: 50 }, () => replica.post(unknown, callOf())));
    });
    const metrics = await (await fetch(`${replica.url}/metrics`)).text();
    const [, dropped] = /^sluice_deliveries_dropped_total (\d+)$/m.exec(metrics)!;
    await replica.stop();
    expect([
      entries.length + Number(dropped),
      Number(dropped) > 50,
      entries.every(({ headers, body }) => headers === null && body === null),
    ]).toEqual([700, true, true]);
    expect(replica.logged.filter((line) => line.includes('deliveries are not being logged'))).toHaveLength(1);
  });
});

async function lastRequest(): Promise<{ number: number }> {
  const { id } = await server.db.prisma.request.findFirstOrThrow({ orderBy: { id: 'desc' } });
  return { number: id };
}
