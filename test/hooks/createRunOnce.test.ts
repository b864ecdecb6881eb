import { createHash, randomUUID } from 'node:crypto';
import { createRunOnce } from '../../src/hooks/createRunOnce';
import { addHook, addProcess, addUser } from '../kit/factories';
import { holdCommits } from '../kit/holdCommits';
import { startReplica, type Replica } from '../kit/startReplica';
import { administrator, startTestServer, type HttpAnswer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
let replica: Replica;
const call = (input: object = { processName: 'SIMPLE' }, operation = 'createRequest') => ({ operation, args: { input } });
const send = (key: string, body: unknown = call(), token = server.token, to: Pick<Replica, 'post'> = server) =>
  to.post(`/hooks/${token}`, body, { 'idempotency-key': key });
const short = ({ status, body, headers }: HttpAnswer) => ({ status, body, replayed: headers.get('idempotent-replayed') });
const reused = (difference: string) => ({
  error: `This Idempotency-Key (or webhook-id) was used for a call with a different ${difference}. To repeat that call, send it unchanged: under a new key it would take effect a second time. Use a new key only for a new call`,
  code: 'UNPROCESSABLE',
});
/** The same with the fields of each object the other way round. */
function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, field]) => [name, reversed(field)]),
  );
}
const newRequest = async (): Promise<number> => (await server.hook('createRequest', { processName: 'SIMPLE' })).body.number;
async function count(table: 'request' | 'history' | 'idempotency_key'): Promise<number> {
  return (await server.db.query<{ n: number }>({ name: `count ${table}`, text: `SELECT count(*)::int AS n FROM ${table}`, values: [] }))[0]!
    .n;
}
/** Sends all of these at once, and lets the first go on only when it waits in the database. */
async function sendAtOnce(...sends: (() => Promise<HttpAnswer>)[]): Promise<HttpAnswer[]> {
  const held = await holdCommits(server.databaseUrl);
  const answers = Promise.all(sends.map((one) => one()));
  await held.isWaitedFor();
  await held.release();
  return answers;
}

// First, while no server runs: its timers would count.
describe('createRunOnce', () => {
  it('lets a repeat wait for ten seconds, and then go', async () => {
    jest.useFakeTimers();
    const runOnce = createRunOnce<string>();
    let end = (_: string) => {};
    const run = () => new Promise<string>((resolve) => (end = resolve));
    const idempotency = { scope: 's', key: 'k', bodyHash: 'h', rawHash: 'r' };
    const repeated = { idempotency, answered: null, reload: () => Promise.resolve(null), run };
    const first = runOnce(repeated);
    const second = runOnce(repeated);
    const refused = expect(second).rejects.toMatchObject({ refusal: 'IDEMPOTENCY_KEY_TAKEN', status: 409 });
    await jest.advanceTimersByTimeAsync(10_000);
    await refused;
    end('done');
    expect(await first).toBe('done');
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
});

describe('Idempotency-Key', () => {
  beforeAll(async () => {
    server = await startTestServer();
    replica = await startReplica(server);
    await addProcess(server, 'SIMPLE');
    await addUser(server, 'anna');
  });
  afterAll(async () => {
    await replica.stop();
    await server.stop();
  });

  it('gives the same answer again, and says so, without a second effect', async () => {
    const key = randomUUID();
    const first = await send(key);
    const before = await count('request');
    const second = await send(key);
    expect([short(first), short(second), await count('request')]).toEqual([
      { status: 200, replayed: null, body: first.body },
      { status: 200, replayed: 'true', body: first.body },
      before,
    ]);
  });

  it.each([
    [
      'updateRequestDataset',
      (number: number) => ({
        number,
        clientMutationId: 'mine',
        parameters: [
          { name: 'TEXT', textValue: 'a' },
          { name: 'NUMERIC', numericValue: null },
          { name: 'DATE', dateTimeValue: '2026-01-02T03:04:05+01:00' },
          { name: 'JSON', jsonValue: { a: [null] } },
        ],
      }),
    ],
    ['cancelRequest', (number: number) => ({ number })],
    ['completeAction', (number: number) => ({ requestNumber: number, number: 1, parameters: [{ name: 'TEXT', textValue: 'done' }] })],
    ['completeFormAction', (number: number) => ({ requestNumber: number, number: 1 })],
    ['assignAction', (number: number) => ({ requestNumber: number, number: 1, assigneeUserName: 'anna' })],
  ])('holds for %s', async (operation, input) => {
    const [key, body] = [randomUUID(), call(input(await newRequest()), operation)];
    const first = await send(key, body);
    const before = await count('history');
    const second = await send(key, body);
    expect([short(first), short(second), await count('history')]).toEqual([
      { status: 200, replayed: null, body: first.body },
      { status: 200, replayed: 'true', body: first.body },
      before,
    ]);
  });

  it.each([
    ['another operation and body', 'operation and body', call({ number: 1 }, 'cancelRequest')],
    ['another input', 'body', call({ processName: 'SIMPLE', clientMutationId: 'x' })],
    ['another type of a value', 'body', call({ processName: 'SIMPLE', processVersion: '1' })],
  ])('is refused with %s, and says so', async (_, difference, body) => {
    const key = randomUUID();
    await send(key, call({ processName: 'SIMPLE', processVersion: 1 }));
    expect(short(await send(key, body))).toEqual({ status: 422, replayed: null, body: reused(difference) });
  });

  it('is refused with the same body for another operation, or another query string, and says so', async () => {
    const withPath = (operation: string, key: string) =>
      server.post(`/hooks/${operation}`, { args: { input: { number } } }, { 'x-hook-token': server.token, 'idempotency-key': key });
    const [number, key, other] = [await newRequest(), randomUUID(), randomUUID()];
    const trigger = await addHook(server, 'anna', { kind: 'TRIGGER', trigger: { processName: 'SIMPLE' } });
    await withPath('cancelRequest', key);
    const answers = [await withPath('updateRequestDataset', key)];
    for (const query of ['a=1', 'a=2']) answers.push(await send(other, { x: 1 }, `${trigger}?${query}`));
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [422, reused('operation')],
      [200, 'ok'],
      [422, reused('query string')],
    ]);
  });

  it.each<[string, (body: object) => string | Buffer]>([
    ['blanks', (body) => JSON.stringify(body, null, 2)],
    ['another order of fields, at any depth', (body) => JSON.stringify(reversed(body))],
    ['other escapes', (body) => JSON.stringify(body).replaceAll('S', '\\u0053')],
    ['another form of a number', (body) => JSON.stringify(body).replace(':1}', ':1.0}')],
    ['another charset', (body) => Buffer.from(`\ufeff${JSON.stringify(body)}`, 'utf16le')],
  ])('is that of the same JSON with %s', async (_, write) => {
    const [key, body] = [randomUUID(), call({ processName: 'SIMPLE', clientMutationId: 'é', processVersion: 1 })];
    const first = await send(key, body);
    const type = { 'content-type': 'application/json; charset=utf-16le' };
    const written = write(body);
    const headers = { 'idempotency-key': key, ...(written instanceof Buffer && type) };
    expect(short(await server.post(`/hooks/${server.token}`, written, headers))).toEqual({
      status: 200,
      replayed: 'true',
      body: first.body,
    });
  });

  it('knows what was sent before an upgrade, when raw bodies were compared', async () => {
    const [key, body] = [randomUUID(), JSON.stringify(call())];
    const first = await send(key, body);
    const bodyHash = createHash('sha256').update(`createRequest\n${body}`).digest();
    await server.db.prisma.idempotencyKey.updateMany({ where: { key }, data: { bodyHash: new Uint8Array(bodyHash) } });
    expect(short(await send(key, body))).toEqual({ status: 200, replayed: 'true', body: first.body });
  });

  it('keeps nothing of what was refused: the call is decided anew', async () => {
    const [key, body] = [randomUUID(), call({ processName: 'LATER' })];
    const refused = await send(key, body);
    await addProcess(server, 'LATER');
    expect([refused.status, short(await send(key, body)), (await send(key, body)).headers.get('idempotent-replayed')]).toEqual([
      404,
      { status: 200, replayed: null, body: expect.anything() },
      'true',
    ]);
  });

  it('belongs to its hook', async () => {
    const [key, other] = [randomUUID(), await addHook(server, administrator.userName)];
    const [first, second] = [await send(key), await send(key, call(), other)];
    expect([short(second), second.body.number === first.body.number]).toEqual([{ status: 200, replayed: null, body: second.body }, false]);
  });

  it('is the same whether the token comes in the path or in a header', async () => {
    const [key, body] = [randomUUID(), call()];
    const first = await send(key, body);
    const headers = { 'idempotency-key': key, 'x-hook-token': server.token };
    expect(short(await server.post('/hooks/createRequest', body, headers))).toEqual({ status: 200, replayed: 'true', body: first.body });
  });

  it.each([
    ['none', ''],
    ['256', 'k'.repeat(256)],
  ])('is refused with %s characters', async (_, key) => {
    expect(short(await send(key))).toEqual({
      status: 400,
      replayed: null,
      body: { error: 'An Idempotency-Key (or webhook-id) must have 1 to 255 characters', code: 'BAD_USER_INPUT' },
    });
  });

  it('may have 255 characters', async () => {
    const key = randomUUID().padEnd(255, 'k');
    expect([(await send(key)).status, (await send(key)).headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  });

  it('is forgotten after idempotencyRetention days', async () => {
    const [kept, forgotten] = [randomUUID(), randomUUID()];
    const before = await Promise.all([send(kept), send(forgotten)]);
    const age = (key: string, days: number) =>
      server.db.prisma.idempotencyKey.updateMany({ where: { key }, data: { createdAt: new Date(Date.now() - days * 86_400_000) } });
    await age(kept, 29.99);
    await age(forgotten, 30.01);
    const after = [await send(kept), await send(forgotten), await send(forgotten)];
    expect(after.map(({ headers }) => headers.get('idempotent-replayed'))).toEqual(['true', null, 'true']);
    expect(after[0]!.body).toEqual(before[0].body);
    expect(after[1]!.body.number).not.toBe(before[1].body.number);
    expect(after[2]!.body).toEqual(after[1]!.body);
  });

  it('gives a repeat that comes while the first one runs the answer of the first', async () => {
    const key = randomUUID();
    const [first, second] = (await sendAtOnce(
      () => send(key),
      () => send(key),
    )) as [HttpAnswer, HttpAnswer];
    expect([short(first), short(second)].sort((a, b) => String(a.replayed).localeCompare(String(b.replayed)))).toEqual([
      { status: 200, replayed: null, body: first.body },
      { status: 200, replayed: 'true', body: first.body },
    ]);
  });

  it('refuses another body that comes while the first one runs', async () => {
    const key = randomUUID();
    const answers = await sendAtOnce(
      () => send(key),
      () => send(key, call({ processName: 'SIMPLE', clientMutationId: 'x' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });

  it('has one effect, however many calls come in at once through two servers', async () => {
    const before = await count('request');
    const rounds = 40;
    for (let round = 0; round < rounds; round += 1) {
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => send(key, call(), server.token, n % 2 ? server : replica)));
      const fresh = answers.filter(({ headers }) => headers.get('idempotent-replayed') === null);
      expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(answers.map(() => ({ status: 200, body: fresh[0]?.body })));
      expect(fresh).toHaveLength(1);
    }
    expect((await count('request')) - before).toBe(rounds);
  });

  it('has one effect on a request, and all get its answer, through two servers at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [key, number] = [randomUUID(), await newRequest()];
      const body = call({ requestNumber: number, number: 1 }, 'completeAction');
      const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => send(key, body, server.token, n % 2 ? server : replica)));
      expect(answers.map(({ status, body: answer }) => [status, answer.requestNumber])).toEqual(answers.map(() => [200, number]));
      expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
    }
  });

  it('says of one body or the other that it was used, where two bodies come in at once through two servers', async () => {
    for (let round = 0; round < 20; round += 1) {
      const key = randomUUID();
      const answers = await Promise.all([
        send(key),
        send(key, call({ processName: 'SIMPLE', clientMutationId: 'x' }), server.token, replica),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    }
  });

  it('says so in the same words to the one that ran until it met the other, in a hook that answers errors with 200 too', async () => {
    const [key, token] = [randomUUID(), await addHook(server, administrator.userName, { errorStatus: 'ALWAYS_200' })];
    const held = await holdCommits(server.databaseUrl);
    const answers = Promise.all([
      send(key, call(), token),
      send(key, call({ processName: 'SIMPLE', clientMutationId: 'x' }), token, replica),
    ]);
    await held.isWaitedFor(2);
    await held.release();
    expect((await answers).find(({ body }) => body.error)).toMatchObject({
      status: 422,
      body: reused('body'),
    });
  });

  it('answers all of many repeats of a call that is refused', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 30 }, () => send(key, call({ processName: 'NONE' }))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
  });
});
